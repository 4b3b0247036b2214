//! The archive: what both sides agreed on last, one sorted, checksummed file per pair.

mod record;

pub use record::{Record, Seen};
