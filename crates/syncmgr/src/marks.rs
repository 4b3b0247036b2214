//! Check marks: for which kinds of run an item is chosen.

use clap::ValueEnum;
use syncmgr_core::store::MarkKey;
use syncmgr_proto::Mark;

use crate::context::Context;
use crate::error::CliError;
use crate::{folder, items};

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

/// Stores a choice for items, for all of them or none.
pub fn set(context: &Context, names: &[String], mark: Mark, choice: Choice) -> Result<(), CliError> {
    let pairs = context.pairs()?;
    let choices = names
        .iter()
        .map(|name| items::find(&pairs, name).map(|pair| (folder::CLSID, pair.id, Some(choice == Choice::Checked))))
        .collect::<Result<Vec<_>, _>>()?;
    context.store()?.set_marks(key(mark), choices)?;
    Ok(())
}

#[cfg(unix)]
fn user() -> String {
    rustix::process::getuid().as_raw().to_string()
}

#[cfg(not(unix))]
fn user() -> String {
    std::env::var("USERNAME").unwrap_or_default()
}
