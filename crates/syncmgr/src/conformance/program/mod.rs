//! The trials of programs that speak the handler protocol.

mod driver;
mod instance;
mod pipe;
mod protocol;

pub use instance::start;
pub use protocol::try_protocol;
