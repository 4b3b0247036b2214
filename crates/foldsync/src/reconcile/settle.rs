//! Round after round until the moves of both sides fit together.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Mode, Policy, Reason, RelPath, Side, Sides};

use super::contents::Choices;
use super::moves::{Round, Settled, Unknown};
use super::pairs::View;

/// Why a round did not work out.
#[derive(Debug, Default)]
pub(super) struct Objections {
    /// Recorded paths whose moves become a deletion and a creation.
    pub degrade: BTreeSet<RelPath>,
    /// Recorded paths that are left alone wherever they are; with a reason where that is a conflict of its own.
    pub freeze: BTreeMap<RelPath, Option<Reason>>,
}

impl Objections {
    pub(super) fn degraded(&self) -> Self {
        Self { degrade: self.degrade.clone(), freeze: BTreeMap::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.degrade.is_empty() && self.freeze.is_empty()
    }
}

/// What is left alone because its moves cannot be joined.
#[derive(Debug, Default)]
pub(super) struct Frozen {
    pub bases: BTreeSet<RelPath>,
    pub here: Sides<Vec<RelPath>>,
    pub conflicts: Vec<(RelPath, Sides<RelPath>, Reason)>,
}

/// A round that objects to moves takes their pairs away, so the rounds end; this many are enough for
/// everything that people do, after them the rest is degraded.
const ROUNDS: usize = 50;

/// Joins the moves of both views; pairs that cannot be kept are taken apart.
pub(super) fn settle(views: &mut Sides<View<'_>>, unknown: &Unknown, policy: &Policy, choices: &Choices) -> Settled {
    let mut frozen = Frozen::default();
    set_unknown_aside(views, unknown, policy.mode, &mut frozen);
    for round in 0.. {
        let attempt = Round { views, unknown, policy, choices, frozen: &frozen };
        let objections = match attempt.run() {
            Ok(settled) => return settled,
            Err(objections) => objections,
        };
        for (base, reason) in &objections.freeze {
            freeze(views, base, *reason, &mut frozen);
        }
        degrade(views, &objections.degrade, &mut frozen);
        if round >= ROUNDS {
            for side in Side::BOTH {
                *views.get_mut(side) = View::unpaired(side, views.get(side).changes);
            }
        }
    }
    Settled::default()
}

/// What moved to where nobody may look waits. What moved away from where the other side may not look is no
/// move there; in a mirror it waits, too, because its new place would be taken away.
fn set_unknown_aside(views: &mut Sides<View<'_>>, unknown: &Unknown, mode: Mode, frozen: &mut Frozen) {
    for side in Side::BOTH {
        let covers = |side: Side, path: &RelPath| unknown.get(side).iter().any(|above| path.starts_with(above));
        let view = views.get(side);
        let (mut waiting, mut apart) = (Vec::new(), Vec::new());
        for pair in view.pairs().filter(|_| !(unknown.left.is_empty() && unknown.right.is_empty())) {
            let (base, here) = (&view.changes[pair.from].path, &view.changes[pair.to].path);
            if covers(side, here) || (mode != Mode::TwoWay && covers(side.other(), base)) {
                waiting.push(base.clone());
            } else if covers(side.other(), base) {
                apart.push(base.clone());
            }
        }
        for base in waiting {
            freeze(views, &base, None, frozen);
        }
        for base in apart {
            unpair(views, &base);
        }
    }
}

/// Takes pairs apart. A folder that kept its path while another folder took the path of its own cannot be:
/// what it holds is not among the changes. It waits, unless taking apart the others is enough.
fn degrade(views: &mut Sides<View<'_>>, bases: &BTreeSet<RelPath>, frozen: &mut Frozen) {
    let stays = |base: &&RelPath| Side::BOTH.into_iter().any(|side| views.get(side).kept_its_path(base));
    let (staying, leaving): (Vec<_>, Vec<_>) = bases.iter().partition(stays);
    if leaving.is_empty() {
        for base in staying {
            freeze(views, base, Some(Reason::MovedApart), frozen);
        }
    }
    for base in leaving {
        unpair(views, base);
    }
    views.left.pair_replacements();
    views.right.pair_replacements();
}

fn unpair(views: &mut Sides<View<'_>>, base: &RelPath) {
    views.left.unpair(base);
    views.right.unpair(base);
}

fn freeze(views: &mut Sides<View<'_>>, base: &RelPath, reason: Option<Reason>, frozen: &mut Frozen) {
    let mut places = Sides::new(base.clone(), base.clone());
    for side in Side::BOTH {
        let view = views.get(side);
        if let Some(to) = view.find(base).and_then(|from| view.target_of(from)) {
            *places.get_mut(side) = view.changes[to].path.clone();
            frozen.here.get_mut(side).push(view.changes[to].path.clone());
        }
    }
    unpair(views, base);
    // Whatever came along is frozen with its folder and no conflict of its own.
    let below = frozen.bases.iter().any(|above| base.starts_with(above));
    frozen.bases.insert(base.clone());
    if let Some(reason) = reason.filter(|_| !below) {
        frozen.conflicts.push((base.clone(), places, reason));
    }
}
