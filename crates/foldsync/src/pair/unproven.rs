//! What a run placed without waiting for the disk, until that is proven.
//!
//! Waiting for the disk is most of the time of a large first copy. On file systems of this machine a run therefore
//! places content at once and notes, durably and before the first rename, that this side is *unproven*: the
//! boot and the mount in which it was written, and since when. As long as boot and mount are the same, nothing that
//! was written can have been lost, and the archive is right. Once the kernel has had time to write, `syncfs`
//! proves it (and reports write errors), and the note goes. If boot or mount is another one, everything on that side
//! that is younger than the note is *doubtful*: it is compared by content, and what is torn, empty or gone is
//! replaced from the other side instead of being taken for a user's work.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::note;
use crate::apply::Durability;
use crate::archive::{Damage, Record};
use crate::local::Root;
use crate::reconcile::{Contents, Sameness};
use crate::scan::Base;
use crate::sys;
use crate::{Change, ConflictRule, Kind, RelPath, Side, Sides, Snapshot, Stat, Time};

/// After so many seconds the kernel has written what was dirty, so that `syncfs` is cheap.
const SETTLED_AFTER: i64 = 60;

/// The note: which sides are unproven.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Unproven {
    left: Option<Mark>,
    right: Option<Mark>,
}

/// In which life of the machine and of the mount a side was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mark {
    boot: String,
    mount: u64,
    since: Time,
}

/// From when on the records of a side are doubtful.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Doubt(Sides<Option<Time>>);

impl Doubt {
    /// Nothing is doubtful.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether anything is doubtful.
    pub fn any(&self) -> bool {
        self.0.left.is_some() || self.0.right.is_some()
    }
}

/// The name of the note in the state folder.
const FILE: &str = "unproven";

fn file(state: &Path) -> PathBuf {
    state.join(FILE)
}

/// Whether content may be placed before it is durable: only where losing it cannot go unnoticed.
pub(super) fn durability(root: &Root) -> Durability {
    let known = sys::is_local(root.handle()) && mark(root, Time::default()).is_some();
    if known { Durability::Deferred } else { Durability::Before }
}

fn mark(root: &Root, since: Time) -> Option<Mark> {
    sys::life(root.handle()).map(|life| Mark { boot: life.boot, mount: life.mount, since })
}

impl Unproven {
    /// Reads the note; one that cannot be read or is damaged means that everything is doubtful.
    pub fn read(state: &Path) -> Self {
        let everything = || Some(Mark { boot: String::new(), mount: 0, since: Time::new(i64::MIN, 0) });
        match fs::read(file(state)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            read => read
                .ok()
                .and_then(|bytes| postcard::from_bytes(&bytes).ok())
                .unwrap_or(Self { left: everything(), right: everything() }),
        }
    }

    /// What is doubtful now. What could be proven meanwhile is taken off the note.
    pub fn doubt(mut self, state: &Path, roots: Sides<&Root>, now: Time) -> Doubt {
        let before = self.clone();
        let doubt =
            Doubt(Sides::new(settle(&mut self.left, roots.left, now), settle(&mut self.right, roots.right, now)));
        if self != before {
            // A note that stays costs a comparison in the worst case.
            let _ = self.write(state);
        }
        doubt
    }

    /// Notes durably that `side` is being written to without waiting, before the first rename.
    ///
    /// A mark of an earlier life stays until a run has settled its doubts: should this one be killed, the next one
    /// doubts again.
    pub fn note(state: &Path, side: Side, root: &Root, now: Time) -> io::Result<()> {
        let mut note = Self::read(state);
        let before = note.clone();
        let slot = note.slot(side);
        let now = before_now(now);
        *slot = match slot.take() {
            Some(known) => Some(Mark { since: known.since.min(now), ..known }),
            None => mark(root, now),
        };
        if note == before { Ok(()) } else { note.write(state) }
    }

    /// A run that began at `now` proved or replaced everything that was doubtful. Sides that it `wrote` to without
    /// waiting are unproven from its beginning on.
    pub fn settled(state: &Path, doubt: &Doubt, roots: Sides<&Root>, wrote: Sides<bool>, now: Time) -> io::Result<()> {
        let mut note = Self::read(state);
        for side in Side::BOTH {
            if doubt.0.get(side).is_some() {
                *note.slot(side) = wrote.get(side).then(|| mark(roots.get(side), before_now(now))).flatten();
            }
        }
        note.write(state)
    }

    fn slot(&mut self, side: Side) -> &mut Option<Mark> {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }

    fn write(&self, state: &Path) -> io::Result<()> {
        if *self == Self::default() {
            return note::remove(state, FILE);
        }
        note::replace(state, FILE, &postcard::to_stdvec(self).map_err(io::Error::other)?)
    }
}

/// From when on `root` is doubtful; clears `slot` when it is proven.
fn settle(slot: &mut Option<Mark>, root: &Root, now: Time) -> Option<Time> {
    let known = slot.as_mut()?;
    let same_life = mark(root, known.since).is_some_and(|mark| mark == *known);
    if !same_life {
        return Some(known.since);
    }
    if now.secs.saturating_sub(known.since.secs) < SETTLED_AFTER {
        return None;
    }
    if sys::sync_file_system(root.handle()).is_ok() {
        *slot = None;
        return None;
    }
    // The kernel lost something while writing, and tells so only once: from now on this is no life to rely on.
    known.boot.clear();
    Some(known.since)
}

/// The kernel stamps files with a clock that is some milliseconds late.
fn before_now(now: Time) -> Time {
    Time::new(now.secs.saturating_sub(1), now.nanos)
}

/// Marks the change time of a doubtful record: no file has such a time, and the true one is still to be seen.
const DOUBTFUL: u32 = 1 << 31;

/// The change time that a doubtful record really has; `None` when it is not doubtful.
fn placed_at(record: &Record, side: Side) -> Option<Time> {
    let ctime = record.seen.get(side).ctime;
    (ctime.nanos & DOUBTFUL != 0).then(|| Time::new(ctime.secs, ctime.nanos & !DOUBTFUL))
}

/// A stream of the archive in which doubtful records never match, so that the scan reports them.
pub(super) struct Doubting<B> {
    inner: B,
    side: Side,
    since: Option<Time>,
    current: Option<Record>,
}

impl<B: Base> Doubting<B> {
    pub fn new(inner: B, side: Side, doubt: &Doubt) -> Self {
        Self { inner, side, since: *doubt.0.get(side), current: None }
    }
}

impl<B: Base> Base for Doubting<B> {
    fn advance(&mut self) -> Result<bool, Damage> {
        let more = self.inner.advance()?;
        let Some(since) = self.since else { return Ok(more) };
        self.current = None;
        if more {
            let mut record = *self.inner.record();
            let seen = record.seen.get_mut(self.side);
            if seen.ctime >= since || seen.ctime == Time::default() {
                seen.ctime.nanos |= DOUBTFUL;
                self.current = Some(record);
            }
        }
        Ok(more)
    }

    fn path(&self) -> &[u8] {
        self.inner.path()
    }

    fn record(&self) -> &Record {
        self.current.as_ref().unwrap_or_else(|| self.inner.record())
    }
}

/// Looks through the changes of doubtful sides: what turns out whole is no change; what is torn or gone is
/// to come from the other side. Returns the paths where the other side is to win.
pub(super) fn resolve(
    doubt: &Doubt,
    snapshots: &mut Sides<Snapshot>,
    roots: Sides<&Root>,
    contents: &dyn Contents,
) -> BTreeMap<RelPath, ConflictRule> {
    let mut overrides = BTreeMap::new();
    for side in Side::BOTH {
        if let Some(since) = doubt.0.get(side) {
            resolve_side(side, *since, snapshots, roots.get(side.other()), contents, &mut overrides);
        }
    }
    overrides
}

fn resolve_side(
    side: Side,
    since: Time,
    snapshots: &mut Sides<Snapshot>,
    other_root: &Root,
    contents: &dyn Contents,
    overrides: &mut BTreeMap<RelPath, ConflictRule>,
) {
    let changes = std::mem::take(&mut snapshots.get_mut(side).changes);
    let other = &mut snapshots.get_mut(side.other()).changes;
    let mut kept = Vec::with_capacity(changes.len());
    let mut appear = Vec::new();
    for change in changes {
        let counterpart = other.binary_search_by(|c| c.path.cmp(&change.path)).ok();
        match judge(side, since, &change, counterpart.map(|i| &other[i]), contents) {
            Judgement::Whole => {}
            Judgement::Work => kept.push(untrusted(change, side)),
            Judgement::Torn => {
                let winner = if side == Side::Left { ConflictRule::Right } else { ConflictRule::Left };
                overrides.insert(change.path.clone(), winner);
                kept.push(Change { was: None, ..change.clone() });
                make_new(other, counterpart, &change.path, other_root, &mut appear);
            }
            Judgement::Lost => make_new(other, counterpart, &change.path, other_root, &mut appear),
        }
    }
    snapshots.get_mut(side).changes = kept;
    let other = &mut snapshots.get_mut(side.other()).changes;
    other.append(&mut appear);
    other.sort_by(|a, b| a.path.cmp(&b.path));
}

enum Judgement {
    /// As the archive says.
    Whole,
    /// Somebody's work.
    Work,
    /// What we placed, incomplete, or what was there before.
    Torn,
    /// What we placed, gone.
    Lost,
}

fn judge(side: Side, since: Time, change: &Change, other: Option<&Change>, contents: &dyn Contents) -> Judgement {
    let doubtful = change.was.as_deref().and_then(|was| Some((was, placed_at(was, side)?)));
    let Some(now) = &change.now else {
        let wanted = other.is_none_or(|other| other.now.is_some());
        return if doubtful.is_some() && wanted { Judgement::Lost } else { Judgement::Work };
    };
    let same = || contents.same(&change.path, &change.path) == Sameness::Same;
    if let Some((was, placed_at)) = doubtful {
        let seen = was.seen.get(side);
        let as_placed = was.kind == now.kind && seen.mtime == now.mtime && seen.id == now.id;
        let as_dressed = (seen.mode, seen.uid, seen.gid) == (now.mode, now.uid, now.gid);
        // Nobody can set a change time: what is older than what was seen was there before.
        let came_back = now.ctime < seen_at(placed_at, seen.mtime, since);
        return match other {
            None if as_placed && was.kind == Kind::Folder => Judgement::Whole,
            None if as_placed && (as_dressed || !came_back) && was.size == now.size && same() => Judgement::Whole,
            Some(other) if as_placed && other.now.is_none() => Judgement::Whole,
            _ if (as_placed || came_back) && now.kind != Kind::Folder => Judgement::Torn,
            _ if is_torn_copy(since, now, other) && !same() => Judgement::Torn,
            _ => Judgement::Work,
        };
    }
    if is_torn_copy(since, now, other) && !same() { Judgement::Torn } else { Judgement::Work }
}

/// Not later than a version that was recorded came to be. Where its change time was too young to be recorded, that is its
/// modification time, if that can be true.
fn seen_at(placed_at: Time, mtime: Time, since: Time) -> Time {
    if placed_at != Time::default() {
        return placed_at;
    }
    if mtime <= crate::sys::now() { since.max(mtime) } else { since }
}

/// Whether `now` may be a copy of what the other side has that the archive does not know yet: what we placed carries
/// the other side's time to the nanosecond.
fn is_torn_copy(since: Time, now: &Stat, other: Option<&Change>) -> bool {
    let theirs = other.and_then(|other| other.now.as_ref());
    theirs.is_some_and(|theirs| {
        theirs.kind == Kind::File && theirs.kind == now.kind && theirs.mtime == now.mtime && now.ctime >= since
    })
}

/// Somebody's work on what was doubtful: its content has to be compared.
fn untrusted(mut change: Change, side: Side) -> Change {
    if let Some(was) = change.was.as_deref_mut()
        && placed_at(was, side).is_some()
    {
        was.seen.get_mut(side).ctime = Time::default();
    }
    change
}

/// Makes the other side's version of `path` look new, so that it is copied.
fn make_new(other: &mut [Change], at: Option<usize>, path: &RelPath, root: &Root, appear: &mut Vec<Change>) {
    match at {
        Some(at) => other[at].was = None,
        None => {
            if let Ok(Some(now)) = root.stat(path) {
                appear.push(Change { path: path.clone(), was: None, now: Some(now) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_cannot_be_read_means_doubt_and_a_missing_one_none() {
        let state = tempfile::tempdir().unwrap();
        assert_eq!(Unproven::read(state.path()), Unproven::default());
        fs::write(file(state.path()), "torn").unwrap();
        let damaged = Unproven::read(state.path());
        assert!(damaged.left.is_some() && damaged.right.is_some());
        fs::remove_file(file(state.path())).unwrap();
        fs::create_dir(file(state.path())).unwrap();
        assert_eq!(Unproven::read(state.path()), damaged);
    }
}
