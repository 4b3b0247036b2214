//! The sessions that this process runs, for whoever wants to stop them or skip an item.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use syncmgr_core::{NameError, SessionControl};
use syncmgr_proto::{SessionId, Trigger};

/// The sessions that run.
#[derive(Clone, Default)]
pub struct Running(Arc<State>);

#[derive(Default)]
struct State {
    sessions: Mutex<Vec<Entry>>,
    fewer: Condvar,
}

struct Entry {
    id: SessionId,
    trigger: Trigger,
    control: SessionControl,
}

/// A session that runs until this is dropped.
pub struct Presence {
    running: Running,
    id: SessionId,
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.running.lock().retain(|entry| entry.id != self.id);
        self.running.0.fewer.notify_all();
    }
}

impl Running {
    /// Adds a session.
    pub fn enter(&self, id: SessionId, trigger: Trigger, control: &SessionControl) -> Presence {
        self.lock().push(Entry { id, trigger, control: control.clone() });
        Presence { running: self.clone(), id }
    }

    /// Stops sessions in order: those whose id begins with `session`, or all. Returns how many.
    pub fn stop(&self, session: Option<&str>) -> usize {
        let prefix = session.map(|text| text.trim_start_matches('{').trim_end_matches('}').to_lowercase());
        self.stop_where(|entry| {
            prefix.as_ref().is_none_or(|prefix| entry.id.to_string().trim_start_matches('{').starts_with(prefix))
        })
    }

    /// Stops what was started by a trigger. Returns how many.
    pub fn stop_started_by(&self, trigger: Trigger) -> usize {
        self.stop_where(|entry| entry.trigger == trigger)
    }

    /// Stops everything without waiting.
    pub fn stop_now(&self) {
        let controls: Vec<_> = self.lock().iter().map(|entry| entry.control.clone()).collect();
        controls.iter().for_each(SessionControl::stop_now);
    }

    fn stop_where(&self, wanted: impl Fn(&Entry) -> bool) -> usize {
        let controls: Vec<_> =
            self.lock().iter().filter(|entry| wanted(entry)).map(|entry| entry.control.clone()).collect();
        controls.iter().for_each(SessionControl::stop_gracefully);
        controls.len()
    }

    /// Skips an item in every session that has chosen it. Returns how many.
    pub fn skip(&self, item: &str) -> Result<usize, NameError> {
        let controls: Vec<_> = self.lock().iter().map(|entry| entry.control.clone()).collect();
        let mut skipped = 0;
        for control in controls {
            match control.skip_named(item) {
                Ok(()) => skipped += 1,
                Err(NameError::Unknown { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(skipped)
    }

    /// Whether nothing runs.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Waits until nothing runs, but not longer than that. Tells whether nothing does.
    pub fn wait_until_empty(&self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        let mut sessions = self.lock();
        while !sessions.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.0.fewer.wait_timeout(sessions, left);
            sessions = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_stopped_by_id_by_trigger_or_all() {
        let running = Running::default();
        let (a, b) = (SessionControl::new(), SessionControl::new());
        let id = SessionId::random();
        let manual = running.enter(id, Trigger::Manual, &a);
        let idle = running.enter(SessionId::random(), Trigger::Idle, &b);
        assert_eq!(running.stop_started_by(Trigger::Idle), 1);
        assert!(b.is_stopping() && !a.is_stopping());
        assert_eq!(running.stop(Some("no such")), 0);
        assert_eq!(running.stop(Some(&id.to_string()[..9])), 1);
        assert!(a.is_stopping());
        assert_eq!(running.stop(None), 2);
        drop((manual, idle));
        assert_eq!(running.stop(None), 0);
        assert!(running.wait_until_empty(Duration::ZERO));
    }

    #[test]
    fn an_item_that_nothing_runs_is_skipped_nowhere() {
        let running = Running::default();
        let _session = running.enter(SessionId::random(), Trigger::Manual, &SessionControl::new());
        assert_eq!(running.skip("docs"), Ok(0));
        assert!(!running.wait_until_empty(Duration::from_millis(1)));
    }
}
