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
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::apply::Durability;
use crate::archive::{Damage, Record};
use crate::local::Root;
use crate::reconcile::{Contents, Sameness};
use crate::scan::Base;
use crate::sys;
use crate::{Change, ConflictRule, RelPath, Side, Sides, Snapshot, Time};

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

fn file(state: &Path) -> PathBuf {
    state.join("unproven")
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
    /// Reads the note; a damaged one means that everything is doubtful.
    pub fn read(state: &Path) -> Self {
        let everything = || Some(Mark { boot: String::new(), mount: 0, since: Time::new(i64::MIN, 0) });
        match fs::read(file(state)) {
            Ok(bytes) => postcard::from_bytes(&bytes).unwrap_or(Self { left: everything(), right: everything() }),
            Err(_) => Self::default(),
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
    pub fn note(state: &Path, side: Side, root: &Root, now: Time) -> io::Result<()> {
        let mut note = Self::read(state);
        let slot = match side {
            Side::Left => &mut note.left,
            Side::Right => &mut note.right,
        };
        let since = slot.as_ref().map_or(now, |known| known.since.min(now));
        let mark = mark(root, since);
        if *slot == mark {
            return Ok(());
        }
        *slot = mark;
        note.write(state)
    }

    /// Takes everything off the note: a run proved or replaced what was doubtful.
    pub fn write(&self, state: &Path) -> io::Result<()> {
        if *self == Self::default() {
            return match fs::remove_file(file(state)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
                _ => Ok(()),
            };
        }
        let bytes = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let temporary = state.join("unproven.new");
        let mut out = fs::File::create(&temporary)?;
        out.write_all(&bytes)?;
        out.sync_all()?;
        fs::rename(&temporary, file(state))?;
        sys::sync_folder(state)
    }
}

/// From when on `root` is doubtful; clears `slot` when it is proven.
fn settle(slot: &mut Option<Mark>, root: &Root, now: Time) -> Option<Time> {
    let known = slot.as_ref()?;
    let same_life = mark(root, known.since).is_some_and(|mark| mark == *known);
    if !same_life {
        return Some(known.since);
    }
    if now.secs.saturating_sub(known.since.secs) < SETTLED_AFTER {
        return None;
    }
    match sys::sync_file_system(root.handle()) {
        Ok(()) => {
            *slot = None;
            None
        }
        // The kernel lost something while writing.
        Err(_) => Some(known.since),
    }
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
            if seen.ctime >= since {
                seen.ctime = Time::default();
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
            Judgement::Work => kept.push(change),
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
    /// What we placed, incomplete.
    Torn,
    /// What we placed, gone.
    Lost,
}

fn judge(side: Side, since: Time, change: &Change, other: Option<&Change>, contents: &dyn Contents) -> Judgement {
    let doubtful = change.was.as_ref().is_some_and(|was| was.seen.get(side).ctime == Time::default());
    let Some(now) = &change.now else {
        return if doubtful { Judgement::Lost } else { Judgement::Work };
    };
    let same = || contents.same(&change.path, &change.path) == Sameness::Same;
    if let Some(was) = change.was.as_deref().filter(|_| doubtful) {
        let seen = was.seen.get(side);
        let as_placed = was.kind == now.kind && seen.mtime == now.mtime && seen.id == now.id;
        return match other {
            None if as_placed && was.kind == crate::Kind::Folder => Judgement::Whole,
            None if as_placed && was.size == now.size && same() => Judgement::Whole,
            Some(other) if as_placed && other.now.is_none() => Judgement::Whole,
            _ if as_placed && now.kind == crate::Kind::File => Judgement::Torn,
            _ => Judgement::Work,
        };
    }
    // Not in the archive yet: what we placed carries the other side's time to the nanosecond.
    let theirs = other.and_then(|other| other.now.as_ref());
    let placed = theirs.is_some_and(|theirs| {
        theirs.kind == crate::Kind::File && theirs.kind == now.kind && theirs.mtime == now.mtime && now.ctime >= since
    });
    if placed && !same() { Judgement::Torn } else { Judgement::Work }
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
