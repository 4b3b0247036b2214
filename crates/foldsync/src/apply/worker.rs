//! One thread's hands: handles, buffers, and the list of what it did.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::explain::{changed_meanwhile, explain};
use super::landing::Landing;
use super::outcome::Done;
use super::run::Durability;
use crate::local::{Attribute, ContentCopier, Folders, Root, Stage, Throttle, Trash, Xattrs};
use crate::{Carry, Event, Links, Operation, Problem, RelPath, Side, Sink};

/// Everything that the threads share for work on one side.
#[derive(Debug)]
pub(super) struct SideWork<'a> {
    pub target: &'a Root,
    pub source: &'a Root,
    pub stage: Stage,
    /// `None` with `--no-trash`.
    pub trash: Option<Trash<'a>>,
    pub durability: Durability,
    pub carry: Carry,
    pub links: Links,
    pub no_clone: AtomicBool,
    pub throttle: Option<Throttle>,
    pub waiting: Mutex<Vec<Landing>>,
    /// What was done so far. One list for all threads: a million entries are not copied together in the end.
    pub done: Mutex<Vec<Done>>,
    /// Folders that had to be made writable, with the mode they get back at the end.
    pub unlocked: Mutex<Vec<(RelPath, u16)>>,
    /// Attributes that operations changed or deleted, as they were.
    pub attributes: Mutex<BTreeMap<u32, Vec<Attribute>>>,
}

impl SideWork<'_> {
    pub fn side(&self) -> Side {
        self.target.side()
    }

    pub fn waiting(&self) -> MutexGuard<'_, Vec<Landing>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn done(&self) -> MutexGuard<'_, Vec<Done>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn unlocked(&self) -> MutexGuard<'_, Vec<(RelPath, u16)>> {
        self.unlocked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the attributes that operation `index` changed or deleted.
    pub fn keep_attributes(&self, index: u32, earlier: Vec<Attribute>) {
        if !earlier.is_empty() {
            self.attributes.lock().unwrap_or_else(PoisonError::into_inner).insert(index, earlier);
        }
    }

    /// Folders at and below `from` are at `to` now.
    pub fn rebase_unlocked(&self, from: &RelPath, to: &RelPath) {
        for (path, _) in self.unlocked().iter_mut() {
            if let Some(moved) = path.rebase(from, to) {
                *path = moved;
            }
        }
    }

    /// Takes `folder` off the list of those that get their permissions back, because it gets new ones; returns those
    /// that it had.
    pub fn forget_unlocked(&self, folder: &RelPath) -> Option<u16> {
        let mut unlocked = self.unlocked();
        let found = unlocked.iter().find(|(path, _)| path == folder).map(|(_, mode)| *mode);
        unlocked.retain(|(path, _)| path != folder);
        found
    }
}

/// What a thread could not do.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub problems: Vec<Problem>,
    /// Operations at or below these failed: what depends on them is not tried.
    pub failed: Vec<RelPath>,
}

/// One thread's way to work on one side.
pub(super) struct Worker<'a> {
    pub work: &'a SideWork<'a>,
    pub operations: &'a [Operation],
    pub source: Folders<'a>,
    pub target: Folders<'a>,
    pub copier: ContentCopier<'a>,
    pub sink: &'a dyn Sink,
    pub report: Report,
    xattrs_lost: bool,
}

impl<'a> Worker<'a> {
    pub fn new(work: &'a SideWork<'a>, operations: &'a [Operation], sink: &'a dyn Sink) -> Self {
        Self {
            work,
            operations,
            source: Folders::reading(work.source, work.links),
            target: Folders::of(work.target),
            copier: ContentCopier::new(work.carry, &work.no_clone, work.throttle.as_ref()).with_flush(work.flush()),
            sink,
            report: Report::default(),
            xattrs_lost: false,
        }
    }

    /// Where the content of `operation` is on the source side.
    pub fn source_path(operation: &Operation) -> &RelPath {
        operation.source_path.as_ref().unwrap_or(&operation.path)
    }

    pub fn succeed(&mut self, done: Done) {
        self.sink.event(Event::Advanced { operations: 1, bytes: 0 });
        self.work.done().push(done);
    }

    pub fn fail(&mut self, index: u32, doing: &str, error: &io::Error) {
        let path = &self.operations[index as usize].path;
        let problem = explain(self.work.side(), path, doing, error);
        self.give_up(index, problem);
    }

    /// The source of `index` could not be read.
    pub fn fail_source(&mut self, index: u32, error: &io::Error) {
        let operation = &self.operations[index as usize];
        let problem = explain(self.work.source.side(), Self::source_path(operation), "read it", error);
        self.give_up(index, problem);
    }

    pub fn fail_changed(&mut self, index: u32, side: Side) {
        let problem = changed_meanwhile(side, &self.operations[index as usize].path);
        self.give_up(index, problem);
    }

    fn give_up(&mut self, index: u32, problem: Problem) {
        self.report.failed.push(self.operations[index as usize].path.clone());
        self.problem(problem);
    }

    pub fn problem(&mut self, problem: Problem) {
        self.sink.event(Event::Problem(problem.clone()));
        self.report.problems.push(problem);
    }

    /// Whether something that `path` depends on failed before.
    pub fn is_lost(&self, path: &RelPath) -> bool {
        self.report.failed.iter().any(|failed| path.starts_with(failed))
    }

    /// Tells once for each side that extended attributes do not fit there.
    pub fn note_xattrs(&mut self, index: u32, xattrs: Xattrs) {
        if xattrs == Xattrs::Unsupported && !self.xattrs_lost {
            self.xattrs_lost = true;
            let problem = Problem {
                path: self.operations[index as usize].path.clone(),
                side: Some(self.work.side()),
                message: "its extended attributes cannot be stored on this file system (told once for all files)"
                    .to_owned(),
                hint: Some("use --no-xattrs (and --no-acls) for this pair".to_owned()),
            };
            self.problem(problem);
        }
    }
}
