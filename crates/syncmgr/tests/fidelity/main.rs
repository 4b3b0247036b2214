//! The program as a hostile user finds it: whole runs over real folders, both ways, with everything that a
//! file can carry.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod filters;
mod links;
mod metadata;
mod mounts;
mod names;
mod process;
mod stats;
mod tree;
mod undo;
mod unprivileged;
mod world;
