//! The program as people and scripts meet it: each command has a file of its name, which runs the real binary.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod add;
mod config;
mod generate;
mod help;
mod pause;
mod remove;
mod rename;
mod resume;
mod sandbox;
mod show;
