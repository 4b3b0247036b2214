//! From two folders to a plan, and from a plan to a commit.

use std::io;
use std::time::Duration;

use super::approval;
use super::compare::Comparer;
use super::look::{LookError, Looked};
use super::mounts::Mounts;
use super::open::Pair;
use super::records::{Records, renamed_records};
use super::settings::Settings;
use super::unproven::{self, Doubt, Unproven};
use crate::apply::{ApplyRequest, Counts, Durability, Outcome, TrashRule, apply};
use crate::archive;
use crate::commit::Lesson;
use crate::guard::{self, Stop};
use crate::local::{clear_stages, empty_trash, ensure_mark};
use crate::reconcile::{Choices, questions, reconcile};
use crate::scan::settles;
use crate::undo::{Begun, UndoLog};
use crate::{
    Event, Failure, FailureKind, Kind, Phase, Plan, Policy, Problem, RelPath, Side, Sides, Sink, Snapshot, Time,
};

const SECONDS_A_DAY: i64 = 86_400;

/// A plan, and what must be known to carry it out.
#[derive(Debug)]
pub struct Planned<'a> {
    pub(super) pair: &'a Pair,
    pub(super) settings: &'a Settings,
    /// What would be done.
    pub plan: Plan,
    /// Why the guard stops it.
    pub stop: Option<Stop>,
    /// Entries seen on each side.
    pub scanned: Sides<u64>,
    /// What could not be looked at or compared.
    pub problems: Vec<Problem>,
    scan_start: Time,
    /// When contents were read for the first time, or later.
    reading_start: Time,
    doubt: Doubt,
    mounts: Mounts,
    archive: ArchiveState,
}

/// What is known about the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ArchiveState {
    Usable,
    Damaged,
}

/// What a run came to.
#[derive(Debug)]
pub struct Finished {
    /// What was done, with the plan.
    pub outcome: Outcome,
    /// Counts of what was done.
    pub counts: Counts,
    /// Everything that went wrong, scan and comparison included.
    pub problems: Vec<Problem>,
    /// Entries seen on each side.
    pub scanned: Sides<u64>,
}

impl Pair {
    /// Looks at both folders and makes the plan. Changes nothing in the folders and nothing that
    /// counts in the state.
    pub fn plan<'a>(&'a self, settings: &'a Settings, sink: &dyn Sink) -> Result<Planned<'a>, Failure> {
        sink.event(Event::Phase(Phase::Scan));
        let scan_start = crate::sys::now();
        let doubt = Unproven::read(self.state()).doubt(self.state(), self.roots(), scan_start);
        let begin = self.settle_undoing().map_err(LookError::from);
        let mounts = Mounts::read(self.state()).map_err(|error| no_mounts(self, &error))?;
        let (looked, archive) = match begin.and_then(|()| self.look(settings, &doubt, sink)) {
            Ok(looked) => (looked, ArchiveState::Usable),
            Err(LookError::Damaged(damage)) => (self.look_afresh(settings, sink, &damage)?, ArchiveState::Damaged),
            Err(LookError::Failed(failure)) => return Err(failure),
        };
        sink.event(Event::Phase(Phase::Reconcile));
        let facts = self.facts(&looked);
        let scanned = Sides::new(looked.snapshots.left.scanned, looked.snapshots.right.scanned);
        let mut looked = looked;
        let (mounts, mut missing) = mounts.heed(self.state(), &mut looked.snapshots);
        looked.problems.append(&mut missing);
        self.find_leftovers(settings, &mut looked.snapshots);
        let reading_start = settled(&looked.snapshots);
        if settings.checksum && archive == ArchiveState::Usable {
            let Looked { snapshots, problems, .. } = &mut looked;
            self.verify(settings, snapshots, problems, sink).map_err(|damage| not_verified(&damage))?;
        }
        let (plan, problems) = self.reconcile(settings, looked, &doubt);
        let stop = guard::check(&plan, &facts, &settings.max_delete, &settings.overrides).err();
        Ok(Planned {
            pair: self,
            settings,
            plan,
            stop,
            scanned,
            problems,
            scan_start,
            reading_start,
            doubt,
            mounts,
            archive,
        })
    }

    fn reconcile(&self, settings: &Settings, looked: Looked, doubt: &Doubt) -> (Plan, Vec<Problem>) {
        let Looked { mut snapshots, mut problems, .. } = looked;
        let comparer = Comparer::new(self.roots(), settings.policy.links);
        let mut overrides = settings.overrides.clone();
        if doubt.any() {
            overrides.append(&mut unproven::resolve(doubt, &mut snapshots, self.roots(), &comparer));
        }
        let Sides { left, right } = snapshots;
        comparer.answer(&questions(&left, &right, &settings.policy), settings.jobs);
        let plan = reconcile(
            left,
            right,
            &settings.policy,
            &Choices { overrides, stamp: settings.conflict_stamp.clone() },
            &comparer,
        );
        problems.extend(comparer.into_problems());
        (plan, problems)
    }

    fn commit(&self, outcome: &Outcome, policy: &Policy, reading_start: Time) -> Result<(), Failure> {
        let renamed = renamed_records(self.state(), &outcome.plan.renames).map_err(|damage| not_remembered(&damage))?;
        let lesson = Lesson::of(outcome, &renamed, policy, reading_start);
        let roots = self.archive_roots(&self.ensured_marks());
        archive::commit(self.state(), &roots, lesson.changes()).map(|_| ()).map_err(|error| not_remembered(&error))
    }

    /// The marks that both roots carry from now on; a root that cannot be written to has none.
    fn ensured_marks(&self) -> Sides<[u8; 16]> {
        let fresh = self.marks();
        // Where the mark cannot be read just now it still is the one that was found.
        let found = |side: Side| self.identities.get(side).mark.unwrap_or_default();
        let ensure = |side: Side| ensure_mark(self.root(side), *fresh.get(side)).unwrap_or_else(|_| found(side));
        Sides::new(ensure(Side::Left), ensure(Side::Right))
    }

    fn clear_stages(&self, problems: &mut Vec<Problem>) {
        for side in Side::BOTH {
            if let Err(error) = clear_stages(self.root(side)) {
                problems.push(crate::apply::explain(
                    side,
                    &RelPath::root(),
                    "clear away what an interrupted run left",
                    &error,
                ));
            }
        }
    }

    fn empty_old_trash(&self, settings: &Settings, problems: &mut Vec<Problem>) {
        // A run without trash says nothing about the versions that other runs kept.
        if settings.trash == TrashRule::Discard {
            return;
        }
        let keep = i64::from(settings.trash_keep_days) * SECONDS_A_DAY;
        let now = crate::sys::now();
        let before = Time::new(now.secs.saturating_sub(keep), now.nanos);
        let age = Duration::from_secs(u64::from(settings.trash_keep_days) * SECONDS_A_DAY.unsigned_abs());
        if let Err(error) = UndoLog::forget_older(self.state(), age) {
            problems.push(crate::apply::explain(Side::Left, &RelPath::root(), "forget old undo logs", &error));
        }
        for side in Side::BOTH {
            if let Err(error) = empty_trash(self.root(side), before) {
                problems.push(crate::apply::explain(side, &RelPath::root(), "empty the old trash", &error));
            }
        }
    }
}

/// Waits, a clock tick at most, until whatever was just written can be told from what is written next; returns the time.
///
/// Every changed content is read only from then on. Without the wait the archive could not vouch for files that are
/// younger than a tick, and a deletion on the other side would bring them back.
fn settled(snapshots: &Sides<Snapshot>) -> Time {
    let changes = snapshots.left.changes.iter().chain(&snapshots.right.changes);
    let seen = changes.filter_map(|change| change.now.as_ref()).filter(|stat| stat.kind != Kind::Folder);
    let now = crate::sys::now();
    let Some(until) = settles(seen, now) else { return now };
    std::thread::sleep(until.since(now));
    crate::sys::now()
}

fn not_verified(damage: &archive::Damage) -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: format!("contents could not be compared: {damage}"),
        hint: Some("run sync again without --checksum: the archive is made anew".to_owned()),
    }
}

fn not_remembered(error: &dyn std::error::Error) -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: format!("the folders are synchronized, but the archive could not be written: {error}"),
        hint: Some(
            "make room or repair the state folder and run sync again: contents are compared, nothing is lost"
                .to_owned(),
        ),
    }
}

impl Planned<'_> {
    /// What would be done, counted; bytes are those that would be transferred if nothing can be cloned.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for operation in self.plan.operations.iter().filter(|operation| operation.counts()) {
            counts.add(operation, operation.bytes());
        }
        counts
    }

    /// Remembers that this plan was stopped and shown, so that it, and no other, can be approved.
    pub fn remember_stop(&self) -> io::Result<()> {
        approval::remember(self.pair.state(), &self.plan, &self.settings.conflict_stamp)
    }

    /// Whether exactly this plan was stopped and shown before.
    pub fn was_shown(&self) -> bool {
        approval::matches(self.pair.state(), &self.plan, &self.settings.conflict_stamp)
    }

    /// Carries the plan out as `session` and records what both sides agree on then.
    pub fn apply(self, session: &str, sink: &dyn Sink) -> Result<Finished, Failure> {
        sink.event(Event::Planned { operations: self.plan.operations.len() as u64, bytes: self.counts().bytes });
        let Self { pair, settings, plan, scanned, mut problems, scan_start, reading_start, doubt, .. } = self;
        let (mut mounts, archive) = (self.mounts, self.archive);
        mounts.follow(&plan.renames);
        // Before anything is touched: a run that cannot remember what it did must not begin.
        std::fs::create_dir_all(pair.state()).map_err(|error| no_state(pair, &error))?;
        // Before the archive knows of anything on them.
        mounts.write(pair.state()).map_err(|error| no_state(pair, &error))?;
        if archive == ArchiveState::Damaged {
            pair.set_damaged_aside()?;
        }
        // The archive takes account of it since the plan was made.
        Begun::end(pair.state()).map_err(|error| no_state(pair, &error))?;
        let durability = note_unproven(pair, settings, &plan, scan_start)?;
        let renames = plan.renames.clone();
        let request = ApplyRequest {
            roots: pair.roots(),
            session,
            fresh_marks: pair.marks(),
            carry: settings.policy.carry,
            links: settings.policy.links,
            trash: settings.trash,
            durability,
            jobs: settings.jobs,
            bandwidth: settings.bandwidth,
            base: &Records::new(pair.state(), &renames),
            sink,
        };
        pair.clear_stages(&mut problems);
        let mut outcome = apply(plan, &request)?;
        problems.append(&mut outcome.problems);
        sink.event(Event::Phase(Phase::Commit));
        pair.commit(&outcome, &settings.policy, reading_start)?;
        sink.event(Event::Reached("committed"));
        if doubt.any() && problems.is_empty() && !outcome.interrupted {
            let wrote = |side| *durability.get(side) == Durability::Deferred && writes(&outcome.plan, side);
            let wrote = Sides::new(wrote(Side::Left), wrote(Side::Right));
            // A note that stays costs one more comparison.
            let _ = Unproven::settled(pair.state(), &doubt, pair.roots(), wrote, scan_start);
        }
        UndoLog::write(pair.state(), session, &outcome).map_err(|error| Failure {
            kind: FailureKind::Other,
            message: error.to_string(),
            hint: Some("everything is synchronized, but this run cannot be undone".to_owned()),
        })?;
        approval::forget(pair.state());
        pair.empty_old_trash(settings, &mut problems);
        Ok(Finished { counts: outcome.counts(), outcome, problems, scanned })
    }
}

/// Chooses for each side when content is placed; notes sides that are placed before they are durable.
fn note_unproven(pair: &Pair, settings: &Settings, plan: &Plan, now: Time) -> Result<Sides<Durability>, Failure> {
    let mut chosen = Sides::new(Durability::Before, Durability::Before);
    for side in Side::BOTH {
        let root = pair.root(side);
        let durability = settings.durability.unwrap_or_else(|| unproven::durability(root));
        *chosen.get_mut(side) = durability;
        if durability == Durability::Deferred && writes(plan, side) {
            Unproven::note(pair.state(), side, root, now).map_err(|error| no_state(pair, &error))?;
        }
    }
    Ok(chosen)
}

fn writes(plan: &Plan, side: Side) -> bool {
    plan.operations.iter().any(|operation| operation.side == side)
}

fn no_mounts(pair: &Pair, error: &io::Error) -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: format!(
            "cannot read what is mounted below the folders: {}: {error}",
            Mounts::file(pair.state()).display()
        ),
        hint: Some("mount everything that belongs into both folders, remove that file, and run again".to_owned()),
    }
}

fn no_state(pair: &Pair, error: &dyn std::fmt::Display) -> Failure {
    Failure {
        kind: FailureKind::Unwritable,
        message: format!("cannot write to the state folder {}: {error}", pair.state().display()),
        hint: Some("make it writable, or name another one with --state-dir".to_owned()),
    }
}
