use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::params;
use syncmgr_proto::{HandlerId, ItemId};

use super::error::StoreError;
use super::open::Store;
use super::preferences::MarkKey;
use super::rows::{Nanos, Text, nanos};
use crate::schedule::Schedule;

/// An item and its handler, as settings name it.
pub type ItemKey = (HandlerId, ItemId);

/// What a trigger says beyond its check mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TriggerSetting {
    /// The user is asked before each run (R-UI-5).
    pub ask: Ask,
    /// So many seconds of idleness come before the first run.
    pub after: Option<u32>,
    /// The run is repeated so many seconds after the last one began.
    pub every: Option<u32>,
}

/// Whether the user is asked before a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ask {
    /// It simply runs.
    #[default]
    Never,
    /// Unanswered or refused, nothing runs.
    Before,
}

/// When an item runs by itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Scheduled {
    /// The item.
    pub item: ItemKey,
    /// When it is due.
    pub schedule: Schedule,
    /// When this was set.
    pub since: Timestamp,
}

impl Scheduled {
    /// Returns when the item is due, after its `last` run, whatever started that.
    pub fn next(&self, last: Option<Timestamp>, zone: &TimeZone) -> Option<Timestamp> {
        self.schedule.next_after(last.map_or(self.since, |last| last.max(self.since)), zone)
    }
}

impl Store {
    /// Returns what the triggers of one kind say.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn triggers(&self, key: &MarkKey) -> Result<BTreeMap<ItemKey, TriggerSetting>, StoreError> {
        self.read(|db| {
            let sql = "SELECT handler, item, ask, after, every FROM triggers
                       WHERE user = ?1 AND mark = ?2 AND connection = ?3";
            let connection = key.connection.as_deref().unwrap_or("");
            let mut query = db.prepare_cached(sql)?;
            let rows = query.query_map(params![key.user, key.mark.word(), connection], |row| {
                let (Text(handler), Text(item)) = (row.get(0)?, row.get(1)?);
                let ask = if row.get(2)? { Ask::Before } else { Ask::Never };
                Ok(((handler, item), TriggerSetting { ask, after: row.get(3)?, every: row.get(4)? }))
            })?;
            rows.collect()
        })
    }

    /// States what the trigger of an item says; `None` takes it back.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_trigger(&self, key: MarkKey, item: ItemKey, says: Option<TriggerSetting>) -> Result<(), StoreError> {
        self.write(move |tx| {
            let MarkKey { user, mark, connection } = key;
            let (handler, item) = (item.0.to_string(), item.1.to_string());
            let (mark, connection) = (mark.word(), connection.unwrap_or_default());
            match says {
                Some(TriggerSetting { ask, after, every }) => tx.execute(
                    "INSERT OR REPLACE INTO triggers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![user, handler, item, mark, connection, ask == Ask::Before, after, every],
                ),
                None => tx.execute(
                    "DELETE FROM triggers
                     WHERE user = ?1 AND handler = ?2 AND item = ?3 AND mark = ?4 AND connection = ?5",
                    params![user, handler, item, mark, connection],
                ),
            }
            .map(drop)
        })
    }

    /// Returns the schedules of a user.
    ///
    /// # Errors
    /// The database cannot be read, or holds a schedule of a newer program.
    pub fn schedules(&self, user: &str) -> Result<Vec<Scheduled>, StoreError> {
        self.read(|db| {
            let sql = "SELECT handler, item, schedule, since FROM schedules WHERE user = ?1 ORDER BY handler, item";
            let mut query = db.prepare_cached(sql)?;
            let rows = query.query_map([user], |row| {
                let (Text(handler), Text(item), Text(schedule)) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let Nanos(since) = row.get(3)?;
                Ok(Scheduled { item: (handler, item), schedule, since })
            })?;
            rows.collect()
        })
    }

    /// States when an item runs by itself, counted from now; `None`: not any more.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_schedule(&self, user: &str, item: ItemKey, schedule: Option<&Schedule>) -> Result<(), StoreError> {
        let (user, schedule) = (user.to_owned(), schedule.map(ToString::to_string));
        self.write(move |tx| {
            let (handler, item) = (item.0.to_string(), item.1.to_string());
            match schedule {
                Some(schedule) => tx.execute(
                    "INSERT OR REPLACE INTO schedules VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![user, handler, item, schedule, nanos(Timestamp::now())],
                ),
                None => tx.execute(
                    "DELETE FROM schedules WHERE user = ?1 AND handler = ?2 AND item = ?3",
                    params![user, handler, item],
                ),
            }
            .map(drop)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_due_after_its_last_run_or_after_the_schedule_was_set() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let item = (HandlerId::derived(b"h"), ItemId::derived(b"i"));
        let hourly = Scheduled { item, schedule: Schedule::Every(3600), since: at(1000) };
        for (last, next) in [(None, 4600), (Some(at(500)), 4600), (Some(at(2000)), 5600)] {
            assert_eq!(hourly.next(last, &TimeZone::UTC), Some(at(next)), "{last:?}");
        }
        let nightly = Scheduled { schedule: "0 2 * * *".parse().unwrap(), ..hourly };
        assert_eq!(nightly.next(None, &TimeZone::UTC), Some(at(7200)));
        assert_eq!(nightly.next(Some(at(7200)), &TimeZone::UTC), Some(at(7200 + 86_400)));
    }
}
