//! Locks that the kernel takes back when a process ends, however it ends.

use std::io;

use rustix::fs::{FlockOperation, flock};

use super::Folder;

/// A folder that one process at a time holds.
#[derive(Debug)]
pub struct Locked(Folder);

impl Locked {
    /// Waits until nobody else holds `folder`.
    pub fn wait(folder: Folder) -> io::Result<Self> {
        flock(&folder, FlockOperation::LockExclusive)?;
        Ok(Self(folder))
    }

    /// Takes `folder` at once; fails when somebody else holds it.
    pub fn try_now(folder: Folder) -> io::Result<Self> {
        flock(&folder, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Self(folder))
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.0
    }

    /// Whether `name` is what the lock itself put into the folder: nothing here.
    pub fn is_own(&self, _name: &[u8]) -> bool {
        false
    }

    /// Removes what the lock itself put into the folder, which is to be deleted: nothing here.
    pub fn clear_away(&self) -> io::Result<()> {
        Ok(())
    }
}
