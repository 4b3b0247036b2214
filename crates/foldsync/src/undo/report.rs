//! What undoing came to, and what the archive has to say then.

use std::collections::{BTreeMap, BTreeSet};

use super::begun::{Ending, Extent};
use super::log::{UndoEntry, UndoLog, Undoable};
use super::own::in_place;
use super::places::{Now, Places};
use crate::archive::{Record, Seen};
use crate::local::Root;
use crate::{Kind, Problem, RelPath, Side, Sides, Stat};

/// What undoing came to.
#[derive(Debug, Default)]
pub struct UndoReport {
    /// Paths that are again as they were before the session.
    pub restored: Vec<(Side, RelPath)>,
    /// Paths that were left alone, because they changed since or could not be put back.
    pub left_alone: Vec<Problem>,
    /// What the archive held before, for the paths that were restored; `None` when it held nothing.
    pub records: BTreeMap<RelPath, Option<Record>>,
    /// Folders that were renamed back, by what the archive calls them now and called them before: the records below them
    /// move along.
    pub moved_back: Vec<(RelPath, RelPath)>,
    /// Paths at which the session did something: what the archive has there since is accounted for.
    pub touched: BTreeSet<RelPath>,
}

impl UndoReport {
    /// What undoing `log` came to, when it came as far as `extent`. Of an entry of which that is not known it counts
    /// as taken back when its work is not in place any more: what the archive said before is safe to say of any state
    /// that came after.
    pub fn of(log: &UndoLog, extent: &Extent, roots: Sides<&Root>) -> Self {
        let endings = endings(log, extent, roots);
        let all = || log.entries.iter().rev().zip(&endings);
        let mut places = Places::default();
        for (entry, ending) in all() {
            places.learn(entry, if *ending == Ending::LeftAlone { Now::Moved } else { Now::Back });
        }
        let mut report = Self::default();
        for (entry, ending) in all().filter(|(_, ending)| **ending != Ending::LeftAlone) {
            report.note(entry, *ending, &places, roots.get(entry.side));
        }
        report
    }

    fn note(&mut self, entry: &UndoEntry, ending: Ending, places: &Places, root: &Root) {
        let path = entry.path();
        // What the archive did not know before the session has no other path.
        let base = if entry.base.is_some() { places.of(&entry.base()) } else { path.clone() };
        // What the archive did not know yet must look changed to the next run again, and what may be new work, too.
        let vouches = |expected: &Stat| expected.kind == Kind::Folder || ending == Ending::TakenBack;
        let known = entry
            .expected
            .filter(|expected| vouches(expected) && entry.before.is_some_and(|it| it.matches(entry.side, expected)));
        let now = known.and_then(|expected| now(entry, &expected, [&base, &path], root));
        self.note_record(&path, base.clone(), entry.before);
        if let (Some(now), Some(Some(record))) = (now, self.records.get_mut(&base)) {
            *record.seen.get_mut(entry.side) = Seen::of(&now);
        }
        if let (Undoable::Moved(_) | Undoable::Swapped(_), Some(record)) = (&entry.what, &entry.before) {
            self.note_folder(&path, base, record);
        }
        if let (Undoable::Swapped(with), Some(partner)) = (&entry.what, &entry.partner) {
            let with = RelPath::from_bytes(with.as_slice());
            self.touched.insert(with.clone());
            let base = places.of(&RelPath::from_bytes(partner.base.as_slice()));
            self.note_record(&with, base.clone(), Some(partner.record));
            self.note_folder(&with, base, &partner.record);
        }
        self.touched.insert(path.clone());
        self.restored.push((entry.side, path));
    }

    /// What the archive knows at `path` since the session, it is to know at `base`. Of two things that the session had
    /// to do with one path the archive knew at most one.
    fn note_record(&mut self, path: &RelPath, base: RelPath, before: Option<Record>) {
        if base != *path {
            self.records.entry(path.clone()).or_insert(None);
        }
        let known = self.records.entry(base).or_insert(None);
        *known = known.or(before);
    }

    /// So do the records in a folder.
    fn note_folder(&mut self, path: &RelPath, base: RelPath, record: &Record) {
        if record.kind == Kind::Folder && base != *path {
            self.moved_back.push((path.clone(), base));
        }
    }
}

/// What came of each entry of `log`, from the last one on.
fn endings(log: &UndoLog, extent: &Extent, roots: Sides<&Root>) -> Vec<Ending> {
    let guess = |entry: &UndoEntry| match entry.what {
        _ if in_place(entry, roots.get(entry.side)) => Ending::LeftAlone,
        Undoable::Created | Undoable::Replaced | Undoable::Deleted => Ending::TakenBack,
        Undoable::Moved(_) | Undoable::Swapped(_) | Undoable::Metadata => Ending::Doubtful,
    };
    let ending = |(index, entry): (usize, &UndoEntry)| match extent {
        Extent::Told(told) if index > told.len() => Ending::LeftAlone,
        Extent::Told(told) => told.get(index).copied().unwrap_or_else(|| guess(entry)),
        Extent::Unknown => guess(entry),
    };
    log.entries.iter().rev().enumerate().map(ending).collect()
}

/// What was put back, as it looks now, if it is what was there before the session: putting back gave it another change
/// time. A folder that had to be made again is another one, but the same to people. Its time is the one from before: where it
/// did not get that, because undoing was cut short, the next run must see so.
fn now(entry: &UndoEntry, expected: &Stat, places: [&RelPath; 2], root: &Root) -> Option<Stat> {
    let made_again = expected.kind == Kind::Folder && entry.what == Undoable::Deleted;
    let same = |now: &Stat| {
        (now.kind, now.mode, now.uid, now.gid) == (expected.kind, expected.mode, expected.uid, expected.gid)
            && (now.id == expected.id || made_again)
            && (now.kind == Kind::Folder || (now.size, now.mtime) == (expected.size, expected.mtime))
    };
    let now = places.iter().find_map(|place| root.stat(place).ok().flatten().filter(same))?;
    Some(Stat { mtime: expected.mtime, ..now })
}
