//! `cargo xtask`: everything that keeps the project honest and is not the product itself.
//!
//! Each subcommand is a module of the same name (`gen` is `generate`).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal prints to the terminal")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod check;
mod conformance;
mod generate;
mod histories;
mod picture;
mod shell;
mod source;
mod test;
mod workspace;

/// The project's own tools.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Test the invariants of ARCHITECTURE.md on the sources and on `cargo metadata`
    Check,
    /// Run every test, after making sure that what they need is installed
    Test(test::Args),
    /// Compare syncmgr with its peers, or count instructions
    Bench(bench::Args),
    /// Run the tests that prove requirements of the contract, and write how they ended into docs/conformance.md
    Conformance,
    /// Write man pages, completions and schemas from the built binary, and the conformance table from the tests
    Gen(generate::Args),
    /// Play new random histories against the laws of the engine, or tell what one of them does
    Histories(histories::Args),
    /// Draw the terminal session that README shows, from a real one
    Picture(picture::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Check => check::run(),
        Task::Test(args) => test::run(&args),
        Task::Bench(args) => bench::run(&args),
        Task::Conformance => conformance::run(),
        Task::Gen(args) => generate::run(&args),
        Task::Histories(args) => histories::run(&args),
        Task::Picture(args) => picture::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
