use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use syncmgr_proto::{Code, Guid, InitFlags, ItemId, SessionId};

use super::services::Services;
use crate::handler::{Callback, Cancel, Detail, Dialog, LogMessage, Progress, Verdict};
use crate::session::{Completion, Gate, InstanceNo, LineState, RunKind, Step};

/// How many operations of an item a real run lists one by one; the totals in the stats are exact.
pub const OPERATIONS_LISTED: u64 = 1000;

/// What reaches the session from other threads.
pub(crate) enum Signal {
    /// An input for the machine.
    Step(Step),
    /// An instance has fresh progress.
    Fresh,
    /// Look for orders of the user.
    Wake,
}

/// The session that an instance works for.
#[derive(Clone)]
pub(super) struct Link {
    pub at: InstanceNo,
    pub session: SessionId,
    pub run: RunKind,
    pub signals: SyncSender<Signal>,
}

/// The callback object of one instance.
///
/// **Invariant:** no lock is held while a signal is sent, a dialog or a connection is waited for.
pub(crate) struct Desk {
    /// Names the instance in the history.
    pub key: Guid,
    gate: Mutex<Gate>,
    link: Mutex<Option<Link>>,
    services: Services,
    /// The handler may show dialogs in the present phase.
    may_show: AtomicBool,
    /// The session was told that there is fresh progress and has not fetched it yet.
    signalled: AtomicBool,
    operations: Mutex<BTreeMap<ItemId, u64>>,
    /// Hears of cancels, if the handler wants that.
    canceller: Mutex<Option<Arc<dyn Cancel>>>,
}

impl Desk {
    pub fn new(key: Guid, link: Link, services: Services) -> Self {
        let (may_show, signalled) = (AtomicBool::new(false), AtomicBool::new(false));
        let (gate, operations, link) = (Mutex::default(), Mutex::default(), Mutex::new(Some(link)));
        Self { key, gate, link, services, may_show, signalled, operations, canceller: Mutex::default() }
    }

    pub fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connects to a session, or with `None` to no session any more.
    pub fn relink(&self, link: Option<Link>) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = link;
        self.signalled.store(false, Ordering::SeqCst);
    }

    pub fn link(&self) -> Option<Link> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends an input to the session.
    pub fn send(&self, step: impl FnOnce(InstanceNo) -> Step) -> Code {
        let Some(link) = self.link() else { return Code::UNEXPECTED };
        match link.signals.send(Signal::Step(step(link.at))) {
            Ok(()) => Code::OK,
            Err(_) => Code::UNEXPECTED,
        }
    }

    /// From now on `canceller` hears of cancels, the one that may have come before included.
    pub fn set_canceller(&self, canceller: Option<Arc<dyn Cancel>>) {
        *self.canceller.lock().unwrap_or_else(PoisonError::into_inner) = canceller;
        if self.gate().is_cancelled() {
            self.push_cancel(None);
        }
    }

    fn push_cancel(&self, item: Option<ItemId>) {
        let canceller = self.canceller.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(canceller) = canceller {
            canceller.cancel(item);
        }
    }

    pub fn skip(&self, item: ItemId) {
        let known = {
            let mut gate = self.gate();
            gate.skip(item);
            gate.knows(item) == Code::OK
        };
        if known {
            self.push_cancel(Some(item));
        }
    }

    pub fn cancel_all(&self) {
        self.gate().cancel_all();
        self.push_cancel(None);
        self.services.dialogs.reconsider();
    }

    /// Lets the handler show dialogs during the next call, or not.
    pub fn let_show(&self, flags: InitFlags) {
        self.may_show.store(flags.contains(InitFlags::MAY_BOTHER_USER), Ordering::SeqCst);
    }

    /// The handler has finished: no dialog is up, and none may be shown (S6).
    pub fn rest(&self) {
        self.may_show.store(false, Ordering::SeqCst);
        self.services.dialogs.reconsider();
        self.services.dialogs.gone(self.key);
    }

    /// From now on nothing has any effect, and no dialog is up.
    pub fn close(&self) {
        self.gate().close();
        self.services.dialogs.reconsider();
        self.services.dialogs.gone(self.key);
    }

    /// Returns what changed since the last time.
    pub fn take_fresh(&self) -> Vec<(ItemId, LineState)> {
        // The flag first: a report in between leads to one signal too many, never to one too few.
        self.signalled.store(false, Ordering::SeqCst);
        self.gate().take_fresh()
    }

    fn signal_fresh(&self) {
        if !self.signalled.swap(true, Ordering::SeqCst)
            && let Some(link) = self.link()
        {
            let _ = link.signals.send(Signal::Fresh);
        }
    }

    fn complete(&self, completion: Completion, step: impl FnOnce(InstanceNo) -> Step) -> Code {
        if let Err(code) = self.gate().complete(completion) {
            return code;
        }
        self.send(step)
    }

    /// Counts an operation and tells whether it is listed.
    fn lists(&self, item: ItemId, run: RunKind) -> bool {
        let mut operations = self.operations.lock().unwrap_or_else(PoisonError::into_inner);
        let count = operations.entry(item).or_default();
        *count += 1;
        run == RunKind::Dry || *count <= OPERATIONS_LISTED
    }

    fn send_cuts(&self) {
        let counts = std::mem::take(&mut *self.operations.lock().unwrap_or_else(PoisonError::into_inner));
        let dry = self.link().is_some_and(|link| link.run == RunKind::Dry);
        for (item, total) in counts.into_iter().filter(|(_, n)| !dry && *n > OPERATIONS_LISTED) {
            self.send(|at| Step::Cut(at, item, OPERATIONS_LISTED, total));
        }
    }
}

impl Callback for Desk {
    fn progress(&self, item: ItemId, progress: Option<&Progress>) -> Result<Verdict, Code> {
        let verdict = self.gate().progress(item, progress)?;
        if progress.is_some_and(|progress| *progress != Progress::default()) {
            self.signal_fresh();
        }
        Ok(verdict)
    }

    fn log_error(&self, message: LogMessage) -> Code {
        {
            let mut gate = self.gate();
            if gate.is_closed() {
                return Code::UNEXPECTED;
            }
            gate.logged(&message);
        }
        self.send(|at| Step::Logged(at, message))
    }

    fn delete_log_error(&self, error: Guid) -> Code {
        let code = {
            let mut gate = self.gate();
            if gate.is_closed() { Code::UNEXPECTED } else { gate.forget(error) }
        };
        if code == Code::OK && self.send(|at| Step::Deleted(at, error)) != Code::OK {
            // Between two sessions a living instance may still take back what it said.
            if let Some(store) = &self.services.store {
                store.forget_messages(self.key, error);
            }
        }
        code
    }

    fn prepare_completed(&self, result: Code) -> Code {
        self.complete(Completion::Prepare, |at| Step::Prepared(at, result))
    }

    fn synchronize_completed(&self, result: Code) -> Code {
        if let Err(code) = self.gate().complete(Completion::Synchronize) {
            return code;
        }
        self.rest();
        self.send_cuts();
        self.send(|at| Step::Synchronized(at, result))
    }

    fn show_properties_completed(&self, result: Code) -> Code {
        self.complete(Completion::Properties, |at| Step::PropertiesShown(at, result))
    }

    fn show_error_completed(&self, result: Code, items: &[ItemId]) -> Code {
        let items = if result == Code::RETRY_SYNC { items.to_vec() } else { Vec::new() };
        self.complete(Completion::Error, |at| Step::ErrorShown(at, result, items))
    }

    fn enable_modeless(&self, dialog: Dialog) -> Code {
        match dialog {
            Dialog::Open => {
                let allowed = || self.may_show.load(Ordering::SeqCst) && !self.gate().is_cancelled();
                self.services.dialogs.open(self.key, allowed)
            }
            Dialog::Closed => {
                self.services.dialogs.closed(self.key);
                Code::OK
            }
        }
    }

    fn establish_connection(&self, name: Option<&str>) -> Code {
        match self.link() {
            Some(link) if !self.gate().is_closed() => self.services.connections.establish(link.session, name),
            _ => Code::UNEXPECTED,
        }
    }

    fn report(&self, item: ItemId, detail: Detail) -> Code {
        if let Detail::Amounts(amounts) = detail {
            let code = self.gate().amounts(item, amounts);
            if code == Code::OK {
                self.signal_fresh();
            }
            return code;
        }
        let (known, link) = (self.gate().knows(item), self.link());
        match (known, link) {
            (Code::OK, Some(link)) => {
                if matches!(detail, Detail::Operation { .. }) && !self.lists(item, link.run) {
                    return Code::OK;
                }
                self.send(|at| Step::Detail(at, item, detail))
            }
            (Code::OK, None) => Code::UNEXPECTED,
            (code, _) => code,
        }
    }

    fn died(&self, message: &str) {
        self.send_cuts();
        self.close();
        self.send(|at| Step::Died(at, message.to_owned()));
    }
}

/// Hands the callback to a handler.
pub(super) fn callback(desk: &Arc<Desk>) -> Arc<dyn Callback> {
    Arc::clone(desk) as Arc<dyn Callback>
}
