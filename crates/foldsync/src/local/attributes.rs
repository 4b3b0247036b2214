//! Permissions, owner, times and extended attributes of what is already in place or staged.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::buffer::spare_capacity;
use rustix::fs::{
    AtFlags, CWD, Gid, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT, Uid, XattrFlags, chmodat, chownat, openat,
    utimensat,
};
use rustix::io::Errno;

use super::place::Spot;
use super::stat_at;
use crate::{Carry, Kind, Stat, Time};

const ACL_ACCESS: &[u8] = b"system.posix_acl_access";
const ACL_DEFAULT: &[u8] = b"system.posix_acl_default";

/// What became of extended attributes and ACLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Xattrs {
    /// They are equal and were so before, or do not travel.
    Same,
    /// The target has those of the source now.
    Changed,
    /// The file system of the target cannot store what the source has.
    Unsupported,
}

/// What `apply_attributes` is to make like its model.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Permissions, owner and times.
    pub stat: &'a Stat,
    /// The model itself, where its extended attributes can be read.
    pub source: Option<Spot<'a>>,
}

/// Opens `spot` for work on its metadata; needs no permission on the thing itself and follows no link.
pub fn handle(spot: Spot<'_>) -> io::Result<OwnedFd> {
    Ok(openat(spot.0, spot.1, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?)
}

/// The name under which the system calls that take only paths reach an open handle.
fn magic_path(handle: BorrowedFd<'_>) -> String {
    format!("/proc/self/fd/{}", handle.as_raw_fd())
}

/// Makes metadata of `target` like `model`, as far as `carry` says and the file system can; returns what
/// is stored afterwards. Content is not touched.
pub fn apply_attributes(target: Spot<'_>, model: Model<'_>, carry: Carry) -> io::Result<(Stat, Xattrs)> {
    let now = stat_at(target.0, target.1)?;
    if model.stat.kind == Kind::Symlink {
        set_link_metadata(target, model.stat, &now, carry)?;
        return Ok((stat_at(target.0, target.1)?, Xattrs::Same));
    }
    let handle = handle(target)?;
    let path = magic_path(handle.as_fd());
    if carry.owner && (now.uid, now.gid) != (model.stat.uid, model.stat.gid) {
        tolerate(chownat(CWD, path.as_str(), Some(uid(model.stat.uid)), Some(gid(model.stat.gid)), AtFlags::empty()))?;
    }
    let mode = if carry.perms { model.stat.mode } else { now.mode };
    if carry.perms && (mode != now.mode || carry.owner) {
        tolerate(chmodat(CWD, path.as_str(), Mode::from_raw_mode(u32::from(mode)), AtFlags::empty()))?;
    }
    let attributes = match model.source {
        Some(source) if carry.xattrs || carry.acls => carry_xattrs(source, &path, carry)?,
        _ => Xattrs::Same,
    };
    if carry.times {
        utimensat(CWD, path.as_str(), &mtime_only(model.stat.mtime), AtFlags::empty())?;
    }
    Ok((stat_at(target.0, target.1)?, attributes))
}

fn set_link_metadata(target: Spot<'_>, model: &Stat, now: &Stat, carry: Carry) -> io::Result<()> {
    if carry.owner && (now.uid, now.gid) != (model.uid, model.gid) {
        let owner = (Some(uid(model.uid)), Some(gid(model.gid)));
        tolerate(chownat(target.0, target.1, owner.0, owner.1, AtFlags::SYMLINK_NOFOLLOW))?;
    }
    if carry.times {
        tolerate(utimensat(target.0, target.1, &mtime_only(model.mtime), AtFlags::SYMLINK_NOFOLLOW))?;
    }
    Ok(())
}

/// Sets only the modification time of a folder.
pub fn set_time(target: Spot<'_>, time: Time) -> io::Result<Stat> {
    utimensat(target.0, target.1, &mtime_only(time), AtFlags::SYMLINK_NOFOLLOW)?;
    stat_at(target.0, target.1)
}

/// Sets the permission bits of the open folder `handle`.
pub fn set_mode(handle: BorrowedFd<'_>, mode: u16) -> io::Result<()> {
    let path = magic_path(handle);
    Ok(chmodat(CWD, path.as_str(), Mode::from_raw_mode(u32::from(mode)), AtFlags::empty())?)
}

/// A pair of times that changes the modification time and leaves the access time alone.
pub fn mtime_only(time: Time) -> Timestamps {
    Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: Timespec { tv_sec: time.secs, tv_nsec: i64::from(time.nanos) },
    }
}

/// A file system without owners or permissions refuses to set them; what it stores is recorded instead.
pub fn tolerate(result: rustix::io::Result<()>) -> io::Result<()> {
    match result {
        Err(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS) => Ok(()),
        other => Ok(other?),
    }
}

/// A user id from its number.
pub fn uid(raw: u32) -> Uid {
    Uid::from_raw(raw)
}

/// A group id from its number.
pub fn gid(raw: u32) -> Gid {
    Gid::from_raw(raw)
}

fn travels(name: &[u8], carry: Carry) -> bool {
    if name == ACL_ACCESS || name == ACL_DEFAULT {
        return carry.acls;
    }
    carry.xattrs
        && (name.starts_with(b"user.")
            || (rustix::process::geteuid().is_root()
                && (name == b"security.capability"
                    || (name.starts_with(b"trusted.") && !name.starts_with(b"trusted.overlay.")))))
}

/// Makes the extended attributes at `target` (a path) like those of `source`.
fn carry_xattrs(source: Spot<'_>, target: &str, carry: Carry) -> io::Result<Xattrs> {
    let source = match handle(source) {
        Ok(source) => source,
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => return Ok(Xattrs::Same),
        Err(e) => return Err(e),
    };
    let source = magic_path(source.as_fd());
    let wanted = list(&source, carry)?;
    let present = list(target, carry)?;
    let mut outcome = Xattrs::Same;
    for name in &wanted {
        let Some(value) = value(&source, name)? else { continue };
        if present.contains(name) && self::value(target, name)?.as_ref() == Some(&value) {
            continue;
        }
        match rustix::fs::setxattr(target, name.as_slice(), &value, XattrFlags::empty()) {
            Ok(()) => outcome = Xattrs::Changed,
            Err(Errno::OPNOTSUPP | Errno::PERM) => return Ok(Xattrs::Unsupported),
            Err(e) => return Err(e.into()),
        }
    }
    for name in present.iter().filter(|name| !wanted.contains(name)) {
        match rustix::fs::removexattr(target, name.as_slice()) {
            Ok(()) => outcome = Xattrs::Changed,
            Err(Errno::NODATA | Errno::OPNOTSUPP) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(outcome)
}

/// Gives a staged file the attributes of its source, of which `list` is known to be not empty.
pub fn carry_to_new(source: BorrowedFd<'_>, target: BorrowedFd<'_>, carry: Carry) -> io::Result<Xattrs> {
    let (source, target) = (magic_path(source), magic_path(target));
    for name in list(&source, carry)? {
        let Some(value) = value(&source, &name)? else { continue };
        match rustix::fs::setxattr(target.as_str(), name.as_slice(), &value, XattrFlags::empty()) {
            Ok(()) => {}
            Err(Errno::OPNOTSUPP | Errno::PERM) => return Ok(Xattrs::Unsupported),
            Err(e) => return Err(e.into()),
        }
    }
    Ok(Xattrs::Same)
}

fn list(path: &str, carry: Carry) -> io::Result<Vec<Vec<u8>>> {
    let mut names = Vec::with_capacity(256);
    loop {
        match rustix::fs::listxattr(path, spare_capacity(&mut names)) {
            Ok(_) => break,
            Err(Errno::RANGE) => names.reserve(names.capacity() * 2),
            Err(Errno::OPNOTSUPP | Errno::ACCESS) => return Ok(Vec::new()),
            Err(e) => return Err(e.into()),
        }
    }
    let names = names.split(|b| *b == 0).filter(|name| !name.is_empty() && travels(name, carry));
    Ok(names.map(<[u8]>::to_vec).collect())
}

fn value(path: &str, name: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let mut value = Vec::with_capacity(256);
    loop {
        match rustix::fs::getxattr(path, name, spare_capacity(&mut value)) {
            Ok(_) => return Ok(Some(value)),
            Err(Errno::RANGE) => value.reserve(value.capacity() * 4),
            Err(Errno::NODATA | Errno::OPNOTSUPP | Errno::ACCESS) => return Ok(None),
            Err(e) => return Err(e.into()),
        }
    }
}

/// Where the symbolic link at `spot` points.
pub fn link_target(spot: Spot<'_>) -> io::Result<Vec<u8>> {
    Ok(rustix::fs::readlinkat(spot.0, spot.1, Vec::new())?.into_bytes())
}
