//! What has only got another place on one side: found by identity, or by content.

use std::collections::HashMap;

use crate::archive::Record;
use crate::{Change, FileId, Kind, RelPath, Side, Stat, Time};

use super::contents::{Answers, Sameness};
use super::names::{Node, node};

const NONE: u32 = u32::MAX;

/// The changes of one side together with the pairs among them: a recorded path and the path where the
/// same thing is now.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub side: Side,
    pub changes: &'a [Change],
    /// Per change, the one that shows where its recorded thing is now. Empty when there are no pairs.
    to: Vec<u32>,
    /// Per change, the one that shows where the thing here was.
    from: Vec<u32>,
}

/// Two changes that are one move: of `changes[from].was` to `changes[to].now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub from: usize,
    pub to: usize,
}

impl<'a> View<'a> {
    /// Finds pairs by identity.
    pub(super) fn paired(side: Side, changes: &'a [Change]) -> Self {
        let mut view = Self::unpaired(side, changes);
        let mut vacated: Vec<(FileId, u32)> = Vec::new();
        let mut arrivals = false;
        for (index, change) in changes.iter().enumerate() {
            if let Some(rec) = view.vacated(change) {
                vacated.push((rec.seen.get(side).id, index as u32));
            }
            arrivals |= view.arrived(change).is_some();
        }
        if !vacated.is_empty() && arrivals {
            vacated.sort_unstable();
            view.match_by_id(&vacated);
            view.pair_what_changed_folders();
        }
        view
    }

    /// A view without pairs.
    pub(super) const fn unpaired(side: Side, changes: &'a [Change]) -> Self {
        Self { side, changes, to: Vec::new(), from: Vec::new() }
    }

    /// The record whose thing is no longer at its path.
    fn vacated(&self, change: &'a Change) -> Option<&'a Record> {
        let was = change.was.as_deref()?;
        let stays = |now: &Stat| now.id == was.seen.get(self.side).id && now.kind == was.kind;
        (!change.now.as_ref().is_some_and(stays)).then_some(was)
    }

    /// What was not at this path before.
    fn arrived(&self, change: &'a Change) -> Option<&'a Stat> {
        let now = change.now.as_ref()?;
        let stayed = |was: &Record| was.seen.get(self.side).id == now.id && was.kind == now.kind;
        (!change.was.as_deref().is_some_and(stayed)).then_some(now)
    }

    fn match_by_id(&mut self, vacated: &[(FileId, u32)]) {
        let mut later = Vec::new();
        for to in 0..self.changes.len() {
            let Some(now) = self.arrived(&self.changes[to]) else { continue };
            let first = vacated.partition_point(|(id, _)| *id < now.id);
            let same = vacated[first..].iter().take_while(|(id, _)| *id == now.id).map(|(_, from)| *from as usize);
            let fitting: Vec<usize> = same.filter(|from| self.fits(*from, now)).collect();
            match fitting[..] {
                [] => {}
                [only] if now.links <= 1 => self.pair(only, to),
                _ => match fitting.iter().find(|from| self.is_free(**from) && self.came_along(**from, to)) {
                    Some(from) => self.pair(*from, to),
                    None => later.push((to, fitting)),
                },
            }
        }
        // The other names of hard-linked files: the same name somewhere else first, then any.
        for (to, fitting) in later {
            let free = || fitting.iter().filter(|from| self.is_free(**from));
            let name = self.changes[to].path.name();
            let same_name = free().find(|from| self.changes[**from].path.name() == name);
            if let Some(from) = same_name.or_else(|| free().next()).copied() {
                self.pair(from, to);
            }
        }
    }

    /// A thing can keep its path and yet be in another folder: one that took the path of its old folder.
    fn pair_what_changed_folders(&mut self) {
        if self.to.is_empty() {
            return;
        }
        for index in 0..self.changes.len() {
            let change = &self.changes[index];
            let paired = self.target_of(index).is_some() || self.source_of(index).is_some();
            let stayed = change.was.is_some() && change.now.is_some() && self.vacated(change).is_none();
            if stayed && !paired && self.is_uprooted(&change.path) {
                self.pair(index, index);
            }
        }
    }

    /// Whether the folder that holds `path` is not the one that the archive knows by that name.
    fn is_uprooted(&self, path: &RelPath) -> bool {
        let Some(folder) = path.parent().filter(|folder| !folder.is_root()) else { return false };
        node(self, &folder) != Node::Recorded(&folder)
    }

    /// Whether what is at change `index` is, for the archive, what was recorded there, perhaps changed.
    pub(super) fn continues(&self, index: usize) -> bool {
        let change = &self.changes[index];
        let both = change.was.is_some() && change.now.is_some();
        let paired = self.target_of(index).is_some() || self.source_of(index).is_some();
        both && !paired && (self.to.is_empty() || !self.is_uprooted(&change.path))
    }

    /// Whether the record at `from` may be of the thing that looks like `now` and has the same identity.
    fn fits(&self, from: usize, now: &Stat) -> bool {
        let Some(was) = self.changes[from].was.as_deref() else { return false };
        let seen = was.seen.get(self.side);
        // Without a birth time an inode number may have been given to a new file.
        let certain =
            seen.id.birth != 0 || was.kind == Kind::Folder || (was.size == now.size && seen.mtime == now.mtime);
        was.kind == now.kind && certain && seen.id != FileId::default()
    }

    /// Whether the pair keeps its name in a folder that moved (or did not).
    fn came_along(&self, from: usize, to: usize) -> bool {
        let (from, to) = (&self.changes[from].path, &self.changes[to].path);
        let folder = to.parent().unwrap_or_default();
        from.name() == to.name() && from.parent() == Some(self.base_of(&folder).cloned().unwrap_or(folder))
    }

    /// Finds pairs by content, among what has no pair yet: a file that is new here with the content of a
    /// file that is gone here and untouched on the other side.
    pub(super) fn pair_by_content(&mut self, other: &View<'_>, answers: &Answers<'_>) {
        let gone: Vec<usize> = (0..self.changes.len()).filter(|from| self.is_gone_file(*from, other)).collect();
        if gone.is_empty() {
            return;
        }
        let new: Vec<usize> = (0..self.changes.len()).filter(|to| self.is_new_file(*to)).collect();
        for by_name in [false, true] {
            for (from, to) in self.candidates(&gone, &new, by_name) {
                let (was, now) = (&self.changes[from].path, &self.changes[to].path);
                let answer = match self.side {
                    Side::Left => answers.ask_and_remember(now, was),
                    Side::Right => answers.ask_and_remember(was, now),
                };
                if answer == Sameness::Same {
                    self.pair(from, to);
                }
            }
        }
    }

    fn is_gone_file(&self, from: usize, other: &View<'_>) -> bool {
        let change = &self.changes[from];
        change.now.is_none()
            && self.is_free(from)
            && change.was.as_deref().is_some_and(|was| was.kind == Kind::File && was.size > 0)
            && other.find(&change.path).is_none()
    }

    fn is_new_file(&self, to: usize) -> bool {
        let change = &self.changes[to];
        let file = |now: &Stat| now.kind == Kind::File && now.size > 0 && now.links <= 1;
        change.was.is_none() && change.now.as_ref().is_some_and(file) && self.source_of(to).is_none()
    }

    /// Pairs that are alone with their size and time (or size and name).
    fn candidates(&self, gone: &[usize], new: &[usize], by_name: bool) -> Vec<(usize, usize)> {
        type Key<'k> = (u64, Time, &'k [u8]);
        let key = |size: u64, mtime: Time, path: &'a RelPath| -> Key<'a> {
            if by_name { (size, Time::default(), path.name()) } else { (size, mtime, b"") }
        };
        let mut found: HashMap<Key<'a>, [Option<usize>; 2]> = HashMap::new();
        let mut crowded: Vec<Key<'a>> = Vec::new();
        for from in gone.iter().filter(|from| self.is_free(**from)) {
            let change = &self.changes[*from];
            let Some(was) = change.was.as_deref() else { continue };
            let key = key(was.size, was.seen.get(self.side).mtime, &change.path);
            if found.insert(key, [Some(*from), None]).is_some() {
                crowded.push(key);
            }
        }
        for to in new.iter().filter(|to| self.source_of(**to).is_none()) {
            let change = &self.changes[*to];
            let Some(now) = &change.now else { continue };
            let key = key(now.size, now.mtime, &change.path);
            if let Some(slot) = found.get_mut(&key)
                && slot[1].replace(*to).is_some()
            {
                crowded.push(key);
            }
        }
        for key in crowded {
            found.remove(&key);
        }
        let mut out: Vec<_> = found.into_values().filter_map(|[from, to]| Some((from?, to?))).collect();
        out.sort_unstable();
        out
    }

    fn is_free(&self, from: usize) -> bool {
        self.target_of(from).is_none()
    }

    fn pair(&mut self, from: usize, to: usize) {
        if self.to.is_empty() {
            self.to = vec![NONE; self.changes.len()];
            self.from = vec![NONE; self.changes.len()];
        }
        if self.to[from] == NONE && self.from[to] == NONE {
            self.to[from] = to as u32;
            self.from[to] = from as u32;
        }
    }

    /// Takes the pair of the recorded path `base` apart.
    pub(super) fn unpair(&mut self, base: &RelPath) {
        if let Some(from) = self.find(base)
            && let Some(to) = self.target_of(from)
        {
            self.to[from] = NONE;
            self.from[to] = NONE;
        }
    }

    /// All pairs, by recorded path in walk order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> {
        self.to.iter().enumerate().filter(|(_, to)| **to != NONE).map(|(from, to)| Pair { from, to: *to as usize })
    }

    /// The change at `path`.
    pub(super) fn find(&self, path: &RelPath) -> Option<usize> {
        self.changes.binary_search_by(|change| change.path.cmp(path)).ok()
    }

    /// Where the recorded thing of change `from` is now, when that is another path.
    pub(super) fn target_of(&self, from: usize) -> Option<usize> {
        self.to.get(from).filter(|to| **to != NONE).map(|to| *to as usize)
    }

    /// Where the thing at change `to` was recorded, when that is another path.
    pub(super) fn source_of(&self, to: usize) -> Option<usize> {
        self.from.get(to).filter(|from| **from != NONE).map(|from| *from as usize)
    }

    /// The recorded path of what is now at `path`, when that is another.
    pub(super) fn base_of(&self, path: &RelPath) -> Option<&'a RelPath> {
        self.source_of(self.find(path)?).map(|from| &self.changes[from].path)
    }
}
