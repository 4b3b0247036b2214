//! Takes operations back, the last one first.

use std::collections::BTreeMap;
use std::io;

use super::log::{UndoEntry, UndoLog, Undoable};
use super::times::Times;
use crate::apply::explain;
use crate::archive::{Record, Seen};
use crate::local::{Model, Root, Stage, Trash, apply_attributes, exchange, make_folder, move_to_free, remove, stat_at};
use crate::{Carry, Event, Kind, Problem, RelPath, Side, Sides, Sink, Stat};

/// What undoing needs.
pub struct UndoRequest<'a> {
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
}

struct Hands<'a> {
    root: &'a Root,
    stage: Stage,
    /// Old versions of the session that is undone.
    old: Trash<'a>,
    /// Takes what is removed now.
    own: Trash<'a>,
    carry: Carry,
}

/// Why one entry was not undone.
enum Refusal {
    ChangedSince,
    Failed(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Undoes everything in `log`.
pub fn undo(log: &UndoLog, request: &UndoRequest<'_>) -> io::Result<UndoReport> {
    let hands = Sides::new(hands(Side::Left, request)?, hands(Side::Right, request)?);
    let mut report = UndoReport::default();
    let mut times = Times::default();
    request.sink.event(Event::Planned { operations: log.entries.len() as u64, bytes: 0 });
    for entry in log.entries.iter().rev() {
        request.sink.event(Event::Advanced { operations: 1, bytes: 0 });
        let hands = hands.get(entry.side);
        times.notice(entry, hands.root);
        match hands.take_back(entry) {
            Ok(now) => {
                times.follow(entry);
                report.note(entry, now);
            }
            Err(refusal) => report.left_alone.push(complaint(entry, &refusal)),
        }
    }
    times.restore(request.roots);
    hands.left.stage.close()?;
    hands.right.stage.close()?;
    Ok(report)
}

fn hands<'a>(side: Side, request: &UndoRequest<'a>) -> io::Result<Hands<'a>> {
    let root = *request.roots.get(side);
    Ok(Hands {
        root,
        stage: Stage::open(root, request.own_session, *request.fresh_marks.get(side))?,
        old: Trash::lazy(root, request.session),
        own: Trash::lazy(root, request.own_session),
        carry: request.carry,
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
        Refusal::Failed(error) => explain(entry.side, &entry.path(), "put it back", error),
    }
}

impl UndoReport {
    fn note(&mut self, entry: &UndoEntry, now: Option<Stat>) {
        let path = entry.path();
        let before = entry.before.map(|mut record| {
            // What the archive did not know yet must look changed to the next run again.
            let known = entry.expected.is_some_and(|expected| record.matches(entry.side, &expected));
            if let Some(now) = now.filter(|_| known) {
                *record.seen.get_mut(entry.side) = Seen::of(&now);
            }
            record
        });
        self.note_record(&path, entry.base(), before);
        if let (Undoable::Moved(_) | Undoable::Swapped(_), Some(record)) = (&entry.what, before) {
            self.note_folder(&path, entry.base(), &record);
        }
        if let (Undoable::Swapped(with), Some(partner)) = (&entry.what, &entry.partner) {
            let (with, base) = (RelPath::from_bytes(with.as_slice()), RelPath::from_bytes(partner.base.as_slice()));
            self.note_record(&with, base.clone(), Some(partner.record));
            self.note_folder(&with, base, &partner.record);
        }
        self.restored.push((entry.side, path));
    }

    /// What the archive knows at `path` since the session, it knew at `base` before.
    fn note_record(&mut self, path: &RelPath, base: RelPath, before: Option<Record>) {
        if base != *path {
            self.records.entry(path.clone()).or_insert(None);
        }
        self.records.insert(base, before);
    }

    /// So do the records in a folder.
    fn note_folder(&mut self, path: &RelPath, base: RelPath, record: &Record) {
        if record.kind == Kind::Folder && base != *path {
            self.moved_back.push((path.clone(), base));
        }
    }
}

impl Hands<'_> {
    /// Takes one operation back; returns what is there now.
    fn take_back(&self, entry: &UndoEntry) -> Result<Option<Stat>, Refusal> {
        let path = entry.path();
        match &entry.what {
            Undoable::Created => self.remove_created(&path, entry.after.as_ref()).map(|()| None),
            Undoable::Replaced => self.put_back_replaced(&path, entry).map(Some),
            Undoable::Deleted => self.put_back_deleted(&path, entry).map(Some),
            Undoable::Moved(from) => self.rename_back(&path, &RelPath::from_bytes(from.as_slice()), entry).map(Some),
            Undoable::Swapped(with) => self.swap_back(&path, &RelPath::from_bytes(with.as_slice()), entry).map(Some),
            Undoable::Metadata => self.redress(&path, entry).map(Some),
        }
    }

    /// What is at `path`, if it still is what the run left there.
    fn unchanged(&self, path: &RelPath, after: Option<&Stat>) -> Result<Stat, Refusal> {
        let now = self.root.stat(path)?.ok_or(Refusal::ChangedSince)?;
        let after = after.ok_or(Refusal::ChangedSince)?;
        let same = now.kind == after.kind
            && now.id == after.id
            && (now.kind == Kind::Folder || (now.size == after.size && now.mtime == after.mtime));
        if same { Ok(now) } else { Err(Refusal::ChangedSince) }
    }

    fn remove_created(&self, path: &RelPath, after: Option<&Stat>) -> Result<(), Refusal> {
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

    fn put_back_replaced(&self, path: &RelPath, entry: &UndoEntry) -> Result<Stat, Refusal> {
        self.unchanged(path, entry.after.as_ref())?;
        let stored = entry.trashed.as_ref().ok_or(Refusal::Failed(io::ErrorKind::NotFound.into()))?;
        let stored = RelPath::from_bytes(stored.as_slice());
        let from = self.old.folder_of(&stored)?;
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let (old, place) = ((&from, stored.name()), (&parent, path.name()));
        if exchange(old, place)? {
            self.own.put(old, path)?;
        } else {
            self.own.put(place, path)?;
            move_to_free(old, place)?;
        }
        Ok(stat_at(place.0, place.1)?)
    }

    fn put_back_deleted(&self, path: &RelPath, entry: &UndoEntry) -> Result<Stat, Refusal> {
        let expected = before(entry)?;
        if self.root.stat(path)?.is_some() {
            return Err(Refusal::ChangedSince);
        }
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let place = (&parent, path.name());
        if expected.kind == Kind::Folder {
            make_folder(place, expected.mode | 0o700)?;
            let (stat, _) = apply_attributes(place, Model { stat: expected, source: None }, self.carry)?;
            return Ok(stat);
        }
        let stored = entry.trashed.as_ref().ok_or(Refusal::Failed(io::ErrorKind::NotFound.into()))?;
        let stored = RelPath::from_bytes(stored.as_slice());
        let from = self.old.folder_of(&stored)?;
        move_to_free((&from, stored.name()), place)?;
        Ok(stat_at(place.0, place.1)?)
    }

    fn rename_back(&self, path: &RelPath, from: &RelPath, entry: &UndoEntry) -> Result<Stat, Refusal> {
        let now = self.root.stat(path)?.ok_or(Refusal::ChangedSince)?;
        if entry.after.is_none_or(|after| after.id != now.id) || self.root.stat(from)?.is_some() {
            return Err(Refusal::ChangedSince);
        }
        let here = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let there = self.root.folder(from.parent().unwrap_or_default().as_bytes())?;
        move_to_free((&here, path.name()), (&there, from.name()))?;
        Ok(stat_at(&there, from.name())?)
    }

    fn swap_back(&self, path: &RelPath, with: &RelPath, entry: &UndoEntry) -> Result<Stat, Refusal> {
        let now = self.root.stat(path)?.ok_or(Refusal::ChangedSince)?;
        if entry.after.is_none_or(|after| after.id != now.id) {
            return Err(Refusal::ChangedSince);
        }
        let here = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let there = self.root.folder(with.parent().unwrap_or_default().as_bytes())?;
        if !exchange((&here, path.name()), (&there, with.name()))? {
            return Err(Refusal::Failed(io::ErrorKind::Unsupported.into()));
        }
        Ok(stat_at(&here, path.name())?)
    }

    fn redress(&self, path: &RelPath, entry: &UndoEntry) -> Result<Stat, Refusal> {
        let before = before(entry)?;
        self.unchanged(path, entry.after.as_ref())?;
        let parent = self.root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let (stat, _) = apply_attributes((&parent, path.name()), Model { stat: before, source: None }, self.carry)?;
        Ok(stat)
    }
}
