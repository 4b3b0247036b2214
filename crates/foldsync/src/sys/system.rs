//! The function list that each platform implements.

use std::ffi::CStr;
use std::io;

use super::Look;
use crate::Kind;

/// What a scan asks of a file system. [`Native`](super::Native) answers; tests put decorators around it.
///
/// Names are single components; nothing here follows a symbolic link except `*_target`.
pub trait System {
    /// An open folder; closed when dropped.
    type Folder;

    /// Opens the folder `name` of `parent`; fails with "not a directory" when it is something else (by
    /// now).
    fn open(&mut self, parent: &Self::Folder, name: &CStr) -> io::Result<Self::Folder>;

    /// Looks at `folder` itself; fails when what it holds cannot be looked at.
    fn look_inside(&mut self, folder: &Self::Folder) -> io::Result<Look>;

    /// Looks at `name` in `parent`.
    fn look(&mut self, parent: &Self::Folder, name: &CStr) -> io::Result<Look>;

    /// Hands each name in `folder` to `each`, in no order, without `.` and `..`, with what it is where
    /// that is known for free. On an error, what was handed over is incomplete.
    fn list(&mut self, folder: &Self::Folder, each: impl FnMut(&[u8], Option<Kind>)) -> io::Result<()>;

    /// Looks at what the symbolic link at `path` below `root` leads to; fails with "cross-device link"
    /// when that lies outside `root`.
    fn look_target(&mut self, root: &Self::Folder, path: &CStr) -> io::Result<Look>;

    /// Opens the folder that the symbolic link at `path` below `root` leads to, never one outside `root`.
    fn open_target(&mut self, root: &Self::Folder, path: &CStr) -> io::Result<Self::Folder>;
}
