//! Mounting and unmounting.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fuser::{BackgroundSession, Config, MountOption, SessionACL};
use rustix::mount::UnmountFlags;
use tempfile::TempDir;

use crate::block;
use crate::control::Control;
use crate::options::{Backing, InodeNumbers, Options};
use crate::server::Server;

/// Threads that serve requests: more than one, so that an action of a test may itself use the mount.
const THREADS: usize = 4;
/// The environment variable that, set to 1, says: tests that need FUSE are skipped where there is none, instead of failing.
pub const NO_FUSE: &str = "SYNCMGR_TEST_NO_FUSE";

/// In-memory file systems for tests.
#[derive(Clone, Copy, Debug)]
pub struct TestFs;

impl TestFs {
    /// Mounts an empty file system on the existing folder `at`.
    pub fn mount(at: impl AsRef<Path>, options: Options) -> io::Result<Mounted> {
        Self::mount_with(at, Control::new(&options), options)
    }

    /// Mounts the file system of `control` on the existing folder `at`: what it holds already is there.
    pub fn mount_with(at: impl AsRef<Path>, control: Control, options: Options) -> io::Result<Mounted> {
        let at = at.as_ref().canonicalize()?;
        let session = Some(spawn(&at, &control, &options)?);
        Ok(Mounted { at, control, options, session, folder: None })
    }

    /// Mounts an empty file system on a new temporary folder, which goes with it.
    pub fn temporary(options: Options) -> io::Result<Mounted> {
        let folder = tempfile::Builder::new().prefix("testfs-").tempdir()?;
        let mut mounted = Self::mount(folder.path(), options)?;
        mounted.folder = Some(folder);
        Ok(mounted)
    }

    /// [`TestFs::temporary`] for the first line of a test, with the value of the environment variable [`NO_FUSE`]: an
    /// error, to be printed, if the test is to be skipped, because there is no FUSE and the variable is 1.
    ///
    /// # Panics
    /// As [`Mounted::needed`], and where mounting fails.
    pub fn needed(options: Options, no_fuse: Option<OsString>) -> Result<Mounted, String> {
        Mounted::needed(options.backing, no_fuse)?;
        Ok(Self::temporary(options).unwrap_or_else(|error| panic!("cannot mount: {error}")))
    }
}

/// A mounted file system; dropping it unmounts.
pub struct Mounted {
    at: PathBuf,
    control: Control,
    options: Options,
    session: Option<BackgroundSession>,
    // Dropped last: the folder can only be removed when nothing is mounted on it.
    folder: Option<TempDir>,
}

impl Mounted {
    /// Whether FUSE can be used on this machine by this user; the reason if not.
    pub fn available() -> Result<(), String> {
        let device = OpenOptions::new().read(true).write(true).open("/dev/fuse");
        device.map(drop).map_err(|error| format!("/dev/fuse cannot be used: {error}"))?;
        let helper = || Command::new("fusermount3").arg("--version").output().is_ok();
        if rustix::process::geteuid().is_root() || helper() {
            Ok(())
        } else {
            Err("fusermount3 is not installed and only root can mount without it".to_owned())
        }
    }

    /// For the first line of a test that needs FUSE with that `backing`, with the value of the environment variable
    /// [`NO_FUSE`]: an error, to be printed, if the test is to be skipped, because there is no FUSE and the variable is 1.
    ///
    /// # Panics
    /// Where there is no FUSE and the variable is not 1: a test that silently does not run proves nothing.
    pub fn needed(backing: Backing, no_fuse: Option<OsString>) -> Result<(), String> {
        let usable = match backing {
            Backing::Plain => Self::available(),
            Backing::Block => Self::available().and_then(|()| block::available()),
        };
        usable.map_err(|reason| skip_or_fail(no_fuse, &reason))
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.at
    }

    /// A path in the mounted file system.
    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.at.join(path)
    }

    /// The handle to steer it.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Unmounts and mounts again: another device number, handles that were open answer EIO, nothing is lost.
    pub fn remount(&mut self) -> io::Result<()> {
        self.unmount();
        {
            let mut state = self.control.state();
            state.epoch += 1;
            state.mounts += 1;
        }
        self.session = Some(spawn(&self.at, &self.control, &self.options)?);
        Ok(())
    }

    fn unmount(&mut self) {
        let Some(session) = self.session.take() else { return };
        // Files that are still open keep a mount busy: then it goes with the last of them.
        let detached = rustix::mount::unmount(&self.at, UnmountFlags::DETACH).is_ok()
            || Command::new("fusermount3").arg("-uz").arg(&self.at).status().is_ok_and(|status| status.success());
        if detached {
            // Joining would wait for those open files.
            drop(session);
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.unmount();
        self.folder = None;
    }
}

fn skip_or_fail(no_fuse: Option<OsString>, reason: &str) -> String {
    let skip = no_fuse.is_some_and(|value| value == "1");
    assert!(skip, "this test needs FUSE: {reason}. Set {NO_FUSE}=1 to skip such tests.");
    format!("skipped, this test needs FUSE: {reason}")
}

fn spawn(at: &Path, control: &Control, options: &Options) -> io::Result<BackgroundSession> {
    let mut config = Config::default();
    config.mount_options = vec![
        MountOption::FSName("testfs".to_owned()),
        MountOption::Subtype("testfs".to_owned()),
        MountOption::DefaultPermissions,
        MountOption::Suid,
        MountOption::Dev,
    ];
    config.acl = if rustix::process::geteuid().is_root() { SessionACL::All } else { SessionACL::Owner };
    config.n_threads = Some(THREADS);
    let shift = match options.numbers {
        InodeNumbers::Stable => 0,
        // Far above the numbers of any earlier mount.
        InodeNumbers::PerMount => (control.state().mounts + 1) << 32,
    };
    let server = || Server::new(control.clone(), shift);
    match options.backing {
        Backing::Plain => fuser::spawn_mount(server(), at, &config),
        Backing::Block => block::spawn(at, server(), server(), config),
    }
}
