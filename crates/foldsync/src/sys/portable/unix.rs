//! What the standard library has for Unix only.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::Look;
use super::portable::look::{birth_of, kind_of, system_time};
use crate::{FileId, Kind, Stat, Time};

/// A name as the system knows it.
pub(super) fn name_of(bytes: &[u8]) -> io::Result<&OsStr> {
    Ok(OsStr::from_bytes(bytes))
}

/// A name of the system as ours.
pub(super) fn bytes_of(name: &OsStr) -> &[u8] {
    name.as_bytes()
}

/// The relative path with these bytes.
pub(super) fn path_of(bytes: &[u8]) -> Cow<'_, Path> {
    Cow::Borrowed(Path::new(OsStr::from_bytes(bytes)))
}

pub(super) fn look_of(metadata: &Metadata) -> io::Result<Look> {
    let kind = kind_of(metadata.file_type());
    let stat = Stat {
        kind,
        id: FileId { inode: metadata.ino(), birth: birth_of(metadata) },
        size: if kind == Kind::Folder { 0 } else { metadata.size() },
        mtime: Time::new(metadata.mtime(), metadata.mtime_nsec() as u32),
        ctime: Time::new(metadata.ctime(), metadata.ctime_nsec() as u32),
        mode: (metadata.mode() & 0o7777) as u16,
        uid: metadata.uid(),
        gid: metadata.gid(),
        links: if kind == Kind::Folder { 1 } else { metadata.nlink() as u32 },
    };
    Ok(Look { stat, device: metadata.dev(), mounted: false, noun: kind.name() })
}

/// Whether two names that exist are one entry of a file system that folds names.
pub(super) fn same_entry(a: &Path, b: &Path) -> io::Result<bool> {
    let (a, b) = (look_of(&fs::symlink_metadata(a)?)?, look_of(&fs::symlink_metadata(b)?)?);
    // Two names of one file on an ordinary file system have two links; one entry under a folded name has one.
    Ok(a.identity() == b.identity() && (a.stat.kind == Kind::Folder || a.stat.links == 1))
}

pub(super) fn options(mode: u16) -> OpenOptions {
    let mut options = File::options();
    options.mode(u32::from(mode));
    options
}

pub(super) fn make_folder(path: &Path, mode: u16) -> io::Result<()> {
    DirBuilder::new().mode(u32::from(mode)).create(path)
}

pub(super) fn make_link(path: &Path, target: &[u8]) -> io::Result<()> {
    std::os::unix::fs::symlink(OsStr::from_bytes(target), path)
}

pub(super) fn change_mode(permissions: &mut Permissions, mode: u16) {
    permissions.set_mode(u32::from(mode));
}

pub(super) fn set_mode(path: &Path, mode: u16) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(u32::from(mode)))
}

/// Needs to read or to write what is at `path`: the standard library sets times of open files only.
pub(super) fn set_time(path: &Path, time: Time) -> io::Result<()> {
    open_to_change(path)?.set_modified(system_time(time)?)
}

/// Opens a file or folder for work on it as a whole.
pub(super) fn open_to_change(path: &Path) -> io::Result<File> {
    match File::open(path) {
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => File::options().write(true).open(path),
        opened => opened,
    }
}

/// Makes the names in the folder at `path` durable.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

pub(super) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    file.read_at(buffer, at)
}

pub(super) fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<usize> {
    file.write_at(bytes, at)
}
