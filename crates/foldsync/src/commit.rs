//! Commit: what the archive learns from a run — only what was observed, and only what is durable.

mod known;

use std::collections::{HashMap, HashSet};

use known::{Known, Verdict};

use crate::apply::{Done, Outcome};
use crate::archive::Record;
use crate::plan::Turn;
use crate::scan::trust;
use crate::{Action, FileId, Kind, Mode, Operation, Policy, RelPath, Side, Sides, Stat, Time};

/// A record that moves with a folder or a file: where it is known and where it is from now on.
#[derive(Clone, Debug, PartialEq)]
pub struct Renamed {
    /// The path in the archive.
    pub from: RelPath,
    /// The path after the run.
    pub to: RelPath,
    /// The record.
    pub record: Record,
}

/// One thing that is known about one path, in the order in which it counts: later ones overlay earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// The record is gone: deleted, or adopted as deleted on both sides.
    Gone,
    /// The record moves away.
    Left,
    /// A record comes here, with a folder or by itself.
    Came(u32),
    /// Both sides were seen to agree.
    Adopted(u32),
    /// An operation was done.
    Done(u32),
    /// A folder's time was set last.
    Folder(u32),
}

/// What the archive is to learn from a run: paths in walk order, each with its new record or `None`.
#[derive(Debug)]
pub struct Lesson<'a> {
    outcome: &'a Outcome,
    renamed: &'a [Renamed],
    policy: &'a Policy,
    reading_start: Time,
    /// Files as the run dressed them, which shows under all their names.
    dressed: Sides<HashMap<FileId, Stat>>,
    /// Folders that did not get their time on both sides.
    untimed: HashMap<&'a RelPath, Time>,
    /// New folders that did not get what they were to wear.
    bare: HashSet<&'a RelPath>,
    sources: Vec<(&'a RelPath, Source)>,
}

impl<'a> Lesson<'a> {
    /// Collects what `outcome` teaches. `renamed` are the records that [`Plan::renames`](crate::Plan::renames)
    /// moves; the run obeyed `policy`; stats that are not older than `reading_start`, before which no content was
    /// read, are not trusted.
    pub fn of(outcome: &'a Outcome, renamed: &'a [Renamed], policy: &'a Policy, reading_start: Time) -> Self {
        let untimed = outcome.untimed.iter().map(|folder| (&folder.path, folder.time)).collect();
        let (dressed, bare) = (dressed(outcome), outcome.undressed.iter().collect());
        let mut lesson = Self { outcome, renamed, policy, reading_start, dressed, untimed, bare, sources: Vec::new() };
        let lost = lost_moves(outcome);
        lesson.collect(&lost);
        // What is collected is a few sorted runs, one after the other: this sort finds and merges them.
        lesson.sources.sort();
        lesson
    }

    fn collect(&mut self, lost: &[&RelPath]) {
        let outcome = self.outcome;
        // Nothing planned for the tree after a move is true where the move did not happen.
        let undone = undone(outcome);
        let undressed = undressed(outcome);
        let certain = |path: &RelPath| !lost.iter().any(|lost| path.starts_with(lost) || lost.starts_with(path));
        for (index, adoption) in outcome.plan.adoptions.iter().enumerate() {
            let base = adoption.from.as_ref().unwrap_or(&adoption.path);
            if !certain(&adoption.path) || !certain(base) {
                continue;
            }
            match adoption.now {
                // They agree in content; what they were to agree in besides is still to be done, perhaps under another name.
                Some(_) if undone.contains(&adoption.path) => {}
                Some(now) if Side::BOTH.into_iter().any(|it| undressed.get(it).contains(&now.get(it).id)) => {}
                Some(_) => self.sources.push((&adoption.path, Source::Adopted(index as u32))),
                None => self.sources.push((base, Source::Gone)),
            }
        }
        let renamed = || {
            let all = self.renamed.iter().enumerate();
            all.filter(|(_, renamed)| certain(&renamed.from) && certain(&renamed.to))
        };
        let left = renamed().map(|(_, renamed)| (&renamed.from, Source::Left));
        let came = renamed().map(|(index, renamed)| (&renamed.to, Source::Came(index as u32)));
        self.sources.extend(left.chain(came));
        for (index, done) in outcome.done.iter().enumerate() {
            let operation = self.operation(done);
            // Equal permissions say nothing about the contents, which were to be made equal by what was not done.
            if matches!(operation.action, Action::Metadata { .. }) && undone.contains(&operation.path) {
                continue;
            }
            self.collect_done(index as u32, done);
        }
        for (index, folder) in outcome.folders.iter().enumerate() {
            if certain(&folder.path) {
                self.sources.push((&folder.path, Source::Folder(index as u32)));
            }
        }
    }

    fn collect_done(&mut self, index: u32, done: &Done) {
        let operation = self.operation(done);
        match &operation.action {
            Action::Delete { .. } => {
                let base = operation.base.as_deref().unwrap_or(&operation.path);
                self.sources.push((base, Source::Gone));
            }
            Action::Swap { with, .. } => {
                self.sources.push((with, Source::Done(index)));
                self.sources.push((&operation.path, Source::Done(index)));
            }
            _ => self.sources.push((&operation.path, Source::Done(index))),
        }
    }

    fn operation(&self, done: &Done) -> &'a Operation {
        &self.outcome.plan.operations[done.operation as usize]
    }

    /// The changes of the archive, in walk order; records are made one by one.
    pub fn changes(&self) -> impl Iterator<Item = (&'a RelPath, Option<Record>)> + '_ {
        self.sources.chunk_by(|a, b| a.0 == b.0).filter_map(|group| {
            let mut known = self.known(group);
            self.overlay_other_names(&mut known);
            if let Some(time) = self.untimed.get(group[0].0) {
                known.untime(*time);
            }
            match known.result() {
                Verdict::Known(record) => Some((group[0].0, Some(record))),
                Verdict::Gone => Some((group[0].0, None)),
                Verdict::AsBefore => None,
            }
        })
    }

    /// What the sources of one path say of it.
    fn known(&self, group: &[(&RelPath, Source)]) -> Known {
        let mut known = Known::default();
        for (path, source) in group {
            self.overlay(&mut known, path, *source);
        }
        known
    }

    fn overlay(&self, known: &mut Known, path: &RelPath, source: Source) {
        match source {
            Source::Gone | Source::Left => *known = Known { gone: true, ..Known::default() },
            Source::Came(index) => {
                *known = Known { record: Some(self.renamed[index as usize].record), ..Known::default() };
            }
            Source::Adopted(index) => {
                if let Some(now) = &self.outcome.plan.adoptions[index as usize].now {
                    known.now = Sides::new(Some(self.trusted(&now.left)), Some(self.trusted(&now.right)));
                }
            }
            Source::Done(index) => self.overlay_done(known, path, index),
            Source::Folder(index) => {
                let folder = &self.outcome.folders[index as usize];
                known.record = known.record.or(folder.record.as_deref().copied());
                if let Some(now) = known.settled(folder.side, &folder.now) {
                    *known.now.get_mut(folder.side) = Some(now);
                }
            }
        }
    }

    fn overlay_done(&self, known: &mut Known, path: &RelPath, index: u32) {
        let done = &self.outcome.done[index as usize];
        let operation = self.operation(done);
        let Some(mut after) = done.after else { return };
        let (side, other) = (operation.side, operation.side.other());
        match &operation.action {
            Action::CreateFolder { source } if self.bare.contains(path) => {
                *known.now.get_mut(other) = Some(self.not_carried(*source, &after));
            }
            Action::CreateFolder { source } | Action::Create { source } | Action::Update { source, .. } => {
                *known.now.get_mut(other) = Some(self.copied(known, other, source));
            }
            Action::Link { source, .. } => {
                known.link = Some(index).filter(|_| after.links > 1);
                *known.now.get_mut(other) = Some(self.copied(known, other, source));
                if after.mtime != source.mtime {
                    // Perhaps the file got new content before it got this name: the next run has to compare.
                    after.ctime = Time::default();
                }
            }
            Action::Metadata { source, expected, .. } => {
                after = vouched(after, expected);
                known.record = known.record.or(operation.was.as_deref().copied());
                if known.now.get(other).is_none() {
                    *known.now.get_mut(other) = Some(self.trusted(source));
                }
            }
            Action::Swap { expected, .. } if *path != operation.path => {
                let unseen = || Stat { ctime: Time::default(), ..**expected };
                return known.moved(side, expected, done.partner().copied().unwrap_or_else(unseen));
            }
            Action::Swap { expected_with: expected, .. } | Action::Move { expected, .. } => {
                return known.moved(side, expected, after);
            }
            Action::Delete { .. } => {}
        }
        *known.now.get_mut(side) = Some(after);
    }

    fn trusted(&self, stat: &Stat) -> Stat {
        trust(stat, self.reading_start)
    }

    /// What was copied from `side`, where it looked like `source` before the run moved it here.
    fn copied(&self, known: &Known, side: Side, source: &Stat) -> Stat {
        let seen = self.trusted(source);
        let moved = known.moved.get(side).filter(|(expected, _)| expected == source && seen.ctime != Time::default());
        moved.map_or(seen, |(_, after)| after)
    }

    /// What the run did to the file under other names of it.
    fn overlay_other_names(&self, known: &mut Known) {
        let Sides { left: Some(left), right: Some(right) } = known.now else { return };
        let (left_then, right_then) = (self.dressed(Side::Left, left), self.dressed(Side::Right, right));
        // What does not show on both sides is still to travel.
        if self.look_alike(&left_then, &right_then) {
            known.now = Sides::new(Some(left_then), Some(right_then));
        } else if let Some(index) = known.link
            && !self.look_alike(&left, &right)
            && !matches!(self.policy.mode, Mode::LeftToRight | Mode::RightToLeft)
        {
            let operation = self.operation(&self.outcome.done[index as usize]);
            let (after, source) = if operation.side == Side::Left { (left, right) } else { (right, left) };
            if !self.is_like_its_file(operation, &left, &right) {
                *known.now.get_mut(operation.side.other()) = Some(self.not_carried(source, &after));
            }
        }
    }

    /// Whether the two sides differ at the path of `operation`, a link, as they do under the name that it was linked to: that
    /// is all that the file system can hold.
    fn is_like_its_file(&self, operation: &Operation, left: &Stat, right: &Stat) -> bool {
        let Action::Link { target, .. } = &operation.action else { return false };
        let first = self.sources.partition_point(|(path, _)| *path < target);
        let count = self.sources[first..].iter().take_while(|(path, _)| *path == target).count();
        let file = self.known(&self.sources[first..first + count]);
        let like = |side: Side, stat: &Stat| file.now.get(side).is_some_and(|now| self.look_alike(&now, stat));
        like(Side::Left, left) && like(Side::Right, right)
    }

    /// The file that looked like `stat` on `side`, as it was dressed under one of its names when all of them were in place.
    fn dressed(&self, side: Side, stat: Stat) -> Stat {
        match self.dressed.get(side).get(&stat.id) {
            Some(last) if last.size == stat.size && stat.ctime != Time::default() => *last,
            Some(last) if last.size == stat.size => Stat { ctime: Time::default(), ..*last },
            _ => stat,
        }
    }

    /// Whether both are equal in what the run carried.
    fn look_alike(&self, left: &Stat, right: &Stat) -> bool {
        let carry = self.policy.carry;
        (!carry.perms || left.mode == right.mode)
            && (!carry.owner || (left.uid, left.gid) == (right.uid, right.gid))
            && (!carry.times || is_same_time(left.mtime, right.mtime))
    }

    /// What the archive learns of `source`, of which the other side has the content only, in what looks like `made` (a file
    /// that got another name, a folder that could not be dressed): permissions and times are still to travel.
    fn not_carried(&self, source: Stat, made: &Stat) -> Stat {
        let carry = self.policy.carry;
        let mode = if carry.perms { made.mode } else { source.mode };
        let (uid, gid) = if carry.owner { (made.uid, made.gid) } else { (source.uid, source.gid) };
        let mtime = if carry.times { made.mtime } else { source.mtime };
        Stat { mode, uid, gid, mtime, ctime: Time::default(), ..source }
    }
}

/// Whether `a` and `b` are one time, perhaps on a file system that keeps whole seconds only.
fn is_same_time(a: Time, b: Time) -> bool {
    a == b || (a.secs == b.secs && (a.nanos == 0 || b.nanos == 0))
}

/// Setting a modification time hides a write that came right before it: the next run must read the content.
fn vouched(after: Stat, before: &Stat) -> Stat {
    if after.kind == Kind::File && after.mtime != before.mtime {
        return Stat { ctime: Time::default(), ..after };
    }
    after
}

/// What files look like since the run dressed them: those with several names, which is done last, and those that are not to be
/// trusted since, whatever name they got besides.
fn dressed(outcome: &Outcome) -> Sides<HashMap<FileId, Stat>> {
    let mut dressed: Sides<HashMap<FileId, Stat>> = Sides::default();
    for done in &outcome.done {
        let operation = &outcome.plan.operations[done.operation as usize];
        let Action::Metadata { expected, .. } = &operation.action else { continue };
        if let Some(after) = done.after.filter(|_| expected.kind == Kind::File)
            && let after = vouched(after, expected)
            && (operation.turn() == Turn::Shared || after.ctime == Time::default())
        {
            dressed.get_mut(operation.side).insert(after.id, after);
        }
    }
    dressed
}

/// Places that a move was to leave or to reach and that did not happen.
fn lost_moves(outcome: &Outcome) -> Vec<&RelPath> {
    let mut lost = Vec::new();
    let mut done = outcome.done.iter().map(|d| d.operation).peekable();
    for (index, operation) in outcome.plan.operations.iter().enumerate() {
        if done.next_if_eq(&(index as u32)).is_some() {
            continue;
        }
        match &operation.action {
            Action::Move { from, .. } => lost.extend([&operation.path, from]),
            Action::Swap { with, .. } => lost.extend([&operation.path, with]),
            _ => {}
        }
    }
    lost
}

/// Paths at which something was to be done besides moving, and was not.
fn undone(outcome: &Outcome) -> HashSet<&RelPath> {
    let mut done = outcome.done.iter().map(|done| done.operation).peekable();
    let operations = outcome.plan.operations.iter().enumerate();
    let undone = operations.filter(|(index, _)| done.next_if_eq(&(*index as u32)).is_none());
    let undone = undone.filter(|(_, operation)| !matches!(operation.action, Action::Move { .. } | Action::Swap { .. }));
    undone.map(|(_, operation)| &operation.path).collect()
}

/// Files with several names that were to be dressed under one of them, and were not.
fn undressed(outcome: &Outcome) -> Sides<HashSet<FileId>> {
    let mut undressed: Sides<HashSet<FileId>> = Sides::default();
    let mut done = outcome.done.iter().map(|done| done.operation).peekable();
    for (index, operation) in outcome.plan.operations.iter().enumerate() {
        if done.next_if_eq(&(index as u32)).is_none()
            && operation.turn() == Turn::Shared
            && let Action::Metadata { expected, .. } = &operation.action
        {
            undressed.get_mut(operation.side).insert(expected.id);
        }
    }
    undressed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Adoption, Carry, ConflictRule, Links, Plan, Reason};

    const SCAN: Time = Time::new(1_000, 0);
    const POLICY: Policy =
        Policy { mode: Mode::TwoWay, conflict: ConflictRule::Ask, carry: Carry::USER, links: Links::Keep };

    fn stat(inode: u64, at: i64) -> Stat {
        let (id, time) = (FileId { inode, birth: 1 }, Time::new(at, 1));
        Stat { kind: Kind::File, id, size: 5, mtime: time, ctime: time, mode: 0o644, uid: 0, gid: 0, links: 1 }
    }

    fn operation(path: &str, action: Action) -> Operation {
        let (side, path) = (Side::Right, RelPath::from(path));
        Operation { side, path, action, reason: Reason::Moved, source_path: None, base: None, was: None }
    }

    /// The left moved `old` to `new`; the right, where it looks like `expected`, follows.
    fn follow(expected: Stat) -> (Plan, Vec<Renamed>) {
        let action = Action::Move { from: "old".into(), expected: Box::new(expected) };
        let record = Record::of(&stat(1, 100), &stat(2, 100));
        let plan = Plan { operations: vec![operation("new", action)], sequential: 1, ..Plan::default() };
        (plan, vec![Renamed { from: "old".into(), to: "new".into(), record }])
    }

    fn moved(after: Stat) -> Done {
        Done::made(0, Stat { ctime: Time::new(1_001, 0), ..after })
    }

    fn learn(plan: Plan, done: Vec<Done>, renamed: &[Renamed]) -> Vec<(String, Option<Record>)> {
        let outcome = Outcome { plan, done, ..Outcome::default() };
        let lesson = Lesson::of(&outcome, renamed, &POLICY, SCAN);
        lesson.changes().map(|(path, record)| (path.display().to_string(), record)).collect()
    }

    #[test]
    fn a_rename_does_not_record_a_conflicting_edit_as_agreed() {
        let edited = stat(2, 500);
        let (plan, renamed) = follow(edited);
        let record = renamed[0].record;
        let learned = learn(plan, vec![moved(edited)], &renamed);
        assert_eq!(learned, [("new".to_owned(), Some(record)), ("old".to_owned(), None)]);
        assert!(!record.matches(Side::Right, &edited), "the edit is still a change for the next run");
    }

    #[test]
    fn a_rename_of_what_nobody_edited_records_its_new_change_time() {
        let (plan, renamed) = follow(stat(2, 100));
        let done = moved(stat(2, 100));
        let learned = learn(plan, vec![done.clone()], &renamed);
        let new = learned[0].1.unwrap();
        assert!(new.matches(Side::Right, &done.after.unwrap()));
        assert_eq!(new.seen.left, renamed[0].record.seen.left);
    }

    #[test]
    fn permissions_that_a_new_name_of_a_file_does_not_have_are_still_to_travel() {
        let (source, after) = (Stat { mode: 0o755, ..stat(1, 100) }, Stat { links: 2, ..stat(2, 100) });
        let link = Action::Link { target: "a".into(), source: Box::new(source), expected: None };
        let plan = Plan { operations: vec![operation("b", link)], ..Plan::default() };
        let record = learn(plan, vec![Done::made(0, after)], &[])[0].1.unwrap();
        assert!(!record.matches(Side::Left, &source), "the left has something to say");
        assert_eq!(record.seen.left.mode, after.mode, "what both sides agree on");
    }

    #[test]
    fn a_rename_that_did_not_happen_teaches_nothing() {
        let (mut plan, renamed) = follow(stat(2, 100));
        let now = Some(Sides::new(stat(1, 100), stat(2, 100)));
        plan.adoptions = vec![Adoption { path: "new".into(), now, from: Some("old".into()) }];
        assert_eq!(learn(plan, vec![], &renamed), []);
    }

    #[test]
    fn permissions_that_agree_do_not_stand_for_an_update_that_failed() {
        let (left, right) = (stat(1, 500), stat(2, 100));
        let update = operation("a", Action::Update { source: left, expected: Box::new(right) });
        let dress = Action::Metadata { source: left, expected: Box::new(left), attributes: crate::Attributes::Keep };
        let was = Some(Box::new(Record::of(&stat(1, 100), &right)));
        let dress = Operation { side: Side::Left, was, ..operation("a", dress) };
        let plan = Plan { operations: vec![update, dress], ..Plan::default() };
        assert_eq!(learn(plan, vec![Done::made(1, left)], &[]), []);
    }

    #[test]
    fn sides_that_agree_in_content_are_not_recorded_before_their_metadata_agree() {
        let (left, right) = (stat(1, 100), Stat { mode: 0o600, ..stat(2, 100) });
        let action = Action::Metadata { source: left, expected: Box::new(right), attributes: crate::Attributes::Keep };
        let adoption = Adoption { path: "a".into(), now: Some(Sides::new(left, right)), from: None };
        let plan = Plan { operations: vec![operation("a", action)], adoptions: vec![adoption], ..Plan::default() };
        assert_eq!(learn(plan.clone(), vec![], &[]), [], "it failed");
        let learned = learn(plan, vec![Done::made(0, left)], &[]);
        assert_eq!(learned, [("a".to_owned(), Some(Record::of(&left, &left)))]);
    }
}
