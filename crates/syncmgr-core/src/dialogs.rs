//! One handler dialog at a time (D-13).

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use syncmgr_proto::{Code, Guid};

/// Serializes the dialogs of all handlers of a process.
#[derive(Default)]
pub struct Dialogs {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Who shows dialogs, and how many inside each other.
    holder: Option<(Guid, u32)>,
    /// Who waits, in the order of arrival.
    waiting: VecDeque<u64>,
    tickets: u64,
}

impl Dialogs {
    /// Waits for the turn of an instance; `FALSE` as soon as `allowed` says no.
    ///
    /// Whoever changes what `allowed` answers calls [`Dialogs::reconsider`].
    pub(crate) fn open(&self, instance: Guid, allowed: impl Fn() -> bool) -> Code {
        let mut state = self.lock();
        if !allowed() {
            return Code::FALSE;
        }
        if let Some((holder, depth)) = &mut state.holder
            && *holder == instance
        {
            *depth += 1;
            return Code::OK;
        }
        state.tickets += 1;
        let ticket = state.tickets;
        state.waiting.push_back(ticket);
        loop {
            let code = if !allowed() {
                Code::FALSE
            } else if state.holder.is_none() && state.waiting.front() == Some(&ticket) {
                state.holder = Some((instance, 1));
                Code::OK
            } else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            state.waiting.retain(|t| *t != ticket);
            self.changed.notify_all();
            return code;
        }
    }

    /// One dialog of an instance is gone; without one nothing happens.
    pub(crate) fn closed(&self, instance: Guid) {
        let mut state = self.lock();
        state.holder = match state.holder {
            Some((holder, depth)) if holder == instance => (depth > 1).then_some((holder, depth - 1)),
            other => other,
        };
        self.changed.notify_all();
    }

    /// All dialogs of an instance count as closed (S6).
    pub(crate) fn gone(&self, instance: Guid) {
        let mut state = self.lock();
        state.holder = state.holder.filter(|(holder, _)| *holder != instance);
        self.changed.notify_all();
    }

    /// Lets everyone who waits ask again whether it is still allowed to.
    pub(crate) fn reconsider(&self) {
        drop(self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn the_second_waits_for_the_first_and_nested_ones_count() {
        let dialogs = Arc::new(Dialogs::default());
        let (a, b) = (Guid::random(), Guid::random());
        assert_eq!(dialogs.open(a, || true), Code::OK);
        assert_eq!(dialogs.open(a, || true), Code::OK);
        let (tell, told) = mpsc::channel();
        let second = thread::spawn({
            let dialogs = Arc::clone(&dialogs);
            move || tell.send(dialogs.open(b, || true)).unwrap()
        });
        dialogs.closed(a);
        assert!(told.try_recv().is_err(), "one of two is still open");
        dialogs.closed(a);
        assert_eq!(told.recv().unwrap(), Code::OK);
        second.join().unwrap();
    }

    #[test]
    fn who_may_not_does_not_wait() {
        let dialogs = Arc::new(Dialogs::default());
        let (a, b) = (Guid::random(), Guid::random());
        assert_eq!(dialogs.open(a, || false), Code::FALSE);
        assert_eq!(dialogs.open(a, || true), Code::OK);
        let allowed = Arc::new(AtomicBool::new(true));
        let second = thread::spawn({
            let (dialogs, allowed) = (Arc::clone(&dialogs), Arc::clone(&allowed));
            move || dialogs.open(b, || allowed.load(Ordering::SeqCst))
        });
        allowed.store(false, Ordering::SeqCst);
        while !second.is_finished() {
            dialogs.reconsider();
            thread::yield_now();
        }
        assert_eq!(second.join().unwrap(), Code::FALSE);
        dialogs.closed(b);
        dialogs.gone(a);
        assert_eq!(dialogs.open(b, || true), Code::OK, "a is gone, b never had one");
    }
}
