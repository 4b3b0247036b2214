//! The thin shell around the session machine: threads, channels, locks, the journal.

mod control;
mod desk;
mod instance;
mod outlet;
mod patience;
mod probe;
mod result;
mod run;
mod services;

pub use control::SessionControl;
pub use desk::OPERATIONS_LISTED;
pub use patience::Patience;
pub use probe::{Listing, PropertiesResult};
pub use result::{Clicked, Keep, Kept, SessionResult, release};
pub use run::Runner;
pub use services::Services;
