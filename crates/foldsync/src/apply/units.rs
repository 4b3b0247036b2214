//! Cuts the content part of a plan into units: pieces of work that one thread does and that appear in the
//! tree by one rename.
//!
//! A new folder with all it holds is staged as a whole and lands by one rename, as long as it is not too
//! large: then it is made in place and its content is cut further. So a crash wastes at most one unit a
//! thread, and a first copy needs no rename for each file.

use std::ops::Range;

use crate::plan::Turn;
use crate::{Action, Operation, RelPath, Side};

/// Largest number of entries that are staged as one folder.
const UNIT_ENTRIES: usize = 2048;
/// Largest content of a staged folder with more than one file, in bytes.
const UNIT_BYTES: u64 = 64 * 1024 * 1024;
/// Deepest nesting inside a staged folder: each level holds a handle open.
const UNIT_DEPTH: usize = 24;
/// Single operations that one thread takes at a time.
const SINGLES: usize = 32;

/// A piece of work for one thread; ranges are into the list of indices of its side.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unit {
    /// A new folder (first of the range) with everything in it.
    Subtree(Range<usize>),
    /// Operations that stand alone.
    Singles(Range<usize>),
}

/// The work on one side, cut up.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Cut {
    /// Operations in walk order, without links.
    pub order: Vec<u32>,
    /// Folders to be made in place before any unit, parents first.
    pub folders: Vec<u32>,
    /// What threads take.
    pub units: Vec<Unit>,
    /// Hard links, to be made when everything else is in place.
    pub links: Vec<u32>,
    /// Metadata of files with several names, to be changed when all content is in place.
    pub shared: Vec<u32>,
}

/// Cuts the operations `from..` of `side`.
pub(super) fn cut(operations: &[Operation], from: usize, side: Side) -> Cut {
    let mut cut = Cut::default();
    for (index, operation) in operations.iter().enumerate().skip(from).filter(|(_, o)| o.side == side) {
        match operation.turn() {
            Turn::Links => cut.links.push(index as u32),
            Turn::Shared => cut.shared.push(index as u32),
            Turn::Content => cut.order.push(index as u32),
        }
    }
    let order = std::mem::take(&mut cut.order);
    let at = |i: usize| &operations[order[i] as usize];
    let mut next = 0;
    while next < order.len() {
        if matches!(at(next).action, Action::CreateFolder { .. }) {
            if let Some(end) = staged_end(operations, &order, next) {
                cut.units.push(Unit::Subtree(next..end));
                next = end;
            } else {
                cut.folders.push(order[next]);
                next += 1;
            }
            continue;
        }
        match cut.units.last_mut() {
            Some(Unit::Singles(range)) if range.end == next && range.len() < SINGLES => range.end += 1,
            _ => cut.units.push(Unit::Singles(next..next + 1)),
        }
        next += 1;
    }
    cut.order = order;
    cut
}

/// The end of the subtree of the new folder at `start`; `None` when it is too large to be staged whole.
fn staged_end(operations: &[Operation], order: &[u32], start: usize) -> Option<usize> {
    let top = &operations[order[start] as usize].path;
    let mut bytes = 0;
    let mut end = start + 1;
    while end < order.len() {
        let operation = &operations[order[end] as usize];
        if !operation.path.starts_with(top) {
            break;
        }
        let size = match &operation.action {
            Action::Create { source } => source.size,
            Action::CreateFolder { .. } => 0,
            _ => return None,
        };
        bytes += size;
        end += 1;
        let too_large = end - start > UNIT_ENTRIES || (bytes > UNIT_BYTES && end - start > 2);
        if too_large || depth_below(top, &operation.path) > UNIT_DEPTH {
            return None;
        }
    }
    Some(end)
}

fn depth_below(top: &RelPath, path: &RelPath) -> usize {
    path.components().count() - top.components().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Kind, Reason, Stat, Time};

    fn create(path: &str, kind: Kind, size: u64) -> Operation {
        let (id, time) = (FileId::default(), Time::default());
        let source = Stat { kind, id, size, mtime: time, ctime: time, mode: 0o644, uid: 0, gid: 0, links: 1 };
        let action = if kind == Kind::Folder { Action::CreateFolder { source } } else { Action::Create { source } };
        let path = RelPath::from(path);
        Operation { side: Side::Right, path, action, reason: Reason::Created, source_path: None, base: None, was: None }
    }

    #[test]
    fn a_small_new_folder_is_one_unit_and_files_beside_it_are_singles() {
        let plan =
            [("a", Kind::Folder), ("a/b", Kind::Folder), ("a/b/f", Kind::File), ("a/g", Kind::File), ("h", Kind::File)];
        let plan: Vec<_> = plan.map(|(path, kind)| create(path, kind, 5)).into();
        let cut = cut(&plan, 0, Side::Right);
        assert_eq!(cut.units, [Unit::Subtree(0..4), Unit::Singles(4..5)]);
        assert!(cut.folders.is_empty());
    }

    #[test]
    fn a_large_folder_is_made_in_place_and_its_parts_are_units() {
        let mut plan = vec![create("a", Kind::Folder, 0)];
        for part in 0..3 {
            plan.push(create(&format!("a/{part}"), Kind::Folder, 0));
            plan.extend((0..1000).map(|n| create(&format!("a/{part}/{n:04}"), Kind::File, 1)));
        }
        let cut = cut(&plan, 0, Side::Right);
        assert_eq!(cut.folders, [0]);
        assert_eq!(cut.units, [Unit::Subtree(1..1002), Unit::Subtree(1002..2003), Unit::Subtree(2003..3004)]);
    }

    #[test]
    fn deep_nesting_is_cut_before_handles_run_out() {
        let deep: Vec<String> = (1..200).map(|n| vec!["d"; n].join("/")).collect();
        let plan: Vec<_> = deep.iter().map(|path| create(path, Kind::Folder, 0)).collect();
        let cut = cut(&plan, 0, Side::Right);
        assert!(cut.folders.len() >= 199 - UNIT_DEPTH - 1, "{}", cut.folders.len());
        assert_eq!(cut.units.len(), 1);
    }

    #[test]
    fn the_other_side_is_not_concerned() {
        let plan = [create("a", Kind::File, 1)];
        assert_eq!(cut(&plan, 0, Side::Left), Cut::default());
    }
}
