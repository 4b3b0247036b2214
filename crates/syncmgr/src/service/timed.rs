//! What a manager does by itself as time goes by: schedules, repetitions while the machine is idle.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use syncmgr_core::schedule::Schedule;
use syncmgr_core::store::{ItemKey, Scheduled};
use syncmgr_core::trigger::due_while_idle;
use syncmgr_proto::{Mark, Trigger};

use super::manager::Manager;
use crate::error::CliError;
use crate::marks;

/// What was run when.
pub struct Clock {
    started: Timestamp,
    /// The begin of the last run of each scheduled item.
    last: BTreeMap<ItemKey, Timestamp>,
    /// Items that a session of this clock works on.
    busy: Arc<Mutex<BTreeSet<ItemKey>>>,
}

impl Clock {
    /// A clock that starts now.
    pub fn new(now: Timestamp) -> Self {
        Self { started: now, last: BTreeMap::new(), busy: Arc::default() }
    }

    /// Looks at the time and starts what is due.
    pub fn tick(&mut self, manager: &Arc<Manager>, now: Timestamp) -> Result<(), CliError> {
        let due = self.scheduled(manager, now)?;
        for item in &due {
            self.last.insert(*item, now);
        }
        self.start(manager, Trigger::Scheduled, due);
        let repeated = self.repeated(manager, now)?;
        self.start(manager, Trigger::Idle, repeated);
        Ok(())
    }

    fn scheduled(&mut self, manager: &Manager, now: Timestamp) -> Result<Vec<ItemKey>, CliError> {
        let schedules = manager.store.schedules(&marks::user())?;
        if schedules.iter().any(|scheduled| !self.last.contains_key(&scheduled.item)) {
            let results = manager.store.last_results()?;
            for scheduled in &schedules {
                let before = results.get(&scheduled.item.1).map(|result| result.ended);
                let first = first_base(scheduled, before, self.started);
                self.last.entry(scheduled.item).or_insert(first);
            }
        }
        let zone = TimeZone::system();
        let is_due = |scheduled: &&Scheduled| {
            let last = self.last.get(&scheduled.item).copied().unwrap_or(now);
            scheduled.next(Some(last), &zone).is_some_and(|due| due <= now)
        };
        let due = schedules.iter().filter(is_due).map(|scheduled| scheduled.item);
        Ok(self.without_busy(due.collect()))
    }

    fn repeated(&self, manager: &Manager, now: Timestamp) -> Result<Vec<ItemKey>, CliError> {
        if manager.idle.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Ok(Vec::new());
        }
        let settings = manager.store.triggers(&marks::key(Mark::Idle))?;
        let mut idle = manager.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(idle) = idle.as_mut() else { return Ok(Vec::new()) };
        let due = self.without_busy(due_while_idle(&settings, idle, now));
        idle.runs.extend(due.iter().map(|item| (*item, now)));
        Ok(due)
    }

    /// An item whose run takes longer than its interval runs again when that has ended.
    fn without_busy(&self, items: Vec<ItemKey>) -> Vec<ItemKey> {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        items.into_iter().filter(|item| !busy.contains(item)).collect()
    }

    fn start(&self, manager: &Arc<Manager>, trigger: Trigger, items: Vec<ItemKey>) {
        if items.is_empty() {
            return;
        }
        let (manager, busy) = (Arc::clone(manager), Arc::clone(&self.busy));
        busy.lock().unwrap_or_else(PoisonError::into_inner).extend(items.iter().copied());
        thread::spawn(move || {
            // What came of it stands in the history.
            let _ = manager.run_due(trigger, &items);
            busy.lock().unwrap_or_else(PoisonError::into_inner).retain(|item| !items.contains(item));
        });
    }
}

/// Where the first run of a schedule is counted from: an interval from the last run there was, a cron line from now on.
fn first_base(scheduled: &Scheduled, before: Option<Timestamp>, started: Timestamp) -> Timestamp {
    match scheduled.schedule {
        Schedule::Every(_) => before.unwrap_or(scheduled.since).max(scheduled.since),
        Schedule::Cron(_) => started.max(scheduled.since),
    }
}

#[cfg(test)]
mod tests {
    use syncmgr_proto::{HandlerId, ItemId};

    use super::*;

    #[test]
    fn intervals_catch_up_and_cron_lines_do_not() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let item = (HandlerId::derived(b"h"), ItemId::derived(b"i"));
        let of = |text: &str| Scheduled { item, schedule: text.parse().unwrap(), since: at(100) };
        assert_eq!(first_base(&of("every 1h"), Some(at(500)), at(90_000)), at(500));
        assert_eq!(first_base(&of("every 1h"), Some(at(50)), at(90_000)), at(100));
        assert_eq!(first_base(&of("every 1h"), None, at(90_000)), at(100));
        assert_eq!(first_base(&of("0 2 * * *"), Some(at(500)), at(90_000)), at(90_000));
        assert_eq!(first_base(&of("0 2 * * *"), None, at(50)), at(100));
    }
}
