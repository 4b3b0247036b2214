//! Takes operations back, the last one first.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use super::begun::{Begun, Ending, Extent};
use super::log::{UndoEntry, UndoLog, Undoable};
use super::own::{Own, Twins, is_same, wears_the_same};
use super::refusal::{Refusal, complaint};
use super::report::UndoReport;
use super::times::Times;
use crate::local::{
    Model, Root, Spot, Stage, Trash, Wanted, Xattrs, apply_attributes, exchange, make_folder, move_to_free, remove,
    stat_at,
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
    other: &'a Root,
    known: Own,
    stage: Stage,
    /// Old versions of the session that is undone.
    old: Trash<'a>,
    /// Takes what is removed now.
    own: Trash<'a>,
    carry: Carry,
    /// Folders from before the session that could not be put back: what was in them has no place.
    missing: HashSet<RelPath>,
    /// What could be taken back in part only.
    incomplete: Vec<Problem>,
    sink: &'a dyn Sink,
}

/// Whether an entry may have been begun before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attempt {
    First,
    /// A process was killed while it took this entry back, or right before or after.
    Second,
}

/// Undoes everything in `log`; goes on where an undoing of the session was cut short.
pub fn undo(log: &UndoLog, request: &UndoRequest<'_>) -> io::Result<UndoReport> {
    let known = Own::of_archive(request.state, log);
    let mut hands = Sides::new(hands(Side::Left, request, known.left)?, hands(Side::Right, request, known.right)?);
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
        let hands = hands.get_mut(entry.side);
        match endings.get(index) {
            Some(Ending::TakenBack | Ending::Doubtful) => {
                hands.known.was_touched(entry.after.as_ref());
                hands.known.was_touched(entry.partner_after.as_ref());
                times.remember(entry);
                times.follow(entry);
                continue;
            }
            Some(Ending::LeftAlone) => {
                hands.leave_alone(entry);
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
        hands.known.left_by_session(entry.after.as_ref());
        hands.known.left_by_session(entry.partner_after.as_ref());
        let ending = match hands.take_back(entry, attempt) {
            Ok(ending) => {
                times.follow(entry);
                ending
            }
            Err(refusal) => {
                hands.leave_alone(entry);
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
    left_alone.append(&mut hands.left.incomplete);
    left_alone.append(&mut hands.right.incomplete);
    hands.left.stage.close()?;
    hands.right.stage.close()?;
    request.sink.event(Event::Reached("undone"));
    Ok(UndoReport { left_alone, ..UndoReport::of(log, &Extent::Told(endings), request.roots) })
}

fn hands<'a>(side: Side, request: &UndoRequest<'a>, known: Own) -> io::Result<Hands<'a>> {
    let root = *request.roots.get(side);
    Ok(Hands {
        root,
        other: request.roots.get(side.other()),
        known,
        stage: Stage::open(root, request.own_session, *request.fresh_marks.get(side))?,
        old: Trash::lazy(root, request.session),
        own: Trash::lazy(root, request.own_session),
        carry: request.carry,
        missing: HashSet::new(),
        incomplete: Vec::new(),
        sink: request.sink,
    })
}

/// How it was before the run.
fn before(entry: &UndoEntry) -> Result<&Stat, Refusal> {
    entry.expected.as_ref().ok_or(Refusal::Failed(io::ErrorKind::InvalidData.into()))
}

impl Hands<'_> {
    fn leave_alone(&mut self, entry: &UndoEntry) {
        if entry.took_folder() {
            self.missing.insert(entry.path());
        }
    }

    /// Whether a folder above `path` is not back: what is there in its place is another one.
    fn has_no_folder(&self, path: &RelPath) -> bool {
        !self.missing.is_empty()
            && std::iter::successors(path.parent(), RelPath::parent).any(|folder| self.missing.contains(&folder))
    }

    /// Takes one operation back.
    fn take_back(&mut self, entry: &UndoEntry, attempt: Attempt) -> Result<Ending, Refusal> {
        let path = entry.path();
        if [Some(&path), entry.other_path().as_ref()].into_iter().flatten().any(|path| self.has_no_folder(path)) {
            return Err(Refusal::NoFolder);
        }
        match &entry.what {
            Undoable::Created => self.remove_created(&path, entry.after.as_ref(), attempt)?,
            Undoable::Replaced => self.put_back_replaced(&path, entry, attempt)?,
            Undoable::Deleted => self.put_back_deleted(&path, entry, attempt)?,
            Undoable::Moved(from) => {
                return self.rename_back(&path, &RelPath::from_bytes(from.as_slice()), entry, attempt);
            }
            Undoable::Swapped(with) => {
                return self.swap_back(&path, &RelPath::from_bytes(with.as_slice()), entry, attempt);
            }
            Undoable::Metadata if entry.is_nothing() => {
                let same = self.unchanged(&path, entry.after.as_ref());
                return Ok(same.map_or(Ending::Doubtful, |now| self.judge(&now)));
            }
            Undoable::Metadata => return self.redress(&path, entry, attempt),
        }
        Ok(Ending::TakenBack)
    }

    fn twins<'p>(&'p self, path: &'p RelPath) -> Twins<'p> {
        Twins { path, root: self.root, other: self.other, carry: self.carry }
    }

    /// What is at `path`, if it still is what the run left there.
    fn unchanged(&self, path: &RelPath, after: Option<&Stat>) -> Result<Stat, Refusal> {
        let now = self.root.stat(path)?.ok_or(Refusal::ChangedSince)?;
        let after = after.filter(|after| is_same(&now, after)).ok_or(Refusal::ChangedSince)?;
        let own = self.known.holds(&now) || self.twins(path).are_alike(&now, after);
        if own { Ok(now) } else { Err(Refusal::ChangedSince) }
    }

    fn remove_created(&mut self, path: &RelPath, after: Option<&Stat>, attempt: Attempt) -> Result<(), Refusal> {
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
        Ok(self.put_away(place, path, &now)?)
    }

    /// Moves what the session made at `path`, and that looks like `stat`, into the trash of the session that undoes.
    fn put_away(&mut self, from: Spot<'_>, path: &RelPath, stat: &Stat) -> io::Result<()> {
        let stored = self.own.put(from, path)?;
        self.known.follow(stat, || self.own.folder_of(&stored).and_then(|folder| stat_at(&folder, stored.name())));
        Ok(())
    }

    fn put_back_replaced(&mut self, path: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
        let (from, stored) = self.kept(entry)?;
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let (old, place) = ((&from, stored.name()), (&parent, path.name()));
        if attempt == Attempt::Second && self.end_replacing(old, place, path, entry)? {
            return Ok(());
        }
        let now = self.unchanged(path, entry.after.as_ref())?;
        let version = present(old)?.ok_or(Refusal::NotKept)?;
        if exchange(old, place)? {
            self.sink.event(Event::Reached("exchanged"));
            self.put_away(old, path, &now)?;
        } else {
            self.put_away(place, path, &now)?;
            self.sink.event(Event::Reached("out of the way"));
            move_to_free(old, place)?;
        }
        self.known.follow(&version, || stat_at(place.0, place.1));
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

    fn put_back_deleted(&mut self, path: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<(), Refusal> {
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
        self.dress(place, expected, entry)?;
        Ok(())
    }

    fn take_out_of_trash(&mut self, place: Spot<'_>, entry: &UndoEntry) -> Result<(), Refusal> {
        let (from, stored) = self.kept(entry)?;
        let version = present((&from, stored.name()))?.ok_or(Refusal::NotKept)?;
        move_to_free((&from, stored.name()), place)?;
        self.known.follow(&version, || stat_at(place.0, place.1));
        Ok(())
    }

    /// Where the trash holds the old version: the folder there, and the path in the session's trash.
    fn kept(&self, entry: &UndoEntry) -> Result<(Folder, RelPath), Refusal> {
        let stored = RelPath::from_bytes(entry.trashed.as_ref().ok_or(Refusal::NotKept)?.as_slice());
        match self.old.folder_of(&stored) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refusal::NotKept),
            folder => Ok((folder?, stored)),
        }
    }

    /// Whether the archive may vouch for what was taken back and looked like `now` before.
    fn judge(&self, now: &Stat) -> Ending {
        if self.known.holds(now) { Ending::TakenBack } else { Ending::Doubtful }
    }

    fn rename_back(
        &mut self,
        path: &RelPath,
        from: &RelPath,
        entry: &UndoEntry,
        attempt: Attempt,
    ) -> Result<Ending, Refusal> {
        let moved = |now: &Stat| entry.after.is_some_and(|after| after.id == now.id);
        let (now, there) = (self.root.stat(path)?.filter(moved), self.root.stat(from)?);
        let now = match (now, there) {
            (Some(now), None) => now,
            (None, Some(there)) if attempt == Attempt::Second && moved(&there) && self.root.stat(path)?.is_none() => {
                return Ok(Ending::Doubtful);
            }
            _ => return Err(Refusal::ChangedSince),
        };
        let here = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let there = self.root.folder(from.parent().unwrap_or_default().as_bytes())?;
        move_to_free((&here, path.name()), (&there, from.name()))?;
        let ending = self.judge(&now);
        self.known.follow(&now, || stat_at(&there, from.name()));
        Ok(ending)
    }

    fn swap_back(
        &mut self,
        path: &RelPath,
        with: &RelPath,
        entry: &UndoEntry,
        attempt: Attempt,
    ) -> Result<Ending, Refusal> {
        let is = |now: &Option<Stat>, then: &Option<Stat>| now.zip(*then).is_some_and(|(now, then)| now.id == then.id);
        let (now, partner) = (self.root.stat(path)?, self.root.stat(with)?);
        if attempt == Attempt::Second && is(&now, &entry.expected) && is(&partner, &entry.after) {
            return Ok(Ending::Doubtful);
        }
        let (Some(now), Some(partner), true) = (now, partner, is(&now, &entry.after) && is(&partner, &entry.expected))
        else {
            return Err(Refusal::ChangedSince);
        };
        let here = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let there = self.root.folder(with.parent().unwrap_or_default().as_bytes())?;
        if !exchange((&here, path.name()), (&there, with.name()))? {
            return Err(Refusal::Failed(io::ErrorKind::Unsupported.into()));
        }
        let ending = self.judge(&partner);
        self.known.follow(&now, || stat_at(&there, with.name()));
        self.known.follow(&partner, || stat_at(&here, path.name()));
        Ok(ending)
    }

    /// Gives what is at `place` permissions, owner, time and attributes back.
    fn dress(&mut self, place: Spot<'_>, before: &Stat, entry: &UndoEntry) -> io::Result<Stat> {
        let model = Model { stat: before, attributes: Wanted::Earlier(&entry.attributes) };
        let dressed = apply_attributes(place, model, self.carry)?;
        if dressed.xattrs == Xattrs::Unsupported {
            self.incomplete.push(complaint(entry, &Refusal::NotStored));
        }
        Ok(dressed.stat)
    }

    fn redress(&mut self, path: &RelPath, entry: &UndoEntry, attempt: Attempt) -> Result<Ending, Refusal> {
        let before = before(entry)?;
        let begun = self.root.stat(path)?.filter(|now| attempt == Attempt::Second && is_same(now, before));
        let now = match begun {
            Some(now) => now,
            None => self.unchanged(path, entry.after.as_ref())?,
        };
        // Whatever comes into a folder gives it other times: those tell nothing.
        let worn = |after: &Stat| {
            wears_the_same(&now, after)
                && (now.kind != Kind::Folder
                    || entry.attributes.is_empty()
                    || self.twins(path).have_the_same_attributes())
        };
        if begun.is_none() && !entry.after.as_ref().is_some_and(worn) {
            return Err(Refusal::ChangedSince);
        }
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let is = self.dress((&parent, path.name()), before, entry)?;
        // The time that the session gave it may hide a write that came right before.
        let hidden = now.kind != Kind::Folder && entry.after.is_none_or(|after| after.mtime != before.mtime);
        let ending = if begun.is_some() || hidden { Ending::Doubtful } else { self.judge(&now) };
        self.known.redressed(&now, &is);
        Ok(ending)
    }
}

fn present(spot: Spot<'_>) -> io::Result<Option<Stat>> {
    match stat_at(spot.0, spot.1) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}
