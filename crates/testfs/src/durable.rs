//! What is on the disk: the state that a power cut leaves.
//!
//! Every inode has a saved state beside its current one. `fsync` of a file saves its data and attributes, not the
//! names that lead to it; `fsync` of a folder saves its names, not the data behind them. What a saved name leads to
//! without data ever having been saved is, after a power cut, an empty or torn file.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Content;
use crate::names::Key;
use crate::options::{Journal, PowerCut, Survival, Torn};
use crate::tree::{Body, Entries, Ino, Meta, Node, ROOT, Tree};

/// The saved state of every inode that was ever saved.
#[derive(Clone, Debug, Default)]
pub struct Durable {
    nodes: BTreeMap<Ino, Saved>,
}

#[derive(Clone, Debug)]
struct Saved {
    meta: Meta,
    body: SavedBody,
}

#[derive(Clone, Debug)]
enum SavedBody {
    /// None: the inode is on the disk, its data never was.
    File(Option<Content>),
    Other(Body),
}

impl Saved {
    /// An inode as it is when only a folder that names it was saved.
    fn named_only(node: &Node) -> Self {
        let body = match &node.body {
            Body::File(_) => SavedBody::File(None),
            Body::Folder(_) => SavedBody::Other(Body::Folder(Entries::new())),
            other => SavedBody::Other(other.clone()),
        };
        Self { meta: node.meta.clone(), body }
    }

    fn complete(node: &Node) -> Self {
        let body = match &node.body {
            Body::File(content) => SavedBody::File(Some(content.clone())),
            other => SavedBody::Other(other.clone()),
        };
        Self { meta: node.meta.clone(), body }
    }

    fn body_after(&self, ino: Ino, before: &Tree, cut: &PowerCut) -> Body {
        match &self.body {
            SavedBody::Other(body) => body.clone(),
            SavedBody::File(data) => {
                let kept = data.clone().unwrap_or_default();
                let torn = before.nodes.get(&ino).and_then(|node| Some((node.content().ok()?, node.unsynced?)));
                Body::File(torn.map_or(kept.clone(), |(content, shortest)| {
                    tear(&kept, content, shortest, cut.torn, chance(cut.seed, ino))
                }))
            }
        }
    }
}

/// How much of a file `fsync` saves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Depth {
    /// Data and attributes.
    All,
    /// `fdatasync`: data and length; times and bits stay as they were.
    Data,
}

impl Durable {
    /// All of `tree` is on the disk, as after a clean start.
    pub fn everything(tree: &mut Tree) -> Self {
        let mut durable = Self::default();
        durable.sync_all(tree);
        durable
    }

    /// `fsync` of a file.
    pub fn sync_file(&mut self, tree: &mut Tree, ino: Ino, depth: Depth, journal: Journal) {
        if journal == Journal::Ordered {
            self.commit(tree);
        }
        let Some(node) = tree.nodes.get_mut(&ino) else { return };
        node.unsynced = None;
        let mut saved = Saved::complete(node);
        if let (Depth::Data, Some(before)) = (depth, self.nodes.get(&ino)) {
            saved.meta = before.meta.clone();
        }
        self.nodes.insert(ino, saved);
    }

    /// `fsync` of a folder.
    pub fn sync_folder(&mut self, tree: &mut Tree, ino: Ino, journal: Journal) {
        if journal == Journal::Ordered {
            return self.commit(tree);
        }
        self.save_folder(tree, ino);
    }

    /// `syncfs`, or a clean unmount.
    pub fn sync_all(&mut self, tree: &mut Tree) {
        self.nodes.clear();
        tree.dirty.clear();
        for (ino, node) in &mut tree.nodes {
            node.unsynced = None;
            self.nodes.insert(*ino, Saved::complete(node));
        }
    }

    fn save_folder(&mut self, tree: &Tree, ino: Ino) {
        let Some(node) = tree.nodes.get(&ino) else { return };
        self.nodes.insert(ino, Saved::complete(node));
        for child in node.entries().into_iter().flat_map(BTreeMap::values) {
            if let Some(node) = tree.nodes.get(&child.ino) {
                self.nodes.entry(child.ino).or_insert_with(|| Saved::named_only(node));
            }
        }
    }

    /// Saves all metadata (names and attributes), no data.
    fn commit(&mut self, tree: &mut Tree) {
        for ino in std::mem::take(&mut tree.dirty) {
            let Some(node) = tree.nodes.get(&ino) else {
                self.nodes.remove(&ino);
                continue;
            };
            let data = match self.nodes.remove(&ino) {
                Some(Saved { body: SavedBody::File(data), .. }) => data,
                _ => None,
            };
            let mut saved = Saved::complete(node);
            if let SavedBody::File(content) = &mut saved.body {
                *content = data;
            }
            self.nodes.insert(ino, saved);
        }
    }

    /// What is there after a power cut at this moment. The result is itself durable.
    pub fn after_cut(&self, tree: &Tree, cut: &PowerCut, journal: Journal) -> Tree {
        let mut disk = self.clone();
        let mut before = tree.clone();
        match (cut.survival, journal) {
            (Survival::Nothing, _) => {}
            (Survival::Metadata, _) => disk.commit(&mut before),
            (Survival::Seeded, Journal::Ordered) => {
                if chance(cut.seed, 0).is_multiple_of(2) {
                    disk.commit(&mut before);
                }
            }
            (Survival::Seeded, Journal::PerFolder) => {
                let lucky = |ino: &&Ino| chance(cut.seed, **ino).is_multiple_of(2);
                let folders = tree.dirty.iter().filter(|ino| tree.nodes.get(ino).is_some_and(Node::is_folder));
                for ino in folders.filter(lucky) {
                    disk.save_folder(tree, *ino);
                }
            }
        }
        disk.restore(tree, cut)
    }

    /// Builds the tree that the saved names lead to; what none leads to is lost.
    fn restore(&self, before: &Tree, cut: &PowerCut) -> Tree {
        let mut tree = Tree::new(before.names, before.granularity);
        tree.next = before.next;
        let mut waiting: Vec<(Ino, Option<(Ino, Key)>)> = vec![(ROOT, None)];
        while let Some((ino, name)) = waiting.pop() {
            let Some(saved) = self.nodes.get(&ino) else { continue };
            let known = ino != ROOT && tree.nodes.contains_key(&ino);
            if known && matches!(saved.body, SavedBody::Other(Body::Folder(_))) {
                // Two saved folders name this one (a rename of which only one half was saved): a repair keeps one.
                tree.drop_name(name);
                continue;
            }
            if !known {
                let body = saved.body_after(ino, before, cut);
                if let Body::Folder(entries) = &body {
                    waiting.extend(entries.iter().map(|(key, entry)| (entry.ino, Some((ino, key.clone())))));
                }
                let mut node = Node::new(saved.meta.clone(), body);
                node.unsynced = None;
                tree.nodes.insert(ino, node);
            }
            if let (Some(name), Some(node)) = (name, tree.nodes.get_mut(&ino)) {
                node.names.insert(name);
            }
        }
        tree.drop_dangling();
        tree.dirty = BTreeSet::new();
        tree
    }
}

impl Tree {
    fn drop_name(&mut self, name: Option<(Ino, Key)>) {
        if let Some((parent, key)) = name
            && let Some(Ok(entries)) = self.nodes.get_mut(&parent).map(Node::entries_mut)
        {
            entries.remove(&key);
        }
    }

    /// Takes away names whose inode never reached the disk.
    fn drop_dangling(&mut self) {
        let known: BTreeSet<Ino> = self.nodes.keys().copied().collect();
        for node in self.nodes.values_mut() {
            if let Ok(entries) = node.entries_mut() {
                entries.retain(|_, entry| known.contains(&entry.ino));
            }
        }
    }
}

/// What is left of a file: `kept` was saved, `lost` was not, and was never shorter than `shortest` since.
fn tear(kept: &Content, lost: &Content, shortest: u64, torn: Torn, chance: u64) -> Content {
    let mut rest = kept.clone();
    rest.set_len(shortest.min(kept.len()));
    let prefix = chance / 8 % (lost.len() + 1);
    match torn {
        Torn::Old => kept.clone(),
        Torn::Empty => rest,
        Torn::Prefix => {
            rest.write(0, &lost.read(0, prefix as usize));
            rest
        }
        Torn::Zeros => {
            let mut content = lost.clone();
            content.zero(prefix, lost.len() - prefix);
            content
        }
        Torn::Seeded => {
            let torn = [Torn::Empty, Torn::Prefix, Torn::Zeros, Torn::Old][(chance % 4) as usize];
            tear(kept, lost, shortest, torn, chance)
        }
    }
}

/// A number that looks random but depends only on its arguments (splitmix64).
fn chance(seed: u64, ino: Ino) -> u64 {
    let mut bits = seed.wrapping_add(ino.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
