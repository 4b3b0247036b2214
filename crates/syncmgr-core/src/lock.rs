//! One run at a time for each item, and which sessions run, by locks of the kernel: a process that was killed blocks nobody and
//! does not seem to run.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use syncmgr_proto::{ItemId, SessionId};

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
        let path = lock_file(folder, "", &item.to_string());
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

/// Tells everybody that a session runs; dropping it, or the death of the process, takes that back.
#[derive(Debug)]
pub struct SessionLock {
    path: PathBuf,
    /// Open as long as the session runs.
    _file: File,
}

impl SessionLock {
    /// Locks a session that nobody has heard of yet, with a file in `folder` (made if needed).
    ///
    /// # Errors
    /// The file cannot be made or locked.
    pub fn take(folder: &Path, session: SessionId) -> io::Result<Self> {
        let path = Self::file(folder, session);
        fs::create_dir_all(folder)?;
        let file = File::create(&path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Self { path, _file: file })
    }

    /// Whether a process runs the session.
    ///
    /// One that ends just now may have let go already: its record then says how it ended.
    pub fn is_held(folder: &Path, session: SessionId) -> bool {
        let path = Self::file(folder, session);
        let Ok(file) = File::open(&path) else { return false };
        // Only readers like this one ever want the lock besides the session: nobody is kept from anything.
        if flock(&file, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK) {
            return true;
        }
        // Its process was killed; nobody needs the file any more.
        let _ = fs::remove_file(path);
        false
    }

    fn file(folder: &Path, session: SessionId) -> PathBuf {
        lock_file(folder, "session-", &session.to_string())
    }
}

impl Drop for SessionLock {
    fn drop(&mut self) {
        // What is left behind is taken away by whoever looks next.
        let _ = fs::remove_file(&self.path);
    }
}

fn lock_file(folder: &Path, prefix: &str, id: &str) -> PathBuf {
    folder.join(format!("{prefix}{}.lock", id.trim_matches(['{', '}'])))
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_seen_to_run_as_long_as_it_holds_its_lock_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (session, other) = (SessionId::random(), SessionId::random());
        assert!(!SessionLock::is_held(folder.path(), session));
        let lock = SessionLock::take(folder.path(), session).unwrap();
        assert!(SessionLock::is_held(folder.path(), session) && !SessionLock::is_held(folder.path(), other));
        drop(lock);
        assert!(!SessionLock::is_held(folder.path(), session));
        // As a process leaves it that is killed.
        File::create(SessionLock::file(folder.path(), session)).unwrap();
        assert!(!SessionLock::is_held(folder.path(), session));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
