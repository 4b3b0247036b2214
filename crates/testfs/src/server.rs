//! The operations of a mounted file system: each passes the gate of faults and actions, then works on the tree.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::sync::{MutexGuard, PoisonError};
use std::time::SystemTime;

use fuser::{FileAttr, FileHandle, FileType, FopenFlags, INodeNo, RenameFlags, Request};
use rustix::io::Errno;

use crate::attributes::AttrChange;
use crate::content::{Content, PAGE, Seek};
use crate::control::Control;
use crate::durable::Depth;
use crate::namespace::{Place, RenameMode};
use crate::options::{Permissions, Support};
use crate::record::{Call, Op};
use crate::state::{Listed, State};
use crate::tree::{Body, Ino, Meta, Node, ROOT};

const SET_GROUP_ID: u16 = 0o2000;

/// One mount of a file system.
pub struct Server {
    pub(crate) control: Control,
    /// Added to each inode number but the root's, see [`InodeNumbers`](crate::InodeNumbers).
    shift: u64,
}

/// An admitted operation: the locked state, and how many bytes it may move at most.
pub struct Admitted<'state> {
    pub(crate) state: MutexGuard<'state, State>,
    pub(crate) short: Option<usize>,
}

impl Server {
    /// Serves the file system of `control`, with inode numbers moved by `shift`.
    pub fn new(control: Control, shift: u64) -> Self {
        Self { control, shift }
    }

    pub(crate) fn inside(&self, ino: INodeNo) -> Ino {
        if ino.0 == ROOT { ROOT } else { ino.0.wrapping_sub(self.shift) }
    }

    pub(crate) fn outside(&self, ino: Ino) -> INodeNo {
        INodeNo(if ino == ROOT { ROOT } else { ino + self.shift })
    }

    pub(crate) fn on_inode(&self, op: Op, ino: INodeNo) -> Result<Admitted<'_>, Errno> {
        let path = self.control.state().tree.path_of(self.inside(ino));
        self.enter(&Call { op, path, to: None })
    }

    pub(crate) fn on_name(&self, op: Op, parent: INodeNo, name: &OsStr) -> Result<Admitted<'_>, Errno> {
        let path = self.control.state().tree.path_of_name(self.inside(parent), name);
        self.enter(&Call { op, path, to: None })
    }

    /// Records a call, runs the actions it sets off (unlocked: they may use the control), and asks for faults.
    fn enter(&self, call: &Call) -> Result<Admitted<'_>, Errno> {
        let actions = {
            let mut state = self.control.state();
            state.calls.push(call.clone());
            state.take_actions(call)
        };
        for action in actions {
            action.lock().unwrap_or_else(PoisonError::into_inner)(&self.control, call);
        }
        let mut state = self.control.state();
        let short = state.admit(call)?;
        Ok(Admitted { state, short })
    }

    pub(crate) fn attr(&self, state: &State, ino: Ino) -> Result<FileAttr, Errno> {
        let node = state.tree.node(ino)?;
        let perm = match state.behaviour.permissions {
            Permissions::Kept => node.meta.mode,
            Permissions::FixedRefusing(mode) | Permissions::FixedIgnoring(mode) => mode,
        };
        let stored = node.content().map_or(0, Content::stored);
        Ok(FileAttr {
            ino: self.outside(ino),
            size: node.size(),
            blocks: stored / 512,
            atime: node.meta.atime,
            mtime: node.meta.mtime,
            ctime: node.meta.ctime,
            crtime: SystemTime::UNIX_EPOCH,
            kind: kind(node),
            perm,
            nlink: state.tree.links(ino),
            uid: node.meta.uid,
            gid: node.meta.gid,
            rdev: node.meta.rdev,
            blksize: PAGE as u32,
            flags: 0,
        })
    }

    pub(crate) fn make(
        &self,
        op: Op,
        request: &Request,
        at: (INodeNo, &OsStr),
        mode: u32,
        body: Body,
    ) -> Result<FileAttr, Errno> {
        let state = &mut *self.on_name(op, at.0, at.1)?.state;
        if op == Op::Symlink && state.behaviour.symlinks == Support::Refused {
            return Err(Errno::PERM);
        }
        let parent = self.inside(at.0);
        let ino = make_node(state, request, Place { parent, name: at.1 }, mode, body)?;
        self.attr(state, ino)
    }

    pub(crate) fn open_any(&self, op: Op, ino: INodeNo) -> Result<(FileHandle, FopenFlags), Errno> {
        let state = &mut *self.on_inode(op, ino)?.state;
        let handle = state.open(self.inside(ino))?;
        Ok((FileHandle(handle), open_flags(state)))
    }

    pub(crate) fn list(&self, ino: INodeNo, handle: FileHandle, offset: u64) -> Result<Vec<Listed>, Errno> {
        let state = &mut *self.on_inode(Op::ReadDir, ino)?.state;
        state.check_handle(handle.0)?;
        let listing = if offset == 0 { Some(listing(state, self.inside(ino))?) } else { None };
        let handle = state.handles.get_mut(&handle.0).ok_or(Errno::BADF)?;
        handle.listing = listing.unwrap_or_else(|| std::mem::take(&mut handle.listing));
        Ok(handle.listing.iter().skip(offset as usize).cloned().collect())
    }

    pub(crate) fn put(&self, ino: INodeNo, handle: FileHandle, offset: u64, data: &[u8]) -> Result<usize, Errno> {
        let Admitted { mut state, short } = self.on_inode(Op::Write, ino)?;
        state.check_handle(handle.0)?;
        let wanted = data.len().min(short.unwrap_or(usize::MAX));
        let granted = state.faults.take_room(wanted)?;
        state.tree.edit(self.inside(ino), |content| content.write(offset, &data[..granted]))?;
        Ok(granted)
    }

    pub(crate) fn get(&self, ino: INodeNo, handle: FileHandle, offset: u64, size: usize) -> Result<Vec<u8>, Errno> {
        let Admitted { state, short } = self.on_inode(Op::Read, ino)?;
        state.check_handle(handle.0)?;
        let size = size.min(short.unwrap_or(usize::MAX));
        Ok(state.tree.node(self.inside(ino))?.content()?.read(offset, size))
    }

    pub(crate) fn set_attributes(&self, ino: INodeNo, change: AttrChange) -> Result<FileAttr, Errno> {
        let state = &mut *self.on_inode(Op::SetAttr, ino)?.state;
        let ino = self.inside(ino);
        let mut change = change;
        match state.behaviour.permissions {
            Permissions::Kept => {}
            Permissions::FixedRefusing(mode) => refuse_permissions(state.tree.node(ino)?, change, mode)?,
            Permissions::FixedIgnoring(_) => (change.mode, change.uid, change.gid) = (None, None, None),
        }
        if let Some(size) = change.size {
            let grows = size.saturating_sub(state.tree.node(ino)?.size());
            // Growing by truncation makes a hole, which takes no room, but fails on a full disk all the same.
            if grows > 0 && state.faults.room().is_some_and(|room| room.bytes == 0) {
                state.faults.take_room(1)?;
            }
        }
        state.tree.change(ino, change)?;
        self.attr(state, ino)
    }

    pub(crate) fn move_name(
        &self,
        from: (INodeNo, &OsStr),
        to: (INodeNo, &OsStr),
        flags: RenameFlags,
    ) -> Result<(), Errno> {
        let (source, target) =
            (Place { parent: self.inside(from.0), name: from.1 }, Place { parent: self.inside(to.0), name: to.1 });
        let (path, new) = {
            let tree = &self.control.state().tree;
            (tree.path_of_name(source.parent, source.name), tree.path_of_name(target.parent, target.name))
        };
        let state = &mut *self.enter(&Call { op: Op::Rename, path, to: Some(new) })?.state;
        let mode = match flags {
            flags if flags.is_empty() => RenameMode::Replace,
            _ if state.behaviour.rename_flags == Support::Refused => return Err(Errno::INVAL),
            RenameFlags::RENAME_NOREPLACE => RenameMode::NoReplace,
            RenameFlags::RENAME_EXCHANGE => RenameMode::Exchange,
            _ => return Err(Errno::INVAL),
        };
        state.tree.rename(source, target, mode)
    }

    pub(crate) fn add_link(&self, ino: INodeNo, parent: INodeNo, name: &OsStr) -> Result<FileAttr, Errno> {
        let (ino, place) = (self.inside(ino), Place { parent: self.inside(parent), name });
        let (path, new) = {
            let tree = &self.control.state().tree;
            (tree.path_of(ino), tree.path_of_name(place.parent, name))
        };
        let state = &mut *self.enter(&Call { op: Op::Link, path, to: Some(new) })?.state;
        if state.behaviour.hard_links == Support::Refused {
            return Err(Errno::PERM);
        }
        state.tree.link(ino, place)?;
        self.attr(state, ino)
    }

    pub(crate) fn xattr(&self, op: Op, ino: INodeNo, name: &OsStr) -> Result<Admitted<'_>, Errno> {
        let admitted = self.on_inode(op, ino)?;
        let system = name.as_bytes().starts_with(b"system.");
        if admitted.state.behaviour.xattrs == Support::Refused || system {
            return Err(Errno::NOTSUP);
        }
        Ok(admitted)
    }

    pub(crate) fn copy(
        &self,
        from: (INodeNo, FileHandle, u64),
        to: (INodeNo, FileHandle, u64),
        length: u64,
    ) -> Result<usize, Errno> {
        let (path, new) = {
            let tree = &self.control.state().tree;
            (tree.path_of(self.inside(from.0)), tree.path_of(self.inside(to.0)))
        };
        let Admitted { mut state, short } = self.enter(&Call { op: Op::CopyRange, path, to: Some(new) })?;
        if state.behaviour.copy_range == Support::Refused {
            return Err(Errno::OPNOTSUPP);
        }
        state.check_handle(from.1.0)?;
        state.check_handle(to.1.0)?;
        let length = (length as usize).min(short.unwrap_or(usize::MAX)).min(u32::MAX as usize);
        let bytes = state.tree.node(self.inside(from.0))?.content()?.read(from.2, length);
        let granted = state.faults.take_room(bytes.len())?;
        state.tree.edit(self.inside(to.0), |content| content.write(to.2, &bytes[..granted]))?;
        Ok(granted)
    }

    pub(crate) fn reserve(&self, ino: INodeNo, offset: u64, length: u64, mode: i32) -> Result<(), Errno> {
        const KEEP_SIZE: i32 = 1;
        const PUNCH_HOLE: i32 = 2;
        const ZERO_RANGE: i32 = 16;
        let state = &mut *self.on_inode(Op::Fallocate, ino)?.state;
        if state.behaviour.fallocate == Support::Refused || mode & !(KEEP_SIZE | PUNCH_HOLE | ZERO_RANGE) != 0 {
            return Err(Errno::OPNOTSUPP);
        }
        if state.faults.room().is_some_and(|room| mode & PUNCH_HOLE == 0 && room.bytes < length) {
            return Err(Errno::NOSPC);
        }
        state.tree.edit(self.inside(ino), |content| {
            if mode & (PUNCH_HOLE | ZERO_RANGE) != 0 {
                content.zero(offset, length);
            }
            if mode & KEEP_SIZE == 0 && content.len() < offset + length {
                content.set_len(offset + length);
            }
        })
    }

    pub(crate) fn seek(&self, ino: INodeNo, offset: i64, whence: i32) -> Result<i64, Errno> {
        const SEEK_DATA: i32 = 3;
        const SEEK_HOLE: i32 = 4;
        let state = self.on_inode(Op::Seek, ino)?.state;
        let what = match whence {
            SEEK_DATA => Seek::Data,
            SEEK_HOLE => Seek::Hole,
            _ => return Err(Errno::INVAL),
        };
        let content = state.tree.node(self.inside(ino))?.content()?;
        content.seek(offset as u64, what).map(|at| at as i64).ok_or(Errno::NXIO)
    }

    pub(crate) fn make_open(
        &self,
        request: &Request,
        at: (INodeNo, &OsStr),
        mode: u32,
    ) -> Result<(FileAttr, FileHandle, FopenFlags), Errno> {
        let state = &mut *self.on_name(Op::Create, at.0, at.1)?.state;
        let place = Place { parent: self.inside(at.0), name: at.1 };
        let ino = make_node(state, request, place, mode, Body::File(Content::default()))?;
        let handle = state.open(ino)?;
        Ok((self.attr(state, ino)?, FileHandle(handle), open_flags(state)))
    }

    pub(crate) fn sync_file(&self, ino: INodeNo, handle: FileHandle, depth: Depth) -> Result<(), Errno> {
        let state = &mut *self.on_inode(Op::Fsync, ino)?.state;
        state.check_handle(handle.0)?;
        let journal = state.behaviour.journal;
        state.durable.sync_file(&mut state.tree, self.inside(ino), depth, journal);
        Ok(())
    }

    pub(crate) fn sync_folder(&self, ino: INodeNo, handle: FileHandle) -> Result<(), Errno> {
        let state = &mut *self.on_inode(Op::FsyncDir, ino)?.state;
        state.check_handle(handle.0)?;
        let journal = state.behaviour.journal;
        state.durable.sync_folder(&mut state.tree, self.inside(ino), journal);
        Ok(())
    }

    pub(crate) fn sync_all(&self) -> Result<(), Errno> {
        let state = &mut *self.on_inode(Op::SyncFs, INodeNo(ROOT))?.state;
        state.durable.sync_all(&mut state.tree);
        Ok(())
    }

    /// Closes a handle whatever faults say: the kernel does not ask twice.
    pub(crate) fn close(&self, op: Op, ino: INodeNo, handle: FileHandle) {
        let admitted = self.on_inode(op, ino);
        admitted.map_or_else(|_| self.control.state(), |admitted| admitted.state).close(handle.0);
    }
}

fn make_node(state: &mut State, request: &Request, place: Place<'_>, mode: u32, body: Body) -> Result<Ino, Errno> {
    let above = state.tree.node(place.parent)?;
    let inherits = above.meta.mode & SET_GROUP_ID != 0;
    let gid = if inherits { above.meta.gid } else { request.gid() };
    let folder = matches!(body, Body::Folder(_));
    let mode = (mode & 0o7777) as u16 | if inherits && folder { SET_GROUP_ID } else { 0 };
    let meta: Meta = state.tree.fresh_meta(mode, request.uid(), gid);
    state.tree.add(place, meta, body)
}

/// EPERM where a change asks for other bits or another owner than the fixed ones, as vfat does.
fn refuse_permissions(node: &Node, change: AttrChange, fixed: u16) -> Result<(), Errno> {
    let other = change.mode.is_some_and(|mode| mode & 0o777 != fixed & 0o777)
        || change.uid.is_some_and(|uid| uid != node.meta.uid)
        || change.gid.is_some_and(|gid| gid != node.meta.gid);
    if other { Err(Errno::PERM) } else { Ok(()) }
}

fn open_flags(state: &State) -> FopenFlags {
    if state.faults.bypass_cache() { FopenFlags::FOPEN_DIRECT_IO } else { FopenFlags::empty() }
}

fn kind(node: &Node) -> FileType {
    match &node.body {
        Body::File(_) => FileType::RegularFile,
        Body::Folder(_) => FileType::Directory,
        Body::Link(_) => FileType::Symlink,
        Body::Special(kind) => *kind,
    }
}

fn listing(state: &State, ino: Ino) -> Result<Vec<Listed>, Errno> {
    let folder = state.tree.node(ino)?;
    let above = folder.names.first().map_or(ROOT, |(parent, _)| *parent);
    let dot = |name: &str, ino| Listed { ino, kind: FileType::Directory, name: name.into() };
    let entries = folder.entries()?.values().filter_map(|entry| {
        let kind = kind(state.tree.node(entry.ino).ok()?);
        Some(Listed { ino: entry.ino, kind, name: entry.name.clone() })
    });
    Ok([dot(".", ino), dot("..", above)].into_iter().chain(entries).collect())
}
