use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::outgoing::Outgoing;
use crate::code::Code;
use crate::guid::Guid;
use crate::ids::ItemId;
use crate::protocol::{
    Answer, Ask, Cancel, DeleteLogError, Done, EnableModeless, EstablishConnection, HandlerMessage, Id, LogError,
    Notice, Progress,
};

/// The answer to progress: go on or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Go on.
    Continue,
    /// Stop work on this item as soon as possible.
    CancelItem,
    /// Stop work on all items as soon as possible.
    CancelAll,
}

impl Verdict {
    /// Tells whether work on the item should stop.
    pub const fn is_cancel(self) -> bool {
        !matches!(self, Self::Continue)
    }
}

/// Which end of a dialog [`Reporter::enable_modeless`] is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// One is about to be shown.
    Open,
    /// It is gone.
    Closed,
}

/// Where a handler reports; cheap to clone, usable from every thread.
#[derive(Clone)]
pub struct Reporter {
    outgoing: Outgoing,
    flags: Arc<Flags>,
    asked: Arc<Asked>,
}

#[derive(Default)]
struct Flags {
    cancel_all: AtomicBool,
    /// Whether `skipped` has anything: most questions need no lock.
    any_skipped: AtomicBool,
    skipped: Mutex<BTreeSet<ItemId>>,
}

/// The questions that wait for an answer.
#[derive(Default)]
struct Asked {
    last: AtomicI64,
    waiting: Mutex<BTreeMap<i64, Sender<Code>>>,
}

impl Asked {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<i64, Sender<Code>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reporter {
    pub(super) fn new(outgoing: Outgoing) -> Self {
        Self { outgoing, flags: Arc::default(), asked: Arc::default() }
    }

    /// Reports on one item; call it as often as you like, it is sent about every 20 ms.
    pub fn progress(&self, progress: Progress) -> Verdict {
        let item = progress.item;
        self.outgoing.progress(progress);
        self.verdict(item)
    }

    /// Tells whether to go on with an item, without a report.
    pub fn verdict(&self, item: ItemId) -> Verdict {
        if self.flags.cancel_all.load(Ordering::Acquire) {
            Verdict::CancelAll
        } else if self.flags.any_skipped.load(Ordering::Acquire) && self.skipped().contains(&item) {
            Verdict::CancelItem
        } else {
            Verdict::Continue
        }
    }

    /// Adds a line to the error list.
    pub fn log_error(&self, message: LogError) {
        self.outgoing.send(&HandlerMessage::Notice(Notice::LogError(message)));
    }

    /// Takes back what was logged under an id, with `None` all that this instance logged.
    pub fn delete_log_error(&self, error: Option<Guid>) {
        self.outgoing.send(&HandlerMessage::Notice(Notice::DeleteLogError(DeleteLogError { error })));
    }

    /// Asks whether a dialog may be shown, and waits for the answer: `OK` yes, `FALSE` no (R-EMO-1 to 4).
    pub fn enable_modeless(&self, dialog: Dialog) -> Code {
        self.ask(Ask::EnableModeless(EnableModeless { enable: dialog == Dialog::Open }))
    }

    /// Asks for a network connection, the default one with `None`, and waits until it is up or cannot be had.
    pub fn establish_connection(&self, name: Option<&str>) -> Code {
        self.ask(Ask::EstablishConnection(EstablishConnection { connection: name.map(str::to_owned) }))
    }

    fn ask(&self, ask: Ask) -> Code {
        let number = self.asked.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (sender, answer) = channel();
        self.asked.lock().insert(number, sender);
        self.outgoing.send(&HandlerMessage::Ask(Id::Number(number), ask));
        if self.outgoing.is_closed() {
            self.asked.lock().remove(&number);
        }
        answer.recv().unwrap_or(Code::UNEXPECTED)
    }

    pub(super) fn send(&self, message: &HandlerMessage) {
        self.outgoing.send(message);
    }

    pub(super) fn answered(&self, answer: &Answer) {
        let Id::Number(number) = answer.id else { return };
        if let Some(waiting) = self.asked.lock().remove(&number) {
            let done = answer.outcome.as_ref().ok().and_then(|result| Answer::read::<Done>(result).ok());
            let _ = waiting.send(done.map_or(Code::FAIL, |done| done.code));
        }
    }

    pub(super) fn cancel(&self, cancel: Cancel) {
        match cancel.item {
            None => self.flags.cancel_all.store(true, Ordering::Release),
            Some(item) => {
                self.skipped().insert(item);
                self.flags.any_skipped.store(true, Ordering::Release);
            }
        }
    }

    /// A new run: earlier cancels are over.
    pub(super) fn forget_cancels(&self) {
        self.skipped().clear();
        self.flags.any_skipped.store(false, Ordering::Release);
        self.flags.cancel_all.store(false, Ordering::Release);
    }

    /// The manager is gone: nothing is reported any more, and nobody waits for an answer.
    pub(super) fn close(&self) {
        self.flags.cancel_all.store(true, Ordering::Release);
        self.outgoing.close();
        self.asked.lock().clear();
    }

    fn skipped(&self) -> MutexGuard<'_, BTreeSet<ItemId>> {
        self.flags.skipped.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
