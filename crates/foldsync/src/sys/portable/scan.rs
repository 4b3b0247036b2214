//! What a scan asks, by paths.

use std::ffi::CStr;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::Folder;
use super::look::{kind_of, look_of_path};
use crate::Kind;
use crate::sys::{Look, System, host};

/// The file systems of this machine.
#[derive(Debug, Default)]
pub struct Native;

impl Native {
    /// Needs nothing.
    pub const fn new() -> Self {
        Self
    }
}

impl System for Native {
    type Folder = Folder;

    fn open(&mut self, parent: &Folder, name: &CStr) -> io::Result<Folder> {
        parent.child(name.to_bytes())
    }

    fn look_inside(&mut self, folder: &Folder) -> io::Result<Look> {
        look_of_path(folder.path())
    }

    fn look(&mut self, parent: &Folder, name: &CStr) -> io::Result<Look> {
        look_of_path(&parent.at(name.to_bytes())?)
    }

    fn list(&mut self, folder: &Folder, mut each: impl FnMut(&[u8], Option<Kind>)) -> io::Result<()> {
        for entry in fs::read_dir(folder.path())? {
            let entry = entry?;
            let kind = entry.file_type().ok().map(kind_of);
            each(host::bytes_of(&entry.file_name()), kind);
        }
        Ok(())
    }

    fn look_target(&mut self, root: &Folder, path: &CStr) -> io::Result<Look> {
        host::look_of(&fs::metadata(within(root, path)?)?)
    }

    fn open_target(&mut self, root: &Folder, path: &CStr) -> io::Result<Folder> {
        let target = within(root, path)?;
        Folder::of(target)
    }
}

fn within(root: &Folder, path: &CStr) -> io::Result<PathBuf> {
    let target = fs::canonicalize(root.below(path.to_bytes())?)?;
    if target.starts_with(root.path()) { Ok(target) } else { Err(io::ErrorKind::CrossesDevices.into()) }
}
