//! The steps that are no copies: moves, swaps, deletions, links, metadata, folders in place.

use std::io;

use super::landing::Landing;
use super::outcome::{Aside, Done};
use super::worker::Worker;
use crate::local::{
    CopyError, Dressed, Model, Root, Wanted, Xattrs, apply_attributes, attributes_of, exchange, hard_link, make_folder,
    move_to_free, remove, stat_at,
};
use crate::sys;
use crate::{Action, Attributes, Kind, Problem, RelPath, Stat};

impl Worker<'_> {
    /// Does one operation that is not part of a staged subtree.
    pub fn step(&mut self, index: u32) {
        let operations = self.operations;
        let operation = &operations[index as usize];
        if self.is_lost(&operation.path) {
            return;
        }
        match &operation.action {
            Action::CreateFolder { source } => self.create_folder(index, source),
            Action::Create { source } => self.copy(index, source, None),
            Action::Update { source, expected } => self.copy(index, source, Some(expected.clone())),
            Action::Link { target, source, expected } => self.link(index, target, source, expected.clone()),
            Action::Metadata { source, expected, attributes } => self.metadata(index, source, expected, *attributes),
            Action::Move { from, expected } => self.rename(index, from, expected),
            Action::Swap { with, expected_with, expected, .. } => self.swap(index, with, expected_with, expected),
            Action::Delete { expected } => self.delete(index, expected),
        }
    }

    fn finish(&mut self, index: u32, result: io::Result<Option<Done>>, doing: &str) {
        match result {
            Ok(Some(done)) => self.succeed(done),
            Ok(None) => self.fail_changed(index, self.work.side()),
            Err(error) => self.fail(index, doing, &error),
        }
    }

    /// Stages a copy and lands it.
    fn copy(&mut self, index: u32, source: &Stat, replaces: Option<Box<Stat>>) {
        let operation = &self.operations[index as usize];
        let name = self.work.stage.fresh_name();
        let stage = if replaces.is_some() { self.work.stage.swap_folder() } else { self.work.stage.new_folder() };
        let copied = match self.source.parent_of(Self::source_path(operation)) {
            Ok(from) => self.copier.copy(from, (stage, name.as_bytes()), source, self.sink),
            Err(error) => Err(CopyError::Source(error)),
        };
        match copied {
            Ok(copied) => {
                self.note_xattrs(index, copied.xattrs);
                self.land(Landing {
                    operation: index,
                    name,
                    staged: copied.stat,
                    bytes: copied.bytes,
                    replaces,
                    inner: Vec::new(),
                });
            }
            Err(error) => self.copy_failed(index, error),
        }
    }

    pub fn copy_failed(&mut self, index: u32, error: CopyError) {
        match error {
            CopyError::SourceChanged => self.fail_changed(index, self.work.source.side()),
            CopyError::Source(error) => self.fail_source(index, &error),
            CopyError::Target(error) => self.fail(index, "write the copy", &error),
        }
    }

    /// Makes a folder in place; its final permissions and time come when its content is there.
    fn create_folder(&mut self, index: u32, source: &Stat) {
        let operation = &self.operations[index as usize];
        let mode = if self.work.carry.perms { source.mode | 0o700 } else { 0o777 };
        let result = self.in_parent(&operation.path, |place| {
            make_folder(place, mode)?;
            stat_at(place.0, place.1)
        });
        let result = result.map(|after| Some(Done::made(index, after)));
        self.finish(index, result, "make the folder");
    }

    /// Gives a folder that was made here its permissions, owner, attributes and time; `staged` is how it
    /// was seen last. `None` when there is nothing to change.
    pub fn dress_folder(&mut self, index: u32, staged: Option<&Stat>) -> Option<Stat> {
        let operation = &self.operations[index as usize];
        let Action::CreateFolder { source } = &operation.action else { return None };
        let carry = self.work.carry;
        if staged
            .is_some_and(|now| (!carry.perms || now.mode == source.mode) && (!carry.times || now.mtime == source.mtime))
        {
            return None;
        }
        let from = self.source.parent_of(Self::source_path(operation));
        let result = match (from, self.target.parent_of(&operation.path)) {
            (Ok(from), Ok(place)) => {
                apply_attributes(place, Model { stat: source, attributes: Wanted::Like(from) }, carry)
            }
            (Err(e), _) | (_, Err(e)) => Err(e),
        };
        match result {
            Ok(made) => {
                self.note_xattrs(index, made.xattrs);
                Some(made.stat)
            }
            Err(error) => {
                self.fail(index, "set permissions and time", &error);
                None
            }
        }
    }

    fn link(&mut self, index: u32, target: &RelPath, source: &Stat, expected: Option<Box<Stat>>) {
        // What has that name now is not the file that was to be made there.
        if self.is_lost(target) {
            return self.fail_changed(index, self.work.side());
        }
        // A name that replaces nothing is worthless after a crash: the file has others.
        let stage = if expected.is_some() { self.work.stage.swap_folder() } else { self.work.stage.new_folder() };
        match self.stage_link(stage, target) {
            // Another name of it has changed since it was scanned.
            Ok((name, staged)) if (staged.kind, staged.size) != (source.kind, source.size) => {
                let _ = remove((stage, name.as_bytes()), staged.kind);
                self.fail_changed(index, self.work.side());
            }
            Ok((name, staged)) => {
                let landing =
                    Landing { operation: index, name, staged, bytes: 0, replaces: expected, inner: Vec::new() };
                self.land_link(landing);
            }
            Err(error) if sys::links_impossible(&error) => {
                let problem = Problem {
                    path: self.operations[index as usize].path.clone(),
                    side: Some(self.work.side()),
                    message: "this file system has no hard links; the file was copied instead".to_owned(),
                    hint: Some("use --no-hard-links for this pair".to_owned()),
                };
                self.problem(problem);
                self.copy(index, source, expected);
            }
            Err(error) => self.fail(index, "make the hard link", &error),
        }
    }

    /// A second name in the stage for the file at `target`.
    fn stage_link(&mut self, stage: &sys::Folder, target: &RelPath) -> io::Result<(String, Stat)> {
        let name = self.work.stage.fresh_name();
        let from = self.target.parent_of(target)?;
        hard_link(from, (stage, name.as_bytes()))?;
        let staged = stat_at(stage, name.as_bytes())?;
        Ok((name, staged))
    }

    fn land_link(&mut self, landing: Landing) {
        if landing.replaces.is_some() {
            return self.land(landing);
        }
        let index = landing.operation;
        let path = &self.operations[index as usize].path;
        let from = (self.work.stage.new_folder(), landing.name.as_bytes());
        let result = self.in_parent(path, |place| move_to_free(from, place)).map(|()| {
            let after = self.look_again(path, &landing.staged);
            Some(Done::made(index, after))
        });
        if result.is_err() {
            let _ = remove(from, Kind::File);
        }
        self.finish(index, result, "make the hard link");
    }

    fn metadata(&mut self, index: u32, source: &Stat, expected: &Stat, attributes: Attributes) {
        let operation = &self.operations[index as usize];
        let carry = self.work.carry;
        let wanted = match (attributes, Self::source_path(operation)) {
            (Attributes::Keep, _) => Wanted::AsTheyAre,
            (Attributes::Copy | Attributes::Probe, path) => {
                self.source.parent_of(path).map_or(Wanted::AsTheyAre, Wanted::Like)
            }
        };
        let result = self.target.parent_of(&operation.path).and_then(|place| {
            let now = stat_at(place.0, place.1)?;
            // Work in a folder changes its time; that is settled at the end. So are the permissions of one that had to be
            // made writable.
            let found = self.work.forget_unlocked(&operation.path).unwrap_or(now.mode);
            let mode = (found, now.uid, now.gid) == (expected.mode, expected.uid, expected.gid);
            // A folder that an earlier operation made is dressed at the end, too.
            let fresh = expected == source && now.kind == Kind::Folder;
            if !fresh && (!mode || !still_there(&now, expected)) {
                return Ok(None);
            }
            apply_attributes(place, Model { stat: source, attributes: wanted }, carry).map(Some)
        });
        let result = result.map(|changed| {
            changed.map(|Dressed { stat, xattrs, earlier }| {
                self.note_xattrs(index, xattrs);
                self.work.keep_attributes(index, earlier);
                let effective = attributes != Attributes::Probe || xattrs == Xattrs::Changed;
                Done { effective, ..Done::made(index, stat) }
            })
        });
        self.finish(index, result, "set permissions and time");
    }

    fn rename(&mut self, index: u32, from: &RelPath, expected: &Stat) {
        let path = &self.operations[index as usize].path;
        let root = self.work.target;
        let result = self.rename_checked(root, from, path, expected);
        self.target.forget();
        self.source.forget();
        let result = result.and_then(|after| self.keep_move(from, path).map(|()| after));
        let result = result.map(|after| after.map(|after| Done::made(index, after)));
        self.finish(index, result, "rename it");
    }

    fn rename_checked(
        &mut self,
        root: &Root,
        from: &RelPath,
        to: &RelPath,
        expected: &Stat,
    ) -> io::Result<Option<Stat>> {
        let source = root.folder(from.parent().unwrap_or_default().as_bytes())?;
        let place = (&source, from.name());
        if !still_there(&stat_at(place.0, place.1)?, expected) {
            return Ok(None);
        }
        let mut moved = self.in_parent(to, |target| move_to_free(place, target));
        if is_denied(&moved) {
            // The folder it leaves may be the read-only one.
            moved = self.in_parent(from, |_| move_from(root, from, to));
        }
        if is_denied(&moved) && expected.kind == Kind::Folder {
            moved = move_read_only(root, from, to, expected.mode);
        }
        moved?;
        self.work.rebase_unlocked(from, to);
        let after = self.target.parent_of(to).and_then(|(folder, name)| stat_at(folder, name))?;
        if still_there(&after, expected) {
            return Ok(Some(after));
        }
        // Replaced between the look and the rename: back it goes.
        let target = root.folder(to.parent().unwrap_or_default().as_bytes())?;
        move_to_free((&target, to.name()), place)?;
        Ok(None)
    }

    fn swap(&mut self, index: u32, with: &RelPath, expected_with: &Stat, expected: &Stat) {
        let path = &self.operations[index as usize].path;
        let root = self.work.target;
        let result = swap_checked(root, path, with, expected, expected_with);
        self.target.forget();
        self.source.forget();
        let result = result.and_then(|after| self.keep_move(with, path).map(|()| after));
        let done =
            |(after, partner)| Done { aside: Some(Box::new(Aside::Partner(partner))), ..Done::made(index, after) };
        self.finish(index, result.map(|after| after.map(done)), "exchange the two names");
    }

    fn delete(&mut self, index: u32, expected: &Stat) {
        let path = &self.operations[index as usize].path;
        if expected.kind == Kind::Folder {
            let carry = self.work.carry;
            let result = self.in_parent(path, |place| {
                // No trash keeps a folder.
                let attributes = attributes_of(place, carry)?;
                remove(place, Kind::Folder).map(|()| attributes)
            });
            self.target.forget();
            // What could not be deleted inside is reported already.
            let told = self.report.failed.iter().any(|failed| failed.starts_with(path));
            match result {
                Ok(attributes) => {
                    self.work.keep_attributes(index, attributes);
                    self.succeed(Done::gone(index, None));
                }
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty && told => {}
                Err(error) => self.fail(index, "delete the folder", &error),
            }
            return;
        }
        let result = self.delete_file(index, expected);
        self.finish(index, result, "move it to the trash");
    }

    /// Takes the file out of the tree, looks at it, and puts it back if it is newer work.
    fn delete_file(&mut self, index: u32, expected: &Stat) -> io::Result<Option<Done>> {
        let path = &self.operations[index as usize].path;
        let name = self.work.stage.fresh_name();
        let aside = (self.work.stage.swap_folder(), name.as_bytes());
        self.in_parent(path, |place| {
            if !stat_at(place.0, place.1)?.same_but_ctime(expected) {
                return Ok(());
            }
            move_to_free(place, aside)
        })?;
        let Ok(found) = stat_at(aside.0, aside.1) else { return Ok(None) };
        if !found.same_but_ctime(expected) {
            self.in_parent(path, |place| move_to_free(aside, place))?;
            return Ok(None);
        }
        let trashed = self.discard(aside, path, &found)?;
        Ok(Some(Done::gone(index, trashed)))
    }
}

/// A file must be the version that was scanned; of a folder its identity is enough, for what it holds is
/// checked path by path.
fn still_there(now: &Stat, expected: &Stat) -> bool {
    if now.kind == Kind::Folder {
        return expected.kind == Kind::Folder && now.id == expected.id;
    }
    now.same_but_ctime(expected)
}

fn move_from(root: &Root, from: &RelPath, to: &RelPath) -> io::Result<()> {
    let source = root.folder(from.parent().unwrap_or_default().as_bytes())?;
    let target = root.folder(to.parent().unwrap_or_default().as_bytes())?;
    move_to_free((&source, from.name()), (&target, to.name()))
}

fn is_denied(result: &io::Result<()>) -> bool {
    result.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::PermissionDenied)
}

/// A folder that goes into another one must be writable for its owner: `..` in it changes.
fn move_read_only(root: &Root, from: &RelPath, to: &RelPath, mode: u16) -> io::Result<()> {
    let folder = root.folder(from.as_bytes())?;
    folder.set_mode(mode | 0o200)?;
    let moved = move_from(root, from, to);
    folder.set_mode(mode)?;
    moved
}

/// Exchanges `a` and `b`; returns what is at each of them then, or `None` where something else was.
fn swap_checked(root: &Root, a: &RelPath, b: &RelPath, at_a: &Stat, at_b: &Stat) -> io::Result<Option<(Stat, Stat)>> {
    let folder_a = root.folder(a.parent().unwrap_or_default().as_bytes())?;
    let folder_b = root.folder(b.parent().unwrap_or_default().as_bytes())?;
    let (place_a, place_b) = ((&folder_a, a.name()), (&folder_b, b.name()));
    let as_expected = |a: &Stat, b: &Stat| still_there(a, at_a) && still_there(b, at_b);
    if !as_expected(&stat_at(place_a.0, place_a.1)?, &stat_at(place_b.0, place_b.1)?) {
        return Ok(None);
    }
    if !exchange(place_a, place_b)? {
        return Err(sys::unsupported());
    }
    let (now_a, now_b) = (stat_at(place_a.0, place_a.1)?, stat_at(place_b.0, place_b.1)?);
    if as_expected(&now_b, &now_a) {
        return Ok(Some((now_a, now_b)));
    }
    exchange(place_a, place_b)?;
    Ok(None)
}
