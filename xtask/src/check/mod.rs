//! `cargo xtask check`: the invariants of ARCHITECTURE.md, each a small file with tests that show that it can fail.
//!
//! A new rule is a file here with `check(…) -> Vec<Violation>`, one line in `run.rs`, and its name in ARCHITECTURE.md.

mod commands;
mod dependencies;
mod formats;
mod invariants;
mod licences;
mod links;
mod names;
mod outlet;
mod platform;
mod run;
mod runtime;
mod sizes;
mod spdx;
mod suppression;
mod targets;
mod unfinished;
mod unsafe_code;
mod violation;

pub use run::run;
