//! What a scan hands on: the differences of one side to the archive.

use crate::archive::Record;
use crate::{Problem, RelPath, Stat};

/// One path of one side that is not as the archive saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where.
    pub path: RelPath,
    /// What both sides agreed on last; `None` when the path is new.
    pub was: Option<Box<Record>>,
    /// What is there now; `None` when the path is gone.
    pub now: Option<Stat>,
}

/// The result of scanning one side.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Every path whose state differs from the archive, in walk order. Paths that are neither here nor
    /// below [`Snapshot::unseen`] are exactly as the archive saw them.
    pub changes: Vec<Change>,
    /// Folders (and single paths) that could not be looked into: what lies at or below them is unknown,
    /// and unknown is never deleted.
    pub unseen: Vec<RelPath>,
    /// Paths that are deliberately left alone: excluded by a filter now although the archive knows them, or inside a folder
    /// that the other side deleted.
    pub ignored: Vec<RelPath>,
    /// Folders on which another file system is mounted, in walk order.
    pub mounts: Vec<RelPath>,
    /// Number of entries seen, the root not counted.
    pub scanned: u64,
    /// What went wrong on single paths.
    pub problems: Vec<Problem>,
}
