//! What the folder handler is to do with one pair.

use std::path::{Path, PathBuf};

use syncmgr_proto::{ItemId, SessionId};

use crate::error::CliError;
use crate::items::Pair;
use crate::location;
use crate::options::Settings;

/// What the folder handler is to do with one pair.
#[derive(Clone, Debug)]
pub struct Job {
    /// The pair with the options that are stated for it.
    pub pair: Pair,
    /// What is to be done.
    pub task: Task,
}

/// What is to be done with a pair.
#[derive(Clone, Debug)]
pub enum Task {
    /// Make both sides alike.
    Synchronize {
        /// Whether the user approved what the guard showed.
        approval: Approval,
        /// What an unchanged pair means.
        unchanged: Unchanged,
    },
    /// Make both sides alike, with these conflicts settled by the user; all that remain are reported.
    Decide(Vec<Decision>),
    /// Take back what a session did.
    Undo(SessionId),
    /// Put these versions back from the trash, on both sides where the next run brings them there.
    Restore(Vec<Trashed>),
}

/// Whether the user approved what the guard showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The guard stops what would destroy much.
    None,
    /// It lets the plan pass that it showed the last time, and only that.
    Given,
}

/// What an unchanged pair means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchanged {
    /// All is well: exit code 0.
    Fine,
    /// Exit code 9.
    Told,
}

/// The user's decision about one conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The item; decisions about other items are not meant.
    pub item: ItemId,
    /// The path as the conflict names it.
    pub path: String,
    /// Which version stays.
    pub keep: Keep,
}

/// Which version of a conflict stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Keep {
    /// The left one, on both sides
    Left,
    /// The right one, on both sides
    Right,
    /// Both, the right one under another name
    Both,
}

/// A version in the trash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    /// The side whose trash holds it.
    pub side: foldsync::Side,
    /// The path that it had.
    pub path: foldsync::RelPath,
    /// The session that put it there.
    pub session: SessionId,
    /// When.
    pub time: Option<jiff::Timestamp>,
    /// What it is.
    pub kind: foldsync::Kind,
    /// Its content bytes.
    pub bytes: u64,
}

impl Task {
    /// Make both sides alike; nothing is approved, nothing to do is fine.
    pub const SYNCHRONIZE: Self = Self::Synchronize { approval: Approval::None, unchanged: Unchanged::Fine };
}

impl Job {
    /// Every choice of the user, made. Refuses a pair that cannot be synchronized (see [`location::check_pair`]).
    ///
    /// A handler lists many pairs and runs few: this is for those that run.
    pub fn settings(&self) -> Result<Settings, CliError> {
        location::check_pair(&self.pair.left, &self.pair.right)?;
        Settings::resolve(&self.pair.options)
    }

    /// The folder for archive, undo logs and approvals of the pair; it need not exist.
    pub fn state(&self, state_dir: &Path) -> PathBuf {
        item_dir(state_dir, self.pair.id)
    }
}

impl Job {
    /// Whether there is no folder in one of the two places.
    pub fn lacks_folder(&self) -> bool {
        [&self.pair.left, &self.pair.right].into_iter().any(|location| what_is_at(location) != Found::Folder)
    }

    /// Whether both sides agreed on something in an earlier run.
    pub fn ran_before(&self, state_dir: &Path) -> bool {
        // A damaged archive tells as well that there was a run.
        !matches!(foldsync::archive::Reader::open(&self.state(state_dir)), Ok(None))
    }
}

/// What is in the place of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A folder; or it cannot be told.
    Folder,
    /// Something else.
    NoFolder,
    /// Nothing.
    Nothing,
}

/// Looks at the place of a folder, through symbolic links.
pub fn what_is_at(location: &Path) -> Found {
    match location.metadata() {
        Ok(found) if !found.is_dir() => Found::NoFolder,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Found::Nothing,
        _ => Found::Folder,
    }
}

/// The folder for what is remembered about one item; it need not exist.
pub fn item_dir(state_dir: &Path, item: ItemId) -> PathBuf {
    state_dir.join("items").join(item.to_string().trim_matches(['{', '}']))
}
