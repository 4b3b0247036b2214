use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use syncmgr_proto::HandlerId;

use super::crashes::forget_crashes;
use super::error::StoreError;
use super::open::Store;
use super::rows::{Json, Text, json};

/// Where the instances of a class come from.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassSource {
    /// A module, by its absolute path.
    Module(String),
    /// A program and its arguments.
    Command(Vec<String>),
}

/// A handler that is registered; that it has a class, too, is another fact (A2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registration {
    /// The class.
    pub clsid: HandlerId,
    /// What it was called when it was registered.
    pub description: Option<String>,
    /// The register bits: connect 1, pending disconnect 2, idle 4.
    pub events: u32,
    /// Where its instances come from; `None`: nobody has said, it takes part in nothing.
    pub source: Option<ClassSource>,
}

const SELECT: &str = "SELECT clsid, description, events, source FROM registrations LEFT JOIN classes USING (clsid)";

fn registration(row: &Row<'_>) -> rusqlite::Result<Registration> {
    let Text(clsid) = row.get("clsid")?;
    let source = row.get::<_, Option<Json<ClassSource>>>("source")?.map(|Json(source)| source);
    Ok(Registration { clsid, description: row.get("description")?, events: row.get("events")?, source })
}

impl Store {
    /// Returns what is registered, in the order of the first registrations.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn registrations(&self) -> Result<Vec<Registration>, StoreError> {
        self.read(|db| db.prepare_cached(&format!("{SELECT} ORDER BY id"))?.query_map([], registration)?.collect())
    }

    /// Returns one registration.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn registration(&self, clsid: HandlerId) -> Result<Option<Registration>, StoreError> {
        let sql = format!("{SELECT} WHERE clsid = ?1");
        self.read(|db| db.prepare_cached(&sql)?.query_row([clsid.to_string()], registration).optional())
    }

    /// Registers a class; again replaces description and events, the place in the list stays, and crashes are forgotten.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn register(&self, clsid: HandlerId, description: Option<String>, events: u32) -> Result<(), StoreError> {
        self.write(move |tx| {
            forget_crashes(tx, clsid)?;
            tx.execute(
                "INSERT INTO registrations (clsid, description, events) VALUES (?1, ?2, ?3)
                 ON CONFLICT (clsid) DO UPDATE SET description = excluded.description, events = excluded.events",
                params![clsid.to_string(), description, events],
            )
            .map(drop)
        })
    }

    /// Takes a registration back; the class stays. Tells whether there was one.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn unregister(&self, clsid: HandlerId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM registrations WHERE clsid = ?1";
        self.write(move |tx| tx.execute(sql, [clsid.to_string()]).map(|rows| rows > 0))
    }

    /// States where a class comes from; again replaces.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_class(&self, clsid: HandlerId, source: ClassSource) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO classes VALUES (?1, ?2)";
        self.write(move |tx| tx.execute(sql, params![clsid.to_string(), json(&source)?]).map(drop))
    }

    /// Forgets where a class comes from. Tells whether it was known.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn remove_class(&self, clsid: HandlerId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM classes WHERE clsid = ?1";
        self.write(move |tx| tx.execute(sql, [clsid.to_string()]).map(|rows| rows > 0))
    }
}
