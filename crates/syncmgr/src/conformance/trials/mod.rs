//! What is tried with a handler. Each trial is made in a process of its own.

mod driven;
mod perform;
mod sessions;
mod stage;
mod trial;

pub use driven::Driven;
pub use perform::perform;
pub use sessions::NEVER_LISTED;
pub use trial::{Kind, Trial};
