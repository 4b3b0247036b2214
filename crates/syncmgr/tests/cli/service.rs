//! Programs that run beside the test: they are watched line by line and always ended.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sandbox::Sandbox;

/// A program that runs beside the test.
pub struct Beside {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Beside {
    /// Starts the program with `--json`.
    pub fn start(world: &Sandbox, arguments: &[&str]) -> Self {
        Self::of(world.command(arguments).arg("--json"))
    }

    /// Starts a prepared command.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// A manager that takes requests.
    pub fn serve(world: &Sandbox) -> Self {
        let mut serve = Self::start(world, &["serve", "--port", "0"]);
        assert_eq!(serve.line().unwrap()["kind"], "ready");
        serve
    }

    /// The next line; `None` at the end.
    pub fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        (!line.is_empty()).then(|| serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}")))
    }

    /// The first line of that kind from here on.
    pub fn wait_for(&mut self, kind: &str) -> Value {
        loop {
            let line = self.line().unwrap_or_else(|| panic!("no {kind} came"));
            if line["kind"] == kind {
                return line;
            }
        }
    }

    /// Sends a signal to it alone.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// The lines that are left, and the exit code.
    pub fn end(mut self) -> (Vec<Value>, i32) {
        let mut lines = Vec::new();
        while let Some(line) = self.line() {
            lines.push(line);
        }
        let status = self.child.wait().unwrap();
        (lines, status.code().unwrap_or(-1))
    }

    /// Ends a manager in order.
    pub fn finish(self) {
        self.signal(rustix::process::Signal::TERM);
        assert_eq!(self.end().1, 0);
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something holds that no event tells of.
#[track_caller]
pub fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A pair `docs` whose synchronization takes long, but stops soon: a file that is in flight is finished.
pub fn slow_pair(world: &Sandbox) {
    for n in 0..200 {
        world.write(&format!("left/{n}"), &n.to_string().repeat(10_000));
    }
    world.run(&["add", "docs", "left", "right", "--bwlimit", "100k"]).ends(0);
}

/// Registers a handler that cannot be started, so that sessions are more than folders.
pub fn broken_handler(world: &Sandbox) {
    world.run(&["handler", "register", "--command", "false --never", "--name", "Broken"]).ends(0);
}
