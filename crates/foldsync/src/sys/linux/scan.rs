//! What a scan asks: getdents, statx and openat on folder handles, openat2 for links.

use std::ffi::CStr;
use std::io;
use std::os::fd::OwnedFd;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir, ResolveFlags, Statx};
use rustix::io::{Errno, retry_on_intr};

use super::folder::FOLDER;
use super::look::{WANTED, look_of};
use crate::Kind;
use crate::sys::{Folder, Look, System};

/// Room for what one getdents call hands over: about two thousand short names.
const LIST_BYTES: usize = 64 * 1024;

/// The file systems of this machine.
#[derive(Debug)]
pub struct Native {
    buffer: Vec<u8>,
    /// `O_NOATIME` while the system allows it: reading a folder must not make it look used.
    quiet: OFlags,
}

impl Native {
    /// Prepares the buffer that all listings share.
    pub fn new() -> Self {
        Self { buffer: Vec::with_capacity(LIST_BYTES), quiet: OFlags::NOATIME }
    }

    fn open_quietly(&mut self, open: impl Fn(OFlags) -> rustix::io::Result<OwnedFd>) -> io::Result<Folder> {
        match retry_on_intr(|| open(FOLDER | self.quiet)) {
            // Only the owner may; whoever meets one foreign folder will meet more.
            Err(Errno::PERM) if !self.quiet.is_empty() => {
                self.quiet = OFlags::empty();
                Ok(retry_on_intr(|| open(FOLDER))?.into())
            }
            opened => Ok(opened?.into()),
        }
    }
}

impl Default for Native {
    fn default() -> Self {
        Self::new()
    }
}

impl System for Native {
    type Folder = Folder;

    fn open(&mut self, parent: &Folder, name: &CStr) -> io::Result<Folder> {
        self.open_quietly(|flags| {
            // A symbolic link is answered with either of these errors, depending on the kernel.
            rustix::fs::openat(parent, name, flags | OFlags::NOFOLLOW, Mode::empty())
                .map_err(|error| if error == Errno::LOOP { Errno::NOTDIR } else { error })
        })
    }

    fn look_inside(&mut self, folder: &Folder) -> io::Result<Look> {
        // "." and not the empty path: it fails where searching the folder is forbidden.
        let look = statx(folder, c".")?;
        if look.stx_nlink == 0 {
            return Err(Errno::NOENT.into());
        }
        Ok(look_of(&look))
    }

    fn look(&mut self, parent: &Folder, name: &CStr) -> io::Result<Look> {
        Ok(look_of(&statx(parent, name)?))
    }

    fn list(&mut self, folder: &Folder, mut each: impl FnMut(&[u8], Option<Kind>)) -> io::Result<()> {
        let mut entries = RawDir::new(folder, self.buffer.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                each(name, kind_of(entry.file_type()));
            }
        }
        Ok(())
    }

    fn look_target(&mut self, root: &Folder, path: &CStr) -> io::Result<Look> {
        let target = open_beneath(root, path, OFlags::PATH | OFlags::CLOEXEC)?;
        let look = retry_on_intr(|| rustix::fs::statx(&target, c"", AtFlags::EMPTY_PATH, WANTED))?;
        Ok(look_of(&look))
    }

    fn open_target(&mut self, root: &Folder, path: &CStr) -> io::Result<Folder> {
        self.open_quietly(|flags| open_beneath(root, path, flags))
    }
}

fn open_beneath(root: &Folder, path: &CStr, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    let within = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    // The kernel answers EAGAIN when something was renamed during the resolution.
    for _ in 0..16 {
        match retry_on_intr(|| rustix::fs::openat2(root, path, flags, Mode::empty(), within)) {
            Err(Errno::AGAIN) => {}
            answer => return answer,
        }
    }
    Err(Errno::AGAIN)
}

fn statx(parent: &Folder, name: &CStr) -> rustix::io::Result<Statx> {
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::STATX_DONT_SYNC | AtFlags::NO_AUTOMOUNT;
    retry_on_intr(|| rustix::fs::statx(parent, name, flags, WANTED))
}

const fn kind_of(file_type: FileType) -> Option<Kind> {
    match file_type {
        FileType::RegularFile => Some(Kind::File),
        FileType::Directory => Some(Kind::Folder),
        FileType::Symlink => Some(Kind::Symlink),
        FileType::Unknown => None,
        FileType::Fifo | FileType::Socket | FileType::CharacterDevice | FileType::BlockDevice => Some(Kind::Special),
    }
}
