//! `cargo xtask bench`: how fast, compared with whom; and how many instructions, compared with before.
//!
//! Wall time on a shared machine is noise until it is compared: every peer does the same work, in turn and in random order, on a
//! file system of its own, in one call, and the result of each run is checked. Read ratios, not seconds.

mod args;
mod compare;
mod counts;
mod disk;
mod handlers;
mod measure;
mod peer;
mod random;
mod table;
mod tree;
mod workload;

pub use args::{Args, run};
