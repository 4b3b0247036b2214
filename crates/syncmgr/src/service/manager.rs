//! What runs sessions over all handlers, in a process of its own or for one command.

use std::sync::{Arc, Mutex, PoisonError};

use syncmgr_core::trigger::IdleTime;
use syncmgr_core::{
    Clicked, Connections, EventSink, HandlerFactory, Keep, Kept, RunKind, Runner, Services, SessionControl,
    SessionRequest, SessionResult, Store, release,
};
use syncmgr_proto::{ExitCode, Guid, SessionId};

use super::dialer::ShellDialer;
use super::line::Line;
use super::queue::{Queue, Turn};
use super::running::Running;
use crate::context::Context;
use crate::error::CliError;
use crate::folder::Folders;
use crate::items::Pair;
use crate::job::{Job, Task};
use crate::{forgetting, listing};

/// Runs sessions over all handlers. Configuration and registrations are read afresh for each.
pub struct Manager {
    context: Mutex<Context>,
    pub(super) store: Arc<Store>,
    services: Services,
    running: Running,
    /// Instances whose messages somebody may click on (A8).
    pub(super) kept: Mutex<Vec<Kept>>,
    keep: Keep,
    queue: Queue,
    /// Programs that asked for sessions.
    pub(super) line: Line,
    /// Since when nobody uses the machine.
    pub(super) idle: Mutex<Option<IdleTime>>,
}

/// Where the events of a session go, and who can stop it.
pub struct Show<'a> {
    /// Takes the events.
    pub sink: Arc<dyn EventSink>,
    /// Stops it.
    pub control: &'a SessionControl,
}

/// A session as it is handed to the runner.
pub(super) struct Assignment {
    pub request: SessionRequest,
    pub handlers: Vec<Arc<dyn HandlerFactory>>,
    pub turn: Turn,
}

impl Manager {
    /// Makes one that keeps living instances, or not.
    pub fn new(context: &Context, keep: Keep) -> Result<Self, CliError> {
        let (store, locks) = (context.store()?, context.locks()?);
        let dialer = ShellDialer { config: context.config_file()? };
        let services = Services {
            store: Some(Arc::clone(&store)),
            locks: Some(locks.clone()),
            connections: Arc::new(Connections::new(dialer)),
            ..Services::bare()
        };
        let (running, kept, idle) = (Running::default(), Mutex::default(), Mutex::default());
        Ok(Self {
            context: Mutex::new(context.again()),
            store,
            services,
            running,
            kept,
            keep,
            queue: Queue::new(locks),
            line: Line::default(),
            idle,
        })
    }

    /// The sessions that run.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// The context for one request: the configuration as it is now.
    pub(super) fn context(&self) -> Context {
        self.context.lock().unwrap_or_else(PoisonError::into_inner).again()
    }

    /// Runs a session to its end.
    pub(super) fn run(&self, assignment: &Assignment, show: Show<'_>) -> Result<ExitCode, CliError> {
        let Assignment { request, handlers, turn } = assignment;
        let foreign = handlers.iter().map(|handler| handler.id()).filter(|id| *id != crate::folder::CLSID);
        let _turns = self.queue.take(foreign, *turn);
        let _presence = self.running.enter(request.id, request.trigger, show.control);
        let runner = Runner::new(self.services.clone());
        let result = runner.run(request, handlers, show.sink, show.control, self.keep);
        forgetting::forget_old(&self.context(), &self.store, request.trigger, result.exit());
        self.finish(result)
    }

    /// Answers a click on a message.
    pub(super) fn click(&self, request: &SessionRequest, clicked: Clicked, show: Show<'_>) -> SessionResult {
        let _presence = self.running.enter(request.id, request.trigger, show.control);
        let runner = Runner::new(self.services.clone());
        let mut result = runner.answer_click(request, clicked, show.sink, show.control, self.keep);
        self.keep(std::mem::take(&mut result.kept));
        result
    }

    fn finish(&self, result: SessionResult) -> Result<ExitCode, CliError> {
        let exit = result.exit();
        let refused = result.outcome.refused.clone();
        self.keep(result.kept);
        let Some(refused) = refused else { return Ok(exit) };
        let known = self.store.known_items().unwrap_or_default();
        let pairs = self.context().pairs().unwrap_or_default();
        let foreign = known.iter().filter(|item| item.handler != crate::folder::CLSID).map(|item| item.name.as_str());
        let names = pairs.iter().map(|pair| pair.name.as_str()).chain(foreign);
        Err(listing::unclear(refused.error, names, &refused.notes))
    }

    fn keep(&self, kept: Vec<Kept>) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).extend(kept);
    }

    /// Takes the living instance that logged under `key`.
    pub(super) fn take_kept(&self, key: Option<Guid>) -> Option<Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|kept| Some(kept.key()) == key && kept.has_clickable())?;
        Some(kept.swap_remove(at))
    }

    /// Releases instances whose last clickable message is gone; all of them with `Keep::Nothing`. Returns how many stay.
    pub fn release_kept(&self, which: Keep) -> usize {
        let (count, gone) = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let wanted = |kept: &Kept| which == Keep::Clickable && kept.has_clickable();
            let (stay, gone): (Vec<_>, Vec<_>) = kept.drain(..).partition(wanted);
            *kept = stay;
            (kept.len(), gone)
        };
        release(gone);
        count
    }
}

/// The folder handler with what it is to do.
pub(super) fn folders(
    context: &Context,
    pairs: &[Pair],
    task: &Task,
    session: SessionId,
) -> Result<Arc<dyn HandlerFactory>, CliError> {
    let jobs = pairs.iter().map(|pair| Job { pair: pair.clone(), task: task.clone() }).collect();
    Ok(Arc::new(Folders { jobs, run: RunKind::Real, session, state_dir: context.state_dir()? }))
}
