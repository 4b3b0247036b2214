//! `syncmgr`: keeps folders, and whatever a handler knows, in step.
//!
//! This file parses, runs and ends with an exit code; `commands` holds one file per command. It is a library only so that
//! what reads foreign bytes can be fuzzed; nothing but the program and the fuzz targets uses it.

mod cli;
mod com_host;
mod commands;
mod compare;
mod config;
mod conformance;
mod context;
mod error;
mod folder;
mod forgetting;
#[doc(hidden)]
pub mod fuzzing;
mod handlers;
mod hold;
mod items;
mod job;
mod known;
mod listing;
mod location;
mod marks;
mod options;
mod past;
mod planned;
mod question;
mod render;
mod service;
mod session;
mod target;
mod usage;

use std::process::ExitCode;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    ExitCode::from(cli::main(std::env::args_os()))
}
