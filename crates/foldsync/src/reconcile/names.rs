//! From the paths of the archive and of each side into one namespace: the one after all moves.

use std::collections::HashMap;

use crate::RelPath;

use super::pairs::View;

/// A place that does not depend on how the folders above it are called: a recorded folder, and the path
/// below it through folders that are new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The archive's path of the deepest recorded folder.
    pub anchor: RelPath,
    /// The rest, at least a name.
    pub rest: RelPath,
}

impl Place {
    /// Where `base` was when both sides agreed.
    pub(super) fn home(base: &RelPath) -> Self {
        Self { anchor: base.parent().unwrap_or_default(), rest: RelPath::from_bytes(base.name()) }
    }

    /// Where the thing recorded at `base` is now, which is at `path` of a side; `None` where it was, or where its
    /// folder took it along.
    pub(super) fn new_home(view: &View<'_>, base: &RelPath, path: &RelPath) -> Option<Self> {
        let folders = (base.parent().unwrap_or_default(), path.parent().unwrap_or_default());
        let stayed = base.name() == path.name() && node(view, &folders.1) == Node::Recorded(&folders.0);
        (!stayed).then(|| Self::of(view, path))
    }

    /// Where the thing at `path` of a side is.
    pub(super) fn of(view: &View<'_>, path: &RelPath) -> Self {
        let mut rest = path.name().to_vec();
        let mut folder = path.parent().unwrap_or_default();
        loop {
            match node(view, &folder) {
                Node::Recorded(base) => return Self { anchor: base.clone(), rest: RelPath::from_bytes(rest) },
                Node::New => {
                    let mut longer = folder.name().to_vec();
                    longer.push(b'/');
                    longer.extend_from_slice(&rest);
                    rest = longer;
                    folder = folder.parent().unwrap_or_default();
                }
            }
        }
    }
}

/// What is at a path of a side.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node<'a> {
    /// What the archive knows under this path.
    Recorded(&'a RelPath),
    /// Something that the archive does not know.
    New,
}

/// What is at `path` of the side, provided that something is.
pub(super) fn node<'a>(view: &View<'a>, path: &'a RelPath) -> Node<'a> {
    let Some(index) = view.find(path) else { return Node::Recorded(path) };
    if let Some(from) = view.source_of(index) {
        Node::Recorded(&view.changes[from].path)
    } else if view.continues(index) {
        Node::Recorded(path)
    } else {
        Node::New
    }
}

/// The accepted moves: recorded path to new place.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub moved: HashMap<RelPath, Place>,
}

impl Names {
    /// The final path of what was recorded at `path`. The moves hold no cycle.
    pub(super) fn of_base(&self, path: &RelPath) -> RelPath {
        if self.moved.is_empty() || path.is_root() {
            return path.clone();
        }
        let mut above = path.clone();
        loop {
            if let Some(place) = self.moved.get(&above) {
                let to = join(&self.of_base(&place.anchor), &place.rest);
                return path.rebase(&above, &to).unwrap_or(to);
            }
            match above.parent() {
                Some(parent) => above = parent,
                None => return path.clone(),
            }
        }
    }

    /// The final path of what is now at `path` of a side.
    pub(super) fn of_here(&self, view: &View<'_>, path: &RelPath) -> RelPath {
        if path.is_root() {
            return path.clone();
        }
        match node(view, path) {
            Node::Recorded(base) => self.of_base(base),
            Node::New => {
                let place = Place::of(view, path);
                join(&self.of_base(&place.anchor), &place.rest)
            }
        }
    }

    /// The deepest move that decides where the recorded `path` ends.
    pub(super) fn mover(&self, path: &RelPath) -> Option<RelPath> {
        let mut above = path.clone();
        loop {
            if self.moved.contains_key(&above) {
                return Some(above);
            }
            above = above.parent()?;
        }
    }

    /// Recorded paths whose places contain each other in a circle.
    pub(super) fn cycles(&self) -> Vec<RelPath> {
        let mut out = Vec::new();
        for start in self.moved.keys() {
            let mut at = start.clone();
            for _ in 0..=self.moved.len() {
                let Some(place) = self.moved.get(&at) else { break };
                let Some(next) = self.mover(&place.anchor) else { break };
                if next == *start {
                    out.push(start.clone());
                    break;
                }
                at = next;
            }
        }
        out.sort();
        out
    }
}

/// `rest`, which may have several components, below `folder`.
pub(super) fn join(folder: &RelPath, rest: &RelPath) -> RelPath {
    folder.join(rest.as_bytes())
}
