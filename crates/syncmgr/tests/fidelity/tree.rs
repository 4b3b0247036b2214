//! Everything that can be seen of a folder: what must be alike on both sides.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::buffer::spare_capacity;
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, readlinkat, statat};

/// One entry of a tree, as far as it travels.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// `file`, `folder`, `symlink` or `special`.
    pub kind: &'static str,
    /// Content of a file, target of a symlink.
    pub content: Vec<u8>,
    /// Permission bits; those of a symlink mean nothing and are 0.
    pub mode: u32,
    /// Seconds and nanoseconds.
    pub mtime: (i64, i64),
    /// User and group.
    pub owner: (u32, u32),
    /// Extended attributes, ACLs included.
    pub xattrs: BTreeMap<OsString, Vec<u8>>,
    /// The first name of the same file; its own where it has no other.
    pub group: OsString,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let content = String::from_utf8_lossy(&self.content[..self.content.len().min(40)]).into_owned();
        write!(
            f,
            "{} {} bytes {content:?} mode {:o} mtime {:?} owner {:?} xattrs {:?} group {:?}",
            self.kind,
            self.content.len(),
            self.mode,
            self.mtime,
            self.owner,
            self.xattrs.keys(),
            self.group
        )
    }
}

/// A tree by path relative to its root; the root itself and `.syncmgr` are not in it.
pub type Tree = BTreeMap<OsString, Entry>;

/// Looks at the tree below `root`, by handles: paths may be longer than the system takes at once.
pub fn tree(root: &Path) -> Tree {
    let mut found = Found::default();
    let handle = openat(CWD, root, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap();
    found.folder(&handle, &OsString::new());
    found.entries
}

/// Blocks of 512 bytes that each file of the tree takes on the disk.
pub fn blocks(path: &Path) -> i64 {
    statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW).unwrap().st_blocks
}

#[derive(Default)]
struct Found {
    entries: Tree,
    inodes: BTreeMap<(u64, u64), OsString>,
}

impl Found {
    fn folder(&mut self, handle: &OwnedFd, prefix: &OsStr) {
        let mut names: Vec<OsString> = Dir::read_from(handle)
            .unwrap()
            .map(|entry| OsStr::from_bytes(entry.unwrap().file_name().to_bytes()).to_owned())
            .filter(|name| name != "." && name != ".." && !(prefix.is_empty() && name == ".syncmgr"))
            .collect();
        names.sort();
        for name in names {
            let mut path = prefix.to_owned();
            if !path.is_empty() {
                path.push("/");
            }
            path.push(&name);
            self.entry(handle, &name, &path);
        }
    }

    fn entry(&mut self, folder: &OwnedFd, name: &OsStr, path: &OsStr) {
        let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).unwrap();
        let kind = FileType::from_raw_mode(stat.st_mode);
        let open = |flags| openat(folder, name, flags | OFlags::NOFOLLOW, Mode::empty()).unwrap();
        let (kind, content) = match kind {
            FileType::RegularFile => ("file", read(&open(OFlags::RDONLY))),
            FileType::Symlink => ("symlink", readlinkat(folder, name, Vec::new()).unwrap().into_bytes()),
            FileType::Directory => ("folder", Vec::new()),
            _ => ("special", Vec::new()),
        };
        let group = if kind == "file" {
            self.inodes.entry((stat.st_dev, stat.st_ino)).or_insert_with(|| path.to_owned()).clone()
        } else {
            path.to_owned()
        };
        let entry = Entry {
            kind,
            content,
            mode: if kind == "symlink" { 0 } else { stat.st_mode & 0o7777 },
            mtime: (stat.st_mtime, stat.st_mtime_nsec as i64),
            owner: (stat.st_uid, stat.st_gid),
            xattrs: if kind == "symlink" { BTreeMap::new() } else { xattrs(&open(OFlags::PATH)) },
            group,
        };
        self.entries.insert(path.to_owned(), entry);
        if kind == "folder" {
            self.folder(&open(OFlags::RDONLY | OFlags::DIRECTORY), path);
        }
    }
}

fn read(file: &OwnedFd) -> Vec<u8> {
    let mut content = Vec::new();
    std::io::Read::read_to_end(&mut std::fs::File::from(file.try_clone().unwrap()), &mut content).unwrap();
    content
}

fn xattrs(handle: &OwnedFd) -> BTreeMap<OsString, Vec<u8>> {
    let path = format!("/proc/self/fd/{}", handle.as_fd().as_raw_fd());
    let mut names = Vec::with_capacity(65536);
    rustix::fs::listxattr(path.as_str(), spare_capacity(&mut names)).unwrap();
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let value = |name: &[u8]| {
        let mut value = Vec::with_capacity(65536);
        rustix::fs::getxattr(path.as_str(), name, spare_capacity(&mut value)).unwrap();
        (OsStr::from_bytes(name).to_owned(), value)
    };
    names.map(value).collect()
}

/// The differences between two trees, in words; empty when they are alike.
pub fn differences(left: &Tree, right: &Tree) -> String {
    let mut out = String::new();
    for path in left.keys().chain(right.keys().filter(|path| !left.contains_key(*path))) {
        let (one, other) = (left.get(path), right.get(path));
        if one != other {
            let path = path.to_string_lossy();
            let _ = writeln!(out, "{path:?}\n   left: {one:?}\n  right: {other:?}");
        }
    }
    out
}
