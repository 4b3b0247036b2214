//! `syncmgr`: keeps folders, and whatever a handler knows, in step.
//!
//! This file parses, runs and ends the process with an exit code; [`commands`] holds one file per command.

mod cli;
mod commands;
mod compare;
mod config;
mod context;
mod error;
mod folder;
mod items;
mod job;
mod known;
mod location;
mod marks;
mod options;
mod past;
mod render;
mod session;
mod target;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::main(std::env::args_os()))
}
