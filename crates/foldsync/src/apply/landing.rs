//! Landing: staged content gets its place in the tree.

use std::io;

use super::outcome::{Aside, Done};
use super::run::Durability;
use super::worker::Worker;
use crate::local::{Flush, Spot, exchange, is_empty_folder, move_to_free, remove, stat_at};
use crate::sys;
use crate::{Event, Kind, RelPath, Stat, Time};

/// So many staged things, or so many bytes, share one `syncfs`.
const BATCH_COUNT: usize = 4096;
const BATCH_BYTES: u64 = 256 * 1024 * 1024;

/// Staged content that waits for its place.
#[derive(Debug)]
pub(super) struct Landing {
    /// The operation whose path it lands at.
    pub operation: u32,
    /// Its name in the stage.
    pub name: String,
    /// What the stage holds.
    pub staged: Stat,
    /// Content bytes transferred for it.
    pub bytes: u64,
    /// What it replaces; `None` when the place must be free.
    pub replaces: Option<Box<Stat>>,
    /// For a folder: what was staged with it.
    pub inner: Vec<Done>,
}

impl Worker<'_> {
    /// Lands `landing` now, or queues it until its data is durable.
    pub fn land(&mut self, landing: Landing) {
        if self.work.durability == Durability::Deferred {
            return self.land_now(landing);
        }
        let mut waiting = self.work.waiting();
        waiting.push(landing);
        let bytes: u64 = waiting.iter().map(|l| l.bytes + l.inner.iter().map(|d| d.bytes).sum::<u64>()).sum();
        let count: usize = waiting.iter().map(|l| 1 + l.inner.len()).sum();
        if count >= BATCH_COUNT || bytes >= BATCH_BYTES {
            let batch = std::mem::take(&mut *waiting);
            drop(waiting);
            self.land_batch(batch);
        }
    }

    /// Lands everything that still waits.
    pub fn land_rest(&mut self) {
        let batch = std::mem::take(&mut *self.work.waiting());
        self.land_batch(batch);
    }

    fn land_batch(&mut self, batch: Vec<Landing>) {
        if batch.is_empty() {
            return;
        }
        self.sink.event(Event::Reached("staged"));
        if let Err(error) = self.make_staged_durable() {
            for landing in batch {
                self.fail(landing.operation, "write it to the disk", &error);
            }
            return;
        }
        self.sink.event(Event::Reached("durable"));
        for landing in batch {
            self.land_now(landing);
        }
    }

    /// Where each thing is made durable on its own, that was done when it was staged.
    fn make_staged_durable(&self) -> io::Result<()> {
        match self.work.target.flush() {
            Flush::Whole => sys::sync_file_system(self.work.stage.new_folder()),
            Flush::Each => Ok(()),
        }
    }

    fn land_now(&mut self, landing: Landing) {
        let index = landing.operation;
        let result = match &landing.replaces {
            None => self.land_new(&landing),
            Some(expected) => match self.land_over(&landing, expected) {
                Ok(Replaced::Yes(trashed)) => Ok(trashed),
                Ok(Replaced::Newer) => return self.fail_changed(index, self.work.side()),
                Err(e) => Err(e),
            },
        };
        match result {
            Ok(trashed) => self.landed(landing, trashed),
            Err(error) => self.fail(index, "put it in place", &error),
        }
    }

    /// Records what is in place now.
    fn landed(&mut self, landing: Landing, trashed: Option<RelPath>) {
        let operation = &self.operations[landing.operation as usize];
        let after = self.look_again(&operation.path, &landing.staged);
        self.sink.event(Event::Reached("landed"));
        self.succeed(Done {
            operation: landing.operation,
            after: Some(after),
            aside: trashed.map(|path| Box::new(Aside::Trashed(path))),
            bytes: landing.bytes,
            effective: true,
        });
        let inner = landing.inner.len() as u64;
        if inner > 0 {
            self.sink.event(Event::Advanced { operations: inner, bytes: 0 });
            self.work.done().extend(landing.inner);
        }
    }

    /// The stat to record for `path`, where `placed` was put: a rename gave it a new change time. If
    /// somebody changed it already, what *we* put there is recorded, so that the next run sees the change.
    pub fn look_again(&mut self, path: &RelPath, placed: &Stat) -> Stat {
        let found = self.target.parent_of(path).and_then(|(folder, name)| stat_at(folder, name));
        match found {
            Ok(now) if now.same_but_ctime(placed) => now,
            _ => Stat { ctime: Time::default(), ..*placed },
        }
    }

    fn land_new(&mut self, landing: &Landing) -> io::Result<Option<RelPath>> {
        let path = &self.operations[landing.operation as usize].path;
        let from = (self.work.stage.new_folder(), landing.name.as_bytes());
        self.in_parent(path, |to| move_to_free(from, to))?;
        if landing.staged.kind == Kind::Folder {
            self.target.forget();
        }
        Ok(None)
    }

    fn land_over(&mut self, landing: &Landing, expected: &Stat) -> io::Result<Replaced> {
        let path = &self.operations[landing.operation as usize].path;
        let stage = self.work.stage.swap_folder();
        let staged = (stage, landing.name.as_bytes());
        self.sink.event(Event::Reached("exchange"));
        if !self.in_parent(path, |place| exchange(staged, place))? {
            return self.replace_in_steps(landing, expected);
        }
        self.sink.event(Event::Reached("exchanged"));
        let old = stat_at(stage, staged.1)?;
        if !is_as_expected(staged, &old, expected)? {
            self.put_back(landing, old)?;
            return Ok(Replaced::Newer);
        }
        Ok(Replaced::Yes(self.discard(staged, path, &old)?))
    }

    /// Puts `newer` work, which came out of the tree in exchange for our copy, back to its place. Whatever somebody puts there
    /// in this very moment is newer still.
    fn put_back(&mut self, landing: &Landing, newer: Stat) -> io::Result<()> {
        let path = &self.operations[landing.operation as usize].path;
        let stage = self.work.stage.swap_folder();
        let staged = (stage, landing.name.as_bytes());
        let (mut inside, mut outside) = (landing.staged, newer);
        loop {
            match self.in_parent(path, |place| exchange(staged, place)) {
                // What is in the tree got another name: the newer work only has to come back.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    return self.in_parent(path, |place| move_to_free(staged, place));
                }
                exchanged => exchanged?,
            };
            let found = stat_at(stage, staged.1)?;
            if found.same_but_ctime(&inside) {
                break;
            }
            (inside, outside) = (outside, found);
        }
        // Anything else than our copy is kept by the next run.
        if inside == landing.staged {
            let _ = remove(staged, landing.staged.kind);
        }
        Ok(())
    }

    /// For file systems that cannot exchange: the old version goes to the trash first. A crash between the
    /// two steps leaves the path absent here and changed on the other side: the next run creates it again.
    fn replace_in_steps(&mut self, landing: &Landing, expected: &Stat) -> io::Result<Replaced> {
        let path = &self.operations[landing.operation as usize].path;
        let staged = (self.work.stage.swap_folder(), landing.name.as_bytes());
        let aside = format!("{}.old", landing.name);
        let old = (self.work.stage.swap_folder(), aside.as_bytes());
        self.in_parent(path, |place| move_to_free(place, old))?;
        let found = stat_at(old.0, old.1)?;
        if !is_as_expected(old, &found, expected)? {
            self.in_parent(path, |place| move_to_free(old, place))?;
            return Ok(Replaced::Newer);
        }
        if let Err(error) = self.in_parent(path, |place| move_to_free(staged, place)) {
            self.in_parent(path, |place| move_to_free(old, place))?;
            return Err(error);
        }
        Ok(Replaced::Yes(self.discard(old, path, &found)?))
    }

    /// Puts what a run took out of the tree into the trash, or deletes it with `--no-trash`.
    pub fn discard(&mut self, spot: Spot<'_>, path: &RelPath, old: &Stat) -> io::Result<Option<RelPath>> {
        match &self.work.trash {
            Some(trash) => trash.put(spot, path).map(Some),
            None => remove(spot, old.kind).map(|()| None),
        }
    }

    /// Does `step` in the folder that holds `path`; where that folder is read-only and ours, it is made
    /// writable for the run.
    pub fn in_parent<T>(&mut self, path: &RelPath, step: impl Fn(Spot<'_>) -> io::Result<T>) -> io::Result<T> {
        let first = self.target.parent_of(path).and_then(&step);
        match first {
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied && self.unlock_parent(path).is_ok() => {
                self.target.parent_of(path).and_then(&step)
            }
            result => result,
        }
    }

    fn unlock_parent(&mut self, path: &RelPath) -> io::Result<()> {
        let parent = path.parent().ok_or(io::ErrorKind::PermissionDenied)?;
        let (folder, _) = self.target.parent_of(path)?;
        let mode = stat_at(folder, b"")?.mode;
        if mode & 0o300 == 0o300 {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        folder.set_mode(mode | 0o300)?;
        self.work.unlocked().push((parent, mode));
        Ok(())
    }
}

/// Whether what was taken out of the tree is what was to be replaced. A folder has another time after the run deleted
/// what was in it; it must be the same folder, and nothing may have come into it.
fn is_as_expected(spot: Spot<'_>, old: &Stat, expected: &Stat) -> io::Result<bool> {
    if old.kind != Kind::Folder || expected.kind != Kind::Folder {
        return Ok(old.same_but_ctime(expected));
    }
    Ok(old.id == expected.id && is_empty_folder(spot)?)
}

enum Replaced {
    Yes(Option<RelPath>),
    Newer,
}
