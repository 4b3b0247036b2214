use syncmgr_core::store::{SessionFilter, SessionRecord};
use syncmgr_core::{RunKind, Store};
use syncmgr_proto::ExitCode;

use crate::context::Context;
use crate::error::CliError;
use crate::folder;
use crate::items::Pair;
use crate::job::Task;
use crate::past;
use crate::render::amount;
use crate::session::{self, Plan};

/// Take back what a session did
///
/// Puts back, on both sides, every version that the session replaced or deleted, and takes away what it created. Paths
/// that were changed since are left alone and listed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session; `syncmgr log` lists them [default: the last that changed something]
    session: Option<String>,
    /// Only show what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    execute(context, args).map_err(|error| session::refused(context, error))
}

fn execute(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let Some(store) = context.history()? else { return Err(nothing()) };
    let record = match &args.session {
        Some(text) => past::find_session(&store, text)?,
        None => last(&store)?.ok_or_else(nothing)?,
    };
    drop(store);
    let known = past::pairs(context)?;
    let folders = record.items.iter().filter(|item| item.handler == folder::CLSID);
    let mut chosen: Vec<Pair> = Vec::new();
    for item in folders {
        let pair = known
            .iter()
            .find(|pair| pair.id == item.item)
            .ok_or_else(|| CliError::usage(format!("the folders of `{}` are not known any more", item.name)))?;
        chosen.push(pair.clone());
    }
    if let [pair] = chosen.as_slice() {
        crate::location::check_pair(&pair.left, &pair.right)?;
    }
    let state_dir = context.state_dir()?;
    chosen.retain(|pair| folder::can_undo(pair.id, record.id, &state_dir));
    if chosen.is_empty() {
        return Err(nothing_of(&record, earlier(context, &record)?.as_ref()));
    }
    let run = if args.dry_run { RunKind::Dry } else { RunKind::Real };
    session::run(context, &Plan { chosen: Some(chosen), task: Task::Undo(record.id), run }, context.pairs()?)
}

/// The last session that changed something.
fn last(store: &Store) -> Result<Option<SessionRecord>, CliError> {
    let sessions = store.sessions(SessionFilter::default())?;
    Ok(sessions.into_iter().find(|session| session.stats.is_some_and(|stats| stats.operations() > 0)))
}

/// The last session before `record` that can be undone.
fn earlier(context: &Context, record: &SessionRecord) -> Result<Option<SessionRecord>, CliError> {
    let state_dir = context.state_dir()?;
    let Some(store) = context.history()? else { return Ok(None) };
    let can_be = |session: &SessionRecord| {
        session.started < record.started
            && session.items.iter().any(|item| folder::can_undo(item.item, session.id, &state_dir))
    };
    Ok(store.sessions(SessionFilter::default())?.into_iter().find(can_be))
}

fn nothing_of(record: &SessionRecord, earlier: Option<&SessionRecord>) -> CliError {
    let error = CliError::usage(format!("there is nothing to undo for session {}", past::short_id(record.id)));
    let error =
        error.hint("it changed nothing, was undone already, took something back itself, or is older than its trash");
    match earlier {
        Some(session) => error.hint(format!(
            "the one before that can be undone: `syncmgr undo {}` ({})",
            past::short_id(session.id),
            amount::time(session.started)
        )),
        None => error.hint("`syncmgr log` lists the sessions"),
    }
}

fn nothing() -> CliError {
    CliError::usage("there is nothing to undo: no session has changed anything")
}
