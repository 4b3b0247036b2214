//! Making changes durable: one call for a whole file system, or one for each file and folder.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::fs::{Mode, OFlags, fstatfs, fsync, openat};
use rustix::io::Errno;

use super::Root;
use super::place::Spot;
use crate::RelPath;

/// What makes changes on a file system durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// `syncfs`: one call for everything that was changed.
    Whole,
    /// `fsync` for each file and each folder: `syncfs` may succeed and do nothing.
    Each,
}

/// File systems that make everything durable on `syncfs`, by the magic number in `statfs`. A plain FUSE mount
/// (0x65735546) is not among them: the kernel answers `syncfs` itself and tells the server nothing. Nor are
/// CIFS, SMB2 and 9p, which have no such request, nor what nobody has looked at.
const WHOLE: [u32; 13] = [
    0xEF53,      // ext2, ext3, ext4
    0x5846_5342, // XFS
    0x9123_683E, // btrfs
    0xF2F5_2010, // F2FS
    0x2FC1_2FC1, // ZFS
    0x794C_7630, // overlayfs
    0x6969,      // NFS
    0xCA45_1A4E, // bcachefs
    0x4D44,      // vfat
    0x2011_BAB0, // exFAT
    0x7366_746E, // NTFS3
    0x0102_1994, // tmpfs
    0x8584_58F6, // ramfs
];

impl Flush {
    /// What the file system of `folder` needs. One that says nothing of itself needs [`Flush::Each`].
    pub fn of(folder: impl AsFd) -> Self {
        match fstatfs(folder) {
            Ok(known) if WHOLE.contains(&(known.f_type as u32)) => Self::Whole,
            _ => Self::Each,
        }
    }
}

/// What is to be made durable one by one, in an order that loses nothing: what arrives before what leaves.
///
/// Where the power fails between two `fsync`, a name that left its old folder must be in its new one already.
#[derive(Debug, Default)]
pub struct Dirty {
    /// Folders of the trash, with those above them.
    trash: BTreeSet<RelPath>,
    files: BTreeSet<RelPath>,
    folders: BTreeSet<RelPath>,
}

impl Dirty {
    /// Something was put into the trash `folder` (a path below the root).
    pub fn trash(&mut self, folder: &RelPath) {
        let mut next = Some(folder.clone());
        while let Some(folder) = next {
            next = folder.parent();
            if !self.trash.insert(folder) {
                break;
            }
        }
    }

    /// The metadata of `path` changed.
    pub fn file(&mut self, path: &RelPath) {
        self.files.insert(path.clone());
    }

    /// Names or the metadata of the folder at `path` changed.
    pub fn folder(&mut self, path: &RelPath) {
        self.folders.insert(path.clone());
    }

    /// Makes everything durable. What is not there any more, or is something else by now, is not ours.
    pub fn flush(&self, root: &Root) -> io::Result<()> {
        for folder in self.trash.iter().rev() {
            flush_folder(root, folder)?;
        }
        for file in &self.files {
            let parent = match root.folder(file.parent().unwrap_or_default().as_bytes()) {
                Err(error) if is_not_ours(&error) => continue,
                parent => parent?,
            };
            flush_file((parent.as_fd(), file.name()))?;
        }
        for folder in self.folders.iter().rev() {
            flush_folder(root, folder)?;
        }
        Ok(())
    }
}

/// Makes the names in the folder at `path` and its metadata durable.
pub fn flush_folder(root: &Root, path: &RelPath) -> io::Result<()> {
    let flushed = root.folder(path.as_bytes()).and_then(|folder| {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        flush(openat(&folder, c".", flags, Mode::empty())?.as_fd())
    });
    flushed.or_else(|error| if is_not_ours(&error) { Ok(()) } else { Err(error) })
}

/// Makes the file or folder at `spot` durable; other things have nothing but their name.
pub fn flush_file(spot: Spot<'_>) -> io::Result<()> {
    let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let opened = match openat(spot.0, spot.1, flags | OFlags::RDONLY, Mode::empty()) {
        Err(Errno::ACCESS) => openat(spot.0, spot.1, flags | OFlags::WRONLY, Mode::empty()),
        opened => opened,
    };
    match opened {
        Ok(file) => flush(file.as_fd()),
        // A link, a socket; or what nobody may open: its content was made durable when it was written.
        Err(Errno::LOOP | Errno::NXIO | Errno::ACCESS | Errno::NOENT | Errno::NOTDIR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes what `handle` leads to durable, as far as its file system knows how.
pub fn flush(handle: BorrowedFd<'_>) -> io::Result<()> {
    loop {
        match fsync(handle) {
            Err(Errno::INTR) => {}
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => return Ok(()),
            result => return Ok(result?),
        }
    }
}

fn is_not_ours(error: &io::Error) -> bool {
    matches!(Errno::from_io_error(error), Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Side;

    #[test]
    fn the_file_systems_of_this_machine_are_told_apart() {
        for (folder, expected) in [("/proc", Flush::Each), ("/sys", Flush::Each)] {
            assert_eq!(Flush::of(std::fs::File::open(folder).unwrap()), expected, "{folder}");
        }
        let home = tempfile::tempdir().unwrap();
        let kind = rustix::fs::statfs(home.path()).unwrap().f_type as u32;
        let expected = if WHOLE.contains(&kind) { Flush::Whole } else { Flush::Each };
        assert_eq!(Flush::of(std::fs::File::open(home.path()).unwrap()), expected);
    }

    #[test]
    fn what_is_gone_or_cannot_be_opened_for_reading_is_no_error() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("f"), "x").unwrap();
        std::os::unix::fs::symlink("nowhere", home.path().join("l")).unwrap();
        let root = Root::open(Side::Left, home.path()).unwrap();
        let mut dirty = Dirty::default();
        for path in ["f", "l", "gone", "gone/x", "f/x"] {
            dirty.file(&RelPath::from(path));
        }
        for path in ["", "gone", "f", "l"] {
            dirty.folder(&RelPath::from(path));
        }
        dirty.trash(&RelPath::from(".syncmgr/trash/s/a/b"));
        assert_eq!(dirty.trash.len(), 6, "with all folders above");
        dirty.flush(&root).unwrap();
    }
}
