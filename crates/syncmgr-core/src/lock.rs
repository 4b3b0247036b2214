//! One run at a time for each item, by a lock of the kernel: a process that was killed blocks nobody.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use syncmgr_proto::ItemId;

/// Holds an item; dropping it lets the next run begin.
#[derive(Debug)]
pub struct ItemLock {
    file: File,
}

/// An item could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another run is working on it.
    #[error("it is being synchronized already{}", .pid.map(|pid| format!(" (by process {pid})")).unwrap_or_default())]
    AlreadyRunning {
        /// The process that does, if it can be told.
        pid: Option<u32>,
    },
    /// The lock file cannot be made.
    #[error("the lock {path} cannot be taken: {source}; check the state folder or choose another with --state-dir")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ItemLock {
    /// Locks an item, with a file in `folder` (made if needed). Does not wait.
    ///
    /// # Errors
    /// [`LockError::AlreadyRunning`], or the file cannot be made.
    pub fn take(folder: &Path, item: ItemId) -> Result<Self, LockError> {
        let name = item.to_string();
        let path = folder.join(format!("{}.lock", name.trim_matches(['{', '}'])));
        let fail = |source| LockError::Io { path: path.clone(), source };
        fs::create_dir_all(folder).map_err(fail)?;
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(fail)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(LockError::AlreadyRunning { pid: holder(&mut file) }),
            Err(e) => return Err(fail(e.into())),
        }
        // The number is for people only; a lock without it locks as well.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { file })
    }
}

impl Drop for ItemLock {
    fn drop(&mut self) {
        // A child that was forked meanwhile may have the file open: let go explicitly.
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
