//! The program as people and scripts meet it: each command has a file of its name, which runs the real binary.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod add;
mod check;
mod config;
mod conflicts;
mod errors;
mod fire;
mod folders;
mod generate;
mod handler;
mod help;
mod library;
mod list;
mod log;
mod output;
mod pause;
mod plan;
mod properties;
mod remove;
mod rename;
mod resume;
mod sandbox;
mod schedule;
mod serve;
mod service;
mod show;
mod skip;
mod status;
mod stop;
mod sync;
mod trash;
mod trigger;
mod uncheck;
mod undo;
mod why;
