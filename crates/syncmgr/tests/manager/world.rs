//! A sandbox with the test handler, whose calls are written down.

use std::process::Command;

use serde_json::Value;

use crate::build;
use crate::sandbox::{Ran, Sandbox};
use crate::service::{Beside, until};

/// The class of the test handler.
pub const CLSID: &str = "{0badf00d-0001-0002-0003-000000000000}";

/// The id of one of its items.
pub fn id(n: u8) -> String {
    format!("{{0badf00d-0001-0002-0003-{n:012x}}}")
}

/// A sandbox in which the test handler is registered.
pub struct World {
    pub sandbox: Sandbox,
}

impl World {
    /// Registered for these events.
    pub fn new(events: &str) -> Self {
        let world = Self { sandbox: Sandbox::new() };
        let module = build::handler();
        world.run("", &["handler", "register", module.to_str().unwrap(), "--clsid", CLSID, "--events", events]).ends(0);
        world.forget();
        world
    }

    /// A command in which the handler behaves like that.
    pub fn command(&self, behaviour: &str, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.command(arguments);
        command.env("TEST_HANDLER", behaviour).env("TEST_HANDLER_LOG", self.sandbox.path("log"));
        command.env("SYNCMGR_UI", "headless");
        command
    }

    /// Runs a command.
    pub fn run(&self, behaviour: &str, arguments: &[&str]) -> Ran {
        self.sandbox.ran(&mut self.command(behaviour, arguments))
    }

    /// Runs a command beside the test, with `--json`.
    pub fn beside(&self, behaviour: &str, arguments: &[&str]) -> Beside {
        Beside::of(self.command(behaviour, arguments).arg("--json"))
    }

    /// A manager that takes requests.
    pub fn serve(&self, behaviour: &str) -> Beside {
        let mut serve = self.beside(behaviour, &["serve"]);
        assert_eq!(serve.line().unwrap()["kind"], "ready");
        serve
    }

    /// The calls that the handler got and the actions that it did since [`World::forget`], without threads and returns.
    pub fn calls(&self) -> Vec<String> {
        let log = self.sandbox.read("log").unwrap_or_default();
        let lines = log.lines().filter(|line| !line.contains(" => "));
        lines.map(|line| line.split_once(' ').map_or(line, |(_, call)| call).to_owned()).collect()
    }

    /// The calls that begin so.
    pub fn called(&self, beginning: &str) -> Vec<String> {
        self.calls().into_iter().filter(|call| call.starts_with(beginning)).collect()
    }

    /// Begins a new list of calls.
    pub fn forget(&self) {
        let _ = std::fs::remove_file(self.sandbox.path("log"));
    }

    /// Waits until the handler got such a call.
    #[track_caller]
    pub fn wait_for_call(&self, beginning: &str) {
        until(beginning, || !self.called(beginning).is_empty());
    }

    /// The messages that are kept.
    pub fn messages(&self) -> Vec<Value> {
        self.run("", &["errors", "--json"]).ends(0).json()
    }
}

/// The items of a session with their status.
pub fn items(lines: &[Value]) -> Vec<(String, String)> {
    let items = lines.iter().filter(|line| line["kind"] == "item");
    items.map(|line| (text(&line["item"]), text(&line["status"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The exit code in the last line, which has to end a session.
#[track_caller]
pub fn finished(lines: &[Value]) -> u64 {
    let last = lines.last().unwrap();
    assert_eq!(last["kind"], "finished", "{last}");
    last["exit"].as_u64().unwrap()
}
