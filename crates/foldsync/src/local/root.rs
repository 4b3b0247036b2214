//! The root of one side: its handle, its identity, and the way to folders below it.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags, ResolveFlags, StatxFlags, openat, openat2, statx};

use super::Flush;
use crate::PRIVATE;
use crate::sys::{self, Folder};
use crate::{Failure, FailureKind, RelPath, Side, Stat};

/// Longest path that is handed to the system in one call.
const PATH_PIECE: usize = 4000;

/// The opened root of one side. All work goes through its handle, so that nothing outside the root can be
/// reached, whatever is renamed or linked while we work.
#[derive(Debug)]
pub struct Root {
    handle: Folder,
    side: Side,
    location: PathBuf,
    flush: Flush,
}

/// What makes a root this root and no other: a random mark inside it, and its inode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Content of `.syncmgr/root`; `None` when there is no such file (yet).
    pub mark: Option<[u8; 16]>,
    /// Inode number of the root folder.
    pub inode: u64,
}

impl Root {
    /// Opens the folder at `location` as the root of `side`.
    pub fn open(side: Side, location: &Path) -> Result<Self, Failure> {
        let handle = Folder::open(location).map_err(|e| cannot_open(side, location, &e))?;
        let flush = Flush::of(&handle);
        Ok(Self { handle, side, location: location.to_owned(), flush })
    }

    /// Says how changes are made durable here, where that is known better than by the kind of file system.
    #[must_use]
    pub fn with_flush(self, flush: Flush) -> Self {
        Self { flush, ..self }
    }

    /// How changes are made durable here.
    pub fn flush(&self) -> Flush {
        self.flush
    }

    /// The open root.
    pub fn handle(&self) -> &Folder {
        &self.handle
    }

    /// The side.
    pub fn side(&self) -> Side {
        self.side
    }

    /// Where the root was found; for messages only.
    pub fn location(&self) -> &Path {
        &self.location
    }

    /// Opens the folder at `path` without following any symbolic link and without leaving the root.
    ///
    /// The handle is for lookups below it (`O_PATH`): it needs no read permission.
    pub fn folder(&self, path: &[u8]) -> io::Result<OwnedFd> {
        let mut current: Option<OwnedFd> = None;
        let mut rest = path;
        loop {
            let (piece, tail) = split(rest);
            let at = current.as_ref().map_or(self.handle.as_fd(), AsFd::as_fd);
            let next = open_beneath(at, if piece.is_empty() { b"." } else { piece })?;
            if tail.is_empty() {
                return Ok(next);
            }
            current = Some(next);
            rest = tail;
        }
    }

    /// What is at `path` now; `None` when nothing is there.
    pub fn stat(&self, path: &RelPath) -> io::Result<Option<Stat>> {
        let Some(parent) = path.parent() else {
            return stat_at(self.handle.as_fd(), b".").map(Some);
        };
        let found = self.folder(parent.as_bytes()).and_then(|folder| stat_at(folder.as_fd(), path.name()));
        match found {
            Ok(stat) => Ok(Some(stat)),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(e) if e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Reads the identity; changes nothing.
    pub fn identity(&self) -> io::Result<Identity> {
        let inode = statx(&self.handle, c"", AtFlags::EMPTY_PATH, StatxFlags::INO)?.stx_ino;
        let mark = super::private::read_mark(self)?;
        Ok(Identity { mark, inode })
    }

    /// Whether the side holds nothing besides our private folder.
    pub fn is_empty(&self) -> io::Result<bool> {
        let listing = rustix::fs::Dir::read_from(&self.handle)?;
        for entry in listing {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." && name != PRIVATE.as_bytes() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl AsFd for Root {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }
}

/// Cuts `path` so that the first part is short enough for one system call.
fn split(path: &[u8]) -> (&[u8], &[u8]) {
    if path.len() <= PATH_PIECE {
        return (path, b"");
    }
    match path[..PATH_PIECE].iter().rposition(|b| *b == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (path, b""),
    }
}

fn open_beneath(at: BorrowedFd<'_>, path: &[u8]) -> io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    loop {
        match openat2(at, path, flags, Mode::empty(), resolve) {
            // A rename elsewhere made the kernel unsure; it asks to be asked again.
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::NOSYS) => return open_stepwise(at, path, flags),
            result => return Ok(result?),
        }
    }
}

/// The way before Linux 5.6: one component at a time, never following a link.
fn open_stepwise(at: BorrowedFd<'_>, path: &[u8], flags: OFlags) -> io::Result<OwnedFd> {
    let mut current = openat(at, c".", flags, Mode::empty())?;
    for name in path.split(|b| *b == b'/').filter(|n| !n.is_empty() && *n != b".") {
        current = openat(&current, name, flags, Mode::empty())?;
    }
    Ok(current)
}

/// What is at `name` in `folder` (an empty name means `folder` itself); symbolic links are not followed.
pub fn stat_at(folder: BorrowedFd<'_>, name: &[u8]) -> io::Result<Stat> {
    sys::look_at(folder, name).map(|look| look.stat)
}

fn cannot_open(side: Side, location: &Path, error: &io::Error) -> Failure {
    let shown = location.display();
    let (message, hint) = match error.kind() {
        io::ErrorKind::NotFound => {
            (format!("the {} folder {shown} does not exist", side.name()), format!("create it with: mkdir -p {shown}"))
        }
        io::ErrorKind::NotADirectory => {
            (format!("{shown} is not a folder"), "name the folder that holds it".to_owned())
        }
        io::ErrorKind::PermissionDenied => {
            (format!("no permission to read the {} folder {shown}", side.name()), format!("check: ls -ld {shown}"))
        }
        _ => {
            (format!("cannot open the {} folder {shown}: {error}", side.name()), "check that it is mounted".to_owned())
        }
    };
    Failure { kind: FailureKind::Usage, message, hint: Some(hint) }
}
