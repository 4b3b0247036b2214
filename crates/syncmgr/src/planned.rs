//! When items run next by themselves.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use syncmgr_core::Store;
use syncmgr_core::schedule::Schedule;
use syncmgr_core::store::ItemKey;
use syncmgr_proto::{ItemId, Mark};

use crate::error::CliError;
use crate::marks;

/// The schedule of an item and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// When it is to run.
    pub schedule: Schedule,
    /// When it runs next, or should have run; `None`: never, because it is paused, unchecked, or its cron line names no day
    /// that comes.
    pub next: Option<Timestamp>,
}

impl Planned {
    /// Since when a run is missing.
    pub fn overdue(&self, now: Timestamp) -> Option<Timestamp> {
        self.next.filter(|next| *next < now)
    }
}

/// The items of this user that have a schedule.
pub fn planned(store: &Store, paused: &BTreeSet<ItemId>) -> Result<BTreeMap<ItemKey, Planned>, CliError> {
    let (zone, marks, results) = (TimeZone::system(), store.marks(&marks::key(Mark::Schedule))?, store.last_results()?);
    let plan = |scheduled: syncmgr_core::store::Scheduled| {
        let last = results.get(&scheduled.item.1).map(|result| result.ended);
        let runs = !paused.contains(&scheduled.item.1) && marks.get(&scheduled.item).copied().unwrap_or(true);
        let next = scheduled.next(last, &zone).filter(|_| runs);
        (scheduled.item, Planned { schedule: scheduled.schedule, next })
    };
    Ok(store.schedules(&marks::user())?.into_iter().map(plan).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_overdue_once_its_time_has_passed() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let planned = |next| Planned { schedule: Schedule::Every(60), next };
        assert_eq!(planned(Some(at(100))).overdue(at(101)), Some(at(100)));
        assert_eq!(planned(Some(at(100))).overdue(at(100)), None);
        assert_eq!(planned(None).overdue(at(100)), None);
    }
}
