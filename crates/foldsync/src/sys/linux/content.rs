//! Open files: content, and the metadata of a file that is being written.

use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;

use rustix::fs::{
    AtFlags, Gid, Mode, OFlags, SeekFrom, StatxFlags, Uid, copy_file_range, fchmod, fchown, flistxattr_query, fstat,
    ftruncate, futimens, ioctl_ficlone, openat, seek, statx,
};
use rustix::io::{Errno, pread, pwrite, retry_on_intr};

use super::attributes::{mtime_only, open_spot};
use super::durable::flush;
use super::look::look_from;
use crate::Time;
use crate::sys::{Look, Spot};

const READ: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);
const WRITE: OFlags = OFlags::WRONLY.union(OFlags::CREATE).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open file; closed when dropped.
#[derive(Debug)]
pub struct File(OwnedFd);

impl File {
    /// Opens for reading; follows no link, and does not wait for a writer if a fifo was put here meanwhile.
    pub fn open(spot: Spot<'_>) -> io::Result<Self> {
        Ok(Self(open_spot(spot, READ)?))
    }

    /// Like [`open`](Self::open), but reading leaves the access time alone; `Ok(None)` when that is not allowed.
    pub fn open_unnoticed(spot: Spot<'_>) -> io::Result<Option<Self>> {
        match open_spot(spot, READ | OFlags::NOATIME) {
            Err(Errno::PERM) => Ok(None),
            result => Ok(Some(Self(result?))),
        }
    }

    /// Makes a file for writing, with these permissions less the process's mask; never replaces anything.
    pub fn create_new(spot: Spot<'_>, mode: u16) -> io::Result<Self> {
        Ok(Self(openat(spot.0, spot.1, WRITE | OFlags::EXCL, Mode::from_raw_mode(u32::from(mode)))?))
    }

    /// Makes an empty file for writing that only its owner can use; empties one that is there.
    pub fn create_private(spot: Spot<'_>) -> io::Result<Self> {
        Ok(Self(openat(spot.0, spot.1, WRITE | OFlags::TRUNC, Mode::RUSR | Mode::WUSR)?))
    }

    /// Looks at the file.
    pub fn look(&self) -> io::Result<Look> {
        look_from(self, b"")
    }

    /// Its length in bytes.
    pub fn size(&self) -> io::Result<u64> {
        Ok(statx(self, c"", AtFlags::EMPTY_PATH, StatxFlags::SIZE)?.stx_size)
    }

    /// Bytes that it takes on the disk; `None` where that is not known.
    pub fn allocated(&self) -> Option<u64> {
        fstat(self).ok().map(|stat| (stat.st_blocks as u64) * 512)
    }

    /// Reads some bytes at `at` and says how many; 0 means the end.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        Ok(retry_on_intr(|| pread(self, &mut *buffer, at))?)
    }

    /// Writes some bytes at `at` and says how many.
    pub fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<usize> {
        Ok(retry_on_intr(|| pwrite(self, bytes, at))?)
    }

    /// Sets the length.
    pub fn set_len(&self, size: u64) -> io::Result<()> {
        Ok(ftruncate(self, size)?)
    }

    /// The next piece at or after `at` that is no hole, of a file of `size` bytes.
    pub fn next_data(&self, at: u64, size: u64) -> io::Result<Option<(u64, u64)>> {
        if at >= size {
            return Ok(None);
        }
        let start = match seek(self, SeekFrom::Data(at)) {
            Ok(start) => start,
            Err(Errno::NXIO) => return Ok(None),
            Err(Errno::INVAL) => return Ok(Some((at, size))),
            Err(e) => return Err(e.into()),
        };
        let end = seek(self, SeekFrom::Hole(start)).unwrap_or(size).min(size);
        Ok((start < end).then_some((start, end)))
    }

    /// Makes the content that of `source` without copying it; `Ok(false)` when the file systems cannot. Fails when
    /// there is no room.
    pub fn clone_content(&self, source: &Self) -> io::Result<bool> {
        match ioctl_ficlone(self, source) {
            Ok(()) => Ok(true),
            Err(Errno::NOSPC | Errno::DQUOT) => Err(Errno::NOSPC.into()),
            Err(_) => Ok(false),
        }
    }

    /// Lets the kernel copy up to `length` bytes at `at` from `source` to the same place; says how many, 0 at the end of
    /// `source`. `Ok(None)` when it cannot. Fails when there is no room.
    pub fn copy_range(&self, source: &Self, at: u64, length: usize) -> io::Result<Option<usize>> {
        let (mut off_in, mut off_out) = (at, at);
        match retry_on_intr(|| copy_file_range(source, Some(&mut off_in), self, Some(&mut off_out), length)) {
            Ok(count) => Ok(Some(count)),
            Err(e @ (Errno::NOSPC | Errno::DQUOT | Errno::FBIG)) => Err(e.into()),
            Err(_) => Ok(None),
        }
    }

    /// Sets owner and group.
    pub fn set_owner(&self, uid: u32, gid: u32) -> io::Result<()> {
        Ok(fchown(self, Some(Uid::from_raw(uid)), Some(Gid::from_raw(gid)))?)
    }

    /// Sets the permission bits.
    pub fn set_mode(&self, mode: u16) -> io::Result<()> {
        Ok(fchmod(self, Mode::from_raw_mode(u32::from(mode)))?)
    }

    /// Sets the modification time.
    pub fn set_time(&self, time: Time) -> io::Result<()> {
        Ok(futimens(self, &mtime_only(time))?)
    }

    /// Whether it has extended attributes.
    pub fn has_attributes(&self) -> bool {
        flistxattr_query(self).is_ok_and(|length| length > 0)
    }

    /// Makes content and metadata durable, as far as the file system knows how.
    pub fn flush(&self) -> io::Result<()> {
        flush(self)
    }

    /// As the standard library knows it.
    pub fn into_std(self) -> fs::File {
        self.0.into()
    }
}

impl AsFd for File {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Reads some bytes of `file` at `at` and says how many; 0 means the end.
pub fn read_at(file: &fs::File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    file.read_at(buffer, at)
}

/// Writes all `bytes` to `file` at `at`.
pub fn write_all_at(file: &fs::File, bytes: &[u8], at: u64) -> io::Result<()> {
    file.write_all_at(bytes, at)
}
