//! What is asked of the operating system: where this library lies, a child that is set apart, the terminal of the caller.

#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub use portable::{Terminal, exchange, own_path};
#[cfg(unix)]
pub use unix::{Terminal, exchange, own_path};
