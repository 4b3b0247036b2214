//! How far a session came that has no end.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};
use syncmgr_proto::{Body, ItemId, ItemStatus, SessionId};

use super::error::StoreError;
use super::history::times_of_items;
use super::open::Store;
use super::rows::{Json, Nanos, Text};

/// So many events after its beginning are looked through: those of a session do not stand together where others run beside it,
/// and without a bound each look at an old one would cost more than the one before.
const LOOK: u32 = 100_000;

/// An item that a session began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The item.
    pub item: ItemId,
    /// When it was heard of first, as far as that is kept.
    pub since: Timestamp,
    /// What was said of it last, if anything was.
    pub status: Option<ItemStatus>,
}

impl Store {
    /// Returns the items that a session began with, in the order of their ids; none for one that ended before its first item.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn begun(&self, session: SessionId) -> Result<Vec<Begun>, StoreError> {
        self.read(|db| begun(db, session))
    }

    /// Returns when each item ended last without having been skipped.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_runs(&self) -> Result<BTreeMap<ItemId, Timestamp>, StoreError> {
        let sql = "SELECT item, max(ended) FROM session_items WHERE status <> 'skipped' GROUP BY item";
        self.read(|db| times_of_items(db, sql))
    }
}

fn begun(db: &Connection, session: SessionId) -> rusqlite::Result<Vec<Begun>> {
    let sql = "SELECT item, time, body FROM (
                   SELECT * FROM journal WHERE seq >= (SELECT first_seq FROM sessions WHERE id = ?1) ORDER BY seq LIMIT ?2
               ) WHERE session = ?1 AND item IS NOT NULL ORDER BY seq";
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map(params![session.to_string(), LOOK], |row| {
        let (Text(item), Nanos(since), Json(body)) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let status = if let Body::Progress { status, .. } = body { status } else { None };
        Ok(Begun { item, since, status })
    })?;
    let mut items = BTreeMap::new();
    for row in rows {
        let now = row?;
        let known = items.entry(now.item).or_insert(now);
        known.status = now.status.or(known.status);
    }
    Ok(items.into_values().collect())
}
