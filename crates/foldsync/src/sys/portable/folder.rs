//! Folders, known by their paths.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::sys::host;

/// A folder, known by its path.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Opens the folder at `path`, following links: this is how a root is opened, nothing else.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(path)?;
        if fs::metadata(&path)?.is_dir() { Ok(Self(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// The folder at `path`, which is absolute; fails when it is something else, a symbolic link included.
    pub(super) fn of(path: PathBuf) -> io::Result<Self> {
        if fs::symlink_metadata(&path)?.is_dir() { Ok(Self(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The path of `name` in this folder; an empty name and `.` mean the folder itself.
    pub(super) fn at(&self, name: &[u8]) -> io::Result<PathBuf> {
        if matches!(name, b"" | b".") { Ok(self.0.clone()) } else { Ok(self.0.join(host::name_of(name)?)) }
    }

    /// The path of the relative `path` below this folder.
    pub(super) fn below(&self, path: &[u8]) -> io::Result<PathBuf> {
        let mut below = self.0.clone();
        for name in path.split(|b| *b == b'/').filter(|name| !matches!(*name, b"" | b".")) {
            below.push(host::name_of(name)?);
        }
        Ok(below)
    }

    /// Opens the folder at the relative `path` (`.` for this one) without following any symbolic link and without
    /// leaving this folder.
    pub fn beneath(&self, path: &[u8]) -> io::Result<Self> {
        let mut current = self.clone();
        for name in path.split(|b| *b == b'/').filter(|name| !matches!(*name, b"" | b".")) {
            current = current.child(name)?;
        }
        Ok(current)
    }

    /// What the relative `path` leads to, file or folder, through symbolic links that stay in this folder. It can be
    /// read by the empty name.
    pub fn behind(&self, path: &[u8]) -> io::Result<Self> {
        let found = fs::canonicalize(self.below(path)?)?;
        if found.starts_with(&self.0) { Ok(Self(found)) } else { Err(io::ErrorKind::CrossesDevices.into()) }
    }

    /// Opens the folder `name` to be read; fails when it is something else, a symbolic link included.
    pub fn child(&self, name: &[u8]) -> io::Result<Self> {
        Self::of(self.at(name)?)
    }

    /// Sets the permission bits of this folder.
    pub fn set_mode(&self, mode: u16) -> io::Result<()> {
        host::set_mode(&self.0, mode)
    }

    /// Makes the names in this folder durable.
    pub fn flush(&self) -> io::Result<()> {
        host::sync_folder(&self.0)
    }

    /// Hands each name in this folder to `each`, in no order, without `.` and `..`, until it breaks.
    pub fn each_name(&self, mut each: impl FnMut(&[u8]) -> ControlFlow<()>) -> io::Result<()> {
        for entry in fs::read_dir(&self.0)? {
            if each(host::bytes_of(&entry?.file_name())).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The relative path with these bytes, for patterns.
pub fn path_of(bytes: &[u8]) -> Cow<'_, Path> {
    host::path_of(bytes)
}
