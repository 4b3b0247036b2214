//! The program as people and scripts meet it: each command has a file of its name, which runs the real binary.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod add;
mod check;
mod config;
mod conflicts;
mod folders;
mod generate;
mod help;
mod list;
mod log;
mod pause;
mod plan;
mod remove;
mod rename;
mod resume;
mod sandbox;
mod show;
mod status;
mod sync;
mod trash;
mod uncheck;
mod undo;
mod why;
