//! Where processes of one state folder find each other: `run/PID.sock`, and `run/serve.sock` for the manager.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// The system takes no longer paths for sockets, less some room for its own prefix.
const LONGEST: usize = 100;
const MANAGER: &str = "serve.sock";
const SUFFIX: &str = ".sock";

/// Who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A process that runs one session.
    Session,
    /// The manager.
    Manager,
}

/// The folder of the sockets.
#[derive(Clone, Debug)]
pub struct Place(PathBuf);

/// A socket that others can connect to until it is dropped.
#[derive(Debug)]
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Place {
    /// The sockets of a state folder.
    pub fn of(state_dir: &Path) -> Self {
        Self(state_dir.join("run"))
    }

    /// Begins to listen. Only this user may connect.
    pub fn bind(&self, role: Role) -> io::Result<Socket> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let own = format!("{}{SUFFIX}", std::process::id());
        let name = if role == Role::Manager { MANAGER } else { own.as_str() };
        // Under its name a socket accepts from the first moment: whoever is refused there knows that it is stale.
        let fresh = format!(".{name}.{}.new", std::process::id());
        let _ = fs::remove_file(self.0.join(&fresh));
        let listener = self.within_limit(&fresh, UnixListener::bind)?;
        fs::set_permissions(self.0.join(&fresh), Permissions::from_mode(0o600))?;
        let path = self.0.join(name);
        fs::rename(self.0.join(&fresh), &path)?;
        Ok(Socket { listener, path })
    }

    /// Connects to the manager, if one serves.
    pub fn manager(&self) -> Option<UnixStream> {
        self.connect(MANAGER)
    }

    /// Connects to every process that listens, the manager first.
    pub fn everyone(&self) -> Vec<UnixStream> {
        let Ok(entries) = fs::read_dir(&self.0) else { return Vec::new() };
        let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.retain(|name| name.ends_with(SUFFIX) && !name.starts_with('.'));
        names.sort_by_key(|name| name != MANAGER);
        names.iter().filter_map(|name| self.connect(name)).collect()
    }

    /// Takes the lock that only one manager can hold; `None`: another one has it.
    pub fn lock(&self) -> io::Result<Option<File>> {
        let file = self.lock_file()?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Waits for the lock that only one manager can hold.
    pub fn wait_for_lock(&self) -> io::Result<File> {
        let file = self.lock_file()?;
        file.lock()?;
        Ok(file)
    }

    fn lock_file(&self) -> io::Result<File> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        File::options().create(true).truncate(false).write(true).open(self.0.join("serve.lock"))
    }

    /// Connects to a socket; one that nobody listens on any more is removed.
    fn connect(&self, name: &str) -> Option<UnixStream> {
        match self.within_limit(name, UnixStream::connect) {
            Ok(stream) => Some(stream),
            Err(error) => {
                if error.kind() == io::ErrorKind::ConnectionRefused {
                    // It may be gone already: somebody else found it stale, too.
                    let _ = fs::remove_file(self.0.join(name));
                }
                None
            }
        }
    }

    /// Calls `act` with a path to the socket that is short enough for the system.
    fn within_limit<T>(&self, name: &str, act: impl FnOnce(PathBuf) -> io::Result<T>) -> io::Result<T> {
        let path = self.0.join(name);
        if path.as_os_str().as_bytes().len() <= LONGEST {
            return act(path);
        }
        let folder = File::open(&self.0)?;
        act(PathBuf::from(format!("/proc/self/fd/{}/{name}", folder.as_raw_fd())))
    }
}

impl Socket {
    /// Waits for the next one who connects.
    pub fn accept(&self) -> io::Result<UnixStream> {
        self.listener.accept().map(|(stream, _)| stream)
    }

    /// Where it is, to be removed at the end.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manager_is_found_by_its_name_and_everyone_by_asking() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::of(dir.path());
        assert!(place.manager().is_none() && place.everyone().is_empty());
        let session = place.bind(Role::Session).unwrap();
        assert!(place.manager().is_none());
        let manager = place.bind(Role::Manager).unwrap();
        assert!(place.manager().is_some());
        assert_eq!(place.everyone().len(), 2);
        for socket in [session, manager] {
            assert_eq!(socket.path().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_nobody_listens_on_is_cleared_away() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::of(dir.path());
        let path = {
            let socket = place.bind(Role::Session).unwrap();
            socket.path().to_owned()
        };
        assert!(path.exists(), "a process that was killed leaves it behind");
        assert!(place.everyone().is_empty());
        assert!(!path.exists());
    }

    #[test]
    fn long_paths_are_no_obstacle() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("d".repeat(90)).join("e".repeat(90));
        let place = Place::of(&deep);
        let socket = place.bind(Role::Manager).unwrap();
        assert!(place.manager().is_some());
        assert!(socket.path().exists());
    }

    #[test]
    fn one_manager_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::of(dir.path());
        let lock = place.lock().unwrap();
        assert!(lock.is_some() && place.lock().unwrap().is_none());
        drop(lock);
        assert!(place.lock().unwrap().is_some());
    }
}
