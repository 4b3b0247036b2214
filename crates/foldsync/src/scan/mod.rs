//! Scanning: one side against the archive.
//!
//! The tree is walked by folder handles in walk order, in lock-step with the archive; only what differs
//! is kept. Whatever could not be looked at is reported as *unseen* and never taken for deleted.

mod base;
mod complaint;
mod levels;
mod names;
mod progress;
mod request;
#[cfg(test)]
mod tests;
mod trail;
mod trust;
mod walk;

pub use base::{Base, Rows};
pub use request::{ScanError, ScanRequest, scan};
pub use trust::{settles, trust};
