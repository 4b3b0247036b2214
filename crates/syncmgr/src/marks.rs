//! Check marks: for which kinds of run an item is chosen.

use std::sync::Arc;

use clap::ValueEnum;
use syncmgr_core::store::MarkKey;
use syncmgr_core::{ItemEntry, ItemInfo};
use syncmgr_proto::{HandlerId, Mark};

use crate::context::Context;
use crate::error::CliError;
use crate::{folder, listing};

/// A kind of run on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Runs that you start
    Manual,
    /// Log-on, and when the network comes up
    Logon,
    /// Log-off, and before the network goes
    Logoff,
    /// When the computer is idle
    Idle,
    /// At set times
    Schedule,
}

impl From<Kind> for Mark {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Manual => Self::Manual,
            Kind::Logon => Self::Logon,
            Kind::Logoff => Self::Logoff,
            Kind::Idle => Self::Idle,
            Kind::Schedule => Self::Schedule,
        }
    }
}

/// Whether an item is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is.
    Checked,
    /// It is not.
    Unchecked,
}

/// The choices of this user for one kind of run.
pub fn key(mark: Mark) -> MarkKey {
    MarkKey::new(user(), mark)
}

/// What counts for an item about which the user never decided: the handler's word, but folders that nobody chose for it
/// do not run by themselves.
pub fn unset(handler: HandlerId, mark: Mark, item: &ItemInfo) -> bool {
    item.checked && (mark == Mark::Manual || handler != folder::CLSID)
}

/// Stores a choice for items, for all of them or none.
pub fn set(context: &Context, names: &[String], mark: Mark, choice: Choice) -> Result<(), CliError> {
    let store = context.store()?;
    let offers = listing::offers(context, Some(Arc::clone(&store)))?;
    let choose = |entry: &ItemEntry| (entry.handler, entry.info.id, Some(choice == Choice::Checked));
    let choices = offers.find(names)?.into_iter().map(choose).collect();
    store.set_marks(key(mark), choices)?;
    Ok(())
}

/// Whose choices are meant.
#[cfg(unix)]
pub fn user() -> String {
    rustix::process::getuid().as_raw().to_string()
}

/// Whose choices are meant.
#[cfg(not(unix))]
pub fn user() -> String {
    std::env::var("USERNAME").unwrap_or_default()
}
