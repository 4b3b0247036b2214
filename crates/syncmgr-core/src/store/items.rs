use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use syncmgr_proto::{HandlerId, ItemId};

use super::error::StoreError;
use super::open::Store;
use super::preferences::forget_item;
use super::rows::Text;
use super::writer::Job;
use crate::session::Wanted;

/// Writes only what is new: most lists are what they were.
fn add_new(db: &mut Connection, handler: &str, items: &[(ItemId, String)]) -> rusqlite::Result<()> {
    let mut query = db.prepare_cached("SELECT item, name FROM items WHERE handler = ?1")?;
    let rows = query.query_map([handler], |row| Ok((row.get(0).map(|Text(item)| item)?, row.get(1)?)))?;
    let known: BTreeMap<ItemId, String> = rows.collect::<rusqlite::Result<_>>()?;
    drop(query);
    let new: Vec<_> = items.iter().filter(|(item, name)| known.get(item) != Some(name)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let tx = db.transaction()?;
    for (item, name) in new {
        let row = params![handler, item.to_string(), name];
        tx.execute("INSERT OR REPLACE INTO items VALUES (?1, ?2, ?3)", row)?;
    }
    tx.commit()
}

impl Store {
    /// Remembers what a handler listed. Does not wait; a name that is not remembered is asked for again.
    pub(crate) fn remember_items(&self, handler: HandlerId, items: Vec<(ItemId, String)>) {
        let add = move |db: &mut Connection| {
            let _ = add_new(db, &handler.to_string(), &items);
        };
        self.send(Job::Change(Box::new(add)));
    }

    /// Drops every choice about an item that is gone. Does not wait; what stays does no harm.
    pub(crate) fn drop_item(&self, handler: HandlerId, item: ItemId) {
        let forget = move |db: &mut Connection| {
            let _ = db.transaction().and_then(|tx| {
                forget_item(&tx, &handler.to_string(), item)?;
                tx.commit()
            });
        };
        self.send(Job::Change(Box::new(forget)));
    }

    /// Returns what handlers listed last.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn known_items(&self) -> Result<Vec<Wanted>, StoreError> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT handler, item, name FROM items ORDER BY handler, item")?;
            let rows = query.query_map([], |row| {
                let (Text(handler), Text(item)) = (row.get(0)?, row.get(1)?);
                Ok(Wanted { handler, item, name: row.get(2)? })
            })?;
            rows.collect()
        })
    }
}
