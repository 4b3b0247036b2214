//! The thin shell around the session machine: threads, channels, locks, the journal.

mod control;
mod desk;
mod instance;
mod outlet;
mod probe;
mod run;
mod services;

pub use control::SessionControl;
pub use desk::OPERATIONS_LISTED;
pub use probe::{Listing, PropertiesResult};
pub use run::{Clicked, Keep, Kept, Runner, SessionResult};
pub use services::Services;
