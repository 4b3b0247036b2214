//! What a bystander knows: every version that was ever written, where it was seen, who destroyed it.

use std::collections::{BTreeMap, BTreeSet};

use foldsync::{Side, Sides};

use crate::tree::{Tree, contents};

/// What was written, seen and destroyed so far.
#[derive(Default)]
pub struct Observer {
    count: u64,
    /// Every content that a user ever made.
    pub written: BTreeSet<Vec<u8>>,
    /// Contents that were in the tree of a side at some time.
    pub seen: Sides<BTreeSet<Vec<u8>>>,
    /// Contents that a user of that side overwrote or deleted there himself.
    pub destroyed: Sides<BTreeSet<Vec<u8>>>,
    /// What users of each side wrote to which name since the run began or anything was renamed.
    names: Sides<BTreeMap<String, Vec<u8>>>,
    /// Edits that did something, so far.
    pub edits: u64,
}

impl Observer {
    /// A content that never was.
    pub fn fresh(&mut self) -> String {
        self.count += 1;
        format!("v{:04}", self.count)
    }

    /// A user of `side` made `content`.
    pub fn wrote(&mut self, side: Side, content: &[u8]) {
        self.written.insert(content.to_vec());
        self.seen.get_mut(side).insert(content.to_vec());
        // Written again, it must be kept again.
        self.destroyed.get_mut(side).remove(content);
    }

    /// A user of `side` wrote `content` to `name`.
    pub fn wrote_to(&mut self, side: Side, name: &str, content: &[u8]) {
        self.gave_up(side, name);
        self.names.get_mut(side).insert(name.to_owned(), content.to_vec());
        self.wrote(side, content);
    }

    /// A user of `side` destroyed what he himself had written to `name`, even if a run showed him something else for a moment.
    pub fn gave_up(&mut self, side: Side, name: &str) {
        if let Some(before) = self.names.get_mut(side).remove(name) {
            self.destroyed.get_mut(side).insert(before);
        }
    }

    /// From now on nobody knows what was written to which name.
    pub fn forget_names(&mut self) {
        self.names = Sides::default();
    }

    /// A user of `side`, who had this before his eyes, destroyed it.
    pub fn destroyed(&mut self, side: Side, what: &Tree) {
        self.destroyed.get_mut(side).append(&mut contents(what));
        // Perhaps a run had brought it only a moment ago.
        self.saw(side, what);
    }

    /// Somebody looked at the tree of `side`.
    pub fn saw(&mut self, side: Side, tree: &Tree) {
        self.seen.get_mut(side).append(&mut contents(tree));
    }

    /// Contents of `side` that must be somewhere on `side`: in its tree or its trash.
    pub fn owed(&self, side: Side) -> impl Iterator<Item = &Vec<u8>> {
        self.seen.get(side).difference(self.destroyed.get(side))
    }

    /// Contents in `tree` of `side` that the other side never had.
    pub fn news(&self, side: Side, tree: &Tree) -> BTreeSet<Vec<u8>> {
        contents(tree).difference(self.seen.get(side.other())).filter(|content| unique(content)).cloned().collect()
    }
}

/// Whether a content tells which edit made it: symlinks to well-known targets and emptied files do not.
pub fn unique(content: &[u8]) -> bool {
    content.starts_with(b"v") || content.starts_with(b"->t")
}
