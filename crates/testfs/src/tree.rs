//! The file system as programs see it: inodes, the names that lead to them, and how to find one.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::io::Errno;

use crate::content::Content;
use crate::names::{Key, NameRules};

/// The number of an inode.
pub type Ino = u64;
/// The inode of the root folder.
pub const ROOT: Ino = 1;
/// What a folder holds: each name under the key it is looked up by.
pub type Entries = BTreeMap<Key, Entry>;

/// One name in a folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// The name as it is listed.
    pub name: OsString,
    /// What it leads to.
    pub ino: Ino,
}

/// What an inode says about itself, besides its content.
#[derive(Clone, Debug)]
pub struct Meta {
    /// Permission bits, with set-id and sticky bits.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Last read (only ever set explicitly).
    pub atime: SystemTime,
    /// Last change of content.
    pub mtime: SystemTime,
    /// Last change of anything.
    pub ctime: SystemTime,
    /// Device number of a device file.
    pub rdev: u32,
    /// Extended attributes.
    pub xattrs: BTreeMap<OsString, Vec<u8>>,
}

/// What an inode holds.
#[derive(Clone, Debug)]
pub enum Body {
    /// A regular file.
    File(Content),
    /// A folder.
    Folder(Entries),
    /// A symbolic link's target.
    Link(OsString),
    /// A pipe, socket or device.
    Special(fuser::FileType),
}

/// One inode.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its attributes.
    pub meta: Meta,
    /// Its content.
    pub body: Body,
    /// Every (folder, key) that leads to it; as many as it has hard links.
    pub names: BTreeSet<(Ino, Key)>,
    /// Open handles: content stays while there are any.
    pub opens: u32,
    /// The shortest length of the file since its data was last durable; none if all data is durable.
    pub unsynced: Option<u64>,
    /// Where it was when it had a name.
    last_path: PathBuf,
}

impl Node {
    /// A node that has no name yet.
    pub fn new(meta: Meta, body: Body) -> Self {
        Self { meta, body, names: BTreeSet::new(), opens: 0, unsynced: Some(0), last_path: PathBuf::new() }
    }

    /// Its entries; ENOTDIR if it is no folder.
    pub fn entries(&self) -> Result<&Entries, Errno> {
        if let Body::Folder(entries) = &self.body { Ok(entries) } else { Err(Errno::NOTDIR) }
    }

    /// Its entries, to change; ENOTDIR if it is no folder.
    pub fn entries_mut(&mut self) -> Result<&mut Entries, Errno> {
        if let Body::Folder(entries) = &mut self.body { Ok(entries) } else { Err(Errno::NOTDIR) }
    }

    /// Its content; EISDIR or EINVAL if it is no file.
    pub fn content(&self) -> Result<&Content, Errno> {
        match &self.body {
            Body::File(content) => Ok(content),
            Body::Folder(_) => Err(Errno::ISDIR),
            Body::Link(_) | Body::Special(_) => Err(Errno::INVAL),
        }
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.body, Body::Folder(_))
    }

    /// Size in bytes as `stat` shows it.
    pub fn size(&self) -> u64 {
        match &self.body {
            Body::File(content) => content.len(),
            Body::Folder(entries) => entries.len() as u64,
            Body::Link(target) => target.len() as u64,
            Body::Special(_) => 0,
        }
    }
}

/// All inodes of a file system.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) nodes: BTreeMap<Ino, Node>,
    pub(crate) next: Ino,
    /// What is the same name.
    pub names: NameRules,
    /// What times are cut to.
    pub granularity: Duration,
    /// Inodes whose metadata or entries changed since all metadata was last durable.
    pub dirty: BTreeSet<Ino>,
}

impl Tree {
    /// A tree with an empty root that everybody may write to.
    pub fn new(names: NameRules, granularity: Duration) -> Self {
        let mut tree = Self { nodes: BTreeMap::new(), next: ROOT + 1, names, granularity, dirty: BTreeSet::new() };
        let meta = tree.fresh_meta(0o755, rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        tree.nodes.insert(ROOT, Node::new(meta, Body::Folder(Entries::new())));
        tree
    }

    /// The present, as exact as this file system stores it.
    pub fn now(&self) -> SystemTime {
        self.cut_time(SystemTime::now())
    }

    /// A time, as exact as this file system stores it.
    pub fn cut_time(&self, time: SystemTime) -> SystemTime {
        let step = self.granularity.as_nanos().max(1);
        let down = |since: Duration| Duration::from_nanos((since.as_nanos() - since.as_nanos() % step) as u64);
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => UNIX_EPOCH + down(since),
            Err(before) => {
                let before = before.duration();
                let kept = down(before);
                // Rounding is towards the past on both sides of 1970.
                UNIX_EPOCH - if kept == before { kept } else { kept + self.granularity }
            }
        }
    }

    /// Attributes of something that is made now.
    pub fn fresh_meta(&self, mode: u16, uid: u32, gid: u32) -> Meta {
        let now = self.now();
        Meta { mode, uid, gid, atime: now, mtime: now, ctime: now, rdev: 0, xattrs: BTreeMap::new() }
    }

    /// An inode; ENOENT if it is gone.
    pub fn node(&self, ino: Ino) -> Result<&Node, Errno> {
        self.nodes.get(&ino).ok_or(Errno::NOENT)
    }

    /// An inode, to change its metadata or entries; ENOENT if it is gone.
    pub fn node_mut(&mut self, ino: Ino) -> Result<&mut Node, Errno> {
        self.dirty.insert(ino);
        self.nodes.get_mut(&ino).ok_or(Errno::NOENT)
    }

    /// What `name` in the folder `parent` leads to.
    pub fn lookup(&self, parent: Ino, name: &OsStr) -> Result<Ino, Errno> {
        self.names.check_length(name)?;
        let entries = self.node(parent)?.entries()?;
        entries.get(&self.names.key(name)).map(|entry| entry.ino).ok_or(Errno::NOENT)
    }

    /// The path of an inode from the root; its last one if it has none any more.
    pub fn path_of(&self, ino: Ino) -> PathBuf {
        let Some(node) = self.nodes.get(&ino) else { return PathBuf::from(format!("#{ino}")) };
        let Some((parent, key)) = node.names.first() else { return node.last_path.clone() };
        self.path_of_key(*parent, key)
    }

    /// The path of a name in a folder, whether or not it exists.
    pub fn path_of_name(&self, parent: Ino, name: &OsStr) -> PathBuf {
        self.path_of(parent).join(name)
    }

    fn path_of_key(&self, parent: Ino, key: &Key) -> PathBuf {
        let name = self.nodes.get(&parent).and_then(|folder| folder.entries().ok()?.get(key)).map(|entry| &entry.name);
        name.map_or_else(PathBuf::new, |name| self.path_of_name(parent, name))
    }

    /// The inode that a path from the root leads to; links are not followed.
    pub fn resolve(&self, path: &Path) -> Result<Ino, Errno> {
        path.components().try_fold(ROOT, |ino, part| match part {
            Component::Normal(name) => self.lookup(ino, name),
            Component::RootDir | Component::CurDir => Ok(ino),
            Component::ParentDir | Component::Prefix(_) => Err(Errno::INVAL),
        })
    }

    /// How many links `stat` shows.
    pub fn links(&self, ino: Ino) -> u32 {
        let Some(node) = self.nodes.get(&ino) else { return 0 };
        let Body::Folder(entries) = &node.body else { return node.names.len() as u32 };
        if ino != ROOT && node.names.is_empty() {
            return 0;
        }
        let folders = entries.values().filter(|entry| self.nodes.get(&entry.ino).is_some_and(Node::is_folder));
        2 + folders.count() as u32
    }

    /// Bytes that the contents of all files occupy.
    pub fn stored(&self) -> u64 {
        self.nodes.values().filter_map(|node| node.content().ok()).map(Content::stored).sum()
    }

    /// Notes that one more handle is open.
    pub fn opened(&mut self, ino: Ino) -> Result<(), Errno> {
        self.nodes.get_mut(&ino).ok_or(Errno::NOENT)?.opens += 1;
        Ok(())
    }

    /// Notes that a handle was closed; a file without a name goes with the last one.
    pub fn closed(&mut self, ino: Ino) {
        if let Some(node) = self.nodes.get_mut(&ino) {
            node.opens = node.opens.saturating_sub(1);
        }
        self.reap(ino);
    }

    /// Takes an inode away if neither a name nor a handle leads to it.
    pub(crate) fn reap(&mut self, ino: Ino) {
        let gone = |node: &Node| node.names.is_empty() && node.opens == 0;
        if ino != ROOT && self.nodes.get(&ino).is_some_and(gone) {
            self.nodes.remove(&ino);
            self.dirty.insert(ino);
        }
    }

    /// Remembers where an inode is, before its last name goes.
    pub(crate) fn remember_path(&mut self, ino: Ino, path: PathBuf) {
        if let Some(node) = self.nodes.get_mut(&ino) {
            node.last_path = path;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_cut_towards_the_past() {
        let at = |nanos: i64| {
            let step = Duration::from_nanos(nanos.unsigned_abs());
            if nanos < 0 { UNIX_EPOCH - step } else { UNIX_EPOCH + step }
        };
        for (granularity, time, expected) in [
            (1, 1_234_567_891, 1_234_567_891),
            (1_000_000_000, 1_999_999_999, 1_000_000_000),
            (2_000_000_000, 3_999_999_999, 2_000_000_000),
            (1_000_000_000, -1, -1_000_000_000),
            (1_000_000_000, -1_000_000_000, -1_000_000_000),
        ] {
            let tree = Tree::new(NameRules::default(), Duration::from_nanos(granularity));
            assert_eq!(tree.cut_time(at(time)), at(expected), "{time} in steps of {granularity}");
        }
    }
}
