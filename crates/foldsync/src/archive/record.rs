//! What the archive keeps of one path.

use serde::{Deserialize, Serialize};

use crate::{FileId, Kind, Side, Sides, Stat, Time};

/// How one side looked when both agreed: enough to tell "untouched since" without reading content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Identity, to follow moves.
    pub id: FileId,
    /// Modification time as this side stores it (file systems differ in granularity).
    pub mtime: Time,
    /// Change time. Zero seconds and nanoseconds means "do not trust": the file was so young when it
    /// was seen that a later write could look the same.
    pub ctime: Time,
    /// Permission bits as this side stores them.
    pub mode: u16,
    /// Owner as this side stores it.
    pub uid: u32,
    /// Group as this side stores it.
    pub gid: u32,
}

/// What both sides agreed on for one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Content length in bytes; 0 for folders.
    pub size: u64,
    /// Whether the file had several names inside the root (a hard-link group).
    pub linked: bool,
    /// How each side looked.
    pub seen: Sides<Seen>,
}

impl Seen {
    /// Nothing at all.
    pub(crate) const NOTHING: Self = Self {
        id: FileId { inode: 0, birth: 0 },
        mtime: Time::new(0, 0),
        ctime: Time::new(0, 0),
        mode: 0,
        uid: 0,
        gid: 0,
    };

    /// What to remember of `stat`.
    pub const fn of(stat: &Stat) -> Self {
        Self { id: stat.id, mtime: stat.mtime, ctime: stat.ctime, mode: stat.mode, uid: stat.uid, gid: stat.gid }
    }
}

impl Record {
    /// The record of a path that looks like `left` on the left and `right` on the right.
    pub fn of(left: &Stat, right: &Stat) -> Self {
        Self {
            kind: left.kind,
            size: if left.kind == Kind::Folder { 0 } else { left.size },
            linked: left.kind == Kind::File && (left.links > 1 || right.links > 1),
            seen: Sides::new(Seen::of(left), Seen::of(right)),
        }
    }

    /// Whether `now`, a look at `side`, is what was recorded: nothing happened there since.
    pub fn matches(&self, side: Side, now: &Stat) -> bool {
        let seen = self.seen.get(side);
        self.kind == now.kind
            && seen.id == now.id
            && seen.mtime == now.mtime
            && seen.ctime == now.ctime
            && (self.kind == Kind::Folder || self.size == now.size)
    }
}
