use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use syncmgr_proto::{Body, Event, Guid, ItemId, SessionId};

use super::error::StoreError;
use super::open::Store;
use super::rows::{Json, Nanos, Text, json, nanos};
use super::{conflicts, history, messages};

/// An event before it has its number.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// When it happened.
    pub time: Timestamp,
    /// The session it belongs to.
    pub session: SessionId,
    /// What happened.
    pub body: Body,
    /// For messages: the handler's instance, which may delete them.
    pub instance: Option<Guid>,
}

/// The last number given. Not a counter of its own, which would cost every commit a page more.
const LAST: &str =
    "SELECT max((SELECT value FROM counters WHERE name = 'seq'), coalesce((SELECT max(seq) FROM journal), 0))";

pub(super) fn last_seq(db: &Connection) -> rusqlite::Result<u64> {
    db.prepare_cached(LAST)?.query_row([], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
}

/// Keeps the last number given, whatever becomes of its event.
pub(super) fn keep_last_seq(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute("UPDATE counters SET value = ?1 WHERE name = 'seq'", [last_seq(tx)?.cast_signed()]).map(drop)
}

/// Journals one event and does what it means for the other tables; fills in the ids that come from there.
pub(super) fn insert(tx: &Transaction<'_>, seq: u64, draft: &mut Draft) -> rusqlite::Result<()> {
    match &draft.body {
        Body::Started { trigger, .. } => history::started(tx, seq, draft, *trigger)?,
        Body::Item { .. } => {
            history::item(tx, draft)?;
            conflicts::replace(tx, draft)?;
        }
        Body::Finished { .. } => history::finished(tx, seq, draft)?,
        Body::Conflict { .. } => conflicts::keep(tx, draft)?,
        Body::Message { .. } => messages::keep(tx, draft)?,
        _ => {}
    }
    let mut statement = tx.prepare_cached(
        "INSERT INTO journal (seq, time, session, kind, item, path, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let Draft { time, session, body, .. } = draft;
    let item = body.item_id().map(|id| id.to_string());
    let row =
        params![seq.cast_signed(), nanos(*time), session.to_string(), body.kind(), item, body.path(), json(body)?];
    statement.execute(row).map(drop)
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    let seq: i64 = row.get("seq")?;
    let (Nanos(time), Text(session), Json(body)) = (row.get("time")?, row.get("session")?, row.get("body")?);
    Ok(Event { seq: seq.cast_unsigned(), time, session, body })
}

fn events(db: &Connection, sql: &str, args: impl rusqlite::Params) -> rusqlite::Result<Vec<Event>> {
    db.prepare_cached(sql)?.query_map(args, event)?.collect()
}

impl Store {
    /// Returns all events of a session, in order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn events(&self, session: SessionId) -> Result<Vec<Event>, StoreError> {
        self.read(|db| {
            let id = session.to_string();
            let range: Option<(i64, Option<i64>)> = db
                .query_row("SELECT first_seq, last_seq FROM sessions WHERE id = ?1", [&id], |r| {
                    Ok((r.get(0)?, r.get(1)?))
                })
                .optional()?;
            let (first, last) = range.map_or((0, i64::MAX), |(first, last)| (first, last.unwrap_or(i64::MAX)));
            events(
                db,
                "SELECT * FROM journal WHERE seq BETWEEN ?1 AND ?2 AND session = ?3 ORDER BY seq",
                params![first, last, id],
            )
        })
    }

    /// Returns at most `limit` events after a number, for whoever slept.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn events_after(&self, seq: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
        self.read(|db| {
            let sql = "SELECT * FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2";
            events(db, sql, params![seq.cast_signed(), limit])
        })
    }

    /// Returns what happened to one path of an item, the newest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn path_history(&self, item: ItemId, path: &str, limit: u32) -> Result<Vec<Event>, StoreError> {
        self.read(|db| {
            let sql = "SELECT * FROM journal WHERE item = ?1 AND path = ?2 ORDER BY seq DESC LIMIT ?3";
            events(db, sql, params![item.to_string(), path, limit])
        })
    }

    /// Returns the number of the last event, 0 without any.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_seq(&self) -> Result<u64, StoreError> {
        self.read(last_seq)
    }
}
