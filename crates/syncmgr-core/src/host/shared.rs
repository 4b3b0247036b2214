//! What the thread that calls and the supervisor share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use syncmgr_proto::Code;
use syncmgr_proto::protocol::{Answer, Call, Fault, Id, ManagerMessage, ProtocolError};

use super::death::Cause;
use super::process::{Blow, Remote};
use crate::handler::{Callback, Dialog};

/// How much a program may leave unread on its standard input, answers to its own questions included.
const BACKLOG: usize = 1 << 20;
/// How long the supervisor may take to bury a program that was killed.
const BURIAL: Duration = Duration::from_secs(3);

/// Why a call has no result.
pub(super) enum Failure {
    /// The program does not know the method.
    NotFound,
    /// It answered with an error.
    Fault(Fault),
    /// It is gone.
    Gone,
}

pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    pub remote: Remote,
    /// Callbacks that came when none was allowed (D-4).
    refused: Arc<AtomicU64>,
}

#[derive(Default)]
pub(super) struct State {
    pub callback: Option<Arc<dyn Callback>>,
    /// The number of the last call.
    last: i64,
    /// The call that waits for its answer.
    pub call: Option<(Id, &'static str)>,
    answers: BTreeMap<Id, Result<Box<RawValue>, Fault>>,
    /// The calls whose completion has not come.
    pub work: Vec<&'static str>,
    /// When the program gave the last sign of life.
    pub heard: Option<Instant>,
    /// Its questions that have no answer yet.
    asking: u32,
    /// Its dialogs that are up.
    pub dialogs: u32,
    /// What it said about a call that it could not make, as long as there is no callback.
    pub complaint: Option<String>,
    /// Messages logged in this run.
    pub logged: u32,
    /// Why the host ended it.
    pub cause: Option<Cause>,
    /// The program may end now.
    pub ending: bool,
    /// It is gone, and this is why.
    pub death: Option<String>,
    /// The death is no surprise to the session.
    pub told: bool,
}

impl State {
    /// Whether it waits for the manager, or a person looks at its dialog: its time does not run.
    pub fn is_held_up(&self) -> bool {
        self.asking > 0 || self.dialogs > 0
    }

    /// The call that the program is at.
    pub fn during(&self) -> Option<&'static str> {
        self.call.as_ref().map(|(_, method)| *method).or_else(|| self.work.last().copied())
    }
}

impl Shared {
    pub fn new(remote: Remote, refused: Arc<AtomicU64>) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), remote, refused }
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn changed(&self) {
        self.changed.notify_all();
    }

    /// Sends a call without waiting for the answer.
    pub fn post(&self, call: Call) {
        let id = self.number();
        self.write(&ManagerMessage::Call(id, call));
    }

    /// Makes a call; without a limit it may take as long as it likes.
    ///
    /// The time starts anew with each sign of life: a handler may do its work inside the call.
    pub fn ask<T: DeserializeOwned>(&self, call: Call, limit: Option<Duration>) -> Result<T, Failure> {
        let (id, method) = (self.number(), call.method());
        {
            let mut state = self.lock();
            if state.death.is_some() {
                drop(state);
                self.tell();
                return Err(Failure::Gone);
            }
            (state.call, state.heard) = (Some((id.clone(), method)), Some(Instant::now()));
        }
        self.write(&ManagerMessage::Call(id.clone(), call));
        match self.wait_for(&id, method, limit) {
            None => Err(Failure::Gone),
            Some(Ok(result)) => Answer::read(&result).map_err(|error| self.give_up(Cause::Protocol(error))),
            Some(Err(fault)) if fault.code == Fault::METHOD_NOT_FOUND => Err(Failure::NotFound),
            Some(Err(fault)) => Err(Failure::Fault(fault)),
        }
    }

    fn wait_for(&self, id: &Id, method: &'static str, limit: Option<Duration>) -> Option<Result<Box<RawValue>, Fault>> {
        let mut state = self.lock();
        loop {
            if let Some(answer) = state.answers.remove(id) {
                state.call = None;
                return Some(answer);
            }
            if state.death.is_some() {
                state.call = None;
                return None;
            }
            let limit = limit.filter(|_| !state.is_held_up());
            let due = limit.and_then(|limit| state.heard.unwrap_or_else(Instant::now).checked_add(limit));
            state = match due.map(|due| due.saturating_duration_since(Instant::now())) {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => {
                    drop(state);
                    let limit = limit.unwrap_or_default();
                    self.give_up(Cause::Hung { method, limit });
                    return None;
                }
                Some(rest) => self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }

    /// Kills the program and waits until its death is told, so that the session hears the reason first.
    pub fn give_up(&self, cause: Cause) -> Failure {
        self.kill(cause);
        self.await_death(Instant::now() + BURIAL);
        self.lock().call = None;
        Failure::Gone
    }

    /// Kills the program for a reason; the first one counts.
    pub fn kill(&self, cause: Cause) {
        self.lock().cause.get_or_insert(cause);
        self.remote.strike(Blow::Kill);
        self.remote.wake();
    }

    /// Waits for the death; tells whether it came.
    pub fn await_death(&self, patience: Instant) -> bool {
        let mut state = self.lock();
        while state.death.is_none() {
            let rest = patience.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return false;
            }
            state = self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Tells the session of the death, once, if it can be told.
    pub fn tell(&self) {
        let mut state = self.lock();
        if state.told {
            return;
        }
        if let (Some(death), Some(callback)) = (state.death.clone(), state.callback.clone()) {
            state.told = true;
            drop(state);
            callback.died(&death);
        }
    }

    /// Takes the answer to a call, if that call still waits.
    pub fn answered(&self, answer: Answer) {
        let mut state = self.lock();
        if state.call.as_ref().is_some_and(|(id, _)| *id == answer.id) {
            state.answers.insert(answer.id, answer.outcome);
            drop(state);
            self.changed();
        }
    }

    /// It asks something.
    pub fn asks(&self) {
        self.lock().asking += 1;
    }

    /// What it asked was answered; it may have a dialog up now, or no more.
    pub fn was_answered(&self, dialog: Option<(Dialog, Code)>) {
        let mut state = self.lock();
        state.asking = state.asking.saturating_sub(1);
        state.dialogs = match dialog {
            Some((Dialog::Open, Code::OK)) => state.dialogs + 1,
            Some((Dialog::Closed, _)) => state.dialogs.saturating_sub(1),
            _ => state.dialogs,
        };
        state.heard = Some(Instant::now());
        drop(state);
        self.changed();
        self.remote.wake();
    }

    /// Answers a question of the program.
    pub fn answer(&self, answer: Result<Answer, ProtocolError>) {
        let Ok(answer) = answer else { return };
        if self.write(&ManagerMessage::Answer(answer)) > BACKLOG {
            self.kill(Cause::Deaf);
        }
    }

    /// Sends a message; returns how many bytes wait to be read.
    pub fn write(&self, message: &ManagerMessage) -> usize {
        // The types of the protocol can be written.
        message.write().map_or(0, |line| self.remote.send(&line))
    }

    /// Makes a callback; without one, or if it is out of place, it is refused and counted (D-4).
    pub fn call_back(&self, act: impl FnOnce(&dyn Callback) -> Code) -> Code {
        let callback = self.lock().callback.clone();
        let code = callback.map_or(Code::UNEXPECTED, |callback| act(callback.as_ref()));
        if code == Code::UNEXPECTED {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        code
    }

    fn number(&self) -> Id {
        let mut state = self.lock();
        state.last += 1;
        Id::Number(state.last)
    }
}
