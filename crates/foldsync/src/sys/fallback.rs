//! Any other platform: the standard library, by paths.
//!
//! Paths are resolved anew for each call here, so a folder that is exchanged for a link during a scan is
//! noticed by its identity only.

use std::ffi::{CStr, OsStr};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::{Look, System};
use crate::{FileId, Kind, Stat};

/// A folder, known by its path.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Opens the folder at `path`, following links: this is how a root is opened, nothing else.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(path)?;
        if fs::metadata(&path)?.is_dir() { Ok(Self(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }
}

/// The file systems of this machine.
#[derive(Debug, Default)]
pub struct Native;

impl Native {
    /// Needs nothing.
    pub const fn new() -> Self {
        Self
    }
}

impl System for Native {
    type Folder = Folder;

    fn open(&mut self, parent: &Folder, name: &CStr) -> io::Result<Folder> {
        let path = child(&parent.0, name)?;
        if fs::symlink_metadata(&path)?.is_dir() { Ok(Folder(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    fn look_inside(&mut self, folder: &Folder) -> io::Result<Look> {
        look_of(&fs::symlink_metadata(&folder.0)?)
    }

    fn look(&mut self, parent: &Folder, name: &CStr) -> io::Result<Look> {
        look_of(&fs::symlink_metadata(child(&parent.0, name)?)?)
    }

    fn list(&mut self, folder: &Folder, mut each: impl FnMut(&[u8], Option<Kind>)) -> io::Result<()> {
        for entry in fs::read_dir(&folder.0)? {
            let entry = entry?;
            let kind = entry.file_type().ok().map(kind_of);
            each(entry.file_name().as_encoded_bytes(), kind);
        }
        Ok(())
    }

    fn look_target(&mut self, root: &Folder, path: &CStr) -> io::Result<Look> {
        look_of(&fs::metadata(within(root, path)?)?)
    }

    fn open_target(&mut self, root: &Folder, path: &CStr) -> io::Result<Folder> {
        let target = within(root, path)?;
        if fs::metadata(&target)?.is_dir() { Ok(Folder(target)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }
}

fn within(root: &Folder, path: &CStr) -> io::Result<PathBuf> {
    let target = fs::canonicalize(child(&root.0, path)?)?;
    if target.starts_with(&root.0) { Ok(target) } else { Err(io::ErrorKind::CrossesDevices.into()) }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "the other platform's version can fail")]
fn child(parent: &Path, name: &CStr) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Ok(parent.join(OsStr::from_bytes(name.to_bytes())))
}

#[cfg(not(unix))]
fn child(parent: &Path, name: &CStr) -> io::Result<PathBuf> {
    let name = name.to_str().map_err(|_| io::Error::from(io::ErrorKind::InvalidFilename))?;
    Ok(parent.join(OsStr::new(name)))
}

fn kind_of(file_type: fs::FileType) -> Kind {
    if file_type.is_file() {
        Kind::File
    } else if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_symlink() {
        Kind::Symlink
    } else {
        Kind::Special
    }
}

fn birth_of(metadata: &Metadata) -> u32 {
    use std::time::UNIX_EPOCH;
    let since = metadata.created().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |s| super::look::birth_digest(s.as_secs() as i64, s.subsec_nanos()))
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "the other platform's version can fail")]
fn look_of(metadata: &Metadata) -> io::Result<Look> {
    use std::os::unix::fs::MetadataExt;

    let kind = kind_of(metadata.file_type());
    let stat = Stat {
        kind,
        id: FileId { inode: metadata.ino(), birth: birth_of(metadata) },
        size: if kind == Kind::Folder { 0 } else { metadata.size() },
        mtime: crate::Time::new(metadata.mtime(), metadata.mtime_nsec() as u32),
        ctime: crate::Time::new(metadata.ctime(), metadata.ctime_nsec() as u32),
        mode: (metadata.mode() & 0o7777) as u16,
        uid: metadata.uid(),
        gid: metadata.gid(),
        links: if kind == Kind::Folder { 1 } else { metadata.nlink() as u32 },
    };
    Ok(Look { stat, device: metadata.dev(), noun: kind.name() })
}

/// Without inode numbers a file is known by its birth; the change time is the modification time.
#[cfg(not(unix))]
fn look_of(metadata: &Metadata) -> io::Result<Look> {
    use std::time::UNIX_EPOCH;

    let kind = kind_of(metadata.file_type());
    let since = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let mtime = crate::Time::new(since.as_secs() as i64, since.subsec_nanos());
    let born = metadata.created().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let stat = Stat {
        kind,
        id: FileId { inode: born.as_nanos() as u64, birth: birth_of(metadata) },
        size: if kind == Kind::Folder { 0 } else { metadata.len() },
        mtime,
        ctime: mtime,
        mode: if metadata.permissions().readonly() { 0o444 } else { 0o644 },
        uid: 0,
        gid: 0,
        links: 1,
    };
    Ok(Look { stat, device: 0, noun: kind.name() })
}
