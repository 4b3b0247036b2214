//! The changes of one side, laid out in the namespace after all moves.

use std::collections::HashMap;

use crate::{Change, Kind, RelPath};

use super::names::{Names, Node, Place, node};
use super::pairs::View;

const NONE: u32 = u32::MAX;

/// One path of one side after all moves, made of at most two changes: one with the record, one with the look.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub path: RelPath,
    was: u32,
    now: u32,
    /// Whether the pair is a move of its own, not along with its folder.
    pub moved: bool,
}

impl Item {
    /// The change that holds the record.
    pub(super) fn was(&self) -> Option<usize> {
        (self.was != NONE).then_some(self.was as usize)
    }

    /// The change that holds the look; `None` when the thing is gone.
    pub(super) fn now(&self) -> Option<usize> {
        (self.now != NONE).then_some(self.now as usize)
    }
}

/// A recorded file whose path another thing moved to, on the side where that happened.
#[derive(Clone, Debug)]
pub(super) struct Displaced {
    /// Its path in the archive.
    pub base: RelPath,
    /// The path after all moves, which the other thing has now.
    pub path: RelPath,
}

/// All items of one side, sorted, each path once; and what had to give way.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub list: Vec<Item>,
    pub displaced: Vec<Displaced>,
    /// Recorded paths whose moves lead two things to one path.
    pub clashes: Vec<RelPath>,
}

impl Items {
    pub(super) fn lay_out(view: &View<'_>, names: &Names) -> Self {
        let mut items = Vec::with_capacity(view.changes.len());
        for index in 0..view.changes.len() {
            place(view, names, index, &mut items);
        }
        // The record without a look comes first, so that what took its path follows it.
        items.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.now().is_some().cmp(&b.now().is_some())));
        let mut out = Self::default();
        for item in items {
            out.push(view, names, item);
        }
        out
    }

    fn push(&mut self, view: &View<'_>, names: &Names, item: Item) {
        let Some(last) = self.list.last_mut().filter(|last| last.path == item.path) else {
            self.list.push(item);
            return;
        };
        let base = |item: &Item| item.was().map(|was| view.changes[was].path.clone());
        let record = last.was().and_then(|was| view.changes[was].was.as_deref());
        match (last.now(), item.was()) {
            // The path has a new thing: for the archive it is the old thing, changed.
            (None, None) => last.now = item.now,
            (None, Some(_)) if item.now().is_some() && record.is_some_and(|rec| rec.kind != Kind::Folder) => {
                if let Some(base) = base(last) {
                    self.displaced.push(Displaced { base, path: item.path.clone() });
                }
                *last = item;
            }
            _ => {
                let movers = [base(last), base(&item)].into_iter().flatten().filter_map(|base| names.mover(&base));
                let before = self.clashes.len();
                self.clashes.extend(movers);
                if self.clashes.len() == before {
                    self.clashes.extend(names.moved.keys().cloned());
                }
            }
        }
    }

    /// The item at `path`.
    pub(super) fn find(&self, path: &RelPath) -> Option<&Item> {
        self.list.binary_search_by(|item| item.path.cmp(path)).ok().map(|at| &self.list[at])
    }

    /// Makes changes of the items, which leave `changes` behind.
    pub(super) fn into_changes(self, mut changes: Vec<Change>) -> (Vec<Change>, Origins) {
        let mut origins = Origins::default();
        for item in &self.list {
            let here = item.now().map(|now| &changes[now].path);
            let base = item.was().map(|was| &changes[was].path);
            if item.moved || here.is_some_and(|here| *here != item.path) || base.is_some_and(|base| *base != item.path)
            {
                let origin = Origin { here: here.cloned(), base: base.cloned(), moved: item.moved };
                origins.by_path.insert(item.path.clone(), origin);
            }
        }
        let out = self.list.into_iter().map(|item| Change {
            was: item.was().and_then(|was| changes[was].was.take()),
            now: item.now().and_then(|now| changes[now].now),
            path: item.path,
        });
        (out.collect(), origins)
    }
}

/// Adds the items that change `index` begins: that of its record, and that of a new thing at its path.
fn place(view: &View<'_>, names: &Names, index: usize, items: &mut Vec<Item>) {
    let change = &view.changes[index];
    let mut add = |path: RelPath, was: Option<usize>, now: Option<usize>, moved: bool| {
        let number = |at: Option<usize>| at.map_or(NONE, |at| at as u32);
        items.push(Item { path, was: number(was), now: number(now), moved });
    };
    let arrived = view.source_of(index).is_some();
    let target = view.target_of(index);
    if change.was.is_some() {
        let path = names.of_base(&change.path);
        match target {
            Some(to) => {
                let moved = Place::new_home(view, &change.path, &view.changes[to].path).is_some();
                add(path, Some(index), Some(to), moved);
            }
            None => add(path, Some(index), view.continues(index).then_some(index), false),
        }
    }
    if change.now.is_some() && !arrived && node(view, &change.path) == Node::New {
        add(names.of_here(view, &change.path), None, Some(index), false);
    }
}

/// Where something was before the moves.
#[derive(Debug)]
struct Origin {
    here: Option<RelPath>,
    base: Option<RelPath>,
    moved: bool,
}

/// The origins of one side, by final path; only of what has had another path.
#[derive(Debug, Default)]
pub(super) struct Origins {
    by_path: HashMap<RelPath, Origin>,
}

impl Origins {
    fn get(&self, path: &RelPath) -> Option<&Origin> {
        if self.by_path.is_empty() { None } else { self.by_path.get(path) }
    }

    /// Whether the side gave it another place.
    pub(super) fn moved(&self, path: &RelPath) -> bool {
        self.get(path).is_some_and(|origin| origin.moved)
    }

    /// Where it is in the archive.
    pub(super) fn base(&self, path: &RelPath) -> Option<&RelPath> {
        self.get(path)?.base.as_ref()
    }

    /// Where it is now.
    pub(super) fn here(&self, path: &RelPath) -> Option<&RelPath> {
        self.get(path)?.here.as_ref()
    }
}
