//! Joining the moves of both sides.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Adoption, Conflict, ConflictRule, Kind, Mode, Operation, Policy, Reason, RelPath, Rename, Side, Sides, Stat,
};

use super::blocked::Blocked;
use super::contents::Choices;
use super::delta::recorded;
use super::frozen::Frozen;
use super::items::Items;
use super::names::{Names, Place, join};
use super::pairs::View;
use super::steps;

/// What is unknown on each side, by the side's own paths.
pub(super) type Unknown = Sides<Vec<RelPath>>;

/// The moves that the run makes, and every change in the namespace after them.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub items: Sides<Items>,
    pub steps: Vec<Operation>,
    pub early: Sides<Vec<RelPath>>,
    pub renames: Vec<Rename>,
    pub conflicts: Vec<Conflict>,
    pub adoptions: Vec<Adoption>,
    pub blocked: Blocked,
}

/// Why a round did not work out.
#[derive(Debug, Default)]
pub(super) struct Objections {
    /// Recorded paths whose moves become a deletion and a creation.
    pub degrade: BTreeSet<RelPath>,
    /// Recorded paths that are left alone wherever they are; with a reason where that is a conflict of its own.
    pub freeze: BTreeMap<RelPath, Option<Reason>>,
}

impl Objections {
    fn is_empty(&self) -> bool {
        self.degrade.is_empty() && self.freeze.is_empty()
    }
}

/// A round that objects to moves takes their pairs away, so the rounds end; this many are enough for
/// everything that people do, after them the rest is degraded.
const ROUNDS: usize = 50;

/// Joins the moves of both views; pairs that cannot be kept are taken apart.
pub(super) fn settle(views: &mut Sides<View<'_>>, unknown: &Unknown, policy: &Policy, choices: &Choices) -> Settled {
    let mut frozen = Frozen::default();
    for round in 0.. {
        let attempt = Round { views, unknown, policy, choices, frozen: &frozen };
        let objections = match attempt.run() {
            Ok(settled) => return settled,
            Err(objections) => objections,
        };
        for (base, reason) in &objections.freeze {
            frozen.freeze(views, base, *reason);
            unpair(views, base);
        }
        for base in &objections.degrade {
            unpair(views, base);
        }
        if round >= ROUNDS {
            for side in Side::BOTH {
                *views.get_mut(side) = View::unpaired(side, views.get(side).changes);
            }
        }
    }
    Settled::default()
}

fn unpair(views: &mut Sides<View<'_>>, base: &RelPath) {
    views.left.unpair(base);
    views.right.unpair(base);
}

struct Round<'a, 'v> {
    views: &'a Sides<View<'v>>,
    unknown: &'a Unknown,
    policy: &'a Policy,
    choices: &'a Choices,
    frozen: &'a Frozen,
}

impl Round<'_, '_> {
    fn run(&self) -> Result<Settled, Objections> {
        let mut objections = Objections::default();
        let (names, wanted) = self.join_moves(&mut objections);
        objections.degrade.extend(names.cycles());
        settled_so_far(&objections)?;
        let blocked = self.blocked(&names);
        objections
            .freeze
            .extend(wanted.keys().filter(|base| touches(&blocked, &names, base)).map(|base| (base.clone(), None)));
        let items = self.lay_out(&names, &mut objections);
        settled_so_far(&objections)?;
        let (items, lost) = items;
        let mut settled = Settled { items, blocked, ..Settled::default() };
        for base in wanted.keys() {
            let to = names.of_base(base);
            for side in Side::BOTH {
                self.object(side, base, &to, &settled, &mut objections);
            }
        }
        settled_so_far(&objections)?;
        for side in Side::BOTH {
            let moves = self.moves_of(side, &names, &wanted);
            let unknown = |from: &RelPath| self.unknown.get(side).iter().any(|path| from.starts_with(path));
            objections.degrade.extend(moves.iter().filter(|each| unknown(&each.from)).map(|each| each.base.clone()));
            settled_so_far(&objections)?;
            let order = steps::Order::new(side, self.views, &names, &settled.items, &lost, moves);
            let (operations, early) = order.run().map_err(|degrade| Objections { degrade, ..Objections::default() })?;
            settled.steps.extend(operations);
            *settled.early.get_mut(side) = early;
        }
        for gone in lost.values().filter(|gone| gone.holder.is_none()) {
            let from = Some(gone.base.clone());
            settled.adoptions.push(Adoption { path: gone.path.clone(), now: None, from });
        }
        let renames =
            names.moved.iter().map(|(from, place)| Rename { from: from.clone(), to: final_path(&names, place) });
        settled.renames = renames.collect();
        settled.renames.sort_by(|a, b| a.from.cmp(&b.from));
        settled.conflicts = self.frozen.conflicts(self.views, &names);
        Ok(settled)
    }

    /// Decides where everything that moved shall be. Returns the names and all recorded paths that moved on a side.
    fn join_moves(&self, objections: &mut Objections) -> (Names, BTreeMap<RelPath, Sides<Option<Place>>>) {
        let mut wanted: BTreeMap<RelPath, Sides<Option<Place>>> = BTreeMap::new();
        for side in Side::BOTH {
            let view = self.views.get(side);
            for pair in view.pairs() {
                let base = &view.changes[pair.from].path;
                if let Some(place) = Place::new_home(view, base, &view.changes[pair.to].path) {
                    *wanted.entry(base.clone()).or_default().get_mut(side) = Some(place);
                }
            }
        }
        let mut names = Names::default();
        for (base, places) in &wanted {
            if self.is_frozen(base, objections) {
                objections.freeze.insert(base.clone(), None);
                continue;
            }
            if let Some(place) = self.choose(base, places, objections) {
                names.moved.insert(base.clone(), place);
            }
        }
        (names, wanted)
    }

    fn is_frozen(&self, base: &RelPath, objections: &Objections) -> bool {
        let mut above = Some(base.clone());
        while let Some(path) = above {
            if self.frozen.holds(&path) || objections.freeze.contains_key(&path) {
                return true;
            }
            above = path.parent();
        }
        false
    }

    /// The place that both sides shall agree on; `None` for the recorded one, or with an objection.
    fn choose(&self, base: &RelPath, places: &Sides<Option<Place>>, objections: &mut Objections) -> Option<Place> {
        let winner = match self.policy.mode {
            Mode::MirrorRight => Some(Side::Left),
            Mode::MirrorLeft => Some(Side::Right),
            _ => None,
        };
        if let Some(winner) = winner {
            if self.stat(winner, base).is_none() {
                objections.degrade.insert(base.clone());
                return None;
            }
            return places.get(winner).clone();
        }
        match (&places.left, &places.right) {
            (Some(left), Some(right)) if left != right => self.moved_apart(base, places, objections),
            (Some(place), _) | (None, Some(place)) => Some(place.clone()),
            (None, None) => None,
        }
    }

    fn moved_apart(&self, base: &RelPath, places: &Sides<Option<Place>>, objections: &mut Objections) -> Option<Place> {
        let (left, right) = (self.stat(Side::Left, base)?, self.stat(Side::Right, base)?);
        let later = |order: std::cmp::Ordering| match order {
            std::cmp::Ordering::Less => Some(Side::Right),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Side::Left),
        };
        let winner = match self.rule_of(base) {
            ConflictRule::Ask => None,
            ConflictRule::Left => Some(Side::Left),
            ConflictRule::Right => Some(Side::Right),
            // A rename shows in the change time only.
            ConflictRule::Newer => later(left.ctime.cmp(&right.ctime)),
            ConflictRule::Older => later(right.ctime.cmp(&left.ctime)),
            ConflictRule::Larger => later(left.size.cmp(&right.size)),
            ConflictRule::KeepBoth => {
                objections.degrade.insert(base.clone());
                return None;
            }
        };
        if let Some(winner) = winner {
            return places.get(winner).clone();
        }
        objections.freeze.insert(base.clone(), Some(Reason::MovedApart));
        None
    }

    /// What is to be done with `base`, which is in two places. To keep both places of a folder means both of all it holds.
    fn rule_of(&self, base: &RelPath) -> ConflictRule {
        let decided = |path: &RelPath| self.choices.overrides.get(path).copied();
        let both = |path: &RelPath| decided(path).filter(|rule| *rule == ConflictRule::KeepBoth);
        let above = || std::iter::successors(base.parent(), RelPath::parent).find_map(|path| both(&path));
        decided(base).or_else(above).unwrap_or(self.policy.conflict)
    }

    /// What is now on `side` of the recorded thing.
    fn stat(&self, side: Side, base: &RelPath) -> Option<Stat> {
        stat(self.views, side, base)
    }

    /// Everything that is left alone, after all moves.
    fn blocked(&self, names: &Names) -> Blocked {
        let mut paths = self.frozen.paths(self.views, names);
        for side in Side::BOTH {
            let view = self.views.get(side);
            paths.extend(self.unknown.get(side).iter().map(|path| names.of_here(view, path)));
        }
        Blocked::new(paths)
    }

    /// Lays out both sides and objects to moves that lead different things to one path.
    fn lay_out(&self, names: &Names, objections: &mut Objections) -> (Sides<Items>, Lost) {
        let mut items = Sides::new(Items::lay_out(&self.views.left, names), Items::lay_out(&self.views.right, names));
        for side in Side::BOTH {
            objections.degrade.extend(std::mem::take(&mut items.get_mut(side).clashes));
        }
        let mut lost = Lost::default();
        for side in Side::BOTH {
            let other = side.other();
            for gone in std::mem::take(&mut items.get_mut(side).displaced) {
                let holder = self.stat(other, &gone.base).map(|_| other);
                let touched = holder.is_some() && self.views.get(other).find(&gone.base).is_some();
                if touched {
                    objections
                        .degrade
                        .extend(items.get(side).find(&gone.path).and_then(|item| self.base_of(side, item.was())));
                }
                lost.insert(gone.base.clone(), LostFile { base: gone.base, path: gone.path, holder });
            }
        }
        for side in Side::BOTH {
            let view = self.views.get(side);
            items.get_mut(side).list.retain(|item| {
                item.now().is_some() || !item.was().is_some_and(|was| lost.contains_key(&view.changes[was].path))
            });
        }
        self.compare_nodes(&items, names, objections);
        (items, lost)
    }

    fn base_of(&self, side: Side, was: Option<usize>) -> Option<RelPath> {
        was.map(|was| self.views.get(side).changes[was].path.clone())
    }

    /// At one path, both sides must mean the same recorded thing.
    fn compare_nodes(&self, items: &Sides<Items>, names: &Names, objections: &mut Objections) {
        if names.moved.is_empty() {
            return;
        }
        let mut right = items.right.list.iter().peekable();
        for left in &items.left.list {
            while right.next_if(|item| item.path < left.path).is_some() {}
            let Some(item) = right.peek().filter(|item| item.path == left.path) else { continue };
            let bases = [self.base_of(Side::Left, left.was()), self.base_of(Side::Right, item.was())];
            if bases[0] == bases[1] {
                continue;
            }
            let movers: Vec<_> = bases.into_iter().flatten().filter_map(|base| names.mover(&base)).collect();
            if movers.is_empty() {
                objections.degrade.extend(names.moved.keys().cloned());
            }
            objections.degrade.extend(movers);
        }
    }

    /// The renames that `side` needs.
    fn moves_of(
        &self,
        side: Side,
        names: &Names,
        wanted: &BTreeMap<RelPath, Sides<Option<Place>>>,
    ) -> Vec<steps::Rename> {
        let mut out = Vec::new();
        for (base, places) in wanted {
            let Some(stat) = self.stat(side, base) else { continue };
            let home = Place::home(base);
            let to = names.moved.get(base).unwrap_or(&home);
            if places.get(side).as_ref().unwrap_or(&home) == to {
                continue;
            }
            let view = self.views.get(side);
            let here = view.find(base).and_then(|from| view.target_of(from));
            let from = here.map_or_else(|| base.clone(), |to| view.changes[to].path.clone());
            let path = final_path(names, to);
            out.push(steps::Rename { base: base.clone(), from, to: path, place: to.clone(), stat });
        }
        out.sort_by(|a, b| a.to.cmp(&b.to));
        out
    }

    /// Objects to a place whose folder cannot be one on `side`.
    fn object(&self, side: Side, base: &RelPath, to: &RelPath, settled: &Settled, objections: &mut Objections) {
        let one_way = self.policy.mode != Mode::TwoWay;
        let mut folder = to.parent();
        while let Some(path) = folder.take() {
            let (own, other) = (settled.items.get(side).find(&path), settled.items.get(side.other()).find(&path));
            if own.is_none() && other.is_none() {
                break;
            }
            let kind = match own {
                Some(item) => item.now().and_then(|now| self.views.get(side).changes[now].now).map(|now| now.kind),
                None => other.and_then(|item| {
                    self.views.get(side.other()).changes[item.was()?].was.as_deref().map(|rec| rec.kind)
                }),
            };
            if kind.is_some_and(|kind| kind != Kind::Folder) {
                if own.is_some() && !one_way {
                    objections.freeze.insert(base.clone(), Some(Reason::KindsDiffer));
                } else {
                    objections.degrade.insert(base.clone());
                }
                break;
            }
            folder = path.parent();
        }
    }
}

/// Whether the recorded place or the new one of `base` is left alone.
fn touches(blocked: &Blocked, names: &Names, base: &RelPath) -> bool {
    let home = final_path(names, &Place::home(base));
    blocked.covers(&home) || blocked.covers(&names.of_base(base))
}

fn settled_so_far(objections: &Objections) -> Result<(), Objections> {
    if objections.is_empty() {
        return Ok(());
    }
    Err(Objections { degrade: objections.degrade.clone(), freeze: objections.freeze.clone() })
}

/// The final path of a place.
pub(super) fn final_path(names: &Names, place: &Place) -> RelPath {
    join(&names.of_base(&place.anchor), &place.rest)
}

/// What is now on `side` of the thing recorded at `base`.
pub(super) fn stat(views: &Sides<View<'_>>, side: Side, base: &RelPath) -> Option<Stat> {
    let view = views.get(side);
    let Some(index) = view.find(base) else {
        let other = views.get(side.other());
        let was = other.find(base).and_then(|index| other.changes[index].was.as_deref());
        return was.map(|rec| recorded(rec, side));
    };
    match view.target_of(index) {
        Some(to) => view.changes[to].now,
        None if view.continues(index) => view.changes[index].now,
        None => None,
    }
}

/// A recorded file whose path is taken by another thing.
#[derive(Debug)]
pub(super) struct LostFile {
    pub base: RelPath,
    pub path: RelPath,
    /// The side that still has it.
    pub holder: Option<Side>,
}

/// Lost files by their recorded path.
pub(super) type Lost = BTreeMap<RelPath, LostFile>;
