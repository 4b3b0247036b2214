//! Making, linking, moving and removing names.

use std::ffi::OsStr;
use std::path::PathBuf;

use rustix::io::Errno;

use crate::names::Key;
use crate::tree::{Body, Entry, Ino, Meta, Node, ROOT, Tree};

/// What a rename may do to the target.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RenameMode {
    /// Replace it if it exists.
    Replace,
    /// EEXIST if it exists.
    NoReplace,
    /// ENOENT if it does not exist; both change places.
    Exchange,
}

/// A name in a folder.
#[derive(Clone, Copy, Debug)]
pub struct Place<'name> {
    /// The folder.
    pub parent: Ino,
    /// The name in it.
    pub name: &'name OsStr,
}

impl Tree {
    /// Makes an inode with its first name.
    pub fn add(&mut self, place: Place<'_>, meta: Meta, body: Body) -> Result<Ino, Errno> {
        self.check_free(place)?;
        let ino = self.next;
        self.next += 1;
        self.nodes.insert(ino, Node::new(meta, body));
        self.attach(place, ino)?;
        Ok(ino)
    }

    /// Gives a file one more name.
    pub fn link(&mut self, ino: Ino, place: Place<'_>) -> Result<(), Errno> {
        let node = self.node(ino)?;
        if node.is_folder() {
            return Err(Errno::PERM);
        }
        if node.names.is_empty() {
            return Err(Errno::NOENT);
        }
        self.check_free(place)?;
        self.attach(place, ino)
    }

    /// Takes the name of something that is no folder.
    pub fn unlink(&mut self, place: Place<'_>) -> Result<(), Errno> {
        let ino = self.lookup(place.parent, place.name)?;
        if self.node(ino)?.is_folder() {
            return Err(Errno::ISDIR);
        }
        self.detach(place)
    }

    /// Takes an empty folder away.
    pub fn remove_folder(&mut self, place: Place<'_>) -> Result<(), Errno> {
        let ino = self.lookup(place.parent, place.name)?;
        if !self.node(ino)?.entries()?.is_empty() {
            return Err(Errno::NOTEMPTY);
        }
        self.detach(place)
    }

    /// Moves a name.
    pub fn rename(&mut self, from: Place<'_>, to: Place<'_>, mode: RenameMode) -> Result<(), Errno> {
        let source = self.lookup(from.parent, from.name)?;
        self.names.check_new(to.name)?;
        let target = match self.lookup(to.parent, to.name) {
            Ok(ino) => Some(ino),
            Err(Errno::NOENT) => None,
            Err(error) => return Err(error),
        };
        self.check_alive(to.parent)?;
        let same_entry = from.parent == to.parent && self.names.key(from.name) == self.names.key(to.name);
        match (mode, target) {
            // Another spelling of the same name: nothing is replaced.
            (RenameMode::Replace | RenameMode::NoReplace, Some(_)) if same_entry => self.respell(from, to.name),
            (RenameMode::NoReplace, Some(_)) => Err(Errno::EXIST),
            (RenameMode::Exchange, None) => Err(Errno::NOENT),
            (RenameMode::Exchange, Some(target)) => self.exchange((from, source), (to, target)),
            // Two names of one file: POSIX wants both kept.
            (RenameMode::Replace, Some(target)) if target == source => Ok(()),
            (RenameMode::Replace | RenameMode::NoReplace, _) => {
                self.check_not_below(source, to.parent)?;
                if let Some(target) = target {
                    self.check_replaceable(source, target)?;
                    self.detach(to)?;
                }
                self.carry(from, to, source)
            }
        }
    }

    fn check_replaceable(&self, source: Ino, target: Ino) -> Result<(), Errno> {
        match (&self.node(source)?.body, &self.node(target)?.body) {
            (Body::Folder(_), Body::Folder(entries)) if entries.is_empty() => Ok(()),
            (Body::Folder(_), Body::Folder(_)) => Err(Errno::NOTEMPTY),
            (Body::Folder(_), _) => Err(Errno::NOTDIR),
            (_, Body::Folder(_)) => Err(Errno::ISDIR),
            _ => Ok(()),
        }
    }

    /// EINVAL if `folder` is `source` or below it.
    fn check_not_below(&self, source: Ino, folder: Ino) -> Result<(), Errno> {
        let mut at = folder;
        while at != ROOT {
            if at == source {
                return Err(Errno::INVAL);
            }
            at = self.node(at)?.names.first().ok_or(Errno::NOENT)?.0;
        }
        Ok(())
    }

    fn respell(&mut self, from: Place<'_>, name: &OsStr) -> Result<(), Errno> {
        let (key, stored, now) = (self.names.key(name), self.names.stored(name), self.now());
        let folder = self.node_mut(from.parent)?;
        folder.meta.mtime = now;
        folder.meta.ctime = now;
        folder.entries_mut()?.get_mut(&key).ok_or(Errno::NOENT)?.name = stored;
        Ok(())
    }

    fn exchange(&mut self, one: (Place<'_>, Ino), other: (Place<'_>, Ino)) -> Result<(), Errno> {
        self.check_not_below(one.1, other.0.parent)?;
        self.check_not_below(other.1, one.0.parent)?;
        self.point(one.0, one.1, other.1)?;
        self.point(other.0, other.1, one.1)
    }

    /// Lets the name at `place` lead to `new` instead of `old`; the name keeps its spelling.
    fn point(&mut self, place: Place<'_>, old: Ino, new: Ino) -> Result<(), Errno> {
        let (key, now) = (self.names.key(place.name), self.now());
        let folder = self.node_mut(place.parent)?;
        folder.meta.mtime = now;
        folder.meta.ctime = now;
        folder.entries_mut()?.get_mut(&key).ok_or(Errno::NOENT)?.ino = new;
        let name: (Ino, Key) = (place.parent, key);
        self.node_mut(old)?.names.remove(&name);
        let node = self.node_mut(new)?;
        node.names.insert(name);
        node.meta.ctime = now;
        Ok(())
    }

    /// Moves a name to a free place; both names are never missing at once.
    fn carry(&mut self, from: Place<'_>, to: Place<'_>, ino: Ino) -> Result<(), Errno> {
        self.attach(to, ino)?;
        self.detach(from)
    }

    fn check_free(&self, place: Place<'_>) -> Result<(), Errno> {
        self.names.check_new(place.name)?;
        self.check_alive(place.parent)?;
        match self.lookup(place.parent, place.name) {
            Ok(_) => Err(Errno::EXIST),
            Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// ENOENT if a folder was removed and is only still open.
    fn check_alive(&self, folder: Ino) -> Result<(), Errno> {
        if folder != ROOT && self.node(folder)?.names.is_empty() { Err(Errno::NOENT) } else { Ok(()) }
    }

    fn attach(&mut self, place: Place<'_>, ino: Ino) -> Result<(), Errno> {
        let (key, name, now) = (self.names.key(place.name), self.names.stored(place.name), self.now());
        let folder = self.node_mut(place.parent)?;
        folder.entries_mut()?.insert(key.clone(), Entry { name, ino });
        folder.meta.mtime = now;
        folder.meta.ctime = now;
        let node = self.node_mut(ino)?;
        node.names.insert((place.parent, key));
        node.meta.ctime = now;
        Ok(())
    }

    fn detach(&mut self, place: Place<'_>) -> Result<(), Errno> {
        let (key, now) = (self.names.key(place.name), self.now());
        let path: PathBuf = self.path_of_name(place.parent, place.name);
        let folder = self.node_mut(place.parent)?;
        let entry = folder.entries_mut()?.remove(&key).ok_or(Errno::NOENT)?;
        folder.meta.mtime = now;
        folder.meta.ctime = now;
        let node = self.node_mut(entry.ino)?;
        node.names.remove(&(place.parent, key));
        node.meta.ctime = now;
        if node.names.is_empty() {
            self.remember_path(entry.ino, path);
        }
        self.reap(entry.ino);
        Ok(())
    }
}
