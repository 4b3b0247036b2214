//! Makes durable what a run did, before the archive may claim it.

use std::io;

use super::outcome::Outcome;
use super::run::Durability;
use super::worker::{SideWork, Worker};
use crate::local::{Dirty, Flush, flush_folder};
use crate::sys;
use crate::{Action, RelPath};

impl SideWork<'_> {
    /// How content and names are made durable while the run works: one by one, or not at all because one call
    /// does it for many.
    pub fn flush(&self) -> Flush {
        match self.durability {
            Durability::Before => self.target.flush(),
            Durability::Deferred => Flush::Whole,
        }
    }

    /// Makes everything that was done on this side durable.
    pub fn make_durable(&self, outcome: &Outcome) -> io::Result<()> {
        match (self.durability, self.target.flush()) {
            (Durability::Deferred, _) => self.renamed(outcome).flush(self.target),
            (Durability::Before, Flush::Whole) => sys::sync_file_system(self.target.handle()),
            (Durability::Before, Flush::Each) => self.dirty(outcome).flush(self.target),
        }
    }

    /// Folders out of which names went. A name that comes back after a power cut would be taken for a user's
    /// work, and no later look could tell; content that is torn or missing is recognized.
    fn renamed(&self, outcome: &Outcome) -> Dirty {
        let side = self.side();
        let mut dirty = Dirty::default();
        for done in &outcome.done {
            let operation = &outcome.plan.operations[done.operation as usize];
            let gone = match &operation.action {
                Action::Move { from, .. } => from,
                Action::Swap { with, .. } => with,
                Action::Delete { .. } => &operation.path,
                _ => continue,
            };
            if operation.side == side {
                if let (Some(trash), Some(path)) = (&self.trash, done.trashed()) {
                    dirty.trash(&trash.location(&path.parent().unwrap_or_default()));
                }
                dirty.folder(&gone.parent().unwrap_or_default());
                dirty.folder(&operation.path.parent().unwrap_or_default());
            }
        }
        dirty
    }

    /// What is not durable yet: contents and moves are, where each thing is made durable on its own.
    fn dirty(&self, outcome: &Outcome) -> Dirty {
        let side = self.side();
        let mut dirty = Dirty::default();
        let done = outcome.done.iter().map(|done| (done, &outcome.plan.operations[done.operation as usize]));
        for (done, operation) in done.filter(|(_, operation)| operation.side == side) {
            if let (Some(trash), Some(path)) = (&self.trash, done.trashed()) {
                dirty.trash(&trash.location(&path.parent().unwrap_or_default()));
            }
            match &operation.action {
                Action::Metadata { .. } => dirty.file(&operation.path),
                Action::CreateFolder { .. } => {
                    dirty.folder(&operation.path);
                    dirty.folder(&operation.path.parent().unwrap_or_default());
                }
                _ => dirty.folder(&operation.path.parent().unwrap_or_default()),
            }
        }
        for folder in outcome.folders.iter().filter(|folder| folder.side == side) {
            dirty.folder(&folder.path);
        }
        dirty
    }
}

impl Worker<'_> {
    /// Makes it durable that what was at `from` is at `to` now: the new name first, with all folders that lead to
    /// it, so that there is one of the two names at every instant.
    pub fn keep_move(&self, from: &RelPath, to: &RelPath) -> io::Result<()> {
        if self.work.flush() == Flush::Whole {
            return Ok(());
        }
        let mut next = to.parent();
        while let Some(folder) = next {
            flush_folder(self.work.target, &folder)?;
            next = folder.parent();
        }
        flush_folder(self.work.target, &from.parent().unwrap_or_default())
    }
}
