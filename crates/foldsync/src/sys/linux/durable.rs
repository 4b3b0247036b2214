//! What makes changes durable, and how long they are safe without it.

use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::fs::{AtFlags, Mode, OFlags, StatxFlags, fstatfs, fsync, openat, statx, syncfs};
use rustix::io::Errno;

use super::Folder;
use crate::sys::{Life, Spot};

/// A unique mount id (Linux 6.8), which is never given to another mount.
const MNT_ID_UNIQUE: StatxFlags = StatxFlags::from_bits_retain(0x4000);

/// File systems of this machine, by the magic number in `statfs`: what was written to them stays until they are unmounted.
const LOCAL: [u32; 6] = [
    0xEF53,      // ext2, ext3, ext4
    0x5846_5342, // XFS
    0x9123_683E, // btrfs
    0xF2F5_2010, // F2FS
    0x0102_1994, // tmpfs
    0x2FC1_2FC1, // ZFS
];

/// File systems that make everything durable on `syncfs`. A plain FUSE mount (0x65735546) is not among them: the kernel
/// answers `syncfs` itself and tells the server nothing. Nor are CIFS, SMB2 and 9p, which have no such request, nor what
/// nobody has looked at.
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

/// Whether `folder` lies on a file system of this machine, whose content outlives the process that wrote it.
pub fn is_local(folder: &Folder) -> bool {
    fstatfs(folder).is_ok_and(|fs| LOCAL.contains(&(fs.f_type as u32)))
}

/// The life of machine and mount that `folder` is in; `None` where the kernel does not tell.
pub fn life(folder: &Folder) -> Option<Life> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let stat = statx(folder, c"", AtFlags::EMPTY_PATH, MNT_ID_UNIQUE | StatxFlags::MNT_ID).ok()?;
    let known = stat.stx_mask & (MNT_ID_UNIQUE | StatxFlags::MNT_ID).bits() != 0;
    known.then(|| Life { boot: boot.trim().to_owned(), mount: stat.stx_mnt_id })
}

/// Whether [`sync_file_system`] really makes everything durable where `folder` lies.
pub fn syncs_whole(folder: &Folder) -> bool {
    fstatfs(folder).is_ok_and(|fs| WHOLE.contains(&(fs.f_type as u32)))
}

/// Makes everything on the file system of `folder` durable.
pub fn sync_file_system(folder: &Folder) -> io::Result<()> {
    Ok(syncfs(folder)?)
}

/// Makes the file or folder at `spot` (an empty name means the folder itself) durable. Other things have nothing but
/// their name; of what nobody may open the content was made durable when it was written; what is gone needs nothing.
pub fn flush_at(spot: Spot<'_>) -> io::Result<()> {
    let name = if spot.1.is_empty() { b"." } else { spot.1 };
    let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let opened = match openat(spot.0, name, flags | OFlags::RDONLY, Mode::empty()) {
        Err(Errno::ACCESS) => openat(spot.0, name, flags | OFlags::WRONLY, Mode::empty()),
        opened => opened,
    };
    match opened {
        Ok(handle) => flush(&handle),
        Err(Errno::LOOP | Errno::NXIO | Errno::ACCESS | Errno::NOENT | Errno::NOTDIR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes what `handle` leads to durable, as far as its file system knows how.
pub(super) fn flush(handle: impl AsFd) -> io::Result<()> {
    loop {
        match fsync(&handle) {
            Err(Errno::INTR) => {}
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => return Ok(()),
            result => return Ok(result?),
        }
    }
}

/// Makes the names in the folder at `path` durable.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_systems_of_this_machine_are_told_apart() {
        for folder in ["/proc", "/sys"] {
            let folder = Folder::open(Path::new(folder)).unwrap();
            assert!(!syncs_whole(&folder) && !is_local(&folder));
        }
        let home = tempfile::tempdir().unwrap();
        let kind = rustix::fs::statfs(home.path()).unwrap().f_type as u32;
        let folder = Folder::open(home.path()).unwrap();
        assert_eq!((syncs_whole(&folder), is_local(&folder)), (WHOLE.contains(&kind), LOCAL.contains(&kind)));
    }

    #[test]
    fn a_life_is_the_same_at_each_look() {
        let folder = Folder::open(&std::env::temp_dir()).unwrap();
        let first = life(&folder).unwrap();
        assert_eq!(life(&folder).unwrap(), first);
        assert_eq!(first.boot.len(), 36, "{first:?}");
    }
}
