//! The plan: everything a run would do, computed before anything is touched.

use serde::{Deserialize, Serialize};

use crate::archive::Record;
use crate::{RelPath, Side, Sides, Stat};

/// Why an operation or conflict is in the plan; the rules of the case table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Appeared on one side.
    Created,
    /// Content changed on one side.
    Changed,
    /// Only permissions, times, owner or attributes changed on one side.
    MetadataChanged,
    /// Disappeared on one side while the other left it alone.
    Deleted,
    /// Got another name or folder on one side.
    Moved,
    /// Became something else (file, folder, symlink) on one side.
    KindChanged,
    /// Changed on one side, deleted on the other: a change beats a deletion.
    ChangeBeatsDeletion,
    /// Both sides changed it to different contents.
    BothChanged,
    /// Both sides created it with different contents.
    BothCreated,
    /// The sides hold different kinds of thing.
    KindsDiffer,
    /// Both sides moved it to different places.
    MovedApart,
    /// A one-way mode makes this side like the other.
    Mirror,
    /// The conflict rule chose the other side's version.
    ConflictRule,
    /// The names of one file were joined or separated on one side.
    LinksChanged,
    /// The contents differ although neither side seems changed (`--checksum`).
    SilentlyDifferent,
}

/// What is done to one path of one side.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Makes a folder with the metadata of `source`.
    CreateFolder {
        /// The folder on the other side.
        source: Stat,
    },
    /// Copies a file or symlink that does not exist here.
    Create {
        /// What is copied from the other side's `path` (or [`Operation::source_path`]).
        source: Stat,
    },
    /// Replaces a file or symlink, or puts one in the place of an emptied folder.
    Update {
        /// What is copied.
        source: Stat,
        /// What is here and goes to the trash.
        expected: Stat,
    },
    /// Makes the path another name of the file at `target`, replacing `expected` when there is one.
    Link {
        /// A path of the same side, in place when this operation runs.
        target: RelPath,
        /// The file on the other side.
        source: Stat,
        /// What is here and goes to the trash, if anything.
        expected: Option<Stat>,
    },
    /// Makes permissions, times, owner and attributes those of `source`; content stays.
    Metadata {
        /// The model on the other side.
        source: Stat,
        /// What is here.
        expected: Stat,
    },
    /// Renames `from` to the operation's path.
    Move {
        /// Where it is now, at the time this operation runs (earlier moves are done).
        from: RelPath,
        /// What is at `from`.
        expected: Stat,
    },
    /// Exchanges `with` and the operation's path in one step.
    Swap {
        /// The other path.
        with: RelPath,
        /// What is at `with`.
        expected_with: Stat,
        /// What is at the operation's path.
        expected: Stat,
    },
    /// Moves the path to the trash; a folder must be empty by then.
    Delete {
        /// What is here.
        expected: Stat,
    },
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The side that is changed.
    pub side: Side,
    /// The path that is changed, in the namespace after all moves.
    pub path: RelPath,
    /// What is done.
    pub action: Action,
    /// By which rule.
    pub reason: Reason,
    /// Where the content comes from on the other side when it is not `path` (a conflict copy).
    pub source_path: Option<RelPath>,
    /// What the archive held, for `undo` and for the new record.
    pub was: Option<Box<Record>>,
}

/// A path where a decision is missing; both sides stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// Where (the path both agreed on last, where there is one).
    pub path: RelPath,
    /// What is there on each side; `None` when it is gone.
    pub sides: Sides<Option<Stat>>,
    /// Where it is on each side, when a side moved it.
    pub moved: Sides<Option<RelPath>>,
    /// By which rule.
    pub reason: Reason,
}

/// A path on which both sides already agree although the archive does not know it yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Adoption {
    /// Where; what was recorded at `from` (or `path`) is dropped.
    pub path: RelPath,
    /// What is there now on each side; `None` when both deleted it.
    pub now: Option<Sides<Stat>>,
    /// The path under which the archive knows it when both sides moved it.
    pub from: Option<RelPath>,
}

/// Everything a run would do: ordered, complete, computed before anything is touched.
///
/// **Order**: moves and swaps (each valid after the ones before it), deletions (deepest first), folders
/// and content in walk order (a folder before what it holds, a link after its target), metadata,
/// times of folders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What is done, in this order.
    pub operations: Vec<Operation>,
    /// What waits for a decision.
    pub conflicts: Vec<Conflict>,
    /// What only the archive has to learn.
    pub adoptions: Vec<Adoption>,
    /// Folders whose modification time must be `time` on both sides when everything is done.
    pub folder_times: Vec<FolderTime>,
}

/// The modification time that a folder has on both sides after the run.
///
/// Work inside a folder changes its time; this is the time that people gave it. It is no operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FolderTime {
    /// The folder, in the namespace after all moves.
    pub path: RelPath,
    /// Its time.
    pub time: crate::Time,
}
