//! What is on the disk below a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What one path is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    File(Vec<u8>),
    Folder,
    Symlink(Vec<u8>),
}

/// One path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub node: Node,
    pub mode: u32,
    pub mtime: (i64, i64),
    pub inode: u64,
    pub ctime: (i64, i64),
}

/// Everything below a folder, without `.syncmgr` of its top.
pub type Tree = BTreeMap<String, Entry>;

impl Entry {
    /// What it holds, as one value; folders hold nothing of their own.
    pub fn content(&self) -> Option<Vec<u8>> {
        match &self.node {
            Node::File(bytes) => Some(bytes.clone()),
            Node::Symlink(target) => Some([b"->", target.as_slice()].concat()),
            Node::Folder => None,
        }
    }

    /// Equal in everything that travels.
    pub fn agrees(&self, other: &Self) -> bool {
        self.node == other.node
            && self.mtime == other.mtime
            && (matches!(self.node, Node::Symlink(_)) || self.mode == other.mode)
    }
}

/// Reads everything below `folder`, without the private folder.
pub fn read(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    collect(folder, "", &mut tree);
    tree
}

fn collect(folder: &Path, prefix: &str, tree: &mut Tree) {
    let Ok(listing) = fs::read_dir(folder) else { return };
    for entry in listing {
        let entry = entry.unwrap();
        let name = entry.file_name().to_str().unwrap().to_owned();
        if prefix.is_empty() && name == ".syncmgr" {
            continue;
        }
        let path = format!("{prefix}{name}");
        let meta = fs::symlink_metadata(entry.path()).unwrap();
        let node = if meta.is_dir() {
            Node::Folder
        } else if meta.is_symlink() {
            Node::Symlink(fs::read_link(entry.path()).unwrap().as_os_str().as_bytes().to_vec())
        } else {
            Node::File(fs::read(entry.path()).unwrap())
        };
        if node == Node::Folder {
            collect(&entry.path(), &format!("{path}/"), tree);
        }
        let found = Entry {
            node,
            mode: meta.mode() & 0o7777,
            mtime: (meta.mtime(), meta.mtime_nsec()),
            inode: meta.ino(),
            ctime: (meta.ctime(), meta.ctime_nsec()),
        };
        tree.insert(path, found);
    }
}

/// The contents in `tree`.
pub fn contents(tree: &Tree) -> BTreeSet<Vec<u8>> {
    tree.values().filter_map(Entry::content).collect()
}

/// Which paths are names of one file, as sets of paths.
pub fn groups(tree: &Tree) -> BTreeSet<BTreeSet<String>> {
    let mut names: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for (path, entry) in tree.iter().filter(|(_, entry)| matches!(entry.node, Node::File(_))) {
        names.entry(entry.inode).or_default().insert(path.clone());
    }
    names.into_values().filter(|group| group.len() > 1).collect()
}

/// One line for each path, for people.
pub fn print(tree: &Tree) -> String {
    let mut text = String::new();
    for (path, entry) in tree {
        let what = match &entry.node {
            Node::Folder => "/".to_owned(),
            Node::File(bytes) => format!(" = {}", String::from_utf8_lossy(bytes)),
            Node::Symlink(target) => format!(" -> {}", String::from_utf8_lossy(target)),
        };
        let Entry { mode, mtime, inode, .. } = entry;
        let _ = writeln!(text, "    {path}{what}  {mode:o} {}.{:09} #{inode}", mtime.0, mtime.1);
    }
    text
}
