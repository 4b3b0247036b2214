//! Open folders, and the ways to the folders below them.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io;
use std::ops::ControlFlow;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, ResolveFlags, chmodat, openat, openat2};
use rustix::io::{Errno, retry_on_intr};

use super::attributes::magic_path;
use super::durable::flush;

/// What every folder is opened with that is to be read.
pub(super) const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// An open folder; closed when dropped.
#[derive(Debug)]
pub struct Folder(OwnedFd);

impl Folder {
    /// Opens the folder at `path`, following links: this is how a root is opened, nothing else.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(retry_on_intr(|| openat(CWD, path, FOLDER, Mode::empty()))?))
    }

    /// Opens the folder at the relative `path` (`.` for this one) without following any symbolic link and without
    /// leaving this folder.
    ///
    /// The handle is for lookups below it (`O_PATH`): it needs no read permission, and cannot be listed.
    pub fn beneath(&self, path: &[u8]) -> io::Result<Self> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        loop {
            match openat2(self, path, flags, Mode::empty(), resolve) {
                // A rename elsewhere made the kernel unsure; it asks to be asked again.
                Err(Errno::AGAIN | Errno::INTR) => {}
                Err(Errno::NOSYS) => return self.beneath_stepwise(path, flags),
                result => return Ok(Self(result?)),
            }
        }
    }

    /// The way before Linux 5.6: one component at a time, never following a link.
    fn beneath_stepwise(&self, path: &[u8], flags: OFlags) -> io::Result<Self> {
        let mut current = openat(self, c".", flags, Mode::empty())?;
        for name in path.split(|b| *b == b'/').filter(|n| !n.is_empty() && *n != b".") {
            current = openat(&current, name, flags, Mode::empty())?;
        }
        Ok(Self(current))
    }

    /// Opens what the relative `path` leads to, file or folder, through symbolic links that stay in this folder. It can be
    /// read by the empty name.
    pub fn behind(&self, path: &[u8]) -> io::Result<Self> {
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        loop {
            match openat2(self, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty(), resolve) {
                Err(Errno::AGAIN | Errno::INTR) => {}
                result => return Ok(Self(result?)),
            }
        }
    }

    /// Opens the folder `name` to be read; fails when it is something else, a symbolic link included.
    pub fn child(&self, name: &[u8]) -> io::Result<Self> {
        Ok(Self(openat(self, name, FOLDER | OFlags::NOFOLLOW, Mode::empty())?))
    }

    /// Sets the permission bits of this folder, however it was opened.
    pub fn set_mode(&self, mode: u16) -> io::Result<()> {
        Ok(chmodat(CWD, magic_path(self), Mode::from_raw_mode(u32::from(mode)), AtFlags::empty())?)
    }

    /// Makes the names in this folder and its metadata durable. It was opened to be read.
    pub fn flush(&self) -> io::Result<()> {
        flush(self)
    }

    /// Hands each name in this folder to `each`, in no order, without `.` and `..`, until it breaks.
    pub fn each_name(&self, mut each: impl FnMut(&[u8]) -> ControlFlow<()>) -> io::Result<()> {
        for entry in Dir::read_from(self)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." && each(name).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl From<OwnedFd> for Folder {
    fn from(handle: OwnedFd) -> Self {
        Self(handle)
    }
}

/// The relative path with these bytes, for patterns.
pub fn path_of(bytes: &[u8]) -> Cow<'_, Path> {
    Cow::Borrowed(Path::new(OsStr::from_bytes(bytes)))
}
