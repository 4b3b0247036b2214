//! The archive seen from after the run's moves.

use std::path::Path;

use crate::apply::BaseRecords;
use crate::archive::{Damage, Reader, Record};
use crate::commit::Renamed;
use crate::{RelPath, Rename};

/// Up to this many paths are looked up one by one; more are found in one pass.
const SINGLE_LOOKUPS: usize = 32;

/// Finds records by the paths that are valid after the plan's renames.
#[derive(Debug)]
pub(super) struct Records<'a> {
    dir: &'a Path,
    renames: &'a [Rename],
}

impl<'a> Records<'a> {
    pub fn new(dir: &'a Path, renames: &'a [Rename]) -> Self {
        Self { dir, renames }
    }

    /// Where `path` (valid after the moves) is in the archive.
    fn base_of(&self, path: &RelPath) -> RelPath {
        let deepest = self.renames.iter().filter(|r| path.starts_with(&r.to)).max_by_key(|r| r.to.as_bytes().len());
        deepest.and_then(|rename| path.rebase(&rename.to, &rename.from)).unwrap_or_else(|| path.clone())
    }

    /// In one pass: the records of `wanted`, which are archive paths in walk order.
    fn pass(&self, wanted: &[RelPath]) -> Result<Vec<Option<Record>>, Damage> {
        let mut found = vec![None; wanted.len()];
        let Some(mut reader) = Reader::open(self.dir)? else { return Ok(found) };
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by(|a, b| wanted[*a].cmp(&wanted[*b]));
        let mut next = order.into_iter().peekable();
        while reader.advance()? {
            while next.next_if(|i| crate::walk_order(wanted[*i].as_bytes(), reader.path()).is_lt()).is_some() {}
            while let Some(i) = next.next_if(|i| wanted[*i].as_bytes() == reader.path()) {
                found[i] = Some(*reader.record());
            }
            if next.peek().is_none() {
                break;
            }
        }
        Ok(found)
    }
}

impl BaseRecords for Records<'_> {
    fn records(&self, paths: &[RelPath]) -> Vec<Option<Record>> {
        let wanted: Vec<RelPath> = paths.iter().map(|path| self.base_of(path)).collect();
        let found = if wanted.len() <= SINGLE_LOOKUPS {
            wanted.iter().map(|path| Reader::lookup(self.dir, path.as_bytes())).collect()
        } else {
            self.pass(&wanted)
        };
        // Damage is found again, and handled, when the archive is written.
        found.unwrap_or_else(|_| vec![None; paths.len()])
    }
}

/// The records that `renames` (sorted by `from`) move, each with the deepest rename above it.
pub(super) fn renamed_records(dir: &Path, renames: &[Rename]) -> Result<Vec<Renamed>, Damage> {
    let mut moved = Vec::new();
    if renames.is_empty() {
        return Ok(moved);
    }
    let Some(mut reader) = Reader::open(dir)? else { return Ok(moved) };
    // The renames at or above the current path: renames are sorted as the archive is.
    let mut above: Vec<&Rename> = Vec::new();
    let mut next = renames.iter().peekable();
    while reader.advance()? {
        let path = RelPath::from_bytes(reader.path());
        while let Some(rename) = next.next_if(|rename| rename.from <= path) {
            above.push(rename);
        }
        above.retain(|rename| path.starts_with(&rename.from));
        let target = above.last().and_then(|rename| path.rebase(&rename.from, &rename.to));
        if let Some(to) = target {
            moved.push(Renamed { from: path, to, record: *reader.record() });
        } else if above.is_empty() && next.peek().is_none() {
            break;
        }
    }
    Ok(moved)
}
