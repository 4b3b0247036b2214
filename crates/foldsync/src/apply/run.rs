//! The order of work: moves and deletions one by one, content by several threads, links, folder times.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::outcome::Outcome;
use super::settle::{BaseRecords, settle};
use super::units::{Cut, Unit, cut};
use super::worker::{Report, SideWork, Worker};
use crate::local::{Root, Stage, Throttle, Trash};
use crate::{Action, Carry, Event, Failure, FailureKind, Links, Phase, Plan, RelPath, Side, Sides, Sink};

/// When staged content gets its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Only when its data is on the disk (`syncfs` for many files at once).
    Before,
    /// At once; the archive remembers that it was not proven durable (see `docs/decisions`).
    Deferred,
}

/// What happens to versions that are replaced or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrashRule {
    /// They go to the trash of the session.
    Keep,
    /// They are deleted (`--no-trash`).
    Discard,
}

/// Everything that applying needs besides the plan.
#[derive(Clone, Copy)]
pub struct ApplyRequest<'a> {
    /// Both roots.
    pub roots: Sides<&'a Root>,
    /// Name of the session; names its stage and its trash.
    pub session: &'a str,
    /// Marks for roots that have none yet.
    pub fresh_marks: Sides<[u8; 16]>,
    /// What travels.
    pub carry: Carry,
    /// What happens to symbolic links.
    pub links: Links,
    /// What happens to old versions.
    pub trash: TrashRule,
    /// When staged content gets its place, by the side that receives it.
    pub durability: Sides<Durability>,
    /// Number of threads for content.
    pub jobs: usize,
    /// Largest rate of copying in bytes a second.
    pub bandwidth: Option<u64>,
    /// What the archive holds.
    pub base: &'a dyn BaseRecords,
    /// Where events go.
    pub sink: &'a dyn Sink,
}

/// Carries `plan` out. Problems of single paths are in the outcome; a failure means that a side could not
/// even be prepared, and nothing was touched.
pub fn apply(plan: Plan, request: &ApplyRequest<'_>) -> Result<Outcome, Failure> {
    request.sink.event(Event::Phase(Phase::Apply));
    let work = prepare(&plan, request)?;
    let mut outcome = Outcome { plan, ..Outcome::default() };
    let mut reports = Vec::new();
    let first_content = run_in_order(&outcome.plan, &work, request, &mut reports);
    run_content(&outcome.plan, first_content, &work, request, &mut reports);
    collect(&mut outcome, reports, &work);
    settle(&mut outcome, &work, request);
    outcome.interrupted = request.sink.stopping();
    close(work, &mut outcome, request);
    Ok(outcome)
}

fn prepare<'a>(plan: &Plan, request: &ApplyRequest<'a>) -> Result<Sides<Option<SideWork<'a>>>, Failure> {
    let mut out = Sides::new(None, None);
    for side in Side::BOTH {
        if plan.operations.iter().any(|operation| operation.side == side) {
            *out.get_mut(side) = Some(side_work(side, request).map_err(|error| cannot_prepare(side, request, &error))?);
        }
    }
    Ok(out)
}

fn side_work<'a>(side: Side, request: &ApplyRequest<'a>) -> io::Result<SideWork<'a>> {
    let target = *request.roots.get(side);
    let stage = Stage::open(target, request.session, *request.fresh_marks.get(side))?;
    let trash = match request.trash {
        TrashRule::Keep => Some(Trash::lazy(target, request.session)),
        TrashRule::Discard => None,
    };
    Ok(SideWork {
        target,
        source: request.roots.get(side.other()),
        stage,
        trash,
        durability: *request.durability.get(side),
        carry: request.carry,
        links: request.links,
        no_clone: AtomicBool::new(false),
        throttle: request.bandwidth.map(Throttle::new),
        waiting: Mutex::new(Vec::new()),
        done: Mutex::new(Vec::new()),
        unlocked: Mutex::new(Vec::new()),
        attributes: Mutex::default(),
    })
}

fn cannot_prepare(side: Side, request: &ApplyRequest<'_>, error: &io::Error) -> Failure {
    let problem = super::explain(side, &RelPath::root(), "prepare the folder .syncmgr", error);
    let place = request.roots.get(side).location().display().to_string();
    Failure { kind: FailureKind::Unwritable, message: format!("{place}: {}", problem.message), hint: problem.hint }
}

/// Moves, swaps, deletions, and folders that a move needs: in the plan's order, by one thread. Returns
/// where the content begins.
fn run_in_order(
    plan: &Plan,
    work: &Sides<Option<SideWork<'_>>>,
    request: &ApplyRequest<'_>,
    reports: &mut Vec<Report>,
) -> usize {
    let last_deletion = plan.operations.iter().rposition(|operation| matches!(operation.action, Action::Delete { .. }));
    let end = plan.sequential.max(last_deletion.map_or(0, |last| last + 1));
    let mut workers = Sides::new(
        work.left.as_ref().map(|w| Worker::new(w, &plan.operations, request.sink)),
        work.right.as_ref().map(|w| Worker::new(w, &plan.operations, request.sink)),
    );
    for index in 0..end {
        if request.sink.stopping() {
            break;
        }
        if let Some(worker) = workers.get_mut(plan.operations[index].side) {
            worker.step(index as u32);
        }
        request.sink.event(Event::Reached("step"));
    }
    for side in Side::BOTH {
        if let Some(mut worker) = workers.get_mut(side).take() {
            worker.land_rest();
            reports.push(worker.report);
        }
    }
    end
}

/// Copies and metadata, by `jobs` threads; then links.
fn run_content(
    plan: &Plan,
    from: usize,
    work: &Sides<Option<SideWork<'_>>>,
    request: &ApplyRequest<'_>,
    reports: &mut Vec<Report>,
) {
    let failed: Vec<RelPath> = reports.iter().flat_map(|report| report.failed.iter().cloned()).collect();
    for side in Side::BOTH {
        let Some(work) = work.get(side) else { continue };
        let cut = cut(&plan.operations, from, side);
        let mut worker = Worker::new(work, &plan.operations, request.sink);
        worker.report.failed.clone_from(&failed);
        for index in &cut.folders {
            if !request.sink.stopping() {
                worker.step(*index);
            }
        }
        let mut failed = worker.report.failed.clone();
        reports.push(worker.report);
        let units = run_units(&cut, &failed, work, plan, request);
        let before = failed.len();
        failed.extend(units.iter().flat_map(|report| report.failed[before..].iter().cloned()));
        reports.extend(units);
        let mut worker = Worker::new(work, &plan.operations, request.sink);
        worker.report.failed = failed;
        for late in [&cut.links, &cut.shared] {
            worker.land_rest();
            for index in late.iter().take_while(|_| !request.sink.stopping()) {
                worker.step(*index);
            }
        }
        worker.land_rest();
        reports.push(worker.report);
    }
}

fn run_units(
    cut: &Cut,
    failed: &[RelPath],
    work: &SideWork<'_>,
    plan: &Plan,
    request: &ApplyRequest<'_>,
) -> Vec<Report> {
    let next = AtomicUsize::new(0);
    let threads = request.jobs.clamp(1, cut.units.len().max(1));
    let run = || {
        let mut worker = Worker::new(work, &plan.operations, request.sink);
        worker.report.failed = failed.to_vec();
        while let Some(unit) = cut.units.get(next.fetch_add(1, Ordering::Relaxed)) {
            if request.sink.stopping() {
                break;
            }
            match unit {
                Unit::Subtree(range) => worker.subtree(&cut.order[range.clone()]),
                Unit::Singles(range) => {
                    // Each may be a large file: what is in flight is one of them.
                    let wanted = cut.order[range.clone()].iter().take_while(|_| !request.sink.stopping());
                    wanted.for_each(|index| worker.step(*index));
                }
            }
        }
        worker.report
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut reports = vec![run()];
        for other in others {
            match other.join() {
                Ok(report) => reports.push(report),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        reports
    })
}

fn collect(outcome: &mut Outcome, reports: Vec<Report>, work: &Sides<Option<SideWork<'_>>>) {
    for work in [&work.left, &work.right].into_iter().flatten() {
        let mut done = std::mem::take(&mut *work.done());
        if outcome.done.is_empty() {
            outcome.done = done;
        } else {
            outcome.done.append(&mut done);
        }
        outcome.attributes.append(&mut work.attributes.lock().unwrap_or_else(PoisonError::into_inner));
    }
    let mut failed = BTreeSet::new();
    for report in reports {
        outcome.problems.extend(report.problems);
        failed.extend(report.failed);
    }
    outcome.done.sort_unstable_by_key(|done| done.operation);
    if !failed.is_empty() {
        let made = outcome.done.iter().map(|done| &outcome.plan.operations[done.operation as usize]);
        let made = made.filter(|operation| matches!(operation.action, Action::CreateFolder { .. }));
        outcome.undressed.extend(made.map(|operation| &operation.path).filter(|path| failed.contains(*path)).cloned());
    }
}

/// The last `syncfs` before the archive may claim anything, and the end of the stages.
fn close(work: Sides<Option<SideWork<'_>>>, outcome: &mut Outcome, request: &ApplyRequest<'_>) {
    for work in [work.left, work.right].into_iter().flatten() {
        request.sink.event(Event::Reached("placed"));
        let side = work.side();
        if let Err(error) = work.make_durable(outcome) {
            // What is not durable is not claimed: the next run looks at it again.
            outcome.done.retain(|done| outcome.plan.operations[done.operation as usize].side != side);
            outcome.folders.retain(|folder| folder.side != side);
            outcome.problems.push(super::explain(side, &RelPath::root(), "write everything to the disk", &error));
        }
        if let Err(error) = work.stage.close() {
            outcome.problems.push(super::explain(side, &RelPath::root(), "clear the stage away", &error));
        }
    }
    request.sink.event(Event::Reached("applied"));
}
