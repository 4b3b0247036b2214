//! Locks that the system takes back when a process ends, however it ends: on a file in the folder, because not every
//! system opens folders.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::Folder;
use crate::sys::host::look_of;

/// A folder that one process at a time holds.
#[derive(Debug)]
pub struct Locked {
    folder: Folder,
    _lock: fs::File,
}

impl Locked {
    /// Waits until nobody else holds `folder`.
    pub fn wait(folder: Folder) -> io::Result<Self> {
        loop {
            let lock = open(&folder)?;
            lock.lock()?;
            if is_in(&folder, &lock)? {
                return Ok(Self { folder, _lock: lock });
            }
        }
    }

    /// Takes `folder` at once; fails when somebody else holds it.
    pub fn try_now(folder: Folder) -> io::Result<Self> {
        let lock = open(&folder)?;
        lock.try_lock()?;
        if is_in(&folder, &lock)? { Ok(Self { folder, _lock: lock }) } else { Err(io::ErrorKind::WouldBlock.into()) }
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Whether `name` is what the lock itself put into the folder.
    pub fn is_own(&self, name: &[u8]) -> bool {
        name == NAME.as_bytes()
    }

    /// Removes what the lock itself put into the folder, which is to be deleted.
    pub fn clear_away(&self) -> io::Result<()> {
        fs::remove_file(file(&self.folder))
    }
}

/// The file that is locked.
const NAME: &str = "lock";

fn file(folder: &Folder) -> PathBuf {
    folder.path().join(NAME)
}

fn open(folder: &Folder) -> io::Result<fs::File> {
    fs::File::options().create(true).truncate(false).write(true).open(file(folder))
}

/// Whether `lock` is still the file in the folder: who held it before may have cleared it away, and then it excludes nobody.
fn is_in(folder: &Folder, lock: &fs::File) -> io::Result<bool> {
    let found = match fs::symlink_metadata(file(folder)) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        found => found?,
    };
    Ok(look_of(&found)?.identity() == look_of(&lock.metadata()?)?.identity())
}
