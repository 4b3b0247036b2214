//! A worker's way to folders: the handle of the last one is kept, because work comes in walk order.

use std::io;

use super::Root;
use crate::sys::Folder;
use crate::{Links, RelPath};

/// Opens folders of one root and keeps the last handle. One per thread.
#[derive(Debug)]
pub struct Folders<'a> {
    root: &'a Root,
    links: Links,
    last: Option<(Vec<u8>, Folder)>,
}

impl<'a> Folders<'a> {
    /// A way to the folders of `root`.
    pub fn of(root: &'a Root) -> Self {
        Self { root, links: Links::Keep, last: None }
    }

    /// A way to read what is in `root`, through symbolic links if `links` are followed.
    pub fn reading(root: &'a Root, links: Links) -> Self {
        Self { root, links, last: None }
    }

    /// The root.
    pub fn root(&self) -> &'a Root {
        self.root
    }

    /// The handle of the folder at `path`.
    pub fn get(&mut self, path: &[u8]) -> io::Result<&Folder> {
        if self.last.as_ref().is_none_or(|(known, _)| known != path) {
            self.last = None;
            let handle = self.root.folder(path)?;
            self.last = Some((path.to_vec(), handle));
        }
        match &self.last {
            Some((_, handle)) => Ok(handle),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The handle of the folder that holds `path`, and the name in it. Where links are followed, a handle of what
    /// `path` leads to, and an empty name.
    pub fn parent_of<'p>(&mut self, path: &'p RelPath) -> io::Result<(&Folder, &'p [u8])> {
        if self.links == Links::Follow {
            let handle = self.root.behind(path)?;
            self.last = Some((path.as_bytes().to_vec(), handle));
            return match &self.last {
                Some((_, handle)) => Ok((handle, b"")),
                None => Err(io::ErrorKind::NotFound.into()),
            };
        }
        let name = path.name();
        let bytes = path.as_bytes();
        let parent = &bytes[..bytes.len() - name.len()];
        let parent = parent.strip_suffix(b"/").unwrap_or(parent);
        Ok((self.get(parent)?, name))
    }

    /// Forgets the kept handle: a folder above it was moved or replaced.
    pub fn forget(&mut self) {
        self.last = None;
    }
}
