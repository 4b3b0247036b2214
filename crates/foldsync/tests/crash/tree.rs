//! What a folder holds, as tests compare it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// One thing in a tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Folder,
    /// Content, permission bits, number of names in the tree.
    File(String, u32, u64),
    Link(PathBuf),
}

/// Everything in a tree, by path.
pub type Tree = BTreeMap<PathBuf, Thing>;

/// What is below `root`, without the private folder.
pub fn tree(root: &Path) -> Tree {
    let mut out = Tree::new();
    walk(root, Path::new(""), &mut out);
    out.retain(|path, _| !path.starts_with(".syncmgr"));
    let mut names: BTreeMap<u64, u64> = BTreeMap::new();
    let inode = |path: &PathBuf| fs::symlink_metadata(root.join(path)).unwrap().ino();
    for path in out.keys() {
        *names.entry(inode(path)).or_default() += 1;
    }
    for (path, thing) in &mut out {
        if let Thing::File(.., links) = thing {
            *links = names[&inode(path)];
        }
    }
    out
}

/// The texts of all files below `root`, with the trash, and with what a killed run left in its stage.
pub fn texts(root: &Path) -> BTreeSet<String> {
    let mut all = Tree::new();
    walk(root, Path::new(""), &mut all);
    all.into_values().filter_map(|thing| if let Thing::File(text, ..) = thing { Some(text) } else { None }).collect()
}

fn walk(root: &Path, at: &Path, out: &mut Tree) {
    for entry in fs::read_dir(root.join(at)).unwrap() {
        let path = at.join(entry.unwrap().file_name());
        let full = root.join(&path);
        let meta = fs::symlink_metadata(&full).unwrap();
        if meta.is_dir() {
            out.insert(path.clone(), Thing::Folder);
            walk(root, &path, out);
        } else if meta.is_symlink() {
            out.insert(path, Thing::Link(fs::read_link(&full).unwrap()));
        } else {
            let text = String::from_utf8_lossy(&fs::read(&full).unwrap()).into_owned();
            out.insert(path, Thing::File(text, meta.mode() & 0o7777, meta.nlink()));
        }
    }
}
