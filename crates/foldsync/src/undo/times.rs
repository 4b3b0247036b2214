//! The times of folders in which undoing works.

use std::collections::BTreeMap;

use super::log::{UndoEntry, Undoable};
use crate::local::{Root, set_time};
use crate::{Kind, RelPath, Side, Sides, Time};

/// The modification times that folders are to have in the end: those from before the run where the log knows
/// them, else those from before undoing.
#[derive(Debug, Default)]
pub(super) struct Times(Sides<BTreeMap<RelPath, Time>>);

impl Times {
    /// Remembers what the log knows.
    pub fn remember(&mut self, entry: &UndoEntry) {
        let before = entry.expected.filter(|stat| stat.kind == Kind::Folder);
        // Of an exchange it is the time of what came to the other path.
        if let (Some(before), false) = (before, matches!(entry.what, Undoable::Swapped(_))) {
            self.0.get_mut(entry.side).insert(entry.path(), before.mtime);
        }
    }

    /// Remembers the times of the folders that taking `entry` back changes.
    pub fn notice(&mut self, entry: &UndoEntry, root: &Root) {
        self.remember(entry);
        let known = self.0.get_mut(entry.side);
        let path = entry.path();
        if matches!(entry.what, Undoable::Metadata) {
            return;
        }
        for folder in [Some(path), entry.other_path()].into_iter().flatten().filter_map(|path| path.parent()) {
            if !folder.is_root()
                && !known.contains_key(&folder)
                && let Ok(Some(now)) = root.stat(&folder)
            {
                known.insert(folder, now.mtime);
            }
        }
    }

    /// Follows a folder that was renamed back, and forgets one that is gone: another may come to its path.
    pub fn follow(&mut self, entry: &UndoEntry) {
        let path = entry.path();
        if matches!(entry.what, Undoable::Created) {
            self.0.get_mut(entry.side).retain(|folder, _| !folder.starts_with(&path));
        }
        let Some(other) = entry.other_path() else { return };
        let swapped = matches!(entry.what, Undoable::Swapped(_));
        let known = self.0.get_mut(entry.side);
        let moved = std::mem::take(known).into_iter().map(|(folder, time)| {
            let there = folder.rebase(&path, &other);
            let there = there.or_else(|| folder.rebase(&other, &path).filter(|_| swapped));
            (there.unwrap_or(folder), time)
        });
        *known = moved.collect();
    }

    /// Sets the times, innermost first.
    pub fn restore(self, roots: Sides<&Root>) {
        for (side, times) in [(Side::Left, self.0.left), (Side::Right, self.0.right)] {
            let root: &Root = roots.get(side);
            for (path, time) in times.into_iter().rev() {
                let due =
                    root.stat(&path).ok().flatten().is_some_and(|now| now.kind == Kind::Folder && now.mtime != time);
                let parent = root.folder(path.parent().unwrap_or_default().as_bytes());
                if let (true, Ok(parent)) = (due, parent) {
                    // A folder with another time than before is no reason to call undoing a failure.
                    let _ = set_time((&parent, path.name()), time);
                }
            }
        }
    }
}
