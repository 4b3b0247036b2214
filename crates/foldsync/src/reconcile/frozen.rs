//! What is left alone wherever it is, because the moves of both sides cannot be joined.

use std::collections::BTreeSet;

use crate::{Conflict, Reason, RelPath, Side, Sides};

use super::moves::stat;
use super::names::Names;
use super::pairs::View;

/// What is left alone because its moves cannot be joined.
#[derive(Debug, Default)]
pub(super) struct Frozen {
    /// Recorded paths.
    bases: BTreeSet<RelPath>,
    /// Where the sides have what moved.
    here: Sides<Vec<RelPath>>,
    conflicts: Vec<Thing>,
    waiting: Vec<Thing>,
}

/// One frozen thing.
#[derive(Debug)]
struct Thing {
    base: RelPath,
    /// Where each side has it.
    places: Sides<RelPath>,
    reason: Reason,
}

impl Frozen {
    /// Freezes what was recorded at `base`: with a `reason` where that is a conflict of its own.
    pub(super) fn freeze(&mut self, views: &Sides<View<'_>>, base: &RelPath, reason: Option<Reason>) {
        let mut places = Sides::new(base.clone(), base.clone());
        for side in Side::BOTH {
            let view = views.get(side);
            if let Some(to) = view.find(base).and_then(|from| view.target_of(from)) {
                places.get_mut(side).clone_from(&view.changes[to].path);
                self.here.get_mut(side).push(view.changes[to].path.clone());
            }
        }
        // Whatever came along is frozen with its folder and no conflict of its own.
        let below = self.bases.iter().any(|above| base.starts_with(above));
        self.bases.insert(base.clone());
        let thing = |reason| Thing { base: base.clone(), places, reason };
        match reason.filter(|_| !below) {
            Some(reason) => self.conflicts.push(thing(reason)),
            None => self.waiting.push(thing(Reason::Waits)),
        }
    }

    /// Whether exactly `base` is frozen.
    pub(super) fn holds(&self, base: &RelPath) -> bool {
        self.bases.contains(base)
    }

    /// Where everything frozen is, after all moves.
    pub(super) fn paths(&self, views: &Sides<View<'_>>, names: &Names) -> Vec<RelPath> {
        let mut paths: Vec<RelPath> = self.bases.iter().map(|base| names.of_base(base)).collect();
        for side in Side::BOTH {
            paths.extend(self.here.get(side).iter().map(|path| names.of_here(views.get(side), path)));
        }
        paths
    }

    /// The conflicts, and what waits with them where that is not at or below one of their paths: every path that does not
    /// travel is told.
    pub(super) fn conflicts(&self, views: &Sides<View<'_>>, names: &Names) -> Vec<Conflict> {
        let mut list: Vec<Conflict> = self.conflicts.iter().map(|thing| thing.conflict(views, names)).collect();
        for thing in &self.waiting {
            let waiting = thing.conflict(views, names);
            let told = |path: &RelPath| list.iter().any(|it| paths_of(it).any(|above| path.starts_with(above)));
            if !paths_of(&waiting).all(told) {
                list.push(waiting);
            }
        }
        list
    }
}

impl Thing {
    fn conflict(&self, views: &Sides<View<'_>>, names: &Names) -> Conflict {
        let look = |side: Side| {
            let view = views.get(side);
            match view.find(self.places.get(side)) {
                Some(at) => view.changes[at].now,
                None => stat(views, side, &self.base),
            }
        };
        let moved = |side: Side| {
            let here = Some(self.places.get(side)).filter(|here| **here != self.base)?;
            Some(names.of_here(views.get(side), here))
        };
        Conflict {
            path: names.of_base(&self.base),
            sides: Sides::new(look(Side::Left), look(Side::Right)),
            moved: Sides::new(moved(Side::Left), moved(Side::Right)),
            reason: self.reason,
        }
    }
}

/// Where a conflict is: its path, and where the sides have it.
fn paths_of(conflict: &Conflict) -> impl Iterator<Item = &RelPath> {
    [Some(&conflict.path), conflict.moved.left.as_ref(), conflict.moved.right.as_ref()].into_iter().flatten()
}
