//! For authors of handlers in Rust: implement [`Handler`], call [`run_handler`](crate::run_handler).
//!
//! Calls come one at a time on the thread that runs the handler, and the work is done inside them; a second
//! thread reads meanwhile, so that a cancel reaches [`Reporter::progress`] at once. Standard output belongs to
//! the protocol: a handler prints nothing there. Standard error is free; its end is shown if the handler dies.

mod handler;
mod outgoing;
mod reporter;
mod serve;

pub use handler::Handler;
pub use reporter::{Dialog, Reporter, Verdict};
pub use serve::serve;
