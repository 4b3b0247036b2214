use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use syncmgr_proto::{Body, ExitCode, HandlerId, ItemId, ItemStatus, Purpose, SessionId, Stats, Trigger};

use super::error::StoreError;
use super::journal::Draft;
use super::open::Store;
use super::rows::{Json, Nanos, Text, Word, json, nanos};

/// A session as it is remembered.
#[derive(Clone, PartialEq, Debug)]
pub struct SessionRecord {
    /// Its id.
    pub id: SessionId,
    /// What started it.
    pub trigger: Trigger,
    /// What it was for.
    pub purpose: Purpose,
    /// The process that ran it.
    pub pid: u32,
    /// When it began.
    pub started: Timestamp,
    /// When it ended; `None`: it runs, or its process died.
    pub finished: Option<Timestamp>,
    /// How it ended.
    pub exit: Option<ExitCode>,
    /// How long it took.
    pub duration_ms: Option<u64>,
    /// The sum over its items.
    pub stats: Option<Stats>,
    /// Its items, in the order of their ids.
    pub items: Vec<ItemRecord>,
}

/// How an item ended in a session.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemRecord {
    /// The session.
    pub session: SessionId,
    /// The item.
    pub item: ItemId,
    /// Its name at that time.
    pub name: String,
    /// Its handler.
    pub handler: HandlerId,
    /// Succeeded, failed, skipped or stopped.
    pub status: ItemStatus,
    /// The item's own exit code.
    pub exit: Option<ExitCode>,
    /// The item's own counts.
    pub stats: Option<Stats>,
    /// When.
    pub ended: Timestamp,
}

/// Which sessions to list; the default is all.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionFilter {
    /// Those over this item.
    pub item: Option<ItemId>,
    /// Those begun at or after this time.
    pub since: Option<Timestamp>,
    /// At most so many.
    pub limit: Option<u32>,
}

pub(super) fn started(tx: &Transaction<'_>, seq: u64, draft: &Draft, trigger: Trigger) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO sessions (id, trigger, pid, started, first_seq) VALUES (?1, ?2, ?3, ?4, ?5)";
    let (pid, first) = (std::process::id(), seq.cast_signed());
    let row = params![draft.session.to_string(), trigger.word(), pid, nanos(draft.time), first];
    tx.prepare_cached(sql)?.execute(row).map(drop)
}

pub(super) fn item(tx: &Transaction<'_>, draft: &Draft) -> rusqlite::Result<()> {
    let Body::Item { item, item_id, handler, status, exit, stats } = &draft.body else { return Ok(()) };
    let stats = stats.as_ref().map(json).transpose()?;
    tx.prepare_cached("INSERT OR REPLACE INTO session_items VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(params![
            draft.session.to_string(),
            item_id.to_string(),
            item,
            handler.to_string(),
            status.word(),
            exit.map(ExitCode::number),
            stats,
            nanos(draft.time)
        ])
        .map(drop)
}

pub(super) fn finished(tx: &Transaction<'_>, seq: u64, draft: &Draft) -> rusqlite::Result<()> {
    let Body::Finished { exit, duration_ms, stats } = &draft.body else { return Ok(()) };
    tx.prepare_cached(
        "UPDATE sessions SET finished = ?2, exit = ?3, duration_ms = ?4, stats = ?5, last_seq = ?6 WHERE id = ?1",
    )?
    .execute(params![
        draft.session.to_string(),
        nanos(draft.time),
        exit.number(),
        duration_ms.cast_signed(),
        json(stats)?,
        seq.cast_signed()
    ])
    .map(drop)
}

fn exit(row: &Row<'_>) -> rusqlite::Result<Option<ExitCode>> {
    Ok(row.get::<_, Option<u8>>("exit")?.map(|n| ExitCode::from_number(n).unwrap_or(ExitCode::Error)))
}

fn stats(row: &Row<'_>) -> rusqlite::Result<Option<Stats>> {
    Ok(row.get::<_, Option<Json<Stats>>>("stats")?.map(|Json(stats)| stats))
}

fn session_record(row: &Row<'_>) -> rusqlite::Result<SessionRecord> {
    let (Text(id), Word(trigger), Nanos(started)) = (row.get("id")?, row.get("trigger")?, row.get("started")?);
    let finished = row.get::<_, Option<Nanos>>("finished")?.map(|Nanos(time)| time);
    let duration_ms = row.get::<_, Option<i64>>("duration_ms")?.map(i64::cast_unsigned);
    let (exit, stats, items) = (exit(row)?, stats(row)?, Vec::new());
    let purpose = match row.get::<_, Option<Json<Body>>>("beginning")? {
        Some(Json(Body::Started { purpose, .. })) => purpose,
        _ => Purpose::Synchronize,
    };
    let pid = row.get("pid")?;
    Ok(SessionRecord { id, trigger, purpose, pid, started, finished, exit, duration_ms, stats, items })
}

fn item_record(row: &Row<'_>) -> rusqlite::Result<ItemRecord> {
    let (Text(session), Text(item), Text(handler)) = (row.get("session")?, row.get("item")?, row.get("handler")?);
    let (Word(status), Nanos(ended)) = (row.get("status")?, row.get("ended")?);
    Ok(ItemRecord {
        session,
        item,
        name: row.get("name")?,
        handler,
        status,
        exit: exit(row)?,
        stats: stats(row)?,
        ended,
    })
}

fn with_items(db: &Connection, sessions: &mut [SessionRecord]) -> rusqlite::Result<()> {
    let mut query = db.prepare_cached("SELECT * FROM session_items WHERE session = ?1 ORDER BY item")?;
    for session in sessions {
        session.items = query.query_map([session.id.to_string()], item_record)?.collect::<rusqlite::Result<_>>()?;
    }
    Ok(())
}

impl Store {
    /// Returns sessions, the newest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn sessions(&self, filter: SessionFilter) -> Result<Vec<SessionRecord>, StoreError> {
        self.read(|db| {
            let sql = "SELECT *, (SELECT body FROM journal WHERE seq = first_seq) AS beginning
                       FROM sessions WHERE started >= ?1
                       AND (?2 IS NULL OR id IN (SELECT session FROM session_items WHERE item = ?2))
                       ORDER BY started DESC LIMIT ?3";
            let since = filter.since.map_or(i64::MIN, nanos);
            let item = filter.item.map(|id| id.to_string());
            let limit = filter.limit.map_or(-1, i64::from);
            let mut query = db.prepare_cached(sql)?;
            let mut sessions: Vec<_> =
                query.query_map(params![since, item, limit], session_record)?.collect::<rusqlite::Result<_>>()?;
            with_items(db, &mut sessions)?;
            Ok(sessions)
        })
    }

    /// Returns one session.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn session(&self, id: SessionId) -> Result<Option<SessionRecord>, StoreError> {
        self.read(|db| {
            let sql =
                "SELECT *, (SELECT body FROM journal WHERE seq = first_seq) AS beginning FROM sessions WHERE id = ?1";
            let mut query = db.prepare_cached(sql)?;
            let mut sessions: Vec<_> =
                query.query_map([id.to_string()], session_record)?.collect::<rusqlite::Result<_>>()?;
            with_items(db, &mut sessions)?;
            Ok(sessions.pop())
        })
    }

    /// Returns the sessions that have begun and not ended; whether their process still lives is another question.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn unfinished(&self) -> Result<Vec<SessionRecord>, StoreError> {
        self.read(|db| {
            let sql = "SELECT *, (SELECT body FROM journal WHERE seq = first_seq) AS beginning
                       FROM sessions WHERE finished IS NULL ORDER BY started DESC";
            db.prepare_cached(sql)?.query_map([], session_record)?.collect()
        })
    }

    /// Returns how each item ended the last time it was chosen.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_results(&self) -> Result<BTreeMap<ItemId, ItemRecord>, StoreError> {
        self.read(|db| {
            let sql = "SELECT *, max(ended) FROM session_items GROUP BY item";
            let mut query = db.prepare_cached(sql)?;
            let records = query.query_map([], item_record)?;
            records.map(|record| record.map(|r| (r.item, r))).collect()
        })
    }

    /// Returns when each item succeeded last.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_successes(&self) -> Result<BTreeMap<ItemId, Timestamp>, StoreError> {
        let sql = "SELECT item, max(ended) FROM session_items WHERE status = 'succeeded' GROUP BY item";
        self.read(|db| times_of_items(db, sql))
    }
}

/// The rows of a query for an item and a time.
pub(super) fn times_of_items(db: &Connection, sql: &str) -> rusqlite::Result<BTreeMap<ItemId, Timestamp>> {
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map([], |row| {
        let (Text(item), Nanos(ended)) = (row.get(0)?, row.get(1)?);
        Ok((item, ended))
    })?;
    rows.collect()
}
