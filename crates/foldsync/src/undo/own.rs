//! Telling what the session left at a path from what somebody put there since.
//!
//! New work may have the size and the time of what the session wrote. The change time, which no program sets, tells: it is
//! the one that the session saw, or that undoing itself saw after a step of its own. Where it is another (somebody linked the
//! file, undoing was cut short, the file system forgets change times) the other side tells: what is equal to it in everything
//! that travels is what the session copied from there.

use std::collections::HashMap;
use std::io;

use crate::local::{Root, attributes_differ, same_content, stat_at};
use crate::{Carry, FileId, Kind, RelPath, Stat, Time};

/// What is known of the files of one side.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// The change time that each had when the session or undoing looked last; `None`: it was changed after that.
    seen: HashMap<FileId, Option<Time>>,
}

impl Own {
    /// The session looked at `after`. Entries come from the last one on: an earlier look at the same file tells nothing new.
    pub fn left_by_session(&mut self, after: Option<&Stat>) {
        if let Some(after) = after.filter(|after| after.kind != Kind::Folder) {
            self.seen.entry(after.id).or_insert(Some(after.ctime));
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

/// Whether `now`, at `path` of `root`, wears what the session gave it (`after`) and is equal to what is at the same path of
/// `other`. What cannot be read is not known to be so.
pub(super) fn is_like_the_other(
    path: &RelPath,
    (now, after): (&Stat, &Stat),
    (root, other): (&Root, &Root),
    carry: Carry,
) -> bool {
    let (Some(above), true) = (path.parent(), wears_the_same(now, after)) else { return false };
    let (Ok(here), Ok(there)) = (root.folder(above.as_bytes()), other.folder(above.as_bytes())) else { return false };
    let (here, there) = ((&here, path.name()), (&there, path.name()));
    if !stat_at(there.0, there.1).is_ok_and(|there| (there.kind, there.size) == (now.kind, now.size)) {
        return false;
    }
    let mut buffers = [Vec::new(), Vec::new()];
    same_content(here, there, now.kind, &mut buffers).unwrap_or(false)
        && (now.kind == Kind::Symlink || !attributes_differ(there, here, carry).unwrap_or(true))
}
