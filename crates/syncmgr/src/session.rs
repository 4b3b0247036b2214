//! Running a session: the one way in which anything is synchronized.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use syncmgr_core::{
    EventSink, HandlerFactory, Keep, RunKind, Runner, Selection, Services, SessionControl, SessionRequest,
    SessionResult, Unset,
};
use syncmgr_proto::{Body, Event, ExitCode, Mark, Purpose, SessionId, Stats, Trigger};

use crate::context::{Context, Format};
use crate::error::{CliError, ErrorKind};
use crate::folder::Folders;
use crate::items::Pair;
use crate::job::{Job, Task};
use crate::render::{Human, JsonLines, print};
use crate::service::{self, Order, Place, Role, Running};
use crate::target::wanted;
use crate::{forgetting, hold, known, marks};

/// What a session is to do with the pairs that are chosen.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The chosen pairs; `None`: those that are checked.
    pub chosen: Option<Vec<Pair>>,
    /// What is done with them.
    pub task: Task,
    /// Whether anything is changed.
    pub run: RunKind,
}

/// Runs a session and shows it; `listed` are all pairs that the folder handler offers.
pub fn run(context: &Context, plan: &Plan, listed: Vec<Pair>) -> Result<ExitCode, CliError> {
    let sink: Arc<dyn EventSink> = match context.format {
        Format::Json => Arc::new(JsonLines::new(context.verbosity)),
        Format::Human => Arc::new(Human::new(context.verbosity)),
    };
    run_into(context, plan, listed, sink).map(|result| result.exit())
}

fn purpose(task: &Task) -> Purpose {
    match task {
        Task::Synchronize { .. } | Task::Decide(_) => Purpose::Synchronize,
        Task::Undo(session) => Purpose::Undo(*session),
        Task::Restore(_) => Purpose::Restore,
    }
}

/// Runs a session and hands its events to `sink`.
pub fn run_into(
    context: &Context,
    plan: &Plan,
    listed: Vec<Pair>,
    sink: Arc<dyn EventSink>,
) -> Result<SessionResult, CliError> {
    let state_dir = context.state_dir()?;
    let mut services = Services::bare();
    let place = Place::of(&state_dir);
    if plan.run == RunKind::Real {
        services.store = Some(context.store()?);
        services.locks = Some(context.locks()?);
        for pair in plan.chosen.iter().flatten() {
            known::remember(&state_dir, pair).map_err(|error| {
                CliError::usage(format!("the state folder {} cannot be written", state_dir.display()))
                    .because(error)
                    .hint("choose another one with --state-dir")
            })?;
        }
    }
    let request = SessionRequest {
        run: plan.run,
        purpose: purpose(&plan.task),
        ..SessionRequest::new(Trigger::Manual, selection(context, plan, &listed)?)
    };
    let chosen = plan.chosen.as_deref().unwrap_or_default();
    let others = listed.into_iter().filter(|pair| chosen.iter().all(|chosen| chosen.id != pair.id));
    let jobs = chosen.iter().cloned().chain(others).map(|pair| Job { pair, task: plan.task.clone() }).collect();
    let folders: Arc<dyn HandlerFactory> = Arc::new(Folders { jobs, run: plan.run, session: request.id, state_dir });
    let control = SessionControl::new();
    stop_on_interrupt(&control)?;
    let running = Running::default();
    let _presence = running.enter(request.id, request.trigger, &control);
    let _office = match plan.run {
        RunKind::Real => service::open_office(&place, Role::Session, running, None),
        RunKind::Dry => None,
    };
    let store = services.store.clone();
    let result = Runner::new(services).run(&request, &[folders], sink, &control, Keep::Nothing);
    if let Some(store) = store {
        forgetting::forget_old(context, &store, request.trigger, result.exit());
    }
    Ok(result)
}

fn selection(context: &Context, plan: &Plan, listed: &[Pair]) -> Result<Selection, CliError> {
    if let Some(pairs) = &plan.chosen {
        return Ok(Selection::Items(pairs.iter().map(wanted).collect()));
    }
    let history = context.history()?;
    let chosen = match &history {
        Some(store) => store.marks(&marks::key(Mark::Manual))?,
        None => syncmgr_core::Marks::new(),
    };
    Ok(Selection::Checked { marks: chosen, unset: Unset::AsListed, paused: hold::paused(history.as_deref(), listed)? })
}

/// The first Ctrl-C finishes what is in flight, the second stops now.
pub fn stop_on_interrupt(control: &SessionControl) -> Result<(), CliError> {
    let control = control.clone();
    on_interrupt(move || control.stop())
}

/// Calls `act` at each Ctrl-C, and when the process is asked to end; the last who wants that is called.
pub fn on_interrupt(act: impl Fn() + Send + 'static) -> Result<(), CliError> {
    type Act = Box<dyn Fn() + Send>;
    static ACT: Mutex<Option<Act>> = Mutex::new(None);
    let known = ACT.lock().unwrap_or_else(PoisonError::into_inner).replace(Box::new(act));
    if known.is_some() {
        return Ok(());
    }
    let call = || {
        if let Some(act) = ACT.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            act();
        }
    };
    ctrlc::set_handler(call).map_err(|error| CliError::other("cannot watch for Ctrl-C").because(error))
}

/// Runs a session over all handlers and shows it.
pub fn run_order(context: &Context, order: &Order) -> Result<ExitCode, CliError> {
    let sink: Arc<dyn EventSink> = match context.format {
        Format::Json => Arc::new(JsonLines::new(context.verbosity)),
        Format::Human => Arc::new(Human::new(context.verbosity)),
    };
    service::run_order(context, order, sink)
}

/// A session that was refused before it began: programs that read JSON still get its last line.
pub fn refused(context: &Context, error: CliError) -> CliError {
    if context.format == Format::Json && error.kind() != ErrorKind::BrokenPipe {
        never_began(error.exit_code());
    }
    error
}

/// Prints the last line of a session that did not begin.
pub fn never_began(exit: ExitCode) {
    let body = Body::Finished { exit, duration_ms: 0, stats: Stats::default() };
    let event = Event { seq: 1, time: Timestamp::now(), session: SessionId::random(), body };
    // The reason itself is told in any case.
    let _ = print::json(&event);
}
