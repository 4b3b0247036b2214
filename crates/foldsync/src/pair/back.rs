//! Ways back: undo of a session, a version out of the trash.

use std::collections::BTreeMap;
use std::io;

use super::mounts::Mounts;
use super::open::Pair;
use crate::archive::{self, CommitError, Damage, Reader, Record};
use crate::local::{Root, Stage, Trash, make_folder, move_to_free};
use crate::sys::Folder;
use crate::undo::{Begun, LogError, UndoLog, UndoReport, UndoRequest, undo};
use crate::{Carry, Event, Failure, FailureKind, RelPath, Rename, Side, Sides, Sink};

/// What undoing a session came to.
#[derive(Debug)]
pub struct UndoOutcome {
    /// Path by path.
    pub report: UndoReport,
}

/// Why the archive does not take account of an undoing that was cut short.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsettled {
    /// What is known about the undoing.
    #[error(transparent)]
    Known(#[from] LogError),
    /// The archive cannot be read.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// The archive cannot be written.
    #[error(transparent)]
    Archive(#[from] CommitError),
}

impl Pair {
    /// Takes back what `session` (with this `log`) did. What it created goes to the trash of `own_session`. The archive
    /// says again what it said before, so that the next run sees the changes that led to the session. An undoing of the
    /// session that was cut short is ended.
    pub fn undo(
        &self,
        log: &UndoLog,
        session: &str,
        own_session: &str,
        carry: Carry,
        sink: &dyn Sink,
    ) -> Result<UndoOutcome, Failure> {
        self.settle_other(session)
            .map_err(|error| failed("take account of an undoing that was interrupted", &error))?;
        let roots = self.roots();
        let request =
            UndoRequest { state: self.state(), roots, session, own_session, fresh_marks: self.marks(), carry, sink };
        let report = undo(log, &request).map_err(|error| failed("undo", &error))?;
        self.commit_undone(&report).map_err(|error| failed("write the archive after undoing", &error))?;
        sink.event(Event::Reached("committed"));
        if report.left_alone.is_empty() {
            UndoLog::forget(self.state(), session).map_err(|error| failed("forget the undo log", &error))?;
            sink.event(Event::Reached("forgotten"));
        }
        Begun::end(self.state()).map_err(|error| failed("end undoing", &error))?;
        Ok(UndoOutcome { report })
    }

    /// Takes account of an undoing that was cut short, if there is one: where it took changes back, the archive says again
    /// what it said before them. Doing so twice changes nothing, and undoing can still be ended.
    pub(super) fn settle_undoing(&self) -> Result<(), Unsettled> {
        let Some(begun) = Begun::read(self.state())? else { return Ok(()) };
        let log = match UndoLog::read(self.state(), &begun.session) {
            // It goes when the archive is written.
            Err(LogError::Missing(_)) => return Ok(()),
            log => log?,
        };
        self.commit_undone(&UndoReport::of(&log, &begun.extent, self.roots()))
    }

    fn settle_other(&self, session: &str) -> Result<(), Unsettled> {
        match Begun::read(self.state())? {
            Some(begun) if begun.session != session => {
                self.settle_undoing()?;
                Ok(Begun::end(self.state())?)
            }
            _ => Ok(()),
        }
    }

    fn commit_undone(&self, report: &UndoReport) -> Result<(), Unsettled> {
        let mut renames: Vec<Rename> = Vec::new();
        for (from, to) in &report.moved_back {
            if !self.remembers(to, report.records.get(to))? {
                renames.push(Rename { from: from.clone(), to: to.clone() });
            }
        }
        renames.sort_by(|a, b| a.from.cmp(&b.from));
        self.follow_mounts(&renames)?;
        let mut changes: BTreeMap<RelPath, Option<Record>> = BTreeMap::new();
        // What the session created in a folder that it moved was never at the old place.
        let created = |path: &RelPath| report.records.get(path) == Some(&None);
        for moved in super::records::renamed_records(self.state(), &renames)?.into_iter().filter(|m| !created(&m.from))
        {
            changes.entry(moved.from).or_insert(None);
            changes.insert(moved.to, Some(moved.record));
        }
        for (path, record) in &report.records {
            let is_accounted_for = report.touched.contains(path) || changes.contains_key(path);
            if is_accounted_for || !self.is_taken(path, record.as_ref())? {
                changes.insert(path.clone(), *record);
            }
        }
        let roots = match Reader::open(self.state())? {
            Some(reader) => *reader.roots(),
            None => self.archive_roots(&self.marks()),
        };
        archive::commit(self.state(), &roots, changes.iter().map(|(path, record)| (path, *record)))?;
        Ok(())
    }

    /// Lets the note of what is mounted say so where `renames` take it, before the archive does.
    fn follow_mounts(&self, renames: &[Rename]) -> Result<(), CommitError> {
        // One that cannot be read lets no run begin.
        let Ok(mut mounts) = Mounts::read(self.state()) else { return Ok(()) };
        mounts.follow(renames);
        mounts.write(self.state()).map_err(|error| CommitError::Io {
            doing: "write",
            path: Mounts::file(self.state()),
            error,
        })
    }

    /// Whether the archive has at `path` the thing of `record`: it says already that it was renamed back, as it does when
    /// an undoing was cut short right after that.
    fn remembers(&self, path: &RelPath, record: Option<&Option<Record>>) -> Result<bool, Damage> {
        let Some(Some(record)) = record else { return Ok(false) };
        let known = Reader::lookup(self.state(), path.as_bytes())?;
        Ok(known.is_some_and(|known| Side::BOTH.iter().all(|it| known.seen.get(*it).id == record.seen.get(*it).id)))
    }

    /// Whether the archive has something else at `path` than the thing of `record`. Both sides gave it that name by
    /// themselves: no session did it, so none takes it back, and the archive must not lose it. The thing of `record` is new
    /// to the next run then.
    fn is_taken(&self, path: &RelPath, record: Option<&Record>) -> Result<bool, Damage> {
        let Some(record) = record else { return Ok(false) };
        let Some(known) = Reader::lookup(self.state(), path.as_bytes())? else { return Ok(false) };
        Ok(Side::BOTH.iter().all(|it| known.seen.get(*it).id != record.seen.get(*it).id))
    }

    /// Puts the version of `path` that `session` trashed on `side` back to its place. What is there now
    /// goes to the trash of `own_session`; returns whether there was something.
    pub fn restore(&self, side: Side, session: &str, path: &RelPath, own_session: &str) -> Result<bool, Failure> {
        self.put_back(side, session, path, own_session)
            .map_err(|error| failed(&format!("put {} back on the {}", path.display(), side.name()), &error))
    }

    fn put_back(&self, side: Side, session: &str, path: &RelPath, own_session: &str) -> io::Result<bool> {
        let root = self.root(side);
        let marks: Sides<[u8; 16]> = self.marks();
        let stage = Stage::open(root, own_session, *marks.get(side))?;
        let stored = Trash::lazy(root, session).folder_of(path)?;
        let parent = ensure_folder(root, &path.parent().unwrap_or_default())?;
        let place = (&parent, path.name());
        let occupied = root.stat(path)?.is_some();
        if occupied {
            Trash::lazy(root, own_session).put(place, path)?;
        }
        move_to_free((&stored, path.name()), place)?;
        stage.close()?;
        Ok(occupied)
    }
}

/// Opens a folder below `root`; it may be gone with what is put back, then it is made again.
fn ensure_folder(root: &Root, path: &RelPath) -> io::Result<Folder> {
    match (root.folder(path.as_bytes()), path.parent()) {
        (Err(error), Some(parent)) if error.kind() == io::ErrorKind::NotFound => {
            let above = ensure_folder(root, &parent)?;
            make_folder((&above, path.name()), 0o777)?;
            root.folder(path.as_bytes())
        }
        (result, _) => result,
    }
}

fn failed(doing: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: format!("cannot {doing}: {error}"),
        hint: Some("nothing is lost: old versions are in the trash (syncmgr trash list)".to_owned()),
    }
}
