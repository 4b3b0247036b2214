//! `cargo xtask histories`: random histories of edits, runs, crashes and undos, against the laws of the engine.

use std::process::ExitCode;

use anyhow::Result;

use crate::{shell, workspace};

/// The test that plays them.
const TEST: &str = "laws_hold_over_the_histories_of_new_seeds";

/// Options of `histories`.
#[derive(clap::Args)]
pub struct Args {
    /// How long to play new histories
    #[arg(long, default_value_t = 1)]
    minutes: u64,
    /// Plays the history of this seed alone: makes it small if it breaks a law, and tells what it does, step by step
    #[arg(long, conflicts_with = "minutes")]
    seed: Option<u64>,
}

/// Plays new histories, or one again.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut cargo = shell::cargo();
    cargo.current_dir(workspace::root()).args(["test", "--package", "foldsync", "--test", "model", "--", "--ignored"]);
    cargo.args(["--exact", "--nocapture", TEST]).env("RUST_BACKTRACE", "0");
    match args.seed {
        Some(seed) => cargo.env("SYNCMGR_MODEL_SEED", seed.to_string()),
        None => cargo.env("SYNCMGR_MODEL_MINUTES", args.minutes.to_string()),
    };
    shell::run(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}
