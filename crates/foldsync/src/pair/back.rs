//! Ways back: undo of a session, a version out of the trash.

use std::collections::BTreeMap;
use std::io;

use super::open::Pair;
use crate::archive::{self, Reader, Record};
use crate::local::{Root, Stage, Trash, make_folder, move_to_free};
use crate::sys::Folder;
use crate::undo::{UndoLog, UndoReport, UndoRequest, undo};
use crate::{Carry, Failure, FailureKind, RelPath, Rename, Side, Sides, Sink};

/// What undoing a session came to.
#[derive(Debug)]
pub struct UndoOutcome {
    /// Path by path.
    pub report: UndoReport,
}

impl Pair {
    /// Takes back what `session` (with this `log`) did. What it created goes to the trash of `own_session`. The archive
    /// says again what it said before, so that the next run sees the changes that led to the session.
    pub fn undo(
        &self,
        log: &UndoLog,
        session: &str,
        own_session: &str,
        carry: Carry,
        sink: &dyn Sink,
    ) -> Result<UndoOutcome, Failure> {
        let request = UndoRequest { roots: self.roots(), session, own_session, fresh_marks: self.marks(), carry, sink };
        let report = undo(log, &request).map_err(|error| failed("undo", &error))?;
        self.commit_undone(&report).map_err(|error| failed("write the archive after undoing", &*error))?;
        if report.left_alone.is_empty() {
            UndoLog::forget(self.state(), session).map_err(|error| failed("forget the undo log", &error))?;
        }
        Ok(UndoOutcome { report })
    }

    fn commit_undone(&self, report: &UndoReport) -> Result<(), Box<dyn std::error::Error>> {
        let mut renames: Vec<Rename> =
            report.moved_back.iter().map(|(from, to)| Rename { from: from.clone(), to: to.clone() }).collect();
        renames.sort_by(|a, b| a.from.cmp(&b.from));
        let mut changes: BTreeMap<RelPath, Option<Record>> = BTreeMap::new();
        // What the session created in a folder that it moved was never at the old place.
        let created = |path: &RelPath| report.records.get(path) == Some(&None);
        for moved in super::records::renamed_records(self.state(), &renames)?.into_iter().filter(|m| !created(&m.from))
        {
            changes.entry(moved.from).or_insert(None);
            changes.insert(moved.to, Some(moved.record));
        }
        changes.extend(report.records.clone());
        let roots = match Reader::open(self.state())? {
            Some(reader) => *reader.roots(),
            None => self.archive_roots(&self.marks()),
        };
        archive::commit(self.state(), &roots, changes.iter().map(|(path, record)| (path, *record)))?;
        Ok(())
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
