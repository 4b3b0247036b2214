//! Runs the tests in steps and says how each ended.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Result;

use super::skipped::Skipped;
use super::tools;
use crate::{conformance, shell, workspace};

/// Options of `test`.
#[derive(clap::Args)]
pub struct Args {
    /// Use `cargo test` even if cargo-nextest is installed
    #[arg(long)]
    no_nextest: bool,
}

/// One step and how it ended.
struct Step {
    name: &'static str,
    result: Result<()>,
    took: Duration,
}

/// Tools, then tests, the examples in the documentation, and the portable engine; all steps run even if one fails.
pub fn run(args: &Args) -> Result<ExitCode> {
    tools::ensure()?;
    let nextest = !args.no_nextest && shell::find("cargo-nextest").is_some();
    let mut steps = Vec::new();
    if nextest {
        conformance::forget(&workspace::root());
        steps.push(step("tests (nextest)", &["nextest", "run", "--workspace"]));
        steps.push(conformance());
    } else {
        steps.push(step(
            "tests (cargo test)",
            &["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests", "--examples"],
        ));
    }
    steps.push(step("doc tests", &["test", "--workspace", "--doc", "--quiet"]));
    steps.push(portable());
    println!();
    if nextest {
        // Without a report the step of the tests says what is wrong.
        let skipped = conformance::report(&workspace::root()).and_then(|report| Skipped::parse(&report));
        skipped.map_or_else(|_| Vec::new(), |skipped| skipped.lines()).iter().for_each(|line| println!("{line}"));
    }
    println!("{}", summary(&steps));
    Ok(if steps.iter().all(|step| step.result.is_ok()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn step(name: &'static str, args: &[&str]) -> Step {
    println!("\n=== {name}: cargo {}", args.join(" "));
    let start = Instant::now();
    let mut cargo: Command = shell::cargo();
    let result = shell::run(cargo.current_dir(workspace::root()).args(args));
    Step { name, result, took: start.elapsed() }
}

/// Whether what proves requirements of the contract ran and passed.
fn conformance() -> Step {
    println!("\n=== conformance: docs/conformance.md against this run");
    let start = Instant::now();
    let result = conformance::verify().inspect_err(|error| println!("{error}"));
    Step { name: "conformance", result, took: start.elapsed() }
}

/// Whole runs of the engine with what other systems than Linux answer. In a target folder of its own, because the flag
/// would rebuild everything; without optimizing what it builds, because that costs more than the runs.
fn portable() -> Step {
    const QUICK: [&str; 4] =
        ["--config", "profile.dev.package.\"*\".opt-level=0", "--config", "profile.dev.debug=false"];
    let name = "portable runs";
    println!("\n=== {name}: cargo test --package foldsync --test whole_runs, with --cfg foldsync_portable");
    let start = Instant::now();
    let mut cargo: Command = shell::cargo();
    cargo.current_dir(workspace::root()).env("RUSTFLAGS", "--cfg foldsync_portable");
    cargo
        .args(["test", "--package", "foldsync", "--test", "whole_runs", "--target-dir", "target/portable"])
        .args(QUICK);
    let result = shell::run(&mut cargo);
    Step { name, result, took: start.elapsed() }
}

/// One line: which steps passed and failed, and how long they took.
fn summary(steps: &[Step]) -> String {
    let verdict = if steps.iter().all(|step| step.result.is_ok()) { "PASSED" } else { "FAILED" };
    let each = steps.iter().map(|step| {
        let mark = if step.result.is_ok() { "ok" } else { "FAILED" };
        format!("{} {mark} in {:.1} s", step.name, step.took.as_secs_f64())
    });
    format!("xtask test: {verdict}: {}", each.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_whole() {
        let step = |name, result| Step { name, result, took: Duration::from_millis(1500) };
        assert_eq!(summary(&[step("a", Ok(()))]), "xtask test: PASSED: a ok in 1.5 s");
        let failed = [step("a", Ok(())), step("b", Err(anyhow::anyhow!("x")))];
        assert_eq!(summary(&failed), "xtask test: FAILED: a ok in 1.5 s, b FAILED in 1.5 s");
    }
}
