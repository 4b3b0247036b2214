//! Open files: content by reading and writing only.

use std::fs;
use std::io::{self, ErrorKind};

use super::{Spot, unsupported};
use crate::Time;
use crate::sys::{Look, host};

/// An open file; closed when dropped.
#[derive(Debug)]
pub struct File(fs::File);

impl File {
    /// Opens for reading; follows no link, and opens nothing that is no file.
    pub fn open(spot: Spot<'_>) -> io::Result<Self> {
        let path = spot.0.at(spot.1)?;
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(unsupported());
        }
        Ok(Self(fs::File::open(path)?))
    }

    /// `Ok(None)`: the standard library cannot.
    pub fn open_unnoticed(_spot: Spot<'_>) -> io::Result<Option<Self>> {
        Ok(None)
    }

    /// Makes a file for writing, with these permissions (where there are any) less the process's mask; never replaces
    /// anything.
    pub fn create_new(spot: Spot<'_>, mode: u16) -> io::Result<Self> {
        Ok(Self(host::options(mode).write(true).create_new(true).open(spot.0.at(spot.1)?)?))
    }

    /// Makes an empty file for writing that only its owner can use; empties one that is there.
    pub fn create_private(spot: Spot<'_>) -> io::Result<Self> {
        Ok(Self(host::options(0o600).write(true).create(true).truncate(true).open(spot.0.at(spot.1)?)?))
    }

    /// Looks at the file.
    pub fn look(&self) -> io::Result<Look> {
        host::look_of(&self.0.metadata()?)
    }

    /// Its length in bytes.
    pub fn size(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    /// Nothing is known of holes.
    pub fn allocated(&self) -> Option<u64> {
        None
    }

    /// Reads some bytes at `at` and says how many; 0 means the end.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        retry(|| host::read_at(&self.0, buffer, at))
    }

    /// Writes some bytes at `at` and says how many.
    pub fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<usize> {
        retry(|| host::write_at(&self.0, bytes, at))
    }

    /// Sets the length.
    pub fn set_len(&self, size: u64) -> io::Result<()> {
        self.0.set_len(size)
    }

    /// Everything: nothing is known of holes.
    pub fn next_data(&self, at: u64, size: u64) -> io::Result<Option<(u64, u64)>> {
        Ok((at < size).then_some((at, size)))
    }

    /// `Ok(false)`: the standard library cannot.
    pub fn clone_content(&self, _source: &Self) -> io::Result<bool> {
        Ok(false)
    }

    /// `Ok(None)`: the standard library cannot.
    pub fn copy_range(&self, _source: &Self, _at: u64, _length: usize) -> io::Result<Option<usize>> {
        Ok(None)
    }

    /// Nothing: there are no owners here.
    pub fn set_owner(&self, _uid: u32, _gid: u32) -> io::Result<()> {
        Ok(())
    }

    /// Sets the permission bits, as far as there are any.
    pub fn set_mode(&self, mode: u16) -> io::Result<()> {
        let mut permissions = self.0.metadata()?.permissions();
        host::change_mode(&mut permissions, mode);
        self.0.set_permissions(permissions)
    }

    /// Sets the modification time.
    pub fn set_time(&self, time: Time) -> io::Result<()> {
        self.0.set_modified(super::look::system_time(time)?)
    }

    /// There are no extended attributes here.
    pub fn has_attributes(&self) -> bool {
        false
    }

    /// Makes content and metadata durable.
    pub fn flush(&self) -> io::Result<()> {
        self.0.sync_all()
    }

    /// As the standard library knows it.
    pub fn into_std(self) -> fs::File {
        self.0
    }
}

fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Reads some bytes of `file` at `at` and says how many; 0 means the end.
pub fn read_at(file: &fs::File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    host::read_at(file, buffer, at)
}

/// Writes all `bytes` to `file` at `at`.
pub fn write_all_at(file: &fs::File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let done = retry(|| host::write_at(file, bytes, at))?;
        if done == 0 {
            return Err(ErrorKind::WriteZero.into());
        }
        bytes = &bytes[done..];
        at += done as u64;
    }
    Ok(())
}
