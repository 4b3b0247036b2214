//! `syncmgr`: keeps folders, and whatever a handler knows, in step.
//!
//! This file parses, runs and ends the process with an exit code; [`commands`] holds one file per command.

#![expect(dead_code, reason = "the commands that run sessions come with the manager")]

mod cli;
mod commands;
mod config;
mod context;
mod error;
mod folder;
mod items;
mod location;
mod options;
mod render;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::main(std::env::args_os()))
}
