//! The look at a plan before anything is touched: stops what would destroy much.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Action, ConflictRule, Limit, Operation, Plan, Reason, RelPath, Side, Sides};

/// What is known of the root of a side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Root {
    /// The folder that was synchronized before, or one that never was.
    #[default]
    Known,
    /// Nothing is there, or no folder.
    Missing,
    /// A folder, but not the one that was synchronized before: another disk may be mounted there.
    Replaced,
}

/// What is known of one side besides the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SideFacts {
    /// Number of entries that the side had when both agreed last; on a first run, that it has now.
    pub before: u64,
    /// Number of entries that it has now.
    pub now: u64,
    /// Its root.
    pub root: Root,
}

/// Everything the guard knows besides the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuardFacts {
    /// Per side.
    pub sides: Sides<SideFacts>,
    /// Whether the two sides never agreed on anything.
    pub first_run: bool,
}

impl GuardFacts {
    /// Of how many entries of `side` these are lost: those that both agreed on, or all of them where more is lost than that.
    fn of(&self, side: Side, losses: Losses) -> u64 {
        let facts = self.sides.get(side);
        if losses.total() <= facts.before { facts.before } else { facts.before.max(facts.now) }
    }
}

/// Why the guard stops a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// The root is not there.
    RootMissing,
    /// The root is another folder than before.
    RootReplaced,
    /// The side had entries and has none any more.
    RootEmptied,
    /// More would be deleted or overwritten than the limit allows.
    TooMany,
}

/// A run that needs approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Stop {
    /// Why.
    pub reason: StopReason,
    /// The side that is in danger (too many) or in doubt (its root).
    pub side: Side,
    /// Entries that the plan deletes on that side; on the other one when a root is in doubt.
    pub deletions: u64,
    /// Entries that it overwrites there.
    pub overwrites: u64,
    /// Number of entries there.
    pub of: u64,
    /// All that in a sentence.
    pub message: String,
}

/// Deletions and overwrites of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Losses {
    /// Deleted entries.
    pub deletions: u64,
    /// Entries whose content is replaced.
    pub overwrites: u64,
}

/// Below this many entries half of them says nothing.
const CONCERNED: u64 = 20;

impl Losses {
    /// Counts what `plan` deletes and overwrites on `side`. Renames and metadata destroy nothing, and what carries out one of
    /// the user's `decisions` about single conflicts has its approval.
    pub fn of(plan: &Plan, side: Side, decisions: &BTreeMap<RelPath, ConflictRule>) -> Self {
        let mut losses = Self::default();
        let counts = |operation: &&Operation| operation.side == side && !is_decided(operation, decisions);
        for operation in plan.operations.iter().filter(counts) {
            match &operation.action {
                Action::Delete { .. } => losses.deletions += 1,
                Action::Update { .. } | Action::Link { expected: Some(_), .. } => losses.overwrites += 1,
                _ => {}
            }
        }
        losses
    }

    const fn total(self) -> u64 {
        self.deletions + self.overwrites
    }

    /// Whether this is more than `limit` allows for a side of `of` entries.
    const fn exceeds(self, limit: &Limit, of: u64) -> bool {
        match limit {
            Limit::Count(most) => self.total() > *most,
            Limit::Percent(share) => self.is_more_than(*share, of),
            Limit::Half => self.total() >= CONCERNED && self.is_more_than(50, of),
        }
    }

    const fn is_more_than(self, share: u8, of: u64) -> bool {
        self.total() as u128 * 100 > of as u128 * share as u128
    }
}

fn is_decided(operation: &Operation, decisions: &BTreeMap<RelPath, ConflictRule>) -> bool {
    let mut above = std::iter::successors(Some(operation.path.clone()), RelPath::parent);
    operation.reason == Reason::ConflictRule && !decisions.is_empty() && above.any(|path| decisions.contains_key(&path))
}

/// Stops a plan that rests on a doubtful root or would destroy more than `limit` besides what the user decided.
///
/// Roots are looked at first, because a plan made from a missing root means nothing.
pub fn check(
    plan: &Plan,
    facts: &GuardFacts,
    limit: &Limit,
    decisions: &BTreeMap<RelPath, ConflictRule>,
) -> Result<(), Stop> {
    let losses = Sides::new(Losses::of(plan, Side::Left, decisions), Losses::of(plan, Side::Right, decisions));
    for side in Side::BOTH {
        if let Some(reason) = doubt(facts, side) {
            // A root in doubt endangers what the other side holds.
            return Err(stop(facts, side, reason, *losses.get(side.other()), side.other()));
        }
    }
    for side in Side::BOTH {
        let losses = *losses.get(side);
        if losses.exceeds(limit, facts.of(side, losses)) {
            return Err(stop(facts, side, StopReason::TooMany, losses, side));
        }
    }
    Ok(())
}

fn doubt(facts: &GuardFacts, side: Side) -> Option<StopReason> {
    let (own, other) = (facts.sides.get(side), facts.sides.get(side.other()));
    match own.root {
        Root::Missing => Some(StopReason::RootMissing),
        Root::Replaced if !facts.first_run => Some(StopReason::RootReplaced),
        _ => (!facts.first_run && own.before > 0 && own.now == 0 && other.now > 0).then_some(StopReason::RootEmptied),
    }
}

fn stop(facts: &GuardFacts, side: Side, reason: StopReason, losses: Losses, endangered: Side) -> Stop {
    let of = facts.of(endangered, losses);
    let consequence = consequence(losses, of, endangered);
    let Losses { deletions, overwrites } = losses;
    let message = match reason {
        StopReason::RootMissing => format!("the {} folder is missing", side.name()),
        StopReason::RootReplaced => {
            format!("the {} folder is not the one that was synchronized before; {consequence}", side.name())
        }
        StopReason::RootEmptied => format!("the {} folder is empty now; {consequence}", side.name()),
        StopReason::TooMany => consequence,
    };
    Stop { reason, side, deletions, overwrites, of, message }
}

/// What a run would do to `side`, in words.
fn consequence(Losses { deletions, overwrites }: Losses, of: u64, side: Side) -> String {
    let harm = match (deletions, overwrites) {
        (0, 0) => return format!("the run would delete and overwrite nothing on the {}", side.name()),
        (_, 0) => format!("delete {deletions}"),
        (0, _) => format!("overwrite {overwrites}"),
        _ => format!("delete {deletions} and overwrite {overwrites}"),
    };
    format!("the run would {harm} of {of} entries on the {}", side.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Kind, Stat, Time};

    /// Without decisions about conflicts.
    fn judge(plan: &Plan, facts: &GuardFacts, limit: &Limit) -> Result<(), Stop> {
        check(plan, facts, limit, &BTreeMap::new())
    }

    fn stat() -> Stat {
        Stat {
            kind: Kind::File,
            id: FileId::default(),
            size: 1,
            mtime: Time::default(),
            ctime: Time::default(),
            mode: 0o644,
            uid: 0,
            gid: 0,
            links: 1,
        }
    }

    fn operation(side: Side, name: &str, action: Action) -> Operation {
        let path = RelPath::from(name);
        Operation { side, path, action, reason: Reason::Deleted, source_path: None, base: None, was: None }
    }

    fn deleting(side: Side, count: u64) -> Plan {
        let operations = (0..count).map(|n| operation(side, &format!("f{n}"), Action::Delete { expected: stat() }));
        Plan { operations: operations.collect(), ..Plan::default() }
    }

    fn facts(before: u64, left: u64, right: u64) -> GuardFacts {
        let side = |now| SideFacts { before, now, root: Root::Known };
        GuardFacts { sides: Sides::new(side(left), side(right)), first_run: false }
    }

    #[test]
    fn where_nobody_states_a_limit_half_stops_only_from_twenty_entries_on() {
        for (deletions, of, stops) in [(19, 19, false), (20, 40, false), (21, 40, true), (20, 39, true), (0, 0, false)]
        {
            let result = judge(&deleting(Side::Right, deletions), &facts(of, of, of), &Limit::default());
            assert_eq!(result.is_err(), stops, "{deletions} of {of}");
        }
    }

    #[test]
    fn a_stated_share_stops_above_itself_however_few_entries_there_are() {
        for (share, deletions, of, stops) in
            [(10, 1, 10, false), (10, 2, 10, true), (50, 11, 20, true), (100, 20, 20, false), (0, 1, 1000, true)]
        {
            let result = judge(&deleting(Side::Right, deletions), &facts(of, of, of), &Limit::Percent(share));
            assert_eq!(result.is_err(), stops, "{deletions} of {of} at {share} %");
        }
    }

    #[test]
    fn a_count_stops_above_itself() {
        for (deletions, stops) in [(0, false), (3, false), (4, true)] {
            let result = judge(&deleting(Side::Left, deletions), &facts(100, 100, 100), &Limit::Count(3));
            assert_eq!(result.is_err(), stops);
        }
    }

    #[test]
    fn the_message_says_what_would_happen_and_where() {
        let stop = judge(&deleting(Side::Right, 30), &facts(40, 40, 40), &Limit::default()).unwrap_err();
        assert_eq!((stop.reason, stop.side, stop.deletions, stop.of), (StopReason::TooMany, Side::Right, 30, 40));
        assert_eq!(stop.message, "the run would delete 30 of 40 entries on the right");
    }

    #[test]
    fn overwrites_count_and_renames_and_metadata_do_not() {
        let expected = Box::new(stat());
        let attributes = crate::Attributes::Keep;
        let actions = [
            (Action::Update { source: stat(), expected: expected.clone() }, 1),
            (Action::Link { target: "t".into(), source: expected.clone(), expected: Some(expected.clone()) }, 1),
            (Action::Link { target: "t".into(), source: expected.clone(), expected: None }, 0),
            (Action::Create { source: stat() }, 0),
            (Action::CreateFolder { source: stat() }, 0),
            (Action::Metadata { source: stat(), expected: expected.clone(), attributes }, 0),
            (Action::Move { from: "t".into(), expected: expected.clone() }, 0),
            (Action::Swap { with: "t".into(), expected_with: expected.clone(), expected, partner: None }, 0),
        ];
        for (action, overwrites) in actions {
            let plan = Plan { operations: vec![operation(Side::Left, "a", action.clone())], ..Plan::default() };
            assert_eq!(
                Losses::of(&plan, Side::Left, &BTreeMap::new()),
                Losses { deletions: 0, overwrites },
                "{action:?}"
            );
            assert_eq!(Losses::of(&plan, Side::Right, &BTreeMap::new()), Losses::default());
        }
    }

    #[test]
    fn what_the_user_decided_about_a_conflict_is_approved_and_nothing_else() {
        let mut plan = deleting(Side::Right, 30);
        for (name, reason) in [("a", Reason::ConflictRule), ("d/b", Reason::ConflictRule), ("c", Reason::Deleted)] {
            let action = Action::Update { source: stat(), expected: Box::new(stat()) };
            plan.operations.push(Operation { reason, ..operation(Side::Right, name, action) });
        }
        let decided = ["a", "c", "d"].map(|name| (RelPath::from(name), ConflictRule::Left)).into();
        assert_eq!(Losses::of(&plan, Side::Right, &BTreeMap::new()), Losses { deletions: 30, overwrites: 3 });
        assert_eq!(Losses::of(&plan, Side::Right, &decided), Losses { deletions: 30, overwrites: 1 });
        let stop = check(&plan, &facts(40, 40, 40), &Limit::default(), &decided).unwrap_err();
        assert_eq!((stop.deletions, stop.overwrites), (30, 1));
        plan.operations.retain(|operation| operation.reason == Reason::ConflictRule);
        assert_eq!(check(&plan, &facts(40, 40, 40), &Limit::Count(0), &decided), Ok(()));
    }

    #[test]
    fn more_than_both_agreed_on_is_a_share_of_all_there_is() {
        let stop = judge(&deleting(Side::Left, 30), &facts(10, 40, 40), &Limit::default()).unwrap_err();
        assert_eq!(stop.message, "the run would delete 30 of 40 entries on the left");
        assert_eq!(judge(&deleting(Side::Left, 30), &facts(10, 100, 100), &Limit::default()), Ok(()));
    }

    #[test]
    fn an_emptied_root_stops_however_few_entries_there_were() {
        let plan = deleting(Side::Right, 2);
        let stop = judge(&plan, &facts(2, 0, 2), &Limit::Percent(100)).unwrap_err();
        assert_eq!((stop.reason, stop.side, stop.deletions), (StopReason::RootEmptied, Side::Left, 2));
        assert_eq!(judge(&plan, &facts(2, 0, 0), &Limit::Percent(100)), Ok(()), "both are empty: nothing can be lost");
        let first = GuardFacts { first_run: true, ..facts(2, 0, 2) };
        assert_eq!(judge(&Plan::default(), &first, &Limit::default()), Ok(()), "a first run fills the empty side");
    }

    #[test]
    fn a_missing_or_replaced_root_stops_even_an_empty_plan() {
        for (root, reason) in [(Root::Missing, StopReason::RootMissing), (Root::Replaced, StopReason::RootReplaced)] {
            let mut facts = facts(5, 5, 5);
            facts.sides.right.root = root;
            let stop = judge(&Plan::default(), &facts, &Limit::default()).unwrap_err();
            assert_eq!((stop.reason, stop.side), (reason, Side::Right));
        }
    }

    #[test]
    fn the_fingerprint_tells_plans_apart_and_is_stable() {
        let plan = deleting(Side::Right, 3);
        assert_eq!(plan.fingerprint(""), deleting(Side::Right, 3).fingerprint(""));
        assert_ne!(plan.fingerprint(""), deleting(Side::Left, 3).fingerprint(""));
        assert_ne!(plan.fingerprint(""), deleting(Side::Right, 4).fingerprint(""));
        let mut newer = plan.clone();
        if let Action::Delete { expected } = &mut newer.operations[0].action {
            expected.mtime = Time::new(1, 0);
        }
        assert_ne!(plan.fingerprint(""), newer.fingerprint(""), "another version would be deleted");
    }

    #[test]
    fn the_fingerprint_leaves_out_when_a_plan_was_made() {
        let made_at = |stamp: &str| {
            let name = format!("d/a.conflict-right-{stamp}.txt");
            let action = Action::Move { from: "d/a.txt".into(), expected: Box::new(stat()) };
            Plan { operations: vec![operation(Side::Right, &name, action)], ..Plan::default() }.fingerprint(stamp)
        };
        assert_eq!(made_at("20261127-205740"), made_at("20261127-205741"));
    }
}
