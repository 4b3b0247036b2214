//! Takes operations back, the last one first.

use std::io;
use std::path::Path;

use super::begun::{Begun, Ending, Extent};
use super::log::{UndoEntry, UndoLog, Undoable};
use super::report::UndoReport;
use super::times::Times;
use crate::apply::explain;
use crate::local::{
    Model, Root, Spot, Stage, Trash, apply_attributes, exchange, make_folder, move_to_free, remove, stat_at,
};
use crate::sys::Folder;
use crate::{Carry, Event, Kind, Problem, RelPath, Side, Sides, Sink, Stat};

/// What undoing needs.
pub struct UndoRequest<'a> {
    /// The state folder of the item.
    pub state: &'a Path,
    /// Both roots.
    pub roots: Sides<&'a Root>,
    /// The session to be undone: its trash holds the old versions.
    pub session: &'a str,
    /// The session that undoes: its trash takes what the other one created.
    pub own_session: &'a str,
    /// Marks for roots that have none.
    pub fresh_marks: Sides<[u8; 16]>,
    /// What travelled.
    pub carry: Carry,
    /// Hears how far it is.
    pub sink: &'a dyn Sink,
}

struct Hands<'a> {
    root: &'a Root,
    stage: Stage,
    /// Old versions of the session that is undone.
    old: Trash<'a>,
    /// Takes what is removed now.
    own: Trash<'a>,
    carry: Carry,
    sink: &'a dyn Sink,
}

/// Whether an entry may have been begun before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attempt {
    First,
    /// A process was killed while it took this entry back, or right before or after.
    Second,
}

/// Why one entry was not undone.
enum Refusal {
    ChangedSince,
    /// Its old version is not in the trash.
    NotKept,
    Failed(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Undoes everything in `log`; goes on where an undoing of the session was cut short.
pub fn undo(log: &UndoLog, request: &UndoRequest<'_>) -> io::Result<UndoReport> {
    let hands = Sides::new(hands(Side::Left, request)?, hands(Side::Right, request)?);
    let (earlier, mut progress) = Begun::begin(request.state, request.session).map_err(io::Error::other)?;
    request.sink.event(Event::Reached("undoing"));
    let (mut left_alone, mut times) = (Vec::new(), Times::default());
    let mut endings = match &earlier {
        Some(Extent::Told(endings)) => endings.clone(),
        Some(Extent::Unknown) | None => Vec::new(),
    };
    request.sink.event(Event::Planned { operations: log.entries.len() as u64, bytes: 0 });
    for (index, entry) in log.entries.iter().rev().enumerate() {
        request.sink.event(Event::Advanced { operations: 1, bytes: 0 });
        let hands = hands.get(entry.side);
        match endings.get(index) {
            Some(Ending::TakenBack) => {
                times.remember(entry);
                times.follow(entry);
                continue;
            }
            Some(Ending::LeftAlone) => {
                left_alone.push(complaint(entry, &Refusal::ChangedSince));
                continue;
            }
            None => {}
        }
        let attempt = match &earlier {
            Some(Extent::Told(told)) if told.len() == index => Attempt::Second,
            Some(Extent::Unknown) => Attempt::Second,
            Some(Extent::Told(_)) | None => Attempt::First,
        };
        times.notice(entry, hands.root);
        let ending = match hands.take_back(entry, attempt) {
            Ok(()) => {
                times.follow(entry);
                Ending::TakenBack
            }
            Err(refusal) => {
                left_alone.push(complaint(entry, &refusal));
                Ending::LeftAlone
            }
        };
        request.sink.event(Event::Reached("taken back"));
        progress.note(ending)?;
        request.sink.event(Event::Reached("taken down"));
        endings.push(ending);
    }
    times.restore(request.roots);
    hands.left.stage.close()?;
    hands.right.stage.close()?;
    request.sink.event(Event::Reached("undone"));
    Ok(UndoReport { left_alone, ..UndoReport::of(log, &Extent::Told(endings), request.roots) })
}

fn hands<'a>(side: Side, request: &UndoRequest<'a>) -> io::Result<Hands<'a>> {
    let root = *request.roots.get(side);
    Ok(Hands {
        root,
        stage: Stage::open(root, request.own_session, *request.fresh_marks.get(side))?,
        old: Trash::lazy(root, request.session),
        own: Trash::lazy(root, request.own_session),
        carry: request.carry,
        sink: request.sink,
    })
}

/// How it was before the run.
fn before(entry: &UndoEntry) -> Result<&Stat, Refusal> {
    entry.expected.as_ref().ok_or(Refusal::Failed(io::ErrorKind::InvalidData.into()))
}

fn complaint(entry: &UndoEntry, refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::ChangedSince => Problem {
            path: entry.path(),
            side: Some(entry.side),
            message: "changed since; left as it is".to_owned(),
            hint: Some("its old version, if there was one, is still in the trash: syncmgr trash list".to_owned()),
        },
        Refusal::NotKept => Problem {
            path: entry.path(),
            side: Some(entry.side),
            message: "its old version was not kept; left as it is".to_owned(),
            hint: Some("the run kept no trash, or the trash was emptied since".to_owned()),
        },
        Refusal::Failed(error) => explain(entry.side, &entry.path(), "put it back", error),
    }
}

/// Whether what the session did still is as it left it.
pub(super) fn in_place(entry: &UndoEntry, root: &Root) -> bool {
    let now = root.stat(&entry.path()).ok().flatten();
    match (&entry.what, now, &entry.after) {
        (Undoable::Deleted, now, _) => now.is_none(),
        (Undoable::Moved(_) | Undoable::Swapped(_), Some(now), Some(after)) => now.id == after.id,
        (Undoable::Metadata, Some(now), Some(after)) => is_same(&now, after) && wears_the_same(&now, after),
        (_, Some(now), Some(after)) => is_same(&now, after),
        (_, _, None) | (_, None, _) => false,
    }
}

fn is_same(now: &Stat, then: &Stat) -> bool {
    now.kind == then.kind
        && now.id == then.id
        && (now.kind == Kind::Folder || (now.size == then.size && now.mtime == then.mtime))
}

fn wears_the_same(now: &Stat, then: &Stat) -> bool {
    (now.mode, now.uid, now.gid, now.mtime) == (then.mode, then.uid, then.gid, then.mtime)
}

impl Hands<'_> {
    /// Takes one operation back.
    fn take_back(&self, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
        let path = entry.path();
        match &entry.what {
            Undoable::Created => self.remove_created(&path, entry.after.as_ref(), attempt),
            Undoable::Replaced => self.put_back_replaced(&path, entry, attempt),
            Undoable::Deleted => self.put_back_deleted(&path, entry, attempt),
            Undoable::Moved(from) => self.rename_back(&path, &RelPath::from_bytes(from.as_slice()), entry, attempt),
            Undoable::Swapped(with) => self.swap_back(&path, &RelPath::from_bytes(with.as_slice()), entry, attempt),
            Undoable::Metadata => self.redress(&path, entry, attempt),
        }
    }

    /// What is at `path`, if it still is what the run left there.
    fn unchanged(&self, path: &RelPath, after: Option<&Stat>) -> Result<Stat, Refusal> {
        let now = self.root.stat(path)?.ok_or(Refusal::ChangedSince)?;
        let after = after.ok_or(Refusal::ChangedSince)?;
        if is_same(&now, after) { Ok(now) } else { Err(Refusal::ChangedSince) }
    }

    fn remove_created(&self, path: &RelPath, after: Option<&Stat>, attempt: Attempt) -> Result<(), Refusal> {
        if attempt == Attempt::Second && self.root.stat(path)?.is_none() {
            return Ok(());
        }
        let now = self.unchanged(path, after)?;
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let place = (&parent, path.name());
        if now.kind == Kind::Folder {
            return match remove(place, Kind::Folder) {
                Err(e) if e.kind() == io::ErrorKind::DirectoryNotEmpty => Err(Refusal::ChangedSince),
                result => Ok(result?),
            };
        }
        self.own.put(place, path)?;
        Ok(())
    }

    fn put_back_replaced(&self, path: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
        let (from, stored) = self.kept(entry)?;
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let (old, place) = ((&from, stored.name()), (&parent, path.name()));
        if attempt == Attempt::Second && self.end_replacing(old, place, path, entry)? {
            return Ok(());
        }
        self.unchanged(path, entry.after.as_ref())?;
        present(old)?.ok_or(Refusal::NotKept)?;
        if exchange(old, place)? {
            self.sink.event(Event::Reached("exchanged"));
            self.own.put(old, path)?;
        } else {
            self.own.put(place, path)?;
            self.sink.event(Event::Reached("out of the way"));
            move_to_free(old, place)?;
        }
        Ok(())
    }

    /// Ends what a process that was killed has begun; whether it had.
    fn end_replacing(&self, old: Spot<'_>, place: Spot<'_>, path: &RelPath, entry: &UndoEntry) -> io::Result<bool> {
        let is = |spot: Spot<'_>, stat: Option<&Stat>| {
            present(spot).map(|now| now.is_some_and(|now| stat.is_some_and(|stat| is_same(&now, stat))))
        };
        let (before, after) = (entry.expected.as_ref(), entry.after.as_ref());
        if is(place, before)? {
            if is(old, after)? {
                self.own.put(old, path)?;
            }
            return Ok(true);
        }
        if present(place)?.is_none() && is(old, before)? {
            move_to_free(old, place)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn put_back_deleted(&self, path: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
        let expected = before(entry)?;
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let place = (&parent, path.name());
        match self.root.stat(path)? {
            None if expected.kind == Kind::Folder => make_folder(place, expected.mode | 0o700)?,
            None => return self.take_out_of_trash(place, entry),
            Some(now) if attempt == Attempt::Second && now.kind == Kind::Folder && expected.kind == Kind::Folder => {}
            Some(now) if attempt == Attempt::Second && is_same(&now, expected) => return Ok(()),
            Some(_) => return Err(Refusal::ChangedSince),
        }
        self.sink.event(Event::Reached("folder made"));
        apply_attributes(place, Model { stat: expected, source: None }, self.carry)?;
        Ok(())
    }

    fn take_out_of_trash(&self, place: Spot<'_>, entry: &UndoEntry) -> Result<(), Refusal> {
        let (from, stored) = self.kept(entry)?;
        present((&from, stored.name()))?.ok_or(Refusal::NotKept)?;
        Ok(move_to_free((&from, stored.name()), place)?)
    }

    /// Where the trash holds the old version: the folder there, and the path in the session's trash.
    fn kept(&self, entry: &UndoEntry) -> Result<(Folder, RelPath), Refusal> {
        let stored = RelPath::from_bytes(entry.trashed.as_ref().ok_or(Refusal::NotKept)?.as_slice());
        match self.old.folder_of(&stored) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refusal::NotKept),
            folder => Ok((folder?, stored)),
        }
    }

    fn rename_back(&self, path: &RelPath, from: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
        let moved = |now: Option<Stat>| now.is_some_and(|now| entry.after.is_some_and(|after| after.id == now.id));
        let (now, there) = (self.root.stat(path)?, self.root.stat(from)?);
        if attempt == Attempt::Second && now.is_none() && moved(there) {
            return Ok(());
        }
        if !moved(now) || there.is_some() {
            return Err(Refusal::ChangedSince);
        }
        let here = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let there = self.root.folder(from.parent().unwrap_or_default().as_bytes())?;
        Ok(move_to_free((&here, path.name()), (&there, from.name()))?)
    }

    fn swap_back(&self, path: &RelPath, with: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
        let swapped = |now: Option<Stat>| now.is_some_and(|now| entry.after.is_some_and(|after| after.id == now.id));
        if !swapped(self.root.stat(path)?) {
            let done = attempt == Attempt::Second && swapped(self.root.stat(with)?);
            return if done { Ok(()) } else { Err(Refusal::ChangedSince) };
        }
        let here = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let there = self.root.folder(with.parent().unwrap_or_default().as_bytes())?;
        if !exchange((&here, path.name()), (&there, with.name()))? {
            return Err(Refusal::Failed(io::ErrorKind::Unsupported.into()));
        }
        Ok(())
    }

    fn redress(&self, path: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
        let before = before(entry)?;
        let begun = attempt == Attempt::Second && self.root.stat(path)?.is_some_and(|now| is_same(&now, before));
        if !begun {
            self.unchanged(path, entry.after.as_ref())?;
        }
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        apply_attributes((&parent, path.name()), Model { stat: before, source: None }, self.carry)?;
        Ok(())
    }
}

fn present(spot: Spot<'_>) -> io::Result<Option<Stat>> {
    match stat_at(spot.0, spot.1) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}
