//! The archive: what both sides agreed on last, one sorted, checksummed file per pair.
//!
//! A flat file holds every path in walk order; a journal beside it takes the small commits. [`Reader`]
//! streams both as one, [`commit`] adds to them. The bytes are described in `docs/formats/archive.md`.
//!
//! **Invariant:** what a reader hands out was checked against its checksum before. Damage is an error,
//! never a wrong record; the caller then runs as if there were no archive, which compares contents and
//! deletes nothing.

mod commit;
mod damage;
mod decode;
mod encode;
mod flat;
mod format;
mod journal;
mod layout;
mod reader;
mod record;
mod source;
mod writer;

pub use commit::{CommitError, Committed, commit};
pub use damage::{Damage, Fault, set_aside};
pub use format::{Root, Roots};
pub use reader::Reader;
pub use record::{Record, Seen};
#[doc(hidden)]
pub use source::ReadAt;
