use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use syncmgr_proto::{Body, Guid, ItemId, SessionId};

use super::error::StoreError;
use super::journal::Draft;
use super::open::Store;
use super::rows::{Json, Nanos, Text, json, nanos};
use super::writer::Job;

/// How many messages are kept; the oldest go first.
const MESSAGES_KEPT: i64 = 10_000;

/// A line of the error list.
#[derive(Clone, PartialEq, Debug)]
pub struct KeptMessage {
    /// The number to show or clear it by.
    pub id: u64,
    /// The session in which it was logged.
    pub session: SessionId,
    /// When.
    pub time: Timestamp,
    /// The instance that may delete it.
    pub instance: Option<Guid>,
    /// The event's body, always [`Body::Message`].
    pub body: Body,
}

/// Keeps a message and fills in its number.
pub(super) fn keep(tx: &Transaction<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    let Body::Message { item_id, error_id, .. } = &draft.body else { return Ok(()) };
    tx.prepare_cached(
        "INSERT INTO messages (instance, session, time, item, error_id, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        draft.instance.map(|id| id.to_string()),
        draft.session.to_string(),
        nanos(draft.time),
        item_id.map(|id| id.to_string()),
        error_id.map(|id| id.to_string()),
        json(&draft.body)?
    ])?;
    let number = tx.last_insert_rowid();
    tx.prepare_cached("DELETE FROM messages WHERE id <= ?1")?.execute([number - MESSAGES_KEPT])?;
    if let Body::Message { id, .. } = &mut draft.body {
        *id = Some(number.cast_unsigned());
    }
    Ok(())
}

/// Removes what an instance logged under an id, with the null id everything.
pub(super) fn forget(tx: &Transaction<'_>, instance: Guid, error: Guid) -> rusqlite::Result<()> {
    let error = (!error.is_null()).then(|| error.to_string());
    tx.prepare_cached("DELETE FROM messages WHERE instance = ?1 AND (?2 IS NULL OR error_id = ?2)")?
        .execute(params![instance.to_string(), error])
        .map(drop)
}

fn message(row: &Row<'_>) -> rusqlite::Result<KeptMessage> {
    let (Text(session), Nanos(time), Json(mut body)) = (row.get("session")?, row.get("time")?, row.get("body")?);
    let number = row.get::<_, i64>("id")?.cast_unsigned();
    if let Body::Message { id, .. } = &mut body {
        *id = Some(number);
    }
    let instance = row.get::<_, Option<Text<Guid>>>("instance")?.map(|Text(guid)| guid);
    Ok(KeptMessage { id: number, session, time, instance, body })
}

fn select(db: &Connection, rest: &str, args: impl rusqlite::Params) -> rusqlite::Result<Vec<KeptMessage>> {
    db.prepare_cached(&format!("SELECT * FROM messages {rest} ORDER BY id"))?.query_map(args, message)?.collect()
}

impl Store {
    /// Returns the kept messages, of one item or all.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn messages(&self, item: Option<ItemId>) -> Result<Vec<KeptMessage>, StoreError> {
        let item = item.map(|id| id.to_string());
        self.read(|db| select(db, "WHERE ?1 IS NULL OR item = ?1", [item]))
    }

    /// Returns one message by its number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn message(&self, id: u64) -> Result<Option<KeptMessage>, StoreError> {
        self.read(|db| select(db, "WHERE id = ?1", [id.cast_signed()])).map(|mut found| found.pop())
    }

    /// Returns what one instance logged and did not delete.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn messages_of(&self, instance: Guid) -> Result<Vec<KeptMessage>, StoreError> {
        self.read(|db| select(db, "WHERE instance = ?1", [instance.to_string()]))
    }

    /// Removes one message or all; returns how many there were.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn clear_messages(&self, id: Option<u64>) -> Result<usize, StoreError> {
        let id = id.map(u64::cast_signed);
        self.write(move |tx| tx.execute("DELETE FROM messages WHERE ?1 IS NULL OR id = ?1", [id]))
    }

    /// Removes what an instance logged; does not wait for it.
    pub(crate) fn forget_messages(&self, instance: Guid, error: Guid) {
        self.send(Job::Forget { instance, error });
    }
}
