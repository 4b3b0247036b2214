//! `cargo xtask bench handlers`: what a handler pays for a report, and what large sessions cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use super::measure::{Cost, cost};
use crate::workspace::Metadata;
use crate::{shell, workspace};

/// Runs of each; the middle one counts.
const RUNS: usize = 9;
/// Items of the large session.
const ITEMS: usize = 10_000;
/// Handlers of the wide session.
const HANDLERS: usize = 100;

/// Builds all that is measured, and measures it. Fails only if something cannot be measured: machines are noisy.
pub fn run() -> Result<ExitCode> {
    let root = workspace::root();
    let build = |what: &[&str]| {
        shell::run(shell::cargo().current_dir(&root).args(["build", "--release", "--quiet"]).args(what))
    };
    build(&["--package", "syncmgr", "--bin", "syncmgr", "--example", "handler_bench"])?;
    build(&["--package", "mobsync", "--example", "progress_bench", "--example", "crowd_handler"])?;
    let release = Metadata::load(&root)?.target_directory.join("release");
    for example in ["progress_bench", "handler_bench"] {
        shell::run(&mut Command::new(release.join("examples").join(example)))?;
    }
    let crowd = Crowd { program: release.join("syncmgr"), module: release.join("examples/libcrowd_handler.so") };
    let start = crowd.start()?;
    println!("from `sync` to Initialize of a handler in a module: {:.1} ms (limit 50)", start.as_secs_f64() * 1e3);
    let large = crowd.session(1, ITEMS)?;
    println!("1 handler, {ITEMS} items, listed: {}", large.listed.text());
    println!("1 handler, {ITEMS} items, synchronized: {} (limit 100 MiB)", large.synchronized.text());
    let wide = crowd.session(HANDLERS, 10)?;
    println!("{HANDLERS} handlers of 10 items, listed: {}", wide.listed.text());
    println!("{HANDLERS} handlers of 10 items, synchronized: {}", wide.synchronized.text());
    Ok(ExitCode::SUCCESS)
}

/// The program, and the module with the handlers to be measured.
struct Crowd {
    program: PathBuf,
    module: PathBuf,
}

/// The cost of looking at all items and of synchronizing them.
struct Session {
    listed: Cost,
    synchronized: Cost,
}

impl Crowd {
    /// From the start of `sync` to the handler's first call: the middle of several runs.
    fn start(&self) -> Result<Duration> {
        let state = tempfile::tempdir()?;
        self.register(state.path(), 1)?;
        let file = state.path().join("started");
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let begin = SystemTime::now().duration_since(UNIX_EPOCH)?;
            shell::output(self.command(state.path(), &["--quiet", "sync"]).env("CROWD_STARTED", &file))?;
            let started: u64 = fs::read_to_string(&file).context("the handler was not asked")?.parse()?;
            runs.push(Duration::from_nanos(started).saturating_sub(begin));
        }
        runs.sort();
        Ok(runs[RUNS / 2])
    }

    fn session(&self, handlers: usize, items: usize) -> Result<Session> {
        let state = tempfile::tempdir()?;
        self.register(state.path(), handlers)?;
        let count = items.to_string();
        let measured = |words: &[&str]| -> Result<Cost> {
            let words = [self.program.to_string_lossy().as_ref(), "--state-dir", &state.path().to_string_lossy()]
                .iter()
                .chain(words)
                .map(ToString::to_string)
                .collect::<Vec<_>>();
            let mut runs =
                (0..3).map(|_| cost(&words, &[("CROWD_ITEMS", Path::new(&count))])).collect::<Result<Vec<_>>>()?;
            runs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
            Ok(runs[1])
        };
        Ok(Session { listed: measured(&["list", "--json"])?, synchronized: measured(&["sync", "--json"])? })
    }

    fn register(&self, state: &Path, handlers: usize) -> Result<()> {
        for n in 1..=handlers {
            let class = format!("{n:08x}-c0de-4c0d-8c0d-c0dec0dec0de");
            let module = self.module.to_string_lossy();
            shell::output(&mut self.command(state, &["handler", "register", &module, "--clsid", &class]))?;
        }
        Ok(())
    }

    fn command(&self, state: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--state-dir").arg(state).args(words).stdin(Stdio::null());
        command
    }
}

impl Cost {
    fn text(self) -> String {
        format!("{:.2} s, largest process {:.0} MiB", self.wall, self.peak_mib)
    }
}
