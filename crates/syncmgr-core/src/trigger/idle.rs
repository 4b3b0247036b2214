use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::store::{Ask, ItemKey, TriggerSetting};

/// A time in which nobody uses the machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdleTime {
    /// When it began, which is when all idle items ran for the first time.
    pub since: Timestamp,
    /// When items were repeated last.
    pub runs: BTreeMap<ItemKey, Timestamp>,
}

impl IdleTime {
    /// An idle time that begins now.
    pub fn begins(now: Timestamp) -> Self {
        Self { since: now, runs: BTreeMap::new() }
    }
}

/// Returns the items that run again now, while idleness lasts (R-UI-7). Those that are asked for before each run are not
/// among them: nobody is there to answer (R-UI-5).
pub fn due_while_idle(settings: &BTreeMap<ItemKey, TriggerSetting>, idle: &IdleTime, now: Timestamp) -> Vec<ItemKey> {
    let is_due = |(key, setting): &(&ItemKey, &TriggerSetting)| {
        let last = idle.runs.get(key).copied().unwrap_or(idle.since);
        let every = setting.every.map(|seconds| SignedDuration::from_secs(seconds.into()));
        every.is_some_and(|every| last.checked_add(every).is_ok_and(|due| due <= now))
    };
    let runs_unasked = |(_, setting): &(&ItemKey, &TriggerSetting)| setting.ask == Ask::Never;
    settings.iter().filter(runs_unasked).filter(is_due).map(|(key, _)| *key).collect()
}

#[cfg(test)]
mod tests {
    use syncmgr_proto::{HandlerId, ItemId};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    fn key(n: u8) -> ItemKey {
        (HandlerId::derived(b"h"), ItemId::derived(&[n]))
    }

    #[test]
    fn items_with_an_interval_run_again_and_the_others_do_not() {
        let every = |seconds| TriggerSetting { every: Some(seconds), ..TriggerSetting::default() };
        let settings = BTreeMap::from([(key(1), every(10)), (key(2), TriggerSetting::default()), (key(3), every(60))]);
        let mut idle = IdleTime::begins(at(0));
        assert_eq!(due_while_idle(&settings, &idle, at(9)), []);
        assert_eq!(due_while_idle(&settings, &idle, at(10)), [key(1)]);
        idle.runs.insert(key(1), at(10));
        assert_eq!(due_while_idle(&settings, &idle, at(19)), []);
        let mut both = vec![key(1), key(3)];
        both.sort();
        assert_eq!(due_while_idle(&settings, &idle, at(60)), both);
    }

    /// Proves: R-UI-5
    #[test]
    fn who_has_to_be_asked_is_not_repeated() {
        let asked = TriggerSetting { every: Some(10), ask: Ask::Before, ..TriggerSetting::default() };
        assert_eq!(due_while_idle(&BTreeMap::from([(key(1), asked)]), &IdleTime::begins(at(0)), at(100)), []);
    }
}
