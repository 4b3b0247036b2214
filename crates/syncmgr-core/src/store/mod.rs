//! What the manager remembers: the journal of events, sessions, open conflicts, messages, choices,
//! which handlers there are and when their items run.
//!
//! One `SQLite` database (WAL; `durability` says which commits wait for the disk), one writer thread. An event is journalled before it is
//! shown; its number comes out of the same transaction, so numbers have no gap whoever writes.
//! Losing history never blocks a synchronization: what cannot be journalled is shown all the same.

mod begun;
mod classes;
mod conflicts;
mod crashes;
mod durability;
mod error;
mod history;
mod items;
mod journal;
mod messages;
mod migrate;
mod open;
mod preferences;
mod prune;
mod rows;
mod triggers;
mod writer;

pub use begun::Begun;
pub use classes::{ClassSource, Registration};
pub use conflicts::OpenConflict;
pub use crashes::HandlerCrash;
pub use error::StoreError;
pub use history::{ItemRecord, SessionFilter, SessionRecord};
pub use journal::Draft;
pub use messages::KeptMessage;
pub use open::Store;
pub use preferences::{Hold, MarkKey};
pub use prune::Pruning;
pub use triggers::{Ask, ItemKey, Scheduled, TriggerSetting};
