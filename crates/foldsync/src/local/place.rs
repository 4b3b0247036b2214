//! The steps that change what a name in the tree leads to, each in one instant.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::fs::{AtFlags, Dir, Mode, OFlags, RenameFlags, linkat, openat, renameat, renameat_with, unlinkat};
use rustix::io::Errno;

use super::stat_at;
use crate::Kind;

/// A name in a folder.
pub type Spot<'a> = (BorrowedFd<'a>, &'a [u8]);

/// Moves `from` to `to`, which must be free: what appeared there meanwhile is never replaced.
pub fn move_to_free(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    match renameat_with(from.0, from.1, to.0, to.1, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) => {}
        // A file system that folds case finds the entry itself under its new name.
        Err(Errno::EXIST) if same_entry(from, to)? => return Ok(renameat(from.0, from.1, to.0, to.1)?),
        result => return Ok(result?),
    }
    move_without_flags(from, to)
}

fn same_entry(from: Spot<'_>, to: Spot<'_>) -> io::Result<bool> {
    let (a, b) = (stat_at(from.0, from.1)?, stat_at(to.0, to.1)?);
    // Two names of one file on an ordinary file system have two links; one entry under a folded name has one.
    Ok(a.id == b.id && a.kind == b.kind && (a.kind == Kind::Folder || a.links == 1))
}

/// For file systems that know no flags of rename: a hard link refuses an existing name just as well.
fn move_without_flags(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    if stat_at(from.0, from.1)?.kind != Kind::Folder {
        match linkat(from.0, from.1, to.0, to.1, AtFlags::empty()) {
            Ok(()) => return Ok(unlinkat(from.0, from.1, AtFlags::empty())?),
            Err(Errno::PERM | Errno::OPNOTSUPP | Errno::MLINK | Errno::NOSYS) => {}
            Err(e) => return Err(e.into()),
        }
    }
    match stat_at(to.0, to.1) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(renameat(from.0, from.1, to.0, to.1)?),
        Err(e) => Err(e),
    }
}

/// Exchanges two entries in one instant. `Ok(false)` when the file system cannot.
pub fn exchange(a: Spot<'_>, b: Spot<'_>) -> io::Result<bool> {
    match renameat_with(a.0, a.1, b.0, b.1, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Deletes a file, a symlink or an empty folder.
pub fn remove(spot: Spot<'_>, kind: Kind) -> io::Result<()> {
    let flags = if kind == Kind::Folder { AtFlags::REMOVEDIR } else { AtFlags::empty() };
    Ok(unlinkat(spot.0, spot.1, flags)?)
}

/// Whether nothing is in the folder at `spot`.
pub fn is_empty_folder(spot: Spot<'_>) -> io::Result<bool> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = openat(spot.0, spot.1, flags, Mode::empty())?;
    for entry in Dir::new(folder)? {
        if !matches!(entry?.file_name().to_bytes(), b"." | b"..") {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes another name of the file at `from`; never replaces anything.
pub fn hard_link(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    Ok(linkat(from.0, from.1, to.0, to.1, AtFlags::empty())?)
}

/// Makes a folder; never replaces anything.
pub fn make_folder(spot: Spot<'_>, mode: u16) -> io::Result<()> {
    Ok(rustix::fs::mkdirat(spot.0, spot.1, rustix::fs::Mode::from_raw_mode(u32::from(mode)))?)
}
