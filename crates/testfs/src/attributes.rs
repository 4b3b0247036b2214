//! Changing what an inode says about itself and what it holds.

use std::ffi::OsStr;
use std::time::SystemTime;

use rustix::io::Errno;

use crate::content::Content;
use crate::tree::{Body, Ino, Tree};

/// What `setattr` is asked to change; nothing where none.
#[derive(Clone, Copy, Debug, Default)]
pub struct AttrChange {
    /// Permission bits.
    pub mode: Option<u16>,
    /// Owner.
    pub uid: Option<u32>,
    /// Group.
    pub gid: Option<u32>,
    /// Length of a file.
    pub size: Option<u64>,
    /// Last read.
    pub atime: Option<SystemTime>,
    /// Last change of content.
    pub mtime: Option<SystemTime>,
}

/// Whether an extended attribute must be new.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum XattrMode {
    /// It may or may not be there.
    Any,
    /// EEXIST if it is there.
    Create,
    /// ENODATA if it is not.
    Replace,
}

impl Tree {
    /// Changes attributes.
    pub fn change(&mut self, ino: Ino, change: AttrChange) -> Result<(), Errno> {
        let now = self.now();
        if let Some(size) = change.size {
            self.edit(ino, |content| content.set_len(size))?;
        }
        let (atime, mtime) =
            (change.atime.map(|time| self.cut_time(time)), change.mtime.map(|time| self.cut_time(time)));
        let meta = &mut self.node_mut(ino)?.meta;
        meta.mode = change.mode.unwrap_or(meta.mode);
        meta.uid = change.uid.unwrap_or(meta.uid);
        meta.gid = change.gid.unwrap_or(meta.gid);
        meta.atime = atime.unwrap_or(meta.atime);
        meta.mtime = mtime.unwrap_or(meta.mtime);
        meta.ctime = now;
        Ok(())
    }

    /// Changes a file's content through `edit`, and its times with it.
    pub fn edit(&mut self, ino: Ino, edit: impl FnOnce(&mut Content)) -> Result<(), Errno> {
        let now = self.now();
        self.node(ino)?.content()?;
        let node = self.node_mut(ino)?;
        let Body::File(content) = &mut node.body else { return Err(Errno::INVAL) };
        let before = content.len();
        edit(content);
        node.unsynced = Some(node.unsynced.unwrap_or(before).min(content.len()));
        node.meta.mtime = now;
        node.meta.ctime = now;
        Ok(())
    }

    /// Sets an extended attribute.
    pub fn set_xattr(&mut self, ino: Ino, name: &OsStr, value: &[u8], mode: XattrMode) -> Result<(), Errno> {
        let now = self.now();
        let exists = self.node(ino)?.meta.xattrs.contains_key(name);
        match mode {
            XattrMode::Create if exists => return Err(Errno::EXIST),
            XattrMode::Replace if !exists => return Err(Errno::NODATA),
            _ => {}
        }
        let meta = &mut self.node_mut(ino)?.meta;
        meta.xattrs.insert(name.to_owned(), value.to_vec());
        meta.ctime = now;
        Ok(())
    }

    /// Takes an extended attribute away; ENODATA if there is none.
    pub fn remove_xattr(&mut self, ino: Ino, name: &OsStr) -> Result<(), Errno> {
        let now = self.now();
        if !self.node(ino)?.meta.xattrs.contains_key(name) {
            return Err(Errno::NODATA);
        }
        let meta = &mut self.node_mut(ino)?.meta;
        meta.xattrs.remove(name);
        meta.ctime = now;
        Ok(())
    }
}
