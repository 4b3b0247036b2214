use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use syncmgr_proto::{HandlerId, ItemId, Mark};

use super::error::StoreError;
use super::open::Store;
use super::rows::{Text, nanos};
use super::writer::Job;
use crate::session::Marks;

/// For which run a choice is made (D-10).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MarkKey {
    /// The user who chose.
    pub user: String,
    /// The kind of run.
    pub mark: Mark,
    /// The network connection, where one is meant.
    pub connection: Option<String>,
}

impl MarkKey {
    /// A choice without connection.
    pub fn new(user: impl Into<String>, mark: Mark) -> Self {
        Self { user: user.into(), mark, connection: None }
    }
}

/// Whether an item takes part in runs that nobody asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hold {
    /// It is put on hold.
    Paused,
    /// It takes part.
    Active,
}

/// Drops every choice about an item.
pub(super) fn forget_item(tx: &Transaction<'_>, handler: &str, item: ItemId) -> rusqlite::Result<()> {
    for table in ["preferences", "triggers", "schedules", "items"] {
        let sql = format!("DELETE FROM {table} WHERE handler = ?1 AND item = ?2");
        tx.execute(&sql, params![handler, item.to_string()])?;
    }
    Ok(())
}

/// Writes only if there is something to drop: most runs list what they always listed.
fn drop_unlisted(db: &mut Connection, handler: &str, listed: &[ItemId]) -> rusqlite::Result<()> {
    let sql = "SELECT item FROM preferences WHERE handler = ?1 UNION SELECT item FROM triggers WHERE handler = ?1
               UNION SELECT item FROM schedules WHERE handler = ?1 UNION SELECT item FROM items WHERE handler = ?1";
    let mut query = db.prepare_cached(sql)?;
    let stored: Vec<ItemId> =
        query.query_map([handler], |row| row.get(0).map(|Text(item)| item))?.collect::<rusqlite::Result<_>>()?;
    drop(query);
    let gone: Vec<_> = stored.into_iter().filter(|item| !listed.contains(item)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let tx = db.transaction()?;
    for item in gone {
        forget_item(&tx, handler, item)?;
    }
    tx.commit()
}

impl Store {
    /// Returns a user's choices for one kind of run.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn marks(&self, key: &MarkKey) -> Result<Marks, StoreError> {
        self.read(|db| {
            let sql =
                "SELECT handler, item, checked FROM preferences WHERE user = ?1 AND mark = ?2 AND connection = ?3";
            let mut query = db.prepare_cached(sql)?;
            let connection = key.connection.as_deref().unwrap_or("");
            let rows = query.query_map(params![key.user, key.mark.word(), connection], |row| {
                let (Text(handler), Text(item)) = (row.get(0)?, row.get(1)?);
                Ok(((handler, item), row.get(2)?))
            })?;
            rows.collect()
        })
    }

    /// Stores choices; with `None` a choice is taken back, and the handler's default counts again.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_marks(&self, key: MarkKey, choices: Vec<(HandlerId, ItemId, Option<bool>)>) -> Result<(), StoreError> {
        self.write(move |tx| {
            let MarkKey { user, mark, connection } = key;
            let (mark, connection) = (mark.word(), connection.unwrap_or_default());
            let mut set = tx.prepare_cached("INSERT OR REPLACE INTO preferences VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            let mut unset = tx.prepare_cached(
                "DELETE FROM preferences WHERE user = ?1 AND handler = ?2 AND item = ?3 AND mark = ?4 AND connection = ?5",
            )?;
            for (handler, item, checked) in choices {
                let (handler, item) = (handler.to_string(), item.to_string());
                match checked {
                    Some(checked) => set.execute(params![user, handler, item, mark, connection, checked])?,
                    None => unset.execute(params![user, handler, item, mark, connection])?,
                };
            }
            Ok(())
        })
    }

    /// Drops the choices for items of a handler that are not in its complete list (R-ENS-4, S1).
    ///
    /// Does not wait; if it fails, choices for items that are gone stay and do no harm.
    pub fn keep_only(&self, handler: HandlerId, listed: Vec<ItemId>) {
        let drop_gone = move |db: &mut Connection| {
            let _ = drop_unlisted(db, &handler.to_string(), &listed);
        };
        self.send(Job::Change(Box::new(drop_gone)));
    }

    /// Drops every choice about items of a handler.
    ///
    /// Does not wait; if it fails, the choices stay and the next session drops them.
    pub fn forget_items(&self, handler: HandlerId, items: Vec<ItemId>) {
        let forget = move |db: &mut Connection| {
            let handler = handler.to_string();
            let dropped = db.transaction().and_then(|tx| {
                items.iter().try_for_each(|item| forget_item(&tx, &handler, *item))?;
                tx.commit()
            });
            drop(dropped);
        };
        self.send(Job::Change(Box::new(forget)));
    }

    /// Puts items on hold or lets them take part again.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_hold(&self, items: Vec<ItemId>, hold: Hold) -> Result<(), StoreError> {
        self.write(move |tx| {
            for item in items.iter().map(ItemId::to_string) {
                match hold {
                    Hold::Paused => tx.execute(
                        "INSERT OR IGNORE INTO paused VALUES (?1, ?2)",
                        params![item, nanos(Timestamp::now())],
                    )?,
                    Hold::Active => tx.execute("DELETE FROM paused WHERE item = ?1", [item])?,
                };
            }
            Ok(())
        })
    }

    /// Returns the items on hold.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn paused(&self) -> Result<BTreeSet<ItemId>, StoreError> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT item FROM paused")?;
            let rows = query.query_map([], |row| row.get(0).map(|Text(item)| item))?;
            rows.collect()
        })
    }
}
