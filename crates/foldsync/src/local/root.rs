//! The root of one side: its handle, its identity, and the way to folders below it.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Flush;
use crate::PRIVATE;
use crate::sys::{self, Fault, Folder};
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
    /// It is for lookups below it, and needs no read permission.
    pub fn folder(&self, path: &[u8]) -> io::Result<Folder> {
        let mut current: Option<Folder> = None;
        let mut rest = path;
        loop {
            let (piece, tail) = split(rest);
            let at = current.as_ref().unwrap_or(&self.handle);
            let next = at.beneath(if piece.is_empty() { b"." } else { piece })?;
            if tail.is_empty() {
                return Ok(next);
            }
            current = Some(next);
            rest = tail;
        }
    }

    /// Opens what `path` leads to, through symbolic links, but never out of the root. It can be read by the empty name.
    pub fn behind(&self, path: &RelPath) -> io::Result<Folder> {
        let mut current: Option<Folder> = None;
        let mut rest = path.as_bytes();
        loop {
            let (piece, tail) = split(rest);
            // Beyond what one call takes, links may only lead down.
            let at = current.as_ref().unwrap_or(&self.handle);
            let next = at.behind(if piece.is_empty() { b"." } else { piece })?;
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
            return stat_at(&self.handle, b".").map(Some);
        };
        let found = self.folder(parent.as_bytes()).and_then(|folder| stat_at(&folder, path.name()));
        match found {
            Ok(stat) => Ok(Some(stat)),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(e) if sys::fault(&e) == Some(Fault::Link) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Reads the identity; changes nothing.
    pub fn identity(&self) -> io::Result<Identity> {
        let inode = stat_at(&self.handle, b"")?.id.inode;
        let mark = super::private::read_mark(self)?;
        Ok(Identity { mark, inode })
    }

    /// Whether the side holds nothing besides our private folder.
    pub fn is_empty(&self) -> io::Result<bool> {
        let mut empty = true;
        self.handle.each_name(|name| {
            empty = name == PRIVATE.as_bytes();
            if empty { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(empty)
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

/// What is at `name` in `folder` (an empty name means `folder` itself); symbolic links are not followed.
pub fn stat_at(folder: &Folder, name: &[u8]) -> io::Result<Stat> {
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
