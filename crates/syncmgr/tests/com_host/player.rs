//! The test handler in whole sessions of the manager.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use syncmgr_core::host::Program;
use syncmgr_core::{EventSink, HandlerFactory, Keep, Runner, Services, SessionControl, SessionRequest, SessionResult};
use syncmgr_proto::{Body, Code, Event, HandlerId, ItemId, ItemStatus};
use tempfile::TempDir;

use crate::build;
use crate::child::{CLASS, Line, id, read_log};

/// The n-th item of the test handler.
pub fn item(n: u8) -> ItemId {
    id(n).parse().unwrap()
}

/// The factory of a test handler with a script, that logs to `log`.
pub fn factory(name: &str, script: &str, log: &Path) -> Arc<dyn HandlerFactory> {
    let argv = [
        "env".into(),
        format!("TEST_HANDLER={script}"),
        format!("TEST_HANDLER_LOG={}", log.display()),
        env!("CARGO_BIN_EXE_syncmgr").into(),
        "com-host".into(),
        build::handler().display().to_string(),
        CLASS.into(),
    ];
    Arc::new(Program::new(HandlerId::derived(name.as_bytes()), name, argv.map(Into::into).into()))
}

/// Handlers with a common log, and a manager.
pub struct Stage {
    folder: TempDir,
    pub services: Services,
    pub control: SessionControl,
    pub sink: Arc<Sink>,
    pub handlers: Vec<Arc<dyn HandlerFactory>>,
}

impl Stage {
    /// Handlers, one for each script.
    pub fn new(scripts: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let handlers = scripts.iter().enumerate().map(|(n, script)| factory(&format!("H{n}"), script, &log)).collect();
        let (services, control, sink) = (Services::bare(), SessionControl::new(), Arc::default());
        Self { folder, services, control, sink, handlers }
    }

    pub fn runner(&self) -> Runner {
        Runner::new(self.services.clone())
    }

    /// A session to its end, after which no instance is kept.
    pub fn run(&self, request: &SessionRequest) -> SessionResult {
        self.runner().run(request, &self.handlers, self.sink.clone(), &self.control, Keep::Nothing)
    }

    pub fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// What the handlers logged.
    pub fn log(&self) -> Vec<Line> {
        read_log(&self.log_path())
    }

    /// The calls that the handlers got, without answers.
    pub fn calls(&self) -> Vec<String> {
        let methods = ["Init", "GetH", "Enum", "SetP", "Prep", "Sync", "SetI", "ShowP", "ShowE", "Release"];
        let is_call = |text: &str| methods.iter().any(|method| text.starts_with(method)) && !text.contains("=>");
        let texts = self.log().into_iter().map(|(_, text)| text);
        texts.filter(|text| is_call(text) && !text.starts_with("Enumerator")).collect()
    }
}

/// How each item ended.
pub fn ends(result: &SessionResult) -> Vec<ItemStatus> {
    result.outcome.items.iter().map(|item| item.status).collect()
}

/// Remembers events, and lets a test act when one comes.
#[derive(Default)]
pub struct Sink {
    events: Mutex<Vec<Event>>,
    more: Condvar,
}

impl EventSink for Sink {
    fn event(&self, event: &Event) {
        self.events.lock().unwrap().push(event.clone());
        self.more.notify_all();
    }
}

impl Sink {
    pub fn bodies(&self) -> Vec<Body> {
        self.events.lock().unwrap().iter().map(|event| event.body.clone()).collect()
    }

    /// The texts of the error list.
    pub fn messages(&self) -> Vec<String> {
        let text = |body| if let Body::Message { text, .. } = body { Some(text) } else { None };
        self.bodies().into_iter().filter_map(text).collect()
    }

    pub fn wait_for(&self, is_it: impl Fn(&Body) -> bool) {
        let events = self.events.lock().unwrap();
        let none = |events: &mut Vec<Event>| !events.iter().any(|event| is_it(&event.body));
        let (events, timeout) = self.more.wait_timeout_while(events, Duration::from_mins(1), none).unwrap();
        assert!(!timeout.timed_out(), "it never came: {events:#?}");
    }
}

/// The codes of a log's actions that begin so.
pub fn answers(log: &[Line], beginning: &str) -> Vec<Code> {
    let answer = |(_, text): &Line| text.strip_prefix(beginning)?.split_once(" -> ")?.1.parse().ok();
    log.iter().filter_map(answer).collect()
}
