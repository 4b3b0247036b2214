//! What the user chose for a run.

use std::collections::BTreeMap;

use crate::apply::{Durability, TrashRule};
use crate::filter::Filter;
use crate::{ConflictRule, Limit, Policy, RelPath};

/// Everything that a run over a pair needs to know besides the two folders.
#[derive(Debug)]
pub struct Settings {
    /// Direction, conflicts, what travels, links.
    pub policy: Policy,
    /// Paths that are left alone.
    pub filter: Filter,
    /// The guard's limit for deletions plus overwrites of one side.
    pub max_delete: Limit,
    /// Compare contents even where times and sizes say that nothing changed.
    pub checksum: bool,
    /// What happens to versions that are replaced or deleted.
    pub trash: TrashRule,
    /// Days that the trash is kept.
    pub trash_keep_days: u32,
    /// Number of threads for content; at least 1.
    pub jobs: usize,
    /// Largest rate of copying in bytes a second.
    pub bandwidth: Option<u64>,
    /// Single paths that are decided by hand.
    pub overrides: BTreeMap<RelPath, ConflictRule>,
    /// The text in the names of conflict copies, `YYYYMMDD-HHMMSS`.
    pub conflict_stamp: String,
    /// When staged content gets its place; `None` chooses by file system.
    pub durability: Option<Durability>,
}
