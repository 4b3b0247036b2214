use std::ffi::OsString;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use syncmgr_proto::HandlerId;

use super::instance::Instance;
use super::process::Process;
use super::quarantine::{CrashLog, Retry, Standing, standing};
use super::shared::Shared;
use super::supervisor::{Record, Supervisor};
use crate::handler::Handler;
use crate::registry::HandlerFactory;

/// How long a program may take. A program that takes longer is ended, with all that it started. The time stands still while
/// the program waits for the manager's answer to a question, and while it has a dialog up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// For the answer to `Initialize`.
    pub initialize: Duration,
    /// For the answers to `GetHandlerInfo` and `SetProgressCallback`.
    pub info: Duration,
    /// For the answer to `EnumSyncMgrItems`.
    pub items: Duration,
    /// For the answer to `PrepareForSync`, from its last sign of life.
    pub prepare: Duration,
    /// For the answer to `Synchronize`, from its last sign of life; the work after the answer may take any time.
    pub synchronize: Duration,
    /// For the answers to `ShowProperties` and `ShowError`; `None`: a person may look at a dialog for ever.
    pub show: Option<Duration>,
    /// How long it may say nothing between a call and its completion; `None`: for ever.
    pub silence: Option<Duration>,
    /// How long it may take to end when it is not needed any more.
    pub end: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let (load, work) = (Duration::from_secs(30), Duration::from_mins(1));
        Self {
            initialize: load,
            info: load,
            items: load,
            prepare: work,
            synchronize: work,
            show: None,
            silence: None,
            end: Duration::from_secs(2),
        }
    }
}

/// A handler that is a program: makes instances that are child processes.
pub struct Program {
    id: HandlerId,
    name: String,
    argv: Vec<OsString>,
    limits: Limits,
    crashes: Option<(Arc<dyn CrashLog>, Retry)>,
    refused: Arc<AtomicU64>,
}

impl Program {
    /// Makes the factory of a program. `argv` is the program, looked up in `PATH` if it has no slash, and its
    /// arguments; `name` is what the handler is called as long as it has not told its own name.
    pub fn new(id: HandlerId, name: impl Into<String>, argv: Vec<OsString>) -> Self {
        let (limits, refused) = (Limits::default(), Arc::default());
        Self { id, name: name.into(), argv, limits, crashes: None, refused }
    }

    /// Sets how long the program may take.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Forgets crashes when the program did its work; with [`Retry::ByItself`] notes them, and refuses to start a program that
    /// has to wait or is in quarantine.
    #[must_use]
    pub fn with_crash_log(self, log: Arc<dyn CrashLog>, retry: Retry) -> Self {
        Self { crashes: Some((log, retry)), ..self }
    }

    /// Returns how many callbacks of all its instances were refused because they were out of place (D-4).
    pub fn refused_callbacks(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Tells why the program cannot be started, and what to do.
    fn cannot_start(&self, program: &OsString, error: &io::Error) -> String {
        let program = program.to_string_lossy();
        let again = format!("`syncmgr handler register --command` again (id {})", self.id);
        match error.kind() {
            io::ErrorKind::NotFound => {
                format!("the program `{program}` does not exist: install it, or {again}")
            }
            io::ErrorKind::PermissionDenied => {
                format!("the program `{program}` may not be executed: `chmod +x` it, or {again}")
            }
            // ENOEXEC: the same number wherever there is one.
            _ if error.raw_os_error() == Some(8) => {
                format!("`{program}` is not a program: begin a script with a line such as `#!/bin/sh`, or {again}")
            }
            _ => format!("the program `{program}` cannot be started: {error}"),
        }
    }
}

impl HandlerFactory for Program {
    fn id(&self) -> HandlerId {
        self.id
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn create(&self) -> Result<Box<dyn Handler>, String> {
        let [program, args @ ..] = self.argv.as_slice() else {
            return Err("its command is empty: `syncmgr handler register --command 'PROGRAM ARGS'` again".to_owned());
        };
        let crashes = self.crashes.as_ref().map(|(log, retry)| (log, *retry, log.crashes(self.id)));
        if let Some((_, Retry::ByItself, crashes)) = &crashes {
            match standing(crashes, Timestamp::now()) {
                Standing::Ready => {}
                not_now => return Err(not_now.to_string()),
            }
        }
        let process = Process::start(program, args).map_err(|error| self.cannot_start(program, &error))?;
        let shared = Arc::new(Shared::new(process.remote(), Arc::clone(&self.refused)));
        let mut supervisor = Supervisor::new(self.id, process, Arc::clone(&shared), self.limits.silence);
        supervisor.crashes = crashes.map(|(log, retry, crashes)| Record {
            log: Arc::clone(log),
            has_crashes: !crashes.is_empty(),
            retry,
        });
        let remote = shared.remote.clone();
        let spawned = std::thread::Builder::new().name("supervisor".into()).spawn(move || supervisor.run());
        spawned.map_err(|error| {
            remote.strike(super::process::Blow::Kill);
            format!("no thread for the handler: {error}")
        })?;
        Ok(Box::new(Instance::new(shared, self.limits, self.name.clone())))
    }
}
