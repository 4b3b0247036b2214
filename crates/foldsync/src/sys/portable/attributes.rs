//! Permissions and times; there are no owners and no extended attributes here.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::path::PathBuf;

use super::{File, Spot};
use crate::Time;
use crate::sys::host;

/// Something that is opened for work on its metadata.
#[derive(Debug)]
pub struct Entry<'a> {
    /// `None` for an open file, which has nothing here that its handle does not do.
    path: Option<PathBuf>,
    _lent: PhantomData<&'a File>,
}

impl<'a> Entry<'a> {
    /// Opens what is at `spot` (an empty name means the folder itself); follows no link.
    pub fn open(spot: Spot<'_>) -> io::Result<Self> {
        let path = spot.0.at(spot.1)?;
        if fs::symlink_metadata(&path)?.is_symlink() {
            return Err(super::unsupported());
        }
        Ok(Self { path: Some(path), _lent: PhantomData })
    }

    /// The open `file`.
    pub fn of(_file: &'a File) -> Self {
        Self { path: None, _lent: PhantomData }
    }

    /// Nothing: there are no owners here.
    pub fn set_owner(&self, _uid: u32, _gid: u32) -> io::Result<()> {
        Ok(())
    }

    /// Sets the permission bits, as far as there are any.
    pub fn set_mode(&self, mode: u16) -> io::Result<()> {
        self.path.as_ref().map_or(Ok(()), |path| host::set_mode(path, mode))
    }

    /// Sets the modification time.
    pub fn set_time(&self, time: Time) -> io::Result<()> {
        self.path.as_ref().map_or(Ok(()), |path| host::set_time(path, time))
    }

    /// None: there are no extended attributes here.
    pub fn attributes(&self) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    /// None.
    pub fn attribute(&self, _name: &[u8]) -> io::Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// `Ok(false)`: they cannot be stored here.
    pub fn set_attribute(&self, _name: &[u8], _value: &[u8]) -> io::Result<bool> {
        Ok(false)
    }

    /// `Ok(false)`: there is none.
    pub fn remove_attribute(&self, _name: &[u8]) -> io::Result<bool> {
        Ok(false)
    }
}

/// Nothing: there are no owners here.
pub fn set_link_owner(_spot: Spot<'_>, _uid: u32, _gid: u32) -> io::Result<()> {
    Ok(())
}

/// Sets the modification time of `spot`. A symbolic link keeps its own: the standard library cannot set it.
pub fn set_time_at(spot: Spot<'_>, time: Time) -> io::Result<()> {
    let path = spot.0.at(spot.1)?;
    if fs::symlink_metadata(&path)?.is_symlink() { Ok(()) } else { host::set_time(&path, time) }
}

/// Sets the permission bits of `spot`, which is no symbolic link, as far as there are any.
pub fn set_mode_at(spot: Spot<'_>, mode: u16) -> io::Result<()> {
    host::set_mode(&spot.0.at(spot.1)?, mode)
}

/// A file system without owners or permissions refuses to set them; what it stores is recorded instead.
pub fn tolerate(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(e) if matches!(e.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

/// Not as far as is known: nothing here needs it.
pub fn is_superuser() -> bool {
    false
}
