use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use syncmgr_proto::ItemId;

use super::desk::{Desk, Signal};
use crate::registry::{NameError, Registry};
use crate::session::{Step, StopKind};

/// Stops a session or skips its items, from any thread; may be used before the session begins.
#[derive(Clone, Default)]
pub struct SessionControl(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    steps: Vec<Step>,
    stops: u32,
    wake: Option<SyncSender<Signal>>,
    desks: Vec<Arc<Desk>>,
    chosen: Registry,
}

impl SessionControl {
    /// Makes a handle for one session.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops: the first time what is in flight is finished, the second time nothing is waited for.
    pub fn stop(&self) {
        let kind = if self.lock().stops == 0 { StopKind::Graceful } else { StopKind::Now };
        self.order(kind);
    }

    /// Stops without waiting.
    pub fn stop_now(&self) {
        self.order(StopKind::Now);
    }

    /// Skips an item.
    pub fn skip(&self, item: ItemId) {
        let mut state = self.lock();
        state.steps.push(Step::Skip(item));
        state.wake();
    }

    /// Stops as for the first time, whoever asked before.
    pub fn stop_gracefully(&self) {
        self.order(StopKind::Graceful);
    }

    /// Skips the chosen item that a text means: its id, its name, or `NAME@HANDLER`.
    ///
    /// # Errors
    /// No chosen item or several have that name.
    pub fn skip_named(&self, text: &str) -> Result<(), NameError> {
        let item = self.lock().chosen.resolve(text)?.info.id;
        self.skip(item);
        Ok(())
    }

    /// Tells whether anyone asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.lock().stops > 0
    }

    fn order(&self, kind: StopKind) {
        let mut state = self.lock();
        state.stops += 1;
        state.steps.push(Step::Stop(kind));
        let desks = state.desks.clone();
        state.wake();
        drop(state);
        // The flags that progress is answered from are set here and now, not when the session gets to it.
        for desk in desks {
            desk.cancel_all();
        }
    }

    pub(super) fn attach(&self, wake: SyncSender<Signal>) {
        self.lock().wake = Some(wake);
    }

    pub(super) fn watch(&self, desk: &Arc<Desk>) {
        self.lock().desks.push(Arc::clone(desk));
    }

    /// Says which items are chosen, so that they can be skipped by name.
    pub(super) fn offer(&self, chosen: Registry) {
        self.lock().chosen = chosen;
    }

    pub(super) fn take(&self) -> Vec<Step> {
        std::mem::take(&mut self.lock().steps)
    }

    pub(super) fn detach(&self) {
        let mut state = self.lock();
        state.wake = None;
        state.desks.clear();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A full queue needs no waking: the session looks here before it sleeps.
    fn wake(&self) {
        if let Some(wake) = &self.wake {
            let _ = wake.try_send(Signal::Wake);
        }
    }
}
