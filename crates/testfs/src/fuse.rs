//! The file system as the kernel asks for it: each request is handed to the server, its result back.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fuser::{
    AccessFlags, BsdFileFlags, CopyFileRangeFlags, FileHandle, FileType, Filesystem, FopenFlags, Generation, INodeNo,
    InitFlags, KernelConfig, LockOwner, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData, ReplyDirectory,
    ReplyEmpty, ReplyEntry, ReplyLseek, ReplyOpen, ReplyStatfs, ReplyWrite, ReplyXattr, Request, TimeOrNow, WriteFlags,
};
use rustix::io::Errno;

use crate::attributes::{AttrChange, XattrMode};
use crate::content::{Content, PAGE};
use crate::durable::Depth;
use crate::namespace::Place;
use crate::record::Op;
use crate::server::Server;
use crate::tree::{Body, Entries};

/// Nothing is cached by the kernel but file pages: each look at a name or attribute reaches the server.
const TTL: Duration = Duration::ZERO;
/// Bytes of one write request, so that it fits a socket's buffer.
const LARGEST_WRITE: u32 = 128 << 10;

fn refusal(errno: Errno) -> fuser::Errno {
    fuser::Errno::from_i32(errno.raw_os_error())
}

/// Answers with an entry, an attribute or nothing, or with the errno.
macro_rules! answer {
    ($reply:ident, $result:expr, $value:pat => $positive:expr) => {
        match $result {
            Ok($value) => $positive,
            Err(errno) => $reply.error(refusal(errno)),
        }
    };
}

impl Filesystem for Server {
    fn init(&mut self, _: &Request, config: &mut KernelConfig) -> io::Result<()> {
        // Pages are dropped when size or mtime changed behind the kernel's back. Older kernels lack it: nothing is lost.
        let _ = config.add_capabilities(InitFlags::FUSE_AUTO_INVAL_DATA);
        // Never refused: it is far below the limit of `fuser`.
        let _ = config.set_max_write(LARGEST_WRITE);
        Ok(())
    }

    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let found = self.on_name(Op::Lookup, parent, name).and_then(|admitted| {
            let ino = admitted.state.tree.lookup(self.inside(parent), name)?;
            self.attr(&admitted.state, ino)
        });
        answer!(reply, found, attr => reply.entry(&TTL, &attr, Generation(0)));
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        let found = self.on_inode(Op::GetAttr, ino).and_then(|admitted| self.attr(&admitted.state, self.inside(ino)));
        answer!(reply, found, attr => reply.attr(&TTL, &attr));
    }

    fn setattr(
        &self,
        _: &Request,
        ino: INodeNo,
        mode: Option<u32>,
        uid: Option<u32>,
        gid: Option<u32>,
        size: Option<u64>,
        atime: Option<TimeOrNow>,
        mtime: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let mode = mode.map(|mode| (mode & 0o7777) as u16);
        let change = AttrChange { mode, uid, gid, size, atime: atime.map(meant), mtime: mtime.map(meant) };
        answer!(reply, self.set_attributes(ino, change), attr => reply.attr(&TTL, &attr));
    }

    fn readlink(&self, _: &Request, ino: INodeNo, reply: ReplyData) {
        let target = self.on_inode(Op::ReadLink, ino).and_then(|admitted| {
            let node = admitted.state.tree.node(self.inside(ino))?;
            if let Body::Link(target) = &node.body { Ok(target.clone()) } else { Err(Errno::INVAL) }
        });
        answer!(reply, target, target => reply.data(target.as_bytes()));
    }

    fn mknod(&self, request: &Request, parent: INodeNo, name: &OsStr, mode: u32, _: u32, rdev: u32, reply: ReplyEntry) {
        let body = match mode & 0o170_000 {
            0o010_000 => Body::Special(FileType::NamedPipe),
            0o020_000 => Body::Special(FileType::CharDevice),
            0o060_000 => Body::Special(FileType::BlockDevice),
            0o140_000 => Body::Special(FileType::Socket),
            _ => Body::File(Content::default()),
        };
        let made = self.make(Op::MkNod, request, (parent, name), mode, body).map(|mut attr| {
            if let Some(node) = self.control.state().tree.nodes.get_mut(&self.inside(attr.ino)) {
                node.meta.rdev = rdev;
            }
            attr.rdev = rdev;
            attr
        });
        answer!(reply, made, attr => reply.entry(&TTL, &attr, Generation(0)));
    }

    fn mkdir(&self, request: &Request, parent: INodeNo, name: &OsStr, mode: u32, _: u32, reply: ReplyEntry) {
        let made = self.make(Op::MkDir, request, (parent, name), mode, Body::Folder(Entries::new()));
        answer!(reply, made, attr => reply.entry(&TTL, &attr, Generation(0)));
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        let place = Place { parent: self.inside(parent), name };
        let done = self.on_name(Op::Unlink, parent, name).and_then(|mut admitted| admitted.state.tree.unlink(place));
        answer!(reply, done, () => reply.ok());
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        let place = Place { parent: self.inside(parent), name };
        let done =
            self.on_name(Op::RmDir, parent, name).and_then(|mut admitted| admitted.state.tree.remove_folder(place));
        answer!(reply, done, () => reply.ok());
    }

    fn symlink(&self, request: &Request, parent: INodeNo, name: &OsStr, target: &Path, reply: ReplyEntry) {
        let made = self.make(Op::Symlink, request, (parent, name), 0o777, Body::Link(target.as_os_str().to_owned()));
        answer!(reply, made, attr => reply.entry(&TTL, &attr, Generation(0)));
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        newparent: INodeNo,
        newname: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        answer!(reply, self.move_name((parent, name), (newparent, newname), flags), () => reply.ok());
    }

    fn link(&self, _: &Request, ino: INodeNo, newparent: INodeNo, newname: &OsStr, reply: ReplyEntry) {
        let made = self.add_link(ino, newparent, newname);
        answer!(reply, made, attr => reply.entry(&TTL, &attr, Generation(0)));
    }

    fn open(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        answer!(reply, self.open_any(Op::Open, ino), (handle, flags) => reply.opened(handle, flags));
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        handle: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        answer!(reply, self.get(ino, handle, offset, size as usize), bytes => reply.data(&bytes));
    }

    fn write(
        &self,
        _: &Request,
        ino: INodeNo,
        handle: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        answer!(reply, self.put(ino, handle, offset, data), written => reply.written(written as u32));
    }

    fn flush(&self, _: &Request, ino: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        answer!(reply, self.on_inode(Op::Flush, ino), _ => reply.ok());
    }

    fn release(
        &self,
        _: &Request,
        ino: INodeNo,
        handle: FileHandle,
        _: OpenFlags,
        _: Option<LockOwner>,
        _: bool,
        reply: ReplyEmpty,
    ) {
        self.close(Op::Release, ino, handle);
        reply.ok();
    }

    fn fsync(&self, _: &Request, ino: INodeNo, handle: FileHandle, datasync: bool, reply: ReplyEmpty) {
        let depth = if datasync { Depth::Data } else { Depth::All };
        answer!(reply, self.sync_file(ino, handle, depth), () => reply.ok());
    }

    fn opendir(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        let opened = self.open_any(Op::OpenDir, ino);
        answer!(reply, opened, (handle, _) => reply.opened(handle, FopenFlags::empty()));
    }

    fn readdir(&self, _: &Request, ino: INodeNo, handle: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        let listed = match self.list(ino, handle, offset) {
            Ok(listed) => listed,
            Err(errno) => return reply.error(refusal(errno)),
        };
        for (number, line) in (offset + 1..).zip(listed) {
            if reply.add(self.outside(line.ino), number, line.kind, &line.name) {
                break;
            }
        }
        reply.ok();
    }

    fn releasedir(&self, _: &Request, ino: INodeNo, handle: FileHandle, _: OpenFlags, reply: ReplyEmpty) {
        self.close(Op::ReleaseDir, ino, handle);
        reply.ok();
    }

    fn fsyncdir(&self, _: &Request, ino: INodeNo, handle: FileHandle, _: bool, reply: ReplyEmpty) {
        answer!(reply, self.sync_folder(ino, handle), () => reply.ok());
    }

    fn statfs(&self, _: &Request, ino: INodeNo, reply: ReplyStatfs) {
        const BLOCKS: u64 = 1 << 28;
        answer!(reply, self.on_inode(Op::StatFs, ino), admitted => {
            let state = &admitted.state;
            let used = state.tree.stored() / PAGE;
            let free = state.faults.room().map_or(BLOCKS.saturating_sub(used), |room| room.bytes / PAGE);
            let files = state.tree.nodes.len() as u64;
            let longest = state.tree.names.longest as u32;
            reply.statfs(used + free, free, free, files, 1 << 30, PAGE as u32, longest, PAGE as u32);
        });
    }

    fn setxattr(&self, _: &Request, ino: INodeNo, name: &OsStr, value: &[u8], flags: i32, _: u32, reply: ReplyEmpty) {
        let mode = match flags {
            1 => XattrMode::Create,
            2 => XattrMode::Replace,
            _ => XattrMode::Any,
        };
        let done = self
            .xattr(Op::SetXattr, ino, name)
            .and_then(|mut admitted| admitted.state.tree.set_xattr(self.inside(ino), name, value, mode));
        answer!(reply, done, () => reply.ok());
    }

    fn getxattr(&self, _: &Request, ino: INodeNo, name: &OsStr, size: u32, reply: ReplyXattr) {
        let value = self.xattr(Op::GetXattr, ino, name).and_then(|admitted| {
            let node = admitted.state.tree.node(self.inside(ino))?;
            node.meta.xattrs.get(name).cloned().ok_or(Errno::NODATA)
        });
        answer!(reply, value, value => reply_bytes(reply, &value, size));
    }

    fn listxattr(&self, _: &Request, ino: INodeNo, size: u32, reply: ReplyXattr) {
        let names = self.xattr(Op::ListXattr, ino, OsStr::new("")).and_then(|admitted| {
            let node = admitted.state.tree.node(self.inside(ino))?;
            Ok(node.meta.xattrs.keys().flat_map(|name| [name.as_bytes(), b"\0"].concat()).collect::<Vec<u8>>())
        });
        answer!(reply, names, names => reply_bytes(reply, &names, size));
    }

    fn removexattr(&self, _: &Request, ino: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        let done = self
            .xattr(Op::RemoveXattr, ino, name)
            .and_then(|mut admitted| admitted.state.tree.remove_xattr(self.inside(ino), name));
        answer!(reply, done, () => reply.ok());
    }

    fn access(&self, _: &Request, ino: INodeNo, _: AccessFlags, reply: ReplyEmpty) {
        answer!(reply, self.on_inode(Op::Access, ino), _ => reply.ok());
    }

    fn create(&self, request: &Request, parent: INodeNo, name: &OsStr, mode: u32, _: u32, _: i32, reply: ReplyCreate) {
        let made = self.make_open(request, (parent, name), mode);
        answer!(reply, made, (attr, handle, flags) => reply.created(&TTL, &attr, Generation(0), handle, flags));
    }

    fn fallocate(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        length: u64,
        mode: i32,
        reply: ReplyEmpty,
    ) {
        answer!(reply, self.reserve(ino, offset, length, mode), () => reply.ok());
    }

    fn lseek(&self, _: &Request, ino: INodeNo, _: FileHandle, offset: i64, whence: i32, reply: ReplyLseek) {
        answer!(reply, self.seek(ino, offset, whence), at => reply.offset(at));
    }

    fn copy_file_range(
        &self,
        _: &Request,
        ino_in: INodeNo,
        handle_in: FileHandle,
        offset_in: u64,
        ino_out: INodeNo,
        handle_out: FileHandle,
        offset_out: u64,
        length: u64,
        _: CopyFileRangeFlags,
        reply: ReplyWrite,
    ) {
        let copied = self.copy((ino_in, handle_in, offset_in), (ino_out, handle_out, offset_out), length);
        answer!(reply, copied, copied => reply.written(copied as u32));
    }
}

/// Answers with a value, or with its size where the caller asks for that first.
fn reply_bytes(reply: ReplyXattr, bytes: &[u8], size: u32) {
    if size == 0 {
        reply.size(bytes.len() as u32);
    } else if bytes.len() > size as usize {
        reply.error(refusal(Errno::RANGE));
    } else {
        reply.data(bytes);
    }
}

/// The time that was asked for. `fuser` 0.18 counts the nanoseconds of a time before 1970 in the wrong direction.
fn meant(time: TimeOrNow) -> SystemTime {
    match time {
        TimeOrNow::Now => SystemTime::now(),
        TimeOrNow::SpecificTime(time) => match UNIX_EPOCH.duration_since(time) {
            Ok(before) => {
                UNIX_EPOCH - Duration::from_secs(before.as_secs()) + Duration::from_nanos(before.subsec_nanos().into())
            }
            Err(_) => time,
        },
    }
}
