//! Stages a new folder with everything in it, under its final names, so that one rename lands it.

use std::io;

use super::landing::Landing;
use super::outcome::Done;
use super::worker::Worker;
use crate::local::{CopyError, Flush, Model, Spot, Wanted, apply_attributes, make_folder, stat_at};
use crate::sys::Folder;
use crate::{Action, RelPath, Stat};

/// A folder of the subtree that is being filled.
struct Open {
    index: u32,
    name: Vec<u8>,
    handle: Folder,
    /// Where its entry is in the list of what was staged.
    done: usize,
}

impl Worker<'_> {
    /// Stages the operations `order` (a new folder and what it holds, in walk order) and lands them.
    pub fn subtree(&mut self, order: &[u32]) {
        let top = order[0];
        if self.is_lost(&self.operations[top as usize].path) {
            return;
        }
        let name = self.work.stage.fresh_name();
        match self.stage_subtree(order, &name) {
            Ok(mut inner) => {
                let Some(Done { after: Some(staged), .. }) = inner.first().cloned() else { return };
                inner.remove(0);
                self.land(Landing { operation: top, name, staged, bytes: 0, replaces: None, inner });
            }
            Err((index, error)) => self.fail(index, "make the folder", &error),
        }
    }

    fn stage_subtree(&mut self, order: &[u32], stage_name: &str) -> Result<Vec<Done>, (u32, io::Error)> {
        let operations = self.operations;
        let mut done: Vec<Done> = Vec::with_capacity(order.len());
        let mut open: Vec<Open> = Vec::new();
        for index in order {
            let operation = &operations[*index as usize];
            while open.last().is_some_and(|folder| !is_inside(&operation.path, &operations[folder.index as usize].path))
            {
                self.close(&mut open, &mut done);
            }
            let name = if open.is_empty() { stage_name.as_bytes() } else { operation.path.name() };
            let at = open.last().map_or(self.work.stage.new_folder(), |folder| &folder.handle);
            match &operation.action {
                Action::CreateFolder { .. } => {
                    let handle = staged_folder(at, name).map_err(|e| (*index, e))?;
                    open.push(Open { index: *index, name: name.to_vec(), handle, done: done.len() });
                    done.push(Done::gone(*index, None));
                }
                Action::Create { source } => self.stage_file(*index, source, (at, name), &mut done),
                _ => {}
            }
        }
        while !open.is_empty() {
            self.close(&mut open, &mut done);
        }
        done.retain(|step| step.after.is_some());
        Ok(done)
    }

    fn stage_file(&mut self, index: u32, source: &Stat, place: Spot<'_>, done: &mut Vec<Done>) {
        let operation = &self.operations[index as usize];
        let copied = match self.source.parent_of(Self::source_path(operation)) {
            Ok(from) => self.copier.copy(from, place, source, self.sink),
            Err(error) => Err(CopyError::Source(error)),
        };
        match copied {
            Ok(copied) => {
                self.note_xattrs(index, copied.xattrs);
                done.push(Done { bytes: copied.bytes, ..Done::made(index, copied.stat) });
            }
            Err(error) => self.copy_failed(index, error),
        }
    }

    /// Gives the innermost open folder its final permissions and time: nothing more comes into it.
    fn close(&mut self, open: &mut Vec<Open>, done: &mut [Done]) {
        let Some(folder) = open.pop() else { return };
        let operation = &self.operations[folder.index as usize];
        let Action::CreateFolder { source } = &operation.action else { return };
        let carry = self.work.carry;
        let at = open.last().map_or(self.work.stage.new_folder(), |outer| &outer.handle);
        let attributes = self.source.parent_of(Self::source_path(operation)).map_or(Wanted::AsTheyAre, Wanted::Like);
        // A folder that is renamed must be writable for its owner: `..` in it changes.
        let writable = Stat { mode: source.mode | 0o200, ..*source };
        let stat = if open.is_empty() { &writable } else { source };
        let result = apply_attributes((at, &folder.name), Model { stat, attributes }, carry).and_then(|made| {
            if self.work.flush() == Flush::Each {
                folder.handle.flush()?;
            }
            Ok(made)
        });
        match result {
            Ok(made) => {
                self.note_xattrs(folder.index, made.xattrs);
                done[folder.done].after = Some(made.stat);
            }
            Err(error) => {
                // The folder is usable all the same; only its metadata is missing.
                done[folder.done].after = stat_at(at, &folder.name).ok();
                self.fail(folder.index, "set permissions and time", &error);
            }
        }
    }
}

fn is_inside(path: &RelPath, folder: &RelPath) -> bool {
    path.starts_with(folder)
}

fn staged_folder(at: &Folder, name: &[u8]) -> io::Result<Folder> {
    make_folder((at, name), 0o777)?;
    at.child(name)
}
