//! Making changes durable: one call for a whole file system, or one for each file and folder.

use std::collections::BTreeSet;
use std::io;

use super::Root;
use crate::RelPath;
use crate::sys::{self, Fault, Folder};

/// What makes changes on a file system durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// `syncfs`: one call for everything that was changed.
    Whole,
    /// `fsync` for each file and each folder: `syncfs` may succeed and do nothing.
    Each,
}

impl Flush {
    /// What the file system of `folder` needs. One that says nothing of itself needs [`Flush::Each`].
    pub fn of(folder: &Folder) -> Self {
        if sys::syncs_whole(folder) { Self::Whole } else { Self::Each }
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
            sys::flush_at((&parent, file.name()))?;
        }
        for folder in self.folders.iter().rev() {
            flush_folder(root, folder)?;
        }
        Ok(())
    }
}

/// Makes the names in the folder at `path` and its metadata durable.
pub fn flush_folder(root: &Root, path: &RelPath) -> io::Result<()> {
    let flushed = root.folder(path.as_bytes()).and_then(|folder| folder.child(b".")?.flush());
    flushed.or_else(|error| if is_not_ours(&error) { Ok(()) } else { Err(error) })
}

fn is_not_ours(error: &io::Error) -> bool {
    matches!(sys::fault(error), Some(Fault::Gone | Fault::NotAFolder | Fault::Link))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Side;

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
