//! Old history goes: at most once a day, when a session has ended and everything about it was said.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use syncmgr_core::store::Pruning;
use syncmgr_core::{SessionLock, Store};
use syncmgr_proto::{ExitCode, Trigger};

use crate::config::Keep;
use crate::context::Context;
use crate::error::CliError;
use crate::folder;

/// A command that ends waits for it no longer than twice that.
const PATIENCE: Duration = Duration::from_secs(1);
/// Nobody asks how far a session had come at each moment once it is long over.
const PROGRESS_DAYS: i64 = 1;

/// Forgets what is older than the configuration says, unless that was done within the last day, or somebody is waiting for the
/// session to be gone.
///
/// What fails here fails again tomorrow; it is no reason to spoil a session that went well.
pub fn forget_old(context: &Context, store: &Store, trigger: Trigger, exit: ExitCode) {
    let now = Timestamp::now();
    let in_a_hurry = trigger == Trigger::PendingDisconnect || exit == ExitCode::Interrupted;
    if !in_a_hurry && store.claim_pruning(now).unwrap_or(false) {
        let _ = prune(context, store, now);
    }
}

fn prune(context: &Context, store: &Store, now: Timestamp) -> Result<(), CliError> {
    let days_ago = |days: i64| now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
    let sessions_before = match context.config()?.history.keep {
        Keep::Days(days) => Some(days_ago(days.into())),
        Keep::Forever => None,
    };
    let unreadable = |error| CliError::other("cannot read the state folder").because(error);
    let mut keep = folder::undoable(&context.state_dir()?).map_err(unreadable)?;
    let locks = context.locks()?;
    keep.extend(store.unfinished()?.iter().map(|session| session.id).filter(|id| SessionLock::is_held(&locks, *id)));
    let progress_before = days_ago(PROGRESS_DAYS);
    store.prune(&Pruning { sessions_before, progress_before, keep, patience: PATIENCE })?;
    Ok(())
}
