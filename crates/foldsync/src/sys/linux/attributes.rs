//! Permissions, owner, times and extended attributes.

use std::io;
use std::marker::PhantomData;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use rustix::buffer::spare_capacity;
use rustix::fs::{
    AtFlags, CWD, Gid, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT, Uid, XattrFlags, chmodat, chownat, getxattr,
    listxattr, openat, removexattr, setxattr, utimensat,
};
use rustix::io::Errno;

use super::File;
use crate::Time;
use crate::sys::Spot;

/// Something that is opened for work on its metadata: that needs no permission on the thing itself.
///
/// System calls that take only paths reach it by the name that `/proc` gives its handle.
#[derive(Debug)]
pub struct Entry<'a> {
    path: String,
    _own: Option<OwnedFd>,
    _lent: PhantomData<&'a File>,
}

impl<'a> Entry<'a> {
    /// Opens what is at `spot` (an empty name means the folder itself); follows no link.
    pub fn open(spot: Spot<'_>) -> io::Result<Self> {
        let handle = open_spot(spot, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC)?;
        Ok(Self { path: magic_path(&handle), _own: Some(handle), _lent: PhantomData })
    }

    /// The open `file`.
    pub fn of(file: &'a File) -> Self {
        Self { path: magic_path(file), _own: None, _lent: PhantomData }
    }

    /// Sets owner and group.
    pub fn set_owner(&self, uid: u32, gid: u32) -> io::Result<()> {
        let (uid, gid) = (Some(Uid::from_raw(uid)), Some(Gid::from_raw(gid)));
        Ok(chownat(CWD, self.path.as_str(), uid, gid, AtFlags::empty())?)
    }

    /// Sets the permission bits.
    pub fn set_mode(&self, mode: u16) -> io::Result<()> {
        Ok(chmodat(CWD, self.path.as_str(), Mode::from_raw_mode(u32::from(mode)), AtFlags::empty())?)
    }

    /// Sets the modification time.
    pub fn set_time(&self, time: Time) -> io::Result<()> {
        Ok(utimensat(CWD, self.path.as_str(), &mtime_only(time), AtFlags::empty())?)
    }

    /// Names of the extended attributes, one after the other with a 0 behind each; none where there cannot be any.
    pub fn attributes(&self) -> io::Result<Vec<u8>> {
        let mut names = Vec::with_capacity(256);
        loop {
            match listxattr(self.path.as_str(), spare_capacity(&mut names)) {
                Ok(_) => return Ok(names),
                Err(Errno::RANGE) => names.reserve(names.capacity() * 2),
                Err(Errno::OPNOTSUPP | Errno::ACCESS) => return Ok(Vec::new()),
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// The value of the extended attribute `name`; `None` when there is none, or none that may be read.
    pub fn attribute(&self, name: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let mut value = Vec::with_capacity(256);
        loop {
            match getxattr(self.path.as_str(), name, spare_capacity(&mut value)) {
                Ok(_) => return Ok(Some(value)),
                Err(Errno::RANGE) => value.reserve(value.capacity() * 4),
                Err(Errno::NODATA | Errno::OPNOTSUPP | Errno::ACCESS) => return Ok(None),
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// Sets an extended attribute; `Ok(false)` when the file system cannot store it.
    pub fn set_attribute(&self, name: &[u8], value: &[u8]) -> io::Result<bool> {
        match setxattr(self.path.as_str(), name, value, XattrFlags::empty()) {
            Ok(()) => Ok(true),
            Err(Errno::OPNOTSUPP | Errno::PERM) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    /// Removes an extended attribute; `Ok(false)` when there was none.
    pub fn remove_attribute(&self, name: &[u8]) -> io::Result<bool> {
        match removexattr(self.path.as_str(), name) {
            Ok(()) => Ok(true),
            Err(Errno::NODATA | Errno::OPNOTSUPP) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }
}

/// The name under which the system calls that take only paths reach an open handle.
pub(super) fn magic_path(handle: impl AsFd) -> String {
    format!("/proc/self/fd/{}", handle.as_fd().as_raw_fd())
}

/// Opens what is at `spot`; an empty name means what its handle was opened for.
pub(super) fn open_spot(spot: Spot<'_>, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    if spot.1.is_empty() {
        return openat(CWD, magic_path(spot.0), flags.difference(OFlags::NOFOLLOW), Mode::empty());
    }
    openat(spot.0, spot.1, flags, Mode::empty())
}

/// Sets owner and group of the symbolic link at `spot`.
pub fn set_link_owner(spot: Spot<'_>, uid: u32, gid: u32) -> io::Result<()> {
    let (uid, gid) = (Some(Uid::from_raw(uid)), Some(Gid::from_raw(gid)));
    Ok(chownat(spot.0, spot.1, uid, gid, AtFlags::SYMLINK_NOFOLLOW)?)
}

/// Sets the modification time of `spot`; of a symbolic link its own.
pub fn set_time_at(spot: Spot<'_>, time: Time) -> io::Result<()> {
    Ok(utimensat(spot.0, spot.1, &mtime_only(time), AtFlags::SYMLINK_NOFOLLOW)?)
}

/// Sets the permission bits of `spot`, which is no symbolic link.
pub fn set_mode_at(spot: Spot<'_>, mode: u16) -> io::Result<()> {
    Ok(chmodat(spot.0, spot.1, Mode::from_raw_mode(u32::from(mode)), AtFlags::empty())?)
}

/// A pair of times that changes the modification time and leaves the access time alone.
pub(super) fn mtime_only(time: Time) -> Timestamps {
    Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: Timespec { tv_sec: time.secs, tv_nsec: i64::from(time.nanos) },
    }
}

/// A file system without owners or permissions refuses to set them; what it stores is recorded instead.
pub fn tolerate(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(e) if matches!(Errno::from_io_error(&e), Some(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS)) => Ok(()),
        other => other,
    }
}

/// Whether this process may do what only the administrator may.
pub fn is_superuser() -> bool {
    rustix::process::geteuid().is_root()
}
