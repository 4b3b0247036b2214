use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use syncmgr_proto::{ExitCode, Guid, HandlerId, ItemId, SessionId};

use super::control::SessionControl;
use super::desk::{Desk, Link, Signal};
use super::instance::{Instance, Leaving};
use super::outlet::Outlet;
use super::patience::SILENCE;
use super::result::{Clicked, Keep, Kept, SessionResult};
use super::services::Services;
use crate::lock::{ItemLock, LockError, SessionLock};
use crate::registry::HandlerFactory;
use crate::session::{
    Answer, Busy, Effect, InstanceNo, Outcome, Pace, RunKind, Selection, Session, SessionRequest, Step,
};
use crate::sink::EventSink;

/// How many signals may wait for the session before those who bring more have to wait too.
const QUEUE: usize = 4096;
/// How long names wait for handlers that do not list their items, where what those listed before tells that nothing else is meant.
const NAMES_PATIENCE: Duration = Duration::from_secs(3);
/// How long released handlers are waited for at the end of a session.
const RELEASE_PATIENCE: Duration = Duration::from_millis(2500);

/// Runs sessions.
#[derive(Clone)]
pub struct Runner {
    services: Services,
}

impl Runner {
    /// Makes a runner.
    pub fn new(services: Services) -> Self {
        Self { services }
    }

    pub(super) fn services(&self) -> &Services {
        &self.services
    }

    /// Runs a session to its end, on this thread; every event has been shown when it returns.
    ///
    /// A dry run uses neither history nor locks.
    pub fn run(
        &self,
        request: &SessionRequest,
        handlers: &[Arc<dyn HandlerFactory>],
        sink: Arc<dyn EventSink>,
        control: &SessionControl,
        keep: Keep,
    ) -> SessionResult {
        let names = handlers.iter().map(|f| (f.id(), f.name()));
        let session = Session::new(request.clone(), names);
        Run::new(self, session, request, handlers, sink, control).drive(keep)
    }

    /// Answers a click on a message: `show_error`, and a retry if the handler asks for one (4.8).
    ///
    /// The request is one of [`SessionRequest::show_error`].
    pub fn answer_click(
        &self,
        request: &SessionRequest,
        clicked: Clicked,
        sink: Arc<dyn EventSink>,
        control: &SessionControl,
        keep: Keep,
    ) -> SessionResult {
        match clicked {
            Clicked::Living(kept) => {
                let Kept { instance, handler, name, listed } = kept;
                let session = Session::living(request.clone(), handler, name, &listed);
                let mut run = Run::new(self, session, request, &[], sink, control);
                instance.desk.relink(Some(run.link(0)));
                control.watch(&instance.desk);
                run.instances = vec![Some(instance)];
                run.drive(keep)
            }
            Clicked::Fresh { factory, key } => {
                let session = Session::new(request.clone(), [(factory.id(), factory.name())]);
                let mut run = Run::new(self, session, request, &[factory], sink, control);
                run.successor_of = key;
                run.drive(keep)
            }
        }
    }
}

/// One session with everything that it drives.
struct Run<'a> {
    session: Session,
    id: SessionId,
    kind: RunKind,
    services: Services,
    factories: Vec<Arc<dyn HandlerFactory>>,
    instances: Vec<Option<Instance>>,
    successor_of: Option<Guid>,
    locks: Vec<(InstanceNo, ItemLock)>,
    /// Says that the session runs, from before it is heard of until it is known how it ended.
    presence: Option<SessionLock>,
    leaving: Vec<(InstanceNo, Leaving)>,
    /// Instances that were not waited for; they may still be at work.
    abandoned: BTreeSet<InstanceNo>,
    outlet: Outlet,
    pace: Pace,
    /// When names have waited long enough for slow handlers.
    names_due: Option<Instant>,
    /// When people are told which handlers are waited for.
    silent_until: Option<Instant>,
    control: &'a SessionControl,
    sender: SyncSender<Signal>,
    signals: Receiver<Signal>,
    steps: VecDeque<Step>,
}

impl<'a> Run<'a> {
    fn new(
        runner: &Runner,
        session: Session,
        request: &SessionRequest,
        handlers: &[Arc<dyn HandlerFactory>],
        sink: Arc<dyn EventSink>,
        control: &'a SessionControl,
    ) -> Self {
        let (id, kind) = (request.id, request.run);
        let mut services = runner.services.clone();
        if kind == RunKind::Dry {
            (services.store, services.locks) = (None, None);
        }
        let (sender, signals) = sync_channel(QUEUE);
        control.attach(sender.clone());
        let factory = |id: HandlerId| handlers.iter().find(|f| f.id() == id).cloned();
        let factories = session.handlers().filter_map(factory).collect::<Vec<_>>();
        let instances = factories.iter().map(|_| None).collect();
        let store = services.store.clone();
        let outlet = Outlet::new(store, sink, id);
        let is_named = matches!(request.selection, Selection::Named { .. });
        let names_due = is_named.then(|| Instant::now() + NAMES_PATIENCE);
        // Where no lock can be made, its items will say so.
        let presence = services.locks.as_deref().and_then(|folder| SessionLock::take(folder, id).ok());
        Self {
            session,
            id,
            kind,
            services,
            factories,
            instances,
            successor_of: None,
            locks: Vec::new(),
            presence,
            leaving: Vec::new(),
            abandoned: BTreeSet::new(),
            outlet,
            pace: Pace::default(),
            names_due,
            silent_until: Some(Instant::now() + SILENCE),
            control,
            sender,
            signals,
            steps: VecDeque::from([Step::Begin]),
        }
    }

    fn link(&self, at: InstanceNo) -> Link {
        Link { at, session: self.id, run: self.kind, signals: self.sender.clone() }
    }

    /// Feeds the machine until it is over.
    fn drive(mut self, keep: Keep) -> SessionResult {
        loop {
            while let Some(step) = self.steps.pop_front() {
                for effect in self.session.step(Timestamp::now(), step) {
                    if let Effect::Finish(outcome) = effect {
                        return self.finish(outcome, keep);
                    }
                    self.apply(effect);
                }
            }
            if self.outlet.is_urgent() {
                self.outlet.pass_on();
            } else if self.outlet.has_gathered() {
                self.pace.changed(Instant::now());
            }
            self.steps.extend(self.control.take());
            if self.steps.is_empty() {
                self.wait();
            }
        }
    }

    /// Waits for the next signal, or for the time to show progress, to tell of slow handlers or to do without them.
    fn wait(&mut self) {
        let signal = match self.pace.due().into_iter().chain(self.names_due).chain(self.silent_until).min() {
            None => self.signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => self.signals.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        match signal {
            Ok(Signal::Fresh) => self.pace.changed(Instant::now()),
            Ok(Signal::Step(step)) => {
                // What was reported before a completion counts, so it goes in first.
                if matches!(step, Step::Prepared(..) | Step::Synchronized(..) | Step::Died(..) | Step::Returned(..)) {
                    self.take_progress();
                }
                self.steps.push_back(step);
            }
            Err(RecvTimeoutError::Timeout) => self.time_came(Instant::now()),
            // This side holds a sender, so the channel never closes.
            Ok(Signal::Wake) | Err(RecvTimeoutError::Disconnected) => {}
        }
    }

    fn time_came(&mut self, now: Instant) {
        if self.silent_until.take_if(|due| *due <= now).is_some() {
            self.session.unlisted().for_each(|at| self.outlet.waiting(&self.factories[at].name()));
        }
        if self.names_due.take_if(|due| *due <= now).is_some() {
            self.steps.push_back(Step::Waited);
        }
        if self.pace.due().is_some_and(|due| due <= now) {
            self.pace.shown(now);
            self.outlet.hurry();
            self.take_progress();
        }
    }

    fn take_progress(&mut self) {
        let before = self.steps.len();
        for (at, instance) in self.instances.iter().enumerate() {
            let fresh = instance.iter().flat_map(|i| i.desk.take_fresh());
            self.steps.extend(fresh.map(|(item, line)| Step::Progress(at, item, line)));
        }
        // Taken before its time, it waits for the rest of its time: the end may be near and one commit enough.
        if self.steps.len() > before && !self.outlet.hurries() {
            self.pace.changed(Instant::now());
        }
    }

    fn apply(&mut self, effect: Effect) {
        match effect {
            Effect::Create(at) => self.create(at),
            Effect::Call(at, call) => self.with(at, |instance| instance.call(call)),
            Effect::Rest(at) => self.with(at, |instance| instance.desk.rest()),
            Effect::Lock(at, items) => {
                self.control.offer(self.session.chosen());
                let busy = self.lock(at, &items);
                self.steps.push_back(Step::Returned(at, Answer::Locked(busy)));
            }
            Effect::Admit(at, items) => self.with(at, |instance| instance.desk.gate().admit(items)),
            Effect::CancelItem(at, item) => self.with(at, |instance| instance.desk.skip(item)),
            Effect::CancelAll(at) => self.with(at, |instance| instance.desk.cancel_all()),
            Effect::Terminate(at) => {
                self.abandoned.insert(at);
                self.with(at, Instance::terminate);
            }
            Effect::Release(at) => self.release(at),
            Effect::Emit(at, body) => {
                let key = at.and_then(|at| self.instances[at].as_ref()).map(|i| i.desk.key);
                self.outlet.emit(body, key);
            }
            Effect::ForgetMessages(at, error) => self.forget(at, error),
            Effect::KeepOnly(handler, items) => {
                if let Some(store) = &self.services.store {
                    store.keep_only(handler, items);
                }
            }
            Effect::Forget(handler, items) => {
                if let Some(store) = &self.services.store {
                    store.forget_items(handler, items);
                }
            }
            Effect::Remember(handler, items) => {
                if let Some(store) = &self.services.store {
                    store.remember_items(handler, items);
                }
            }
            Effect::Finish(_) => {}
        }
    }

    fn with(&self, at: InstanceNo, act: impl FnOnce(&Instance)) {
        if let Some(instance) = &self.instances[at] {
            act(instance);
        }
    }

    fn create(&mut self, at: InstanceNo) {
        let key = self.successor_of.unwrap_or_else(Guid::random);
        let desk = Arc::new(Desk::new(key, self.link(at), self.services.clone()));
        self.inherit(&desk);
        self.control.watch(&desk);
        match Instance::start(Arc::clone(&self.factories[at]), desk) {
            Ok(instance) => {
                instance.create();
                self.instances[at] = Some(instance);
            }
            Err(why) => self.steps.push_back(Step::Returned(at, Answer::Created(Err(why)))),
        }
    }

    /// A new instance answers for the messages of the one whose place it takes (A8).
    fn inherit(&self, desk: &Desk) {
        if let (Some(key), Some(store)) = (self.successor_of, &self.services.store) {
            let errors = store.messages_of(key).unwrap_or_default();
            let ids = errors.into_iter().filter_map(|kept| match kept.body {
                syncmgr_proto::Body::Message { error_id, .. } => error_id,
                _ => None,
            });
            ids.for_each(|id| desk.gate().inherits(id));
        }
    }

    /// Messages are removed after the events noted so far, which may be those messages.
    fn forget(&mut self, at: InstanceNo, error: Guid) {
        self.outlet.pass_on();
        if let (Some(store), Some(instance)) = (&self.services.store, &self.instances[at]) {
            store.forget_messages(instance.desk.key, error);
        }
    }

    fn lock(&mut self, at: InstanceNo, items: &[ItemId]) -> Vec<Busy> {
        let Some(folder) = self.services.locks.clone() else { return Vec::new() };
        items.iter().filter_map(|&item| self.lock_one(at, &folder, item)).collect()
    }

    fn lock_one(&mut self, at: InstanceNo, folder: &Path, item: ItemId) -> Option<Busy> {
        match ItemLock::take(folder, item) {
            Ok(lock) => {
                self.locks.push((at, lock));
                None
            }
            Err(error) => {
                let running = matches!(error, LockError::AlreadyRunning { .. });
                let exit = if running { ExitCode::AlreadyRunning } else { ExitCode::Error };
                Some(Busy { item, exit, message: error.to_string() })
            }
        }
    }

    /// An instance that is not needed goes, unless someone may click on its messages.
    fn release(&mut self, at: InstanceNo) {
        let wanted = self.instances[at].as_ref().is_some_and(|i| i.desk.gate().has_clickable());
        if !wanted {
            // Its thread releases the handler by itself; the end of the session waits for all of them.
            let leaving = self.instances[at].take().map(|instance| (at, instance.dismiss()));
            self.leaving.extend(leaving);
        }
    }

    fn finish(mut self, outcome: Outcome, keep: Keep) -> SessionResult {
        // Whoever sees the last event may start the next run at once. What an abandoned handler may still
        // be working on stays locked.
        let abandoned = std::mem::take(&mut self.abandoned);
        self.locks.retain(|(at, _)| abandoned.contains(at));
        self.outlet.finish();
        drop(self.presence.take());
        self.control.detach();
        self.services.connections.release(self.id);
        let Self { session, instances, mut leaving, locks, signals, id, .. } = self;
        // Handlers that still report must not wait for someone to listen.
        drop(signals);
        let (listings, handlers) = (|at| session.listing(at), session.handlers().collect::<Vec<_>>());
        let mut kept = Vec::new();
        for (at, instance) in instances.into_iter().enumerate() {
            let Some(instance) = instance else { continue };
            if keep == Keep::Clickable && instance.desk.gate().has_clickable() {
                instance.desk.relink(None);
                let (name, listed) = listings(at);
                kept.push(Kept { instance, handler: handlers[at], name, listed });
            } else {
                leaving.push((at, instance.dismiss()));
            }
        }
        wait_for(&leaving, locks);
        SessionResult { session: id, outcome, kept }
    }
}

/// Waits for handlers on their way out; locks of those that hang are held until the process ends.
fn wait_for(leaving: &[(InstanceNo, Leaving)], locks: Vec<(InstanceNo, ItemLock)>) {
    let patience = Instant::now() + RELEASE_PATIENCE;
    let hangs = |(at, leaving): &(InstanceNo, Leaving)| (!leaving.is_gone_by(patience)).then_some(*at);
    let hanging: BTreeSet<InstanceNo> = leaving.iter().filter_map(hangs).collect();
    locks.into_iter().filter(|(at, _)| hanging.contains(at)).for_each(std::mem::forget);
}
