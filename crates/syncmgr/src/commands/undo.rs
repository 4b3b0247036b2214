use syncmgr_core::store::{SessionFilter, SessionRecord};
use syncmgr_core::{RunKind, Store};
use syncmgr_proto::ExitCode;

use crate::context::Context;
use crate::error::CliError;
use crate::folder;
use crate::items::Pair;
use crate::job::Task;
use crate::past;
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
    if chosen.is_empty() {
        return Err(CliError::usage(format!("session {} has nothing that can be undone", past::short_id(record.id))));
    }
    if let [pair] = chosen.as_slice() {
        crate::location::check_pair(&pair.left, &pair.right)?;
    }
    let run = if args.dry_run { RunKind::Dry } else { RunKind::Real };
    session::run(context, &Plan { chosen: Some(chosen), task: Task::Undo(record.id), run }, context.pairs()?)
}

/// The last session that changed something.
fn last(store: &Store) -> Result<Option<SessionRecord>, CliError> {
    let sessions = store.sessions(SessionFilter::default())?;
    Ok(sessions.into_iter().find(|session| session.stats.is_some_and(|stats| stats.operations() > 0)))
}

fn nothing() -> CliError {
    CliError::usage("there is nothing to undo: no session has changed anything")
}
