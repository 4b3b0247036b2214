//! Settling folders: final permissions and times, innermost first, when nothing more happens in them.
//!
//! Work inside a folder changes its time. Afterwards it gets the time that people gave it, so that a run
//! leaves no trace of its own and the next one finds nothing to do.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::outcome::{FolderDone, Outcome};
use super::run::ApplyRequest;
use super::worker::{SideWork, Worker};
use crate::archive::Record;
use crate::local::{Root, set_time, stat_at};
use crate::{Action, FolderTime, Kind, Operation, RelPath, Side, Sides, Stat, Time};

/// Tells what the archive holds, by the paths that are valid after the run's moves.
pub trait BaseRecords: Sync {
    /// The records of `paths`, which are in walk order; `None` where there is none.
    fn records(&self, paths: &[RelPath]) -> Vec<Option<Record>>;
}

/// Dresses the folders that were made in place and gives every folder that the run worked in its time.
pub(super) fn settle(outcome: &mut Outcome, work: &Sides<Option<SideWork<'_>>>, request: &ApplyRequest<'_>) {
    dress(outcome, work, request);
    lock_again(work);
    let wanted: BTreeMap<&RelPath, Time> =
        outcome.plan.folder_times.iter().map(|folder| (&folder.path, folder.time)).collect();
    let (mut folders, mut untimed) = (Vec::new(), Vec::new());
    for (path, time) in wanted.iter().rev() {
        for side in Side::BOTH {
            match settle_one(path, side, Some(*time), None, request) {
                Some(done) => folders.push(done),
                None => untimed.push(FolderTime { path: (*path).clone(), time: *time }),
            }
        }
    }
    let touched = touched(outcome, &wanted);
    let paths: Vec<RelPath> = touched.keys().map(|path| (*path).clone()).collect();
    let records = request.base.records(&paths);
    for ((path, sides), record) in touched.iter().zip(records).rev() {
        for side in sides {
            let time = record.map(|record| record.seen.get(*side).mtime);
            folders.extend(settle_one(path, *side, time, record, request));
        }
    }
    (outcome.folders, outcome.untimed) = (folders, untimed);
}

/// Existing folders in which entries came or went, with the sides where that happened.
fn touched<'a>(outcome: &'a Outcome, wanted: &BTreeMap<&RelPath, Time>) -> BTreeMap<RelPath, BTreeSet<Side>> {
    let mut touched: BTreeMap<RelPath, BTreeSet<Side>> = BTreeMap::new();
    let mut last: Option<(Side, &'a RelPath)> = None;
    for done in &outcome.done {
        let operation: &'a Operation = &outcome.plan.operations[done.operation as usize];
        let mut paths = vec![&operation.path];
        match &operation.action {
            Action::Metadata { .. } => continue,
            Action::Move { from, .. } => paths.push(from),
            Action::Swap { with, .. } => paths.push(with),
            _ => {}
        }
        for path in paths {
            if last.is_some_and(|(side, before)| side == operation.side && same_parent(before, path)) {
                continue;
            }
            last = Some((operation.side, path));
            let Some(parent) = path.parent().filter(|parent| !parent.is_root() && !wanted.contains_key(parent)) else {
                continue;
            };
            touched.entry(parent).or_default().insert(operation.side);
        }
    }
    touched
}

fn same_parent(a: &RelPath, b: &RelPath) -> bool {
    let parent = |path: &RelPath| path.as_bytes().len() - path.name().len();
    a.as_bytes()[..parent(a)] == b.as_bytes()[..parent(b)]
}

fn settle_one(
    path: &RelPath,
    side: Side,
    time: Option<Time>,
    record: Option<Record>,
    request: &ApplyRequest<'_>,
) -> Option<FolderDone> {
    let root: &Root = request.roots.get(side);
    let settle = || -> io::Result<Stat> {
        let parent = root.folder(path.parent().unwrap_or_default().as_bytes())?;
        let place = (&parent, path.name());
        let now = stat_at(place.0, place.1)?;
        match time {
            Some(time) if now.kind == Kind::Folder && now.mtime != time && request.carry.times => set_time(place, time),
            _ => Ok(now),
        }
    };
    let now = settle().ok().filter(|now| now.kind == Kind::Folder)?;
    Some(FolderDone { path: path.clone(), side, now, record: record.map(Box::new) })
}

/// Gives folders that were made in place their permissions, owner, attributes and times.
fn dress(outcome: &mut Outcome, work: &Sides<Option<SideWork<'_>>>, request: &ApplyRequest<'_>) {
    for side in Side::BOTH {
        let Some(work) = work.get(side) else { continue };
        let mut worker = Worker::new(work, &outcome.plan.operations, request.sink);
        for done in outcome.done.iter_mut().rev() {
            let operation = &outcome.plan.operations[done.operation as usize];
            if operation.side == side
                && matches!(operation.action, Action::CreateFolder { .. })
                && let Some(stat) = worker.dress_folder(done.operation, done.after.as_ref())
            {
                done.after = Some(stat);
            }
        }
        outcome.problems.append(&mut worker.report.problems);
        outcome.undressed.append(&mut worker.report.failed);
    }
}

/// Folders that had to be made writable get their permissions back.
fn lock_again(work: &Sides<Option<SideWork<'_>>>) {
    for side in Side::BOTH {
        let Some(work) = work.get(side) else { continue };
        for (path, mode) in work.unlocked().drain(..).rev() {
            // Gone or replaced meanwhile: then there is nothing to restore.
            let _ = work.target.folder(path.as_bytes()).and_then(|folder| folder.set_mode(mode));
        }
    }
}
