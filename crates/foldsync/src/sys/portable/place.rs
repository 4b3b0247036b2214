//! The steps that change what a name leads to. There is none that exchanges, and none that refuses an existing name:
//! the engine has its own way for that (a hard link refuses one).

use std::fs;
use std::io;

use super::Spot;
use crate::sys::host;

/// `Ok(false)`: there is no such step here, nothing was done.
pub fn rename_to_free(_from: Spot<'_>, _to: Spot<'_>) -> io::Result<bool> {
    Ok(false)
}

/// Moves `from` to `to`; replaces a file that is there.
pub fn rename(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    fs::rename(from.0.at(from.1)?, to.0.at(to.1)?)
}

/// `Ok(false)`: there is no such step here, nothing was done.
pub fn exchange(_a: Spot<'_>, _b: Spot<'_>) -> io::Result<bool> {
    Ok(false)
}

/// Whether two names that exist are one entry of a file system that folds names.
pub fn same_entry(a: Spot<'_>, b: Spot<'_>) -> io::Result<bool> {
    host::same_entry(&a.0.at(a.1)?, &b.0.at(b.1)?)
}

/// Makes another name of the file at `from`; never replaces anything.
pub fn hard_link(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    let from = from.0.at(from.1)?;
    if fs::symlink_metadata(&from)?.is_symlink() {
        // Some systems link what it points to.
        return Err(super::unsupported());
    }
    fs::hard_link(from, to.0.at(to.1)?)
}

/// Makes a folder with these permissions where there are any (less the process's mask); never replaces anything.
pub fn make_folder(spot: Spot<'_>, mode: u16) -> io::Result<()> {
    host::make_folder(&spot.0.at(spot.1)?, mode)
}

/// Makes a symbolic link to `target`; never replaces anything.
pub fn make_link(spot: Spot<'_>, target: &[u8]) -> io::Result<()> {
    host::make_link(&spot.0.at(spot.1)?, target)
}

/// Where the symbolic link at `spot` points.
pub fn link_target(spot: Spot<'_>) -> io::Result<Vec<u8>> {
    let target = fs::read_link(spot.0.at(spot.1)?)?;
    Ok(host::bytes_of(target.as_os_str()).to_vec())
}

/// Removes a name that is no folder.
pub fn remove_file(spot: Spot<'_>) -> io::Result<()> {
    fs::remove_file(spot.0.at(spot.1)?)
}

/// Removes an empty folder.
pub fn remove_folder(spot: Spot<'_>) -> io::Result<()> {
    fs::remove_dir(spot.0.at(spot.1)?)
}

/// Removes `spot` if it is there and no folder; `Ok(false)` when it is one.
pub fn remove_unless_folder(spot: Spot<'_>) -> io::Result<bool> {
    let path = spot.0.at(spot.1)?;
    match fs::symlink_metadata(&path) {
        Ok(found) if found.is_dir() => Ok(false),
        Ok(_) => fs::remove_file(path).map(|()| true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(e) => Err(e),
    }
}
