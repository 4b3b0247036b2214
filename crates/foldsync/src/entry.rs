//! What a scan sees of one path.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Symlink,
    /// A socket, fifo or device: reported, never synchronized.
    Special,
}

impl Kind {
    /// The word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Folder => "folder",
            Self::Symlink => "symlink",
            Self::Special => "special file",
        }
    }
}

/// A point in time as file systems keep it: seconds since 1970 and nanoseconds (below 10⁹) after them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time {
    /// Whole seconds since 1970-01-01 UTC; negative before.
    pub secs: i64,
    /// Nanoseconds after `secs`.
    pub nanos: u32,
}

impl Time {
    /// A time from seconds and nanoseconds.
    pub const fn new(secs: i64, nanos: u32) -> Self {
        Self { secs, nanos }
    }

    /// The span from `earlier` to this time; nothing when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        let span = |time: Self| i128::from(time.secs) * 1_000_000_000 + i128::from(time.nanos);
        let nanos = span(self).saturating_sub(span(earlier)).clamp(0, i128::from(u64::MAX));
        Duration::from_nanos(nanos.unsigned_abs() as u64)
    }
}

/// Tells one file from every other on its file system, also after a rename.
///
/// `birth` (a digest of the creation time, 0 where the file system keeps none) guards against inode
/// numbers that were given to a new file after a deletion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileId {
    /// Inode number.
    pub inode: u64,
    /// Digest of the birth time.
    pub birth: u32,
}

/// What the system tells of one path, without reading its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Identity on its file system.
    pub id: FileId,
    /// Content length in bytes (files), length of the target (symlinks), 0 (folders).
    pub size: u64,
    /// Last change of the content.
    pub mtime: Time,
    /// Last change of content or metadata, as the system counts it. Cannot be set by programs.
    pub ctime: Time,
    /// Permission bits including set-id and sticky (0o7777).
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Number of names of this file; 1 for folders.
    pub links: u32,
}

impl Stat {
    /// Whether `self` and `other`, two looks at the same path of the same side, show the same content
    /// and metadata: nothing was written in between.
    pub fn same_version(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.id == other.id
            && self.mtime == other.mtime
            && self.ctime == other.ctime
            && (self.kind == Kind::Folder || self.size == other.size)
    }

    /// Like [`Stat::same_version`] for two looks with a rename or a new link in between, which set a new
    /// change time: permissions and owner are compared instead.
    pub fn same_but_ctime(&self, other: &Self) -> bool {
        self.same_version(&Self { ctime: self.ctime, ..*other })
            && (self.mode, self.uid, self.gid) == (other.mode, other.uid, other.gid)
    }
}
