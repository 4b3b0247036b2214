//! Locks that the system takes back when a process ends, however it ends: on a file in the folder, because not every
//! system opens folders.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::Folder;

/// A folder that one process at a time holds.
#[derive(Debug)]
pub struct Locked {
    folder: Folder,
    _lock: fs::File,
}

impl Locked {
    /// Waits until nobody else holds `folder`.
    pub fn wait(folder: Folder) -> io::Result<Self> {
        let lock = open(&folder)?;
        lock.lock()?;
        Ok(Self { folder, _lock: lock })
    }

    /// Takes `folder` at once; fails when somebody else holds it.
    pub fn try_now(folder: Folder) -> io::Result<Self> {
        let lock = open(&folder)?;
        lock.try_lock()?;
        Ok(Self { folder, _lock: lock })
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Removes what the lock itself put into the folder, which is to be deleted.
    pub fn clear_away(&self) -> io::Result<()> {
        fs::remove_file(file(&self.folder))
    }
}

fn file(folder: &Folder) -> PathBuf {
    folder.path().join("lock")
}

fn open(folder: &Folder) -> io::Result<fs::File> {
    fs::File::options().create(true).truncate(false).write(true).open(file(folder))
}
