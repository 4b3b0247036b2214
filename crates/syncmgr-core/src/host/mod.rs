//! A program as a handler: a child process that speaks the handler protocol, behind the [`Handler`](crate::Handler) trait.
//!
//! Foreign code never runs in the manager's process. One thread for each child, the supervisor, does all its
//! input and output without ever blocking on it, sees its death, and keeps everything that a child can make grow
//! within bounds. Calls wait for their answer with a deadline; a child that misses it is ended with its whole
//! process group, and the session learns why in words. [`Standing`] keeps programs that crash again and again
//! from being started again and again.
//!
//! **Invariant:** no lock is held while a callback is made (D-1).

mod death;
mod instance;
mod lanes;
mod process;
mod program;
mod quarantine;
mod shared;
mod supervisor;
mod tail;

pub use program::{Limits, Program};
pub use quarantine::{CrashLog, Retry, Standing, standing};
