//! One pair, from the user's options to the result that the manager keeps.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use foldsync::apply::TrashRule;
use foldsync::pair::{Finished, Pair, Planned, Settings};
use foldsync::{Action, ConflictRule, RelPath, Side};
use jiff::Zoned;
use syncmgr_core::{Callback, Detail, LogMessage, RunKind};
use syncmgr_proto::{ExitCode, ItemId, ItemStatus, MessageLevel, SessionId, Stats};

use super::patterns::filter;
use super::sink::Reporter;
use super::{Folders, report};
use crate::error::CliError;
use crate::job::{Approval, Decision, Found, Job, Keep, Task, Unchanged, what_is_at};
use crate::options::{self, Compare, Trash};

/// How one pair ended.
pub(super) struct End {
    pub exit: ExitCode,
    pub stats: Stats,
}

/// Why a pair could not be run.
pub(super) enum Refusal {
    Engine(foldsync::Failure),
    Words(CliError),
}

impl From<foldsync::Failure> for Refusal {
    fn from(failure: foldsync::Failure) -> Self {
        Self::Engine(failure)
    }
}

impl From<CliError> for Refusal {
    fn from(error: CliError) -> Self {
        Self::Words(error)
    }
}

/// What a run of one pair works with.
pub(super) struct Work<'a> {
    pub folders: &'a Folders,
    pub job: &'a Job,
    pub callback: &'a Arc<dyn Callback>,
    pub sink: &'a Reporter,
    pub pair: &'a Pair,
    pub settings: &'a Settings,
}

/// Runs one pair and reports everything; the status is that of the item.
pub(super) fn run(folders: &Folders, job: &Job, callback: &Arc<dyn Callback>) -> ItemStatus {
    let item = job.pair.id;
    let end = match execute(folders, job, callback) {
        Ok(end) => end,
        Err(refusal) => {
            let (exit, text) = words(&refusal);
            callback.log_error(LogMessage::about(item, MessageLevel::Error, text));
            End { exit, stats: Stats::default() }
        }
    };
    callback.report(item, Detail::Result { exit: end.exit, stats: end.stats });
    match end.exit {
        ExitCode::InSync | ExitCode::Conflicts | ExitCode::NothingToDo => ItemStatus::Succeeded,
        ExitCode::Interrupted => ItemStatus::Stopped,
        _ => ItemStatus::Failed,
    }
}

fn words(refusal: &Refusal) -> (ExitCode, String) {
    match refusal {
        Refusal::Engine(failure) => {
            let hint = failure.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            (report::exit_of(failure), format!("{}{hint}", failure.message))
        }
        Refusal::Words(error) => (error.exit_code(), error.in_a_line()),
    }
}

fn execute(folders: &Folders, job: &Job, callback: &Arc<dyn Callback>) -> Result<End, Refusal> {
    let state = job.state(&folders.state_dir);
    if let Some(missing) = missing_root(job, &state) {
        callback.report(job.pair.id, missing);
        return Ok(End { exit: ExitCode::Guard, stats: Stats::default() });
    }
    let options = job.settings()?;
    let pair = Pair::open(&job.pair.left, &job.pair.right, &state)?;
    let settings = engine_settings(&options, job)?;
    let sink = Reporter::new(job.pair.id, callback);
    let work = Work { folders, job, callback, sink: &sink, pair: &pair, settings: &settings };
    match &job.task {
        Task::Synchronize { approval, unchanged } => work.synchronize(*approval, *unchanged),
        Task::Decide(_) => work.synchronize(Approval::None, Unchanged::Fine),
        Task::Undo(session) => work.undo(*session),
        Task::Restore(versions) => work.restore(versions),
    }
}

/// A folder of a pair that was synchronized before is not there, or no folder: its disk may not be connected. Without it
/// nothing can be planned, so there is nothing to approve.
fn missing_root(job: &Job, state: &Path) -> Option<Detail> {
    if !job.lacks_folder() {
        return None;
    }
    let of = match foldsync::archive::Reader::open(state) {
        Ok(known) => known?.entries(),
        // Damaged: there was a run, but it cannot be told how much it left.
        Err(_) => 0,
    };
    let (side, found) = match what_is_at(&job.pair.left) {
        Found::Folder => (Side::Right, what_is_at(&job.pair.right)),
        found => (Side::Left, found),
    };
    let (reason, what) = match found {
        Found::NoFolder => ("root-type-changed", "no folder any more"),
        Found::Nothing | Found::Folder => ("root-missing", "not there"),
    };
    let message = format!("the {} folder is {what}", side.name());
    let side = Some(side.name().to_owned());
    Some(Detail::Guard { reason: reason.to_owned(), side, message, deletions: 0, overwrites: 0, of })
}

impl Work<'_> {
    /// Hands a detail to the manager.
    pub fn tell(&self, detail: Detail) {
        self.callback.report(self.job.pair.id, detail);
    }

    fn synchronize(&self, approval: Approval, unchanged: Unchanged) -> Result<End, Refusal> {
        let mut planned = self.pair.plan(self.settings, self.sink)?;
        for conflict in &planned.plan.conflicts {
            self.tell(report::conflict(conflict));
        }
        if self.folders.run == RunKind::Dry {
            planned.look_at_attributes();
            return Ok(told(self.show(&planned), unchanged));
        }
        if let Some(stop) = &planned.stop
            && !(approval == Approval::Given && planned.was_shown())
        {
            self.tell(report::guard(stop));
            planned.remember_stop().map_err(|error| unwritable(self.pair.state(), error))?;
            return Ok(End { exit: ExitCode::Guard, stats: Self::stats_of_plan(&planned, Done::Nothing) });
        }
        let conflicts = planned.plan.conflicts.len() as u64;
        let finished = planned.apply(&engine_session(self.folders.session), self.sink)?;
        Ok(told(self.finished(&finished, conflicts), unchanged))
    }

    /// A dry run: the plan is the result.
    fn show(&self, planned: &Planned<'_>) -> End {
        for operation in planned.plan.operations.iter().filter(|operation| operation.counts()) {
            self.tell(report::operation(operation, operation.bytes()));
        }
        for problem in &planned.problems {
            self.tell(report::problem(problem));
        }
        let mut exit = exit_code(planned.plan.conflicts.len(), planned.problems.len());
        if let Some(stop) = &planned.stop {
            self.tell(report::guard(stop));
            exit = exit.combine(ExitCode::Guard);
        }
        End { exit, stats: Self::stats_of_plan(planned, Done::Everything) }
    }

    fn stats_of_plan(planned: &Planned<'_>, done: Done) -> Stats {
        let counts = match done {
            Done::Everything => planned.counts(),
            Done::Nothing => foldsync::apply::Counts::default(),
        };
        let mut stats = stats(planned.scanned, counts, &planned.plan);
        stats.problems = planned.problems.len() as u64;
        stats
    }

    fn finished(&self, finished: &Finished, conflicts: u64) -> End {
        for done in finished.outcome.done.iter().filter(|done| done.effective) {
            let operation = &finished.outcome.plan.operations[done.operation as usize];
            self.tell(report::operation(operation, done.bytes));
        }
        for problem in &finished.problems {
            self.tell(report::problem(problem));
        }
        let mut stats = stats(finished.scanned, finished.counts, &finished.outcome.plan);
        // Attributes that were only looked for when the plan was made, and did differ.
        let found = finished
            .outcome
            .done
            .iter()
            .filter(|done| done.effective && !finished.outcome.plan.operations[done.operation as usize].counts());
        stats.unchanged = stats.unchanged.saturating_sub(found.count() as u64);
        stats.problems = finished.problems.len() as u64;
        let mut exit = exit_code(conflicts as usize, finished.problems.len());
        if finished.outcome.interrupted {
            exit = ExitCode::Interrupted;
        }
        End { exit, stats }
    }
}

/// The end of a run, told as the user wants it where there was nothing to do.
fn told(end: End, unchanged: Unchanged) -> End {
    let nothing = end.exit == ExitCode::InSync && end.stats.operations() == 0;
    if nothing && unchanged == Unchanged::Told { End { exit: ExitCode::NothingToDo, ..end } } else { end }
}

/// How much of a plan was done.
#[derive(Clone, Copy)]
enum Done {
    Everything,
    Nothing,
}

fn exit_code(conflicts: usize, problems: usize) -> ExitCode {
    match (conflicts, problems) {
        (0, 0) => ExitCode::InSync,
        (_, 0) => ExitCode::Conflicts,
        _ => ExitCode::Incomplete,
    }
}

fn stats(scanned: foldsync::Sides<u64>, counts: foldsync::apply::Counts, plan: &foldsync::Plan) -> Stats {
    let conflicts = plan.conflicts.len() as u64;
    let changed = changed_on_left(plan);
    Stats {
        scanned_left: scanned.left,
        scanned_right: scanned.right,
        created: counts.created,
        updated: counts.updated,
        deleted: counts.deleted,
        moved: counts.moved,
        metadata: counts.metadata,
        unchanged: scanned.left.saturating_sub(changed),
        conflicts,
        problems: 0,
        bytes: counts.bytes,
    }
}

/// Entries of the left side that are not as they were.
fn changed_on_left(plan: &foldsync::Plan) -> u64 {
    let of = |operation: &&foldsync::Operation| match (&operation.action, operation.side) {
        (Action::CreateFolder { .. } | Action::Create { .. } | Action::Link { expected: None, .. }, Side::Left)
        | (Action::Delete { .. }, Side::Right) => 0,
        (Action::Swap { .. }, _) => 2,
        _ => 1,
    };
    let operations: u64 = plan.operations.iter().filter(|operation| operation.counts()).map(|o| of(&o)).sum();
    operations + plan.conflicts.iter().filter(|conflict| conflict.sides.left.is_some()).count() as u64
}

/// The name that stage, trash and undo log of a session have on disk.
pub(super) fn engine_session(session: SessionId) -> String {
    session.to_string().trim_matches(['{', '}']).to_owned()
}

pub(super) fn unwritable(state: &Path, error: io::Error) -> CliError {
    CliError::usage(format!("the state folder {} cannot be written", state.display()))
        .because(error)
        .hint("choose another one with --state-dir")
}

fn engine_settings(options: &options::Settings, job: &Job) -> Result<Settings, CliError> {
    let (trash, trash_keep_days) = match options.trash {
        Trash::Off => (TrashRule::Discard, 0),
        Trash::Keep { days } => (TrashRule::Keep, days),
    };
    let overrides = overrides(&job.task, job.pair.id);
    // Finding out the local time costs reading the time zone database.
    let names_copies = options.policy.conflict == ConflictRule::KeepBoth
        || overrides.values().any(|rule| *rule == ConflictRule::KeepBoth);
    Ok(Settings {
        policy: options.policy,
        filter: filter(options, &job.pair)?,
        max_delete: options.max_delete,
        checksum: options.compare == Compare::Content,
        trash,
        trash_keep_days,
        jobs: options.jobs.map_or_else(threads, |jobs| usize::from(jobs.get())),
        bandwidth: options.bytes_per_second,
        overrides,
        conflict_stamp: if names_copies { Zoned::now().strftime("%Y%m%d-%H%M%S").to_string() } else { String::new() },
        durability: None,
    })
}

/// Threads for copying: more than a few only fight for the disk.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 8))
}

fn overrides(task: &Task, item: ItemId) -> BTreeMap<RelPath, ConflictRule> {
    let Task::Decide(decisions) = task else { return BTreeMap::new() };
    let rule = |decision: &Decision| match decision.keep {
        Keep::Left => ConflictRule::Left,
        Keep::Right => ConflictRule::Right,
        Keep::Both => ConflictRule::KeepBoth,
    };
    let meant = decisions.iter().filter(|decision| decision.item == item);
    meant.map(|decision| (RelPath::from_text(&decision.path), rule(decision))).collect()
}
