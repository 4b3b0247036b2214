//! What `statx` tells.

use std::io;
use std::os::fd::AsFd;

use rustix::fs::{AtFlags, FileType, Statx, StatxAttributes, StatxFlags};
use rustix::io::retry_on_intr;

use crate::sys::look::birth_digest;
use crate::sys::{Folder, Look};
use crate::{FileId, Kind, Stat, Time};

pub(super) const WANTED: StatxFlags = StatxFlags::TYPE
    .union(StatxFlags::MODE)
    .union(StatxFlags::NLINK)
    .union(StatxFlags::UID)
    .union(StatxFlags::GID)
    .union(StatxFlags::MTIME)
    .union(StatxFlags::CTIME)
    .union(StatxFlags::INO)
    .union(StatxFlags::SIZE)
    .union(StatxFlags::BTIME);

/// Looks at `name` in `parent` (an empty name means `parent` itself); symbolic links are not followed.
pub fn look_at(parent: &Folder, name: &[u8]) -> io::Result<Look> {
    look_from(parent, name)
}

pub(super) fn look_from(handle: impl AsFd, name: &[u8]) -> io::Result<Look> {
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::EMPTY_PATH | AtFlags::NO_AUTOMOUNT;
    Ok(look_of(&retry_on_intr(|| rustix::fs::statx(&handle, name, flags, WANTED))?))
}

pub(super) fn look_of(x: &Statx) -> Look {
    let (kind, noun) = match FileType::from_raw_mode(x.stx_mode.into()) {
        FileType::RegularFile => (Kind::File, Kind::File.name()),
        FileType::Directory => (Kind::Folder, Kind::Folder.name()),
        FileType::Symlink => (Kind::Symlink, Kind::Symlink.name()),
        FileType::Fifo => (Kind::Special, "fifo"),
        FileType::Socket => (Kind::Special, "socket"),
        FileType::CharacterDevice => (Kind::Special, "character device"),
        FileType::BlockDevice => (Kind::Special, "block device"),
        FileType::Unknown => (Kind::Special, Kind::Special.name()),
    };
    let born = x.stx_mask & StatxFlags::BTIME.bits() != 0;
    let birth = if born { birth_digest(x.stx_btime.tv_sec, x.stx_btime.tv_nsec) } else { 0 };
    let stat = Stat {
        kind,
        id: FileId { inode: x.stx_ino, birth },
        size: if kind == Kind::Folder { 0 } else { x.stx_size },
        mtime: Time::new(x.stx_mtime.tv_sec, x.stx_mtime.tv_nsec),
        ctime: Time::new(x.stx_ctime.tv_sec, x.stx_ctime.tv_nsec),
        mode: x.stx_mode & 0o7777,
        uid: x.stx_uid,
        gid: x.stx_gid,
        links: if kind == Kind::Folder { 1 } else { x.stx_nlink },
    };
    let mounted = x.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
    Look { stat, device: rustix::fs::makedev(x.stx_dev_major, x.stx_dev_minor), mounted, noun }
}
