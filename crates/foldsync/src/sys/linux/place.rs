//! The steps that change what a name leads to, each in one instant.

use std::io;

use rustix::fs::{
    AtFlags, Mode, RenameFlags, linkat, mkdirat, readlinkat, renameat, renameat_with, symlinkat, unlinkat,
};
use rustix::io::Errno;

use super::look::look_at;
use crate::Kind;
use crate::sys::Spot;

/// Moves `from` to `to` in one step that fails with "already exists" where something is. `Ok(false)` when the file
/// system has no such step; nothing was done then.
pub fn rename_to_free(from: Spot<'_>, to: Spot<'_>) -> io::Result<bool> {
    match renameat_with(from.0, from.1, to.0, to.1, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Moves `from` to `to`; replaces a file that is there.
pub fn rename(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    Ok(renameat(from.0, from.1, to.0, to.1)?)
}

/// Exchanges two entries in one instant. `Ok(false)` when the file system cannot.
pub fn exchange(a: Spot<'_>, b: Spot<'_>) -> io::Result<bool> {
    match renameat_with(a.0, a.1, b.0, b.1, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Whether two names that exist are one entry of a file system that folds names.
pub fn same_entry(a: Spot<'_>, b: Spot<'_>) -> io::Result<bool> {
    let (a, b) = (look_at(a.0, a.1)?.stat, look_at(b.0, b.1)?.stat);
    // Two names of one file on an ordinary file system have two links; one entry under a folded name has one.
    Ok(a.id == b.id && a.kind == b.kind && (a.kind == Kind::Folder || a.links == 1))
}

/// Makes another name of the file at `from`; never replaces anything.
pub fn hard_link(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    Ok(linkat(from.0, from.1, to.0, to.1, AtFlags::empty())?)
}

/// Makes a folder with these permissions (less the process's mask); never replaces anything.
pub fn make_folder(spot: Spot<'_>, mode: u16) -> io::Result<()> {
    Ok(mkdirat(spot.0, spot.1, Mode::from_raw_mode(u32::from(mode)))?)
}

/// Makes a symbolic link to `target`; never replaces anything.
pub fn make_link(spot: Spot<'_>, target: &[u8]) -> io::Result<()> {
    Ok(symlinkat(target, spot.0, spot.1)?)
}

/// Where the symbolic link at `spot` points.
pub fn link_target(spot: Spot<'_>) -> io::Result<Vec<u8>> {
    Ok(readlinkat(spot.0, spot.1, Vec::new())?.into_bytes())
}

/// Removes a name that is no folder.
pub fn remove_file(spot: Spot<'_>) -> io::Result<()> {
    Ok(unlinkat(spot.0, spot.1, AtFlags::empty())?)
}

/// Removes an empty folder.
pub fn remove_folder(spot: Spot<'_>) -> io::Result<()> {
    Ok(unlinkat(spot.0, spot.1, AtFlags::REMOVEDIR)?)
}

/// Removes `spot` if it is there and no folder; `Ok(false)` when it is one.
pub fn remove_unless_folder(spot: Spot<'_>) -> io::Result<bool> {
    match unlinkat(spot.0, spot.1, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => Ok(true),
        Err(Errno::ISDIR | Errno::PERM) => Ok(false),
        Err(e) => Err(e.into()),
    }
}
