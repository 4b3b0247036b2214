//! Telling what the session left at a path from what somebody put there since.
//!
//! New work may have the size and the time of what the session wrote. The change time, which no program sets, tells: it is
//! the one that the session saw, that the archive noted later, or that undoing itself saw after a step of its own. Where it is another (somebody linked the
//! file, undoing was cut short, the file system forgets change times) the other side tells: what is equal to it in everything
//! that travels is what the session copied from there.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use super::log::{UndoEntry, UndoLog, Undoable};
use crate::archive::{Damage, Reader, Seen};
use crate::local::{Root, Spot, attributes_differ, same_content, stat_at};
use crate::{Carry, FileId, Kind, RelPath, Side, Sides, Stat, Time};

/// What is known of the files of one side.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// Files of the session as a later run, or an undoing, took them down in the archive.
    noted: HashMap<FileId, Noted>,
    /// The change time that each had when the session or undoing looked last; `None`: it was changed after that.
    seen: HashMap<FileId, Option<Time>>,
}

#[derive(Debug)]
struct Noted {
    size: u64,
    seen: Seen,
}

impl Own {
    /// Knows for each side what the archive in `state` holds of the files that the session of `log` left.
    pub fn of_archive(state: &Path, log: &UndoLog) -> Sides<Self> {
        // What cannot be read tells nothing: the session's own look counts.
        Self::noted(state, log).unwrap_or_default()
    }

    fn noted(state: &Path, log: &UndoLog) -> Result<Sides<Self>, Damage> {
        let mut own: Sides<Self> = Sides::default();
        let Some(mut reader) = Reader::open(state)? else { return Ok(own) };
        let left: HashSet<(Side, FileId)> =
            log.entries.iter().filter_map(|entry| Some((entry.side, entry.after?.id))).collect();
        while reader.advance()? {
            let record = reader.record();
            for side in Side::BOTH {
                let seen = *record.seen.get(side);
                if left.contains(&(side, seen.id)) && seen.ctime != Time::default() {
                    own.get_mut(side).noted.insert(seen.id, Noted { size: record.size, seen });
                }
            }
        }
        Ok(own)
    }

    /// The session looked at `after`. Entries come from the last one on: an earlier look at the same file tells nothing new.
    pub fn left_by_session(&mut self, after: Option<&Stat>) {
        if let Some(after) = after.filter(|after| after.kind != Kind::Folder) {
            let is_still = |noted: &&Noted| (noted.size, noted.seen.mtime) == (after.size, after.mtime);
            let noted = self.noted.get(&after.id).filter(is_still);
            self.seen.entry(after.id).or_insert(Some(noted.map_or(after.ctime, |noted| noted.seen.ctime)));
        }
    }

    /// A process that is gone did something to what the session left as `after`.
    pub fn was_touched(&mut self, after: Option<&Stat>) {
        if let Some(after) = after {
            self.seen.insert(after.id, None);
        }
    }

    /// Undoing itself gave the file that looked like `was` another change time, which shows under its other names; `look` tells
    /// what it looks like now.
    pub fn follow(&mut self, was: &Stat, look: impl FnOnce() -> io::Result<Stat>) {
        if was.kind == Kind::File && was.links > 1 {
            match look() {
                Ok(is) => self.redressed(was, &is),
                Err(_) => self.was_touched(Some(was)),
            }
        }
    }

    /// The same, of a file with any number of names.
    pub fn redressed(&mut self, was: &Stat, is: &Stat) {
        if was.kind != Kind::Folder && self.holds(was) {
            self.seen.insert(is.id, Some(is.ctime));
        }
    }

    /// Whether nobody did anything to what looks like `now` since the session or undoing looked at it.
    pub fn holds(&self, now: &Stat) -> bool {
        now.kind == Kind::Folder || self.seen.get(&now.id) == Some(&Some(now.ctime))
    }
}

/// Whether what the session did still is as it left it.
pub(super) fn in_place(entry: &UndoEntry, root: &Root) -> bool {
    let now = root.stat(&entry.path()).ok().flatten();
    match (&entry.what, now, &entry.after) {
        (Undoable::Deleted, now, _) => now.is_none(),
        (Undoable::Moved(_) | Undoable::Swapped(_), Some(now), Some(after)) => now.id == after.id,
        (Undoable::Metadata, Some(now), Some(after)) => {
            is_same(&now, after) && wears_the_same(&now, after) && now.mtime == after.mtime
        }
        (_, Some(now), Some(after)) => is_same(&now, after),
        (_, _, None) | (_, None, _) => false,
    }
}

/// Whether `now` shows the same thing as `then`, as far as anything but the change time tells.
pub(super) fn is_same(now: &Stat, then: &Stat) -> bool {
    now.kind == then.kind
        && now.id == then.id
        && (now.kind == Kind::Folder || (now.size == then.size && now.mtime == then.mtime))
}

/// Whether both wear the same permissions and belong to the same people.
pub(super) fn wears_the_same(now: &Stat, then: &Stat) -> bool {
    (now.mode, now.uid, now.gid) == (then.mode, then.uid, then.gid)
}

/// A path on the side that is undone, and the same path on the other side.
pub(super) struct Twins<'a> {
    pub path: &'a RelPath,
    pub root: &'a Root,
    pub other: &'a Root,
    pub carry: Carry,
}

impl Twins<'_> {
    /// Whether `now`, the one that is undone, wears what the session gave it (`after`) and is equal to the other in everything
    /// that travels. What cannot be read is not known to be so.
    pub fn are_alike(&self, now: &Stat, after: &Stat) -> bool {
        wears_the_same(now, after) && self.both(|here, there| self.same_content(now, here, there)).unwrap_or(false)
    }

    /// Whether both have the same attributes and access control lists.
    pub fn have_the_same_attributes(&self) -> bool {
        self.both(|here, there| Ok(!attributes_differ(there, here, self.carry)?)).unwrap_or(false)
    }

    fn same_content(&self, now: &Stat, here: Spot<'_>, there: Spot<'_>) -> io::Result<bool> {
        let other = stat_at(there.0, there.1)?;
        let mut buffers = [Vec::new(), Vec::new()];
        Ok((other.kind, other.size) == (now.kind, now.size)
            && same_content(here, there, now.kind, &mut buffers).map_err(|(_, error)| error)?
            && (now.kind == Kind::Symlink || !attributes_differ(there, here, self.carry)?))
    }

    fn both(&self, compare: impl FnOnce(Spot<'_>, Spot<'_>) -> io::Result<bool>) -> io::Result<bool> {
        let above = self.path.parent().unwrap_or_default();
        let (here, there) = (self.root.folder(above.as_bytes())?, self.other.folder(above.as_bytes())?);
        compare((&here, self.path.name()), (&there, self.path.name()))
    }
}
