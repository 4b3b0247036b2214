//! The steps that change what a name in the tree leads to, each in one instant.

use std::io;
use std::ops::ControlFlow;

use super::stat_at;
use crate::Kind;
use crate::sys;

pub use crate::sys::{Spot, exchange, hard_link, make_folder};

/// Moves `from` to `to`, which must be free: what appeared there meanwhile is never replaced.
pub fn move_to_free(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    let moved = match sys::rename_to_free(from, to) {
        Ok(true) => return Ok(()),
        Ok(false) => move_in_steps(from, to),
        Err(e) => Err(e),
    };
    match moved {
        // A file system that folds case finds the entry itself under its new name.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && sys::same_entry(from, to)? => sys::rename(from, to),
        result => result,
    }
}

/// For systems whose rename cannot refuse an existing name: a hard link refuses it just as well.
fn move_in_steps(from: Spot<'_>, to: Spot<'_>) -> io::Result<()> {
    if stat_at(from.0, from.1)?.kind != Kind::Folder {
        match sys::hard_link(from, to) {
            Ok(()) => return sys::remove_file(from),
            Err(e) if sys::links_impossible(&e) => {}
            Err(e) => return Err(e),
        }
    }
    match stat_at(to.0, to.1) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => sys::rename(from, to),
        Err(e) => Err(e),
    }
}

/// Deletes a file, a symlink or an empty folder.
pub fn remove(spot: Spot<'_>, kind: Kind) -> io::Result<()> {
    if kind == Kind::Folder { sys::remove_folder(spot) } else { sys::remove_file(spot) }
}

/// Whether nothing is in the folder at `spot`.
pub fn is_empty_folder(spot: Spot<'_>) -> io::Result<bool> {
    let mut empty = true;
    spot.0.child(spot.1)?.each_name(|_| {
        empty = false;
        ControlFlow::Break(())
    })?;
    Ok(empty)
}
