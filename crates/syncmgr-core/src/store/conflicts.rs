use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use syncmgr_proto::{Body, ConflictSide, ExitCode, ItemId, ItemStatus, SessionId};

use super::error::StoreError;
use super::journal::Draft;
use super::open::Store;
use super::rows::{Json, Nanos, Text, json, nanos};

/// A conflict that waits for a decision.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenConflict {
    /// The short number; the same conflict keeps it from run to run.
    pub id: u64,
    /// The item.
    pub item_id: ItemId,
    /// The item's name when the conflict was seen last.
    pub item: String,
    /// The path.
    pub path: String,
    /// What the left side has.
    pub left: Option<ConflictSide>,
    /// What the right side has.
    pub right: Option<ConflictSide>,
    /// Why it cannot be decided.
    pub reason: String,
    /// When it was seen first.
    pub since: Timestamp,
    /// The session that saw it last.
    pub session: SessionId,
}

/// Keeps a conflict and fills in its number.
pub(super) fn keep(tx: &Transaction<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    let text = json(&draft.body)?;
    let Body::Conflict { id, item_id, path, .. } = &mut draft.body else { return Ok(()) };
    let (item, session) = (item_id.to_string(), draft.session.to_string());
    // Not one "insert or update": that would use up a number at each sight of the same conflict.
    let known: Option<i64> = tx
        .prepare_cached("UPDATE conflicts SET session = ?3, body = ?4 WHERE item = ?1 AND path = ?2 RETURNING id")?
        .query_row(params![item, &*path, session, text], |row| row.get(0))
        .optional()?;
    let number = if let Some(number) = known {
        number
    } else {
        tx.prepare_cached("INSERT INTO conflicts (item, path, session, since, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![item, &*path, session, nanos(draft.time), text])?;
        tx.last_insert_rowid()
    };
    *id = Some(number.cast_unsigned());
    Ok(())
}

/// After an item has looked at all its paths, only the conflicts that it saw remain.
pub(super) fn replace(tx: &Transaction<'_>, draft: &Draft) -> rusqlite::Result<()> {
    let Body::Item { item_id, status, exit, stats, .. } = &draft.body else { return Ok(()) };
    let looked = match exit {
        Some(ExitCode::InSync | ExitCode::Conflicts | ExitCode::NothingToDo) => *status == ItemStatus::Succeeded,
        // A handler that counts has come to the end of its run; one that broke off has not counted.
        Some(ExitCode::Incomplete) => stats.is_some() && *status != ItemStatus::Stopped,
        _ => false,
    };
    if !looked {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM conflicts WHERE item = ?1 AND session <> ?2")?
        .execute(params![item_id.to_string(), draft.session.to_string()])
        .map(drop)
}

fn open_conflict(row: &Row<'_>) -> rusqlite::Result<OpenConflict> {
    let (Text(item_id), Text(session), Nanos(since)) = (row.get("item")?, row.get("session")?, row.get("since")?);
    let Json(body) = row.get("body")?;
    let Body::Conflict { item, left, right, reason, .. } = body else { return Err(rusqlite::Error::InvalidQuery) };
    let id = row.get::<_, i64>("id")?.cast_unsigned();
    Ok(OpenConflict { id, item_id, item, path: row.get("path")?, left, right, reason, since, session })
}

fn select(db: &Connection, rest: &str, args: impl rusqlite::Params) -> rusqlite::Result<Vec<OpenConflict>> {
    db.prepare_cached(&format!("SELECT * FROM conflicts {rest} ORDER BY id"))?.query_map(args, open_conflict)?.collect()
}

impl Store {
    /// Returns the open conflicts, of one item or of all.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn conflicts(&self, item: Option<ItemId>) -> Result<Vec<OpenConflict>, StoreError> {
        let item = item.map(|id| id.to_string());
        self.read(|db| select(db, "WHERE ?1 IS NULL OR item = ?1", [item]))
    }

    /// Returns one conflict by its number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn conflict(&self, id: u64) -> Result<Option<OpenConflict>, StoreError> {
        self.read(|db| select(db, "WHERE id = ?1", [id.cast_signed()])).map(|mut found| found.pop())
    }

    /// Removes a conflict that was resolved.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn remove_conflict(&self, id: u64) -> Result<(), StoreError> {
        self.write(move |tx| tx.execute("DELETE FROM conflicts WHERE id = ?1", [id.cast_signed()]).map(drop))
    }

    /// Forgets everything about an item that was removed, except its sessions.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn forget_item(&self, item: ItemId) -> Result<(), StoreError> {
        self.write(move |tx| {
            for table in ["conflicts", "messages", "preferences", "paused"] {
                tx.execute(&format!("DELETE FROM {table} WHERE item = ?1"), [item.to_string()])?;
            }
            Ok(())
        })
    }
}
