//! Does what a user does, and tells the observer.

use std::fs::{self, File, FileTimes, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use foldsync::Side;

use crate::history::{Edit, Name};
use crate::observer::Observer;
use crate::tree::{Entry, Node, Tree, read};

/// Does `edit` in the folder `root`, which is that of `side`.
pub fn perform(root: &Path, side: Side, edit: Edit, observer: &mut Observer) {
    if matches!(edit, Edit::Rename(..) | Edit::Swap(..) | Edit::HardLink(..)) {
        observer.forget_names();
    }
    let mut user = User { root, side, observer };
    // What is impossible just now does nothing.
    if user.try_to(edit).is_ok() {
        observer.edits += 1;
    }
}

struct User<'a> {
    root: &'a Path,
    side: Side,
    observer: &'a mut Observer,
}

fn impossible<T>() -> io::Result<T> {
    Err(io::ErrorKind::InvalidInput.into())
}

impl User<'_> {
    fn try_to(&mut self, edit: Edit) -> io::Result<()> {
        match edit {
            Edit::Write(name) => self.write(name),
            Edit::Replace(name) => self.replace(name),
            Edit::Append(name) => self.rewrite(name, |old, fresh| format!("{old}{fresh}")),
            Edit::Truncate(name) => self.rewrite(name, |old, _| old[..old.len() / 2].to_owned()),
            Edit::Remove(name) => self.remove(name),
            Edit::MakeFolder(name) => self.make_folder(name),
            Edit::Rename(from, to) => self.rename(from, to),
            Edit::Swap(a, b) => self.swap(a, b),
            Edit::Symlink(name, target) => self.symlink(name, target),
            Edit::Chmod(name, mode) => self.chmod(name, mode),
            Edit::Touch(name, secs) => self.touch(name, secs),
            Edit::HardLink(from, to) => self.hard_link(from, to),
        }
    }

    /// The path of `name`, if the folders above it are folders: nobody's work goes through symlinks here.
    fn place(&self, name: Name) -> io::Result<PathBuf> {
        let mut path = self.root.to_owned();
        let (above, last) = name.rsplit_once('/').unwrap_or(("", name));
        for part in above.split('/').filter(|part| !part.is_empty()) {
            path.push(part);
            if !fs::symlink_metadata(&path)?.is_dir() {
                return impossible();
            }
        }
        Ok(path.join(last))
    }

    /// What is at `name`, with all below it.
    fn before_eyes(&self, name: Name) -> Tree {
        let prefix = format!("{name}/");
        read(self.root).into_iter().filter(|(path, _)| path == name || path.starts_with(&prefix)).collect()
    }

    fn node(&self, name: Name) -> io::Result<Option<Entry>> {
        self.place(name)?;
        Ok(self.before_eyes(name).remove(name))
    }

    /// Makes way for something else at `name`.
    fn clear(&mut self, name: Name) -> io::Result<PathBuf> {
        let place = self.place(name)?;
        let there = self.before_eyes(name);
        match there.get(name).map(|entry| &entry.node) {
            None => return Ok(place),
            Some(Node::Folder) => fs::remove_dir_all(&place)?,
            Some(_) => fs::remove_file(&place)?,
        }
        self.observer.gave_up(self.side, name);
        self.observer.destroyed(self.side, &there);
        Ok(place)
    }

    fn write(&mut self, name: Name) -> io::Result<()> {
        let place = match self.node(name)? {
            Some(Entry { node: Node::File(_), .. }) | None => self.place(name)?,
            Some(_) => self.clear(name)?,
        };
        let there = self.before_eyes(name);
        let fresh = self.observer.fresh();
        fs::write(place, &fresh)?;
        self.observer.destroyed(self.side, &there);
        self.observer.wrote_to(self.side, name, fresh.as_bytes());
        Ok(())
    }

    fn replace(&mut self, name: Name) -> io::Result<()> {
        let place = self.place(name)?;
        let there = self.before_eyes(name);
        let fresh = self.observer.fresh();
        let temporary = self.root.with_extension("temporary");
        fs::write(&temporary, &fresh)?;
        fs::rename(&temporary, place).inspect_err(|_| fs::remove_file(&temporary).unwrap())?;
        self.observer.destroyed(self.side, &there);
        self.observer.wrote_to(self.side, name, fresh.as_bytes());
        Ok(())
    }

    fn rewrite(&mut self, name: Name, new: impl Fn(&str, &str) -> String) -> io::Result<()> {
        let Some(Entry { node: Node::File(old), .. }) = self.node(name)? else { return impossible() };
        let there = self.before_eyes(name);
        let old = String::from_utf8(old).expect("users write text");
        let new = new(&old, &self.observer.fresh());
        let mut file = OpenOptions::new().write(true).truncate(true).open(self.place(name)?)?;
        file.write_all(new.as_bytes())?;
        self.observer.destroyed(self.side, &there);
        self.observer.wrote_to(self.side, name, new.as_bytes());
        Ok(())
    }

    fn remove(&mut self, name: Name) -> io::Result<()> {
        if self.node(name)?.is_none() {
            return impossible();
        }
        self.clear(name).map(|_| ())
    }

    fn make_folder(&mut self, name: Name) -> io::Result<()> {
        if self.node(name)?.is_some_and(|entry| entry.node == Node::Folder) {
            return impossible();
        }
        fs::create_dir(self.clear(name)?)
    }

    fn rename(&mut self, from: Name, to: Name) -> io::Result<()> {
        let (here, there) = (self.place(from)?, self.place(to)?);
        let gone = self.before_eyes(to);
        let same = self.node(from)?.map(|entry| entry.inode) == self.node(to)?.map(|entry| entry.inode);
        fs::rename(here, there)?;
        if !same {
            self.observer.destroyed(self.side, &gone);
            self.kept(to);
        }
        Ok(())
    }

    /// What is at `name` now is not destroyed, even if something equal was.
    fn kept(&mut self, name: Name) {
        for entry in self.before_eyes(name).values() {
            if let Some(content) = entry.content() {
                self.observer.destroyed.get_mut(self.side).remove(&content);
            }
        }
    }

    fn swap(&mut self, a: Name, b: Name) -> io::Result<()> {
        let (here, there) = (self.place(a)?, self.place(b)?);
        let cwd = rustix::fs::CWD;
        Ok(rustix::fs::renameat_with(cwd, here, cwd, there, rustix::fs::RenameFlags::EXCHANGE)?)
    }

    fn symlink(&mut self, name: Name, target: Name) -> io::Result<()> {
        let place = self.clear(name)?;
        let target = if target.is_empty() { self.observer.fresh().replace('v', "t") } else { target.to_owned() };
        symlink(&target, place)?;
        self.observer.wrote(self.side, format!("->{target}").as_bytes());
        Ok(())
    }

    fn chmod(&mut self, name: Name, mode: u32) -> io::Result<()> {
        match self.node(name)?.map(|entry| entry.node) {
            None | Some(Node::Symlink(_)) => impossible(),
            Some(Node::Folder) => fs::set_permissions(self.place(name)?, Permissions::from_mode(mode | 0o111)),
            Some(Node::File(_)) => fs::set_permissions(self.place(name)?, Permissions::from_mode(mode)),
        }
    }

    fn touch(&mut self, name: Name, secs: i64) -> io::Result<()> {
        match self.node(name)?.map(|entry| entry.node) {
            None | Some(Node::Symlink(_)) => impossible(),
            Some(_) => {
                let time = SystemTime::UNIX_EPOCH + Duration::from_secs(secs as u64);
                File::open(self.place(name)?)?.set_times(FileTimes::new().set_modified(time))
            }
        }
    }

    fn hard_link(&mut self, from: Name, to: Name) -> io::Result<()> {
        let Some(Entry { node: Node::File(_), .. }) = self.node(from)? else { return impossible() };
        fs::hard_link(self.place(from)?, self.place(to)?)
    }
}
