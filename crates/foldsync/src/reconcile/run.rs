//! The two entry points.

use std::collections::HashSet;

use crate::{Change, Kind, Mode, Plan, Policy, RelPath, Side, Sides, Snapshot};

use super::blocked::Blocked;
use super::contents::{Answers, Choices, Contents, Question, Sameness};
use super::delta::Delta;
use super::emit::Output;
use super::groups::{Groups, Other};
use super::items::Origins;
use super::keep_both::CopyNames;
use super::metadata::Decided;
use super::moves::{Settled, Unknown, settle};
use super::pairs::View;
use super::walk::Walk;

/// Makes the plan that brings both sides in step.
///
/// Pure: what it knows of contents it asks `contents`, and only where the lengths agree. The snapshots
/// are consumed; a plain change costs one look.
pub fn reconcile(left: Snapshot, right: Snapshot, policy: &Policy, choices: &Choices, contents: &dyn Contents) -> Plan {
    let answers = Answers::new(contents);
    let (unknown, mut left, mut right) = split(left, right);
    let mut settled = {
        let mut views = views(&left, &right, policy);
        if policy.mode == Mode::TwoWay || is_mirror(policy.mode) {
            let Sides { left, right } = &mut views;
            left.pair_by_content(right, &answers);
            right.pair_by_content(left, &answers);
        }
        let moves = Side::BOTH.into_iter().any(|side| views.get(side).pairs().next().is_some());
        moves.then(|| settle(&mut views, &unknown, policy, choices))
    };
    let mut origins: Sides<Origins> = Sides::default();
    if let Some(settled) = &mut settled {
        (left, origins.left) = std::mem::take(&mut settled.items.left).into_changes(left);
        (right, origins.right) = std::mem::take(&mut settled.items.right).into_changes(right);
    }
    let settled = settled.unwrap_or_else(|| Settled {
        blocked: Blocked::new(unknown.left.into_iter().chain(unknown.right).collect()),
        ..Settled::default()
    });
    let groups = if policy.carry.hard_links {
        let same = |side: Side, path: &RelPath, other: Other| {
            let here = origins.get(side).here(path).unwrap_or(path);
            let there = match other {
                Other::Listed => origins.get(side.other()).here(path),
                Other::AsRecorded => origins.get(side).base(path),
            };
            let there = there.unwrap_or(path);
            let (left, right) = if side == Side::Left { (here, there) } else { (there, here) };
            answers.ask_and_remember(left, right) == Sameness::Same
        };
        let collect = |side, changes, others| Groups::collect(side, changes, others, &settled.blocked, &same);
        Sides::new(collect(Side::Left, &left, &right), collect(Side::Right, &right, &left))
    } else {
        Sides::default()
    };
    let early = Sides::new(set(&settled.early.left), set(&settled.early.right));
    let copies = CopyNames::new(&choices.stamp, left.iter().chain(&right));
    let walk = Walk {
        policy,
        choices,
        contents: &answers,
        blocked: settled.blocked.clone(),
        early,
        origins,
        groups,
        copies,
        decided: Decided::default(),
        frames: Vec::new(),
        out: Output::default(),
    };
    let out = walk.run(left, right);
    plan(settled, out)
}

/// The comparisons that [`reconcile`] will ask for, so that they can be answered ahead and in parallel.
///
/// Not all: of those that depend on moves only the plain ones are here. Beside moves a few may prove needless.
pub fn questions(left: &Snapshot, right: &Snapshot, policy: &Policy) -> Vec<Question> {
    let mut out = Vec::new();
    let mut others = right.changes.iter().peekable();
    for change in &left.changes {
        while others.next_if(|other| other.path < change.path).is_some_and(|other| ask(None, Some(other), &mut out)) {}
        let other = others.next_if(|other| other.path == change.path);
        ask(Some(change), other, &mut out);
    }
    for other in others {
        ask(None, Some(other), &mut out);
    }
    let unknown = left.unseen.iter().chain(&left.ignored).chain(&right.unseen).chain(&right.ignored);
    let blocked = Blocked::new(unknown.cloned().collect());
    let views = views(&left.changes, &right.changes, policy);
    let moved = Side::BOTH.map(|side| {
        let view = views.get(side);
        let pairs: HashSet<RelPath> =
            view.pairs().flat_map(|pair| [pair.from, pair.to]).map(|at| view.changes[at].path.clone()).collect();
        pairs
    });
    out.retain(|question: &Question| {
        !blocked.covers(&question.left) && moved.iter().all(|pairs| !pairs.contains(&question.left))
    });
    let known = |question: &Question| !blocked.covers(&question.left) && !blocked.covers(&question.right);
    for (view, other) in [(&views.left, &views.right), (&views.right, &views.left)] {
        out.extend(questions_of_moves(view, other).filter(known));
    }
    out
}

/// The comparisons of what one side moved while the other did nothing to it. What came along with its folder keeps its change
/// time: nothing is asked about it.
fn questions_of_moves<'v>(view: &'v View<'_>, other: &'v View<'_>) -> impl Iterator<Item = Question> + 'v {
    view.pairs().filter_map(move |pair| {
        let (from, to) = (&view.changes[pair.from], &view.changes[pair.to]);
        let (was, now) = (from.was.as_deref()?, to.now?);
        let is_open = Delta::of(view.side, Some(was), Some(&now)).leaves_content_open();
        let asked = was.kind != Kind::Folder && (was.kind, was.size) == (now.kind, now.size);
        if !(asked && is_open) || other.find(&from.path).is_some() {
            return None;
        }
        let (here, there) = (to.path.clone(), from.path.clone());
        let (left, right) = if view.side == Side::Left { (here, there) } else { (there, here) };
        Some(Question { left, right, size: now.size })
    })
}

/// Notes the comparison that a path needs, if any; always true.
fn ask(left: Option<&Change>, right: Option<&Change>, out: &mut Vec<Question>) -> bool {
    let was = left.and_then(|c| c.was.as_deref()).or_else(|| right.and_then(|c| c.was.as_deref()));
    let look = |side: Side, change: Option<&Change>| match change {
        Some(change) => (change.now.map(|now| (now.kind, now.size)), Delta::of(side, was, change.now.as_ref())),
        None if was.is_none() => (None, Delta::Absent),
        None => (was.map(|rec| (rec.kind, rec.size)), Delta::Same),
    };
    let (l, r) = (look(Side::Left, left), look(Side::Right, right));
    let silent = l.1 == Delta::Same && r.1 == Delta::Same;
    if let (Some((kind, size)), true) = (l.0, l.0 == r.0)
        && kind != Kind::Folder
        && (silent || l.1.leaves_content_open() || r.1.leaves_content_open())
        && let Some(path) = left.or(right).map(|change| &change.path)
    {
        out.push(Question { left: path.clone(), right: path.clone(), size });
    }
    true
}

fn is_mirror(mode: Mode) -> bool {
    matches!(mode, Mode::MirrorLeft | Mode::MirrorRight)
}

/// Both sides with their pairs. Copying modes know no moves: a rename would take a name away.
fn views<'a>(left: &'a [Change], right: &'a [Change], policy: &Policy) -> Sides<View<'a>> {
    if matches!(policy.mode, Mode::LeftToRight | Mode::RightToLeft) {
        Sides::new(View::unpaired(Side::Left, left), View::unpaired(Side::Right, right))
    } else {
        Sides::new(View::paired(Side::Left, left), View::paired(Side::Right, right))
    }
}

/// Separates what is unknown from what changed: a special file in the place of a recorded one is unknown, too.
fn split(left: Snapshot, right: Snapshot) -> (Unknown, Vec<Change>, Vec<Change>) {
    let one = |mut snapshot: Snapshot| {
        let mut unknown = std::mem::take(&mut snapshot.unseen);
        unknown.append(&mut snapshot.ignored);
        let special = |change: &Change| change.now.is_some_and(|now| now.kind == Kind::Special);
        if snapshot.changes.iter().any(special) {
            unknown.extend(snapshot.changes.iter().filter(|c| special(c)).map(|c| c.path.clone()));
            snapshot.changes.retain(|c| !special(c));
        }
        (unknown, snapshot.changes)
    };
    let ((unknown_left, left), (unknown_right, right)) = (one(left), one(right));
    (Sides::new(unknown_left, unknown_right), left, right)
}

fn set(paths: &[RelPath]) -> HashSet<RelPath> {
    paths.iter().cloned().collect()
}

/// Puts the parts in order.
fn plan(settled: Settled, mut out: Output) -> Plan {
    let mut head = settled.steps;
    head.append(&mut out.copies);
    let sequential = head.len();
    let mut operations = out.content;
    if !(head.is_empty() && out.deletes.is_empty()) {
        head.append(&mut out.deletes);
        operations.splice(0..0, head);
    }
    operations.append(&mut out.metadata);
    let mut conflicts = settled.conflicts;
    conflicts.append(&mut out.conflicts);
    conflicts.sort_by(|a, b| a.path.cmp(&b.path));
    let mut adoptions = settled.adoptions;
    adoptions.append(&mut out.adoptions);
    Plan { operations, sequential, conflicts, adoptions, renames: settled.renames, folder_times: out.folder_times }
}
