//! The order of renames on one side: each target is free and each target folder is there when a rename runs.
//!
//! Renames go top-down in the namespace after all moves, so that every folder is at its final place before
//! anything is put into it. A target that still holds something else with another place to go to is
//! freed first; where that leads in a circle, the two are swapped.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::archive::Record;
use crate::{Action, Kind, Operation, Reason, Recorded, RelPath, Side, Sides, Stat};

use super::delta::recorded;
use super::items::{Item, Items};
use super::moves::{Lost, final_path, stat};
use super::names::{Names, Place, join};
use super::pairs::View;

/// A rename that a side needs.
#[derive(Clone, Debug)]
pub(super) struct Rename {
    /// Its path in the archive.
    pub base: RelPath,
    /// Its path on this side now.
    pub from: RelPath,
    /// Its final path.
    pub to: RelPath,
    /// The same, independent of names.
    pub place: Place,
    pub stat: Stat,
}

/// A position in the tree of a side that stays valid while folders above it are renamed: the path on this
/// side before the run, or a path below a folder that the plan makes (marked by a first byte 0).
type Slot = RelPath;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Todo,
    Doing,
    Done,
}

pub(super) struct Order<'a, 'v> {
    side: Side,
    views: &'a Sides<View<'v>>,
    names: &'a Names,
    items: &'a Sides<Items>,
    lost: &'a Lost,
    moves: Vec<Rename>,
    /// Per rename: the slot it is in, how far it is, and the rename of the nearest folder above its target.
    slots: Vec<Slot>,
    progress: Vec<Progress>,
    above: Vec<Option<usize>>,
    /// What is in a slot, where that is not what was there before the run.
    holds: HashMap<Slot, Option<usize>>,
    by_from: HashMap<RelPath, usize>,
    made: HashSet<RelPath>,
    early: Vec<RelPath>,
    out: Vec<Operation>,
    discarded: HashSet<RelPath>,
    degrade: BTreeSet<RelPath>,
}

/// What keeps a target from being free.
enum Occupant {
    Nobody,
    Mover(usize),
    Lost(RelPath),
    /// Something that stays: the move cannot be made.
    Settled,
}

impl<'a, 'v> Order<'a, 'v> {
    /// Prepares to order `moves`, which are sorted by target.
    pub(super) fn new(
        side: Side,
        views: &'a Sides<View<'v>>,
        names: &'a Names,
        items: &'a Sides<Items>,
        lost: &'a Lost,
        moves: Vec<Rename>,
    ) -> Self {
        let mut above = Vec::with_capacity(moves.len());
        let mut open: Vec<usize> = Vec::new();
        for (index, each) in moves.iter().enumerate() {
            while open.pop_if(|last| !each.to.starts_with(&moves[*last].to)).is_some() {}
            above.push(open.last().copied());
            open.push(index);
        }
        Self {
            slots: moves.iter().map(|each| each.from.clone()).collect(),
            progress: vec![Progress::Todo; moves.len()],
            above,
            holds: HashMap::new(),
            by_from: moves.iter().enumerate().map(|(index, each)| (each.from.clone(), index)).collect(),
            made: HashSet::new(),
            early: Vec::new(),
            out: Vec::new(),
            discarded: HashSet::new(),
            degrade: BTreeSet::new(),
            side,
            views,
            names,
            items,
            lost,
            moves,
        }
    }

    /// Returns the operations and the folders they make, or the recorded paths of moves that cannot be made.
    pub(super) fn run(mut self) -> Result<(Vec<Operation>, Vec<RelPath>), BTreeSet<RelPath>> {
        for index in 0..self.moves.len() {
            self.place(index);
        }
        // A recorded file gives way also to what is only copied to its path.
        let left: Vec<_> = self.lost.values().filter(|lost| lost.holder == Some(self.side)).collect();
        for lost in left {
            if self.discarded.insert(lost.base.clone()) {
                self.discard(&lost.base, lost.path.clone());
            }
        }
        if self.degrade.is_empty() { Ok((self.out, self.early)) } else { Err(self.degrade) }
    }

    /// Brings one thing to its place, after those that are in its way.
    fn place(&mut self, index: usize) {
        let mut chain = Vec::new();
        let mut next = Some(index);
        while let Some(index) = next.take().filter(|index| self.can_begin(*index)) {
            self.progress[index] = Progress::Doing;
            chain.push(index);
            let target = self.target(index);
            if let Occupant::Mover(other) = self.occupant(&target) {
                next = Some(other);
            }
        }
        while let Some(index) = chain.pop() {
            self.settle(index);
            self.progress[index] = Progress::Done;
        }
    }

    fn can_begin(&self, index: usize) -> bool {
        self.progress[index] == Progress::Todo
            && self.above[index].is_none_or(|above| self.progress[above] == Progress::Done)
    }

    /// Writes the operation that brings `index` to its place.
    fn settle(&mut self, index: usize) {
        let target = self.target(index);
        if self.slots[index] == target {
            return;
        }
        self.make_folders(index);
        let (from, to) = (self.path_of(&self.slots[index]), self.moves[index].to.clone());
        let old = self.slots[index].clone();
        match self.occupant(&target) {
            _ if to.starts_with(&from) => self.give_up(index),
            Occupant::Settled => self.give_up(index),
            Occupant::Nobody => self.rename(index, from, to),
            Occupant::Lost(base) => {
                self.discarded.insert(base.clone());
                self.discard(&base, to.clone());
                self.rename(index, from, to);
            }
            Occupant::Mover(_) if from.starts_with(&to) => self.give_up(index),
            Occupant::Mover(other) => {
                let (with, expected_with) = (from, Box::new(self.moves[index].stat));
                let partner = if self.target(other) == old { self.recorded(other) } else { None };
                let expected = Box::new(self.moves[other].stat);
                let action = Action::Swap { with, expected_with, expected, partner };
                self.emit(to, action, index);
                self.slots[other].clone_from(&old);
                self.holds.insert(old, Some(other));
                self.holds.insert(target.clone(), Some(index));
                self.slots[index] = target;
                return;
            }
        }
        self.holds.insert(old, None);
        self.holds.insert(target.clone(), Some(index));
        self.slots[index] = target;
    }

    fn recorded(&self, index: usize) -> Option<Box<Recorded>> {
        let base = self.moves[index].base.clone();
        self.record(&base).map(|record| Box::new(Recorded { base, record: *record }))
    }

    fn give_up(&mut self, index: usize) {
        self.degrade.insert(self.moves[index].base.clone());
    }

    fn rename(&mut self, index: usize, from: RelPath, to: RelPath) {
        let action = Action::Move { from, expected: Box::new(self.moves[index].stat) };
        self.emit(to, action, index);
    }

    fn emit(&mut self, path: RelPath, action: Action, index: usize) {
        let base = self.moves[index].base.clone();
        self.push(path, action, Reason::Moved, base);
    }

    fn push(&mut self, path: RelPath, action: Action, reason: Reason, base: RelPath) {
        let was = self.record(&base).copied().map(Box::new);
        let base = Some(Box::new(base)).filter(|base| **base != path && was.is_some());
        self.out.push(Operation { side: self.side, path, action, reason, source_path: None, base, was });
    }

    fn record(&self, base: &RelPath) -> Option<&'a Record> {
        Side::BOTH.into_iter().find_map(|side| {
            let view = self.views.get(side);
            view.find(base).and_then(|index| view.changes[index].was.as_deref())
        })
    }

    /// Deletes a file whose path another thing gets.
    fn discard(&mut self, base: &RelPath, path: RelPath) {
        if let Some(expected) = stat(self.views, self.side, base) {
            self.push(path, Action::Delete { expected }, Reason::Deleted, base.clone());
        }
    }

    /// Makes the folders above the target that this side lacks.
    fn make_folders(&mut self, index: usize) {
        let mut missing = Vec::new();
        let mut folder = self.moves[index].to.parent();
        while let Some(path) = folder.take() {
            match self.source_of_missing(&path) {
                Some(source) if !self.made.contains(&path) => missing.push((path.clone(), source)),
                _ => break,
            }
            folder = path.parent();
        }
        while let Some((path, source)) = missing.pop() {
            if !self.make_room(&path) {
                return self.give_up(index);
            }
            self.made.insert(path.clone());
            self.early.push(path.clone());
            let item = self.items.get(self.side).find(&path).or_else(|| self.items.get(self.side.other()).find(&path));
            let side = if self.items.get(self.side).find(&path).is_some() { self.side } else { self.side.other() };
            let base = item.and_then(Item::was).map(|was| self.views.get(side).changes[was].path.clone());
            let reason = if base.is_some() { Reason::ChangeBeatsDeletion } else { Reason::Created };
            let base = base.unwrap_or_else(|| path.clone());
            self.push(path, Action::CreateFolder { source }, reason, base);
        }
    }

    /// Moves away what is still where a folder must be made.
    fn make_room(&mut self, path: &RelPath) -> bool {
        let slot = self.slot_of(path);
        if let Occupant::Mover(other) = self.occupant(&slot) {
            self.place(other);
        }
        matches!(self.occupant(&slot), Occupant::Nobody)
    }

    /// The slot of a final path whose folder is in place.
    fn slot_of(&self, path: &RelPath) -> Slot {
        let folder = path.parent().unwrap_or_default();
        let here = |side: Side, at: usize| self.views.get(side).changes[at].path.clone();
        let own = self.items.get(self.side).find(&folder).and_then(Item::now).map(|now| here(self.side, now));
        let theirs = || {
            self.items.get(self.side.other()).find(&folder).and_then(Item::was).map(|was| here(self.side.other(), was))
        };
        let slot = if self.made.contains(&folder) { made_slot(&folder) } else { own.or_else(theirs).unwrap_or(folder) };
        slot.join(path.name())
    }

    /// The look of the folder on the other side, when this side does not have it.
    fn source_of_missing(&self, path: &RelPath) -> Option<Stat> {
        let other = self.side.other();
        let theirs = self.items.get(other).find(path);
        match self.items.get(self.side).find(path) {
            Some(item) if item.now().is_some() => return None,
            None if theirs.is_none_or(|item| item.was().is_some()) => return None,
            _ => {}
        }
        let untouched = || {
            let was = self.items.get(self.side).find(path).and_then(Item::was);
            was.and_then(|was| self.views.get(self.side).changes[was].was.as_deref()).map(|rec| recorded(rec, other))
        };
        let now = theirs.map_or_else(untouched, |item| self.views.get(other).changes[item.now()?].now);
        now.filter(|now| now.kind == Kind::Folder)
    }

    /// The slot of the target of `index`.
    fn target(&self, index: usize) -> Slot {
        let place = &self.moves[index].place;
        let name = RelPath::from_bytes(place.rest.name());
        let folder = match place.rest.parent().filter(|above| !above.is_root()) {
            None if place.anchor.is_root() => RelPath::root(),
            None => match stat(self.views, self.side, &place.anchor) {
                None if self.is_recorded(&place.anchor) => made_slot(&self.names.of_base(&place.anchor)),
                _ => self.here(&place.anchor),
            },
            Some(new) => {
                let path = final_path(self.names, &Place { anchor: place.anchor.clone(), rest: new });
                let item = self.items.get(self.side).find(&path).and_then(Item::now);
                item.map_or_else(|| made_slot(&path), |now| self.views.get(self.side).changes[now].path.clone())
            }
        };
        join(&folder, &name)
    }

    /// Whether a change of either side holds the record: then its absence means that it is gone.
    fn is_recorded(&self, base: &RelPath) -> bool {
        self.record(base).is_some()
    }

    /// Where the recorded thing is on this side before the run.
    fn here(&self, base: &RelPath) -> RelPath {
        let view = self.views.get(self.side);
        let to = view.find(base).and_then(|from| view.target_of(from));
        to.map_or_else(|| base.clone(), |to| view.changes[to].path.clone())
    }

    fn occupant(&self, slot: &Slot) -> Occupant {
        if let Some(held) = self.holds.get(slot) {
            return held.map_or(Occupant::Nobody, Occupant::Mover);
        }
        if let Some(index) = self.by_from.get(slot) {
            return Occupant::Mover(*index);
        }
        if slot.as_bytes().first() == Some(&0) {
            return Occupant::Nobody;
        }
        let view = self.views.get(self.side);
        let there = match view.find(slot) {
            Some(index) => view.changes[index].now.is_some(),
            None => self.is_recorded(slot),
        };
        if !there {
            return Occupant::Nobody;
        }
        match self.lost.get(slot) {
            Some(lost) if lost.holder == Some(self.side) => Occupant::Lost(lost.base.clone()),
            _ => Occupant::Settled,
        }
    }

    /// The path of a slot at this point of the plan.
    fn path_of(&self, slot: &Slot) -> RelPath {
        if let Some(made) = slot.as_bytes().strip_prefix(&[0]) {
            return RelPath::from_bytes(made);
        }
        let Some(folder) = slot.parent().filter(|folder| !folder.is_root()) else { return slot.clone() };
        let above = match self.by_from.get(&folder) {
            Some(index) => self.path_of(&self.slots[*index]),
            None => self.path_of(&folder),
        };
        above.join(slot.name())
    }
}

/// The slot of a folder that the plan makes at its final path.
fn made_slot(path: &RelPath) -> Slot {
    let mut slot = vec![0];
    slot.extend_from_slice(path.as_bytes());
    RelPath::from_bytes(slot)
}
