use jiff::Timestamp;
use rusqlite::{Transaction, params};
use syncmgr_proto::HandlerId;

use super::error::StoreError;
use super::open::Store;
use super::rows::{Nanos, nanos};

/// How many crashes of a handler are kept; the oldest go first.
const CRASHES_KEPT: i64 = 20;

/// One crash of a handler that is a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandlerCrash {
    /// When.
    pub time: Timestamp,
    /// What it looked like.
    pub message: String,
}

/// Forgets the crashes of a handler.
pub(super) fn forget_crashes(tx: &Transaction<'_>, handler: HandlerId) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM handler_crashes WHERE handler = ?1", [handler.to_string()]).map(drop)
}

impl Store {
    /// Returns the crashes of a handler since it did its work the last time, oldest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn handler_crashes(&self, handler: HandlerId) -> Result<Vec<HandlerCrash>, StoreError> {
        self.read(|db| {
            let sql = "SELECT time, message FROM handler_crashes WHERE handler = ?1 ORDER BY time, id";
            let mut query = db.prepare_cached(sql)?;
            let rows = query.query_map([handler.to_string()], |row| {
                let Nanos(time) = row.get(0)?;
                Ok(HandlerCrash { time, message: row.get(1)? })
            })?;
            rows.collect()
        })
    }

    /// Keeps a crash.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn add_handler_crash(&self, handler: HandlerId, time: Timestamp, message: String) -> Result<(), StoreError> {
        let handler = handler.to_string();
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO handler_crashes (handler, time, message) VALUES (?1, ?2, ?3)",
                params![handler, nanos(time), message],
            )?;
            tx.execute(
                "DELETE FROM handler_crashes WHERE handler = ?1 AND id NOT IN
                    (SELECT id FROM handler_crashes WHERE handler = ?1 ORDER BY time DESC, id DESC LIMIT ?2)",
                params![handler, CRASHES_KEPT],
            )?;
            Ok(())
        })
    }

    /// Forgets the crashes of a handler.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn forget_handler_crashes(&self, handler: HandlerId) -> Result<(), StoreError> {
        self.write(move |tx| forget_crashes(tx, handler))
    }
}
