//! One entry as bytes: front-coded path, and a record as differences to the entry before it.
//!
//! A control word says how long each number is, so that decoding is loads and masks without a branch
//! per byte. The layout is described in `docs/formats/archive.md`.

use super::{Record, Seen};
use crate::{FileId, Kind, Sides, Time};

/// No entry is longer than this without its path suffix, counting the bytes that loads may read too far.
/// Whoever decodes keeps as many readable bytes behind the last entry.
pub(super) const WINDOW: usize = 128;

pub(super) const GONE: u32 = 1 << 2;
pub(super) const LINKED: u32 = 1 << 3;
pub(super) const OWNER: u32 = 1 << 4;
pub(super) const SIZE_SHIFT: u32 = 5;
pub(super) const LEFT_SHIFT: u32 = 7;
pub(super) const RIGHT_SHIFT: u32 = 17;
pub(super) const RESERVED: u32 = !0 << 27;

// Within the ten bits of a side.
pub(super) const BIRTH: u32 = 1 << 2;
pub(super) const MTIME_SHIFT: u32 = 3;
pub(super) const CTIME_AFTER_MTIME: u32 = 1 << 6;
pub(super) const CTIME_SHIFT: u32 = 7;
pub(super) const NANOS: u32 = 1 << 2;

/// Marks a length that follows as two bytes.
pub(super) const LONG: u8 = 255;

// Byte lengths of a number, by its two-bit code.
pub(super) const SIZE: [u8; 4] = [0, 2, 3, 8];
pub(super) const INODE: [u8; 4] = [1, 2, 4, 8];
pub(super) const SECS: [u8; 4] = [0, 1, 4, 8];

const NOTHING: Seen = Seen {
    id: FileId { inode: 0, birth: 0 },
    mtime: Time { secs: 0, nanos: 0 },
    ctime: Time { secs: 0, nanos: 0 },
    mode: 0,
    uid: 0,
    gid: 0,
};
const EMPTY: Record = Record { kind: Kind::File, size: 0, linked: false, seen: Sides::new(NOTHING, NOTHING) };

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) mode: u16,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

const NOBODY: Owner = Owner { mode: 0, uid: 0, gid: 0 };

/// What an entry is coded against: the one before it, and per kind the owners seen last.
pub(super) struct Context {
    pub(super) record: Record,
    pub(super) owners: [Sides<Owner>; 4],
}

impl Context {
    pub(super) const NEW: Self = Self { record: EMPTY, owners: [Sides::new(NOBODY, NOBODY); 4] };
}

pub(super) const KINDS: [Kind; 4] = [Kind::File, Kind::Folder, Kind::Symlink, Kind::Special];

pub(super) fn word(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_le_bytes)
}

/// Numbers near zero become small: 0, -1, 1, -2 as 0, 1, 2, 3.
pub(super) const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Undoes [`zigzag`].
pub(super) const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}
