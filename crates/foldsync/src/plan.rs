//! The plan: everything a run would do, computed before anything is touched.

use serde::{Deserialize, Serialize};

use crate::archive::Record;
use crate::{Kind, RelPath, Side, Sides, Stat};

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
    /// A side moved it away from or to a place that is in conflict or cannot be read: it waits with that.
    Waits,
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
        /// What is copied. Its mode and owner are those wanted here.
        source: Stat,
        /// What is here and goes to the trash.
        expected: Box<Stat>,
    },
    /// Makes the path another name of the file at `target`, replacing `expected` when there is one.
    Link {
        /// A path of the same side, in place when this operation runs.
        target: RelPath,
        /// The file on the other side.
        source: Box<Stat>,
        /// What is here and goes to the trash, if anything.
        expected: Option<Box<Stat>>,
    },
    /// Makes permissions, times, owner and attributes those of `source`; content stays.
    Metadata {
        /// The values wanted here (of those that the policy carries): those of the other side where they hold, else those
        /// that are here.
        source: Stat,
        /// What is here; equal to `source` for a folder that an earlier operation of the plan makes.
        expected: Box<Stat>,
        /// What happens to extended attributes and access control lists.
        attributes: Attributes,
    },
    /// Renames `from` to the operation's path.
    Move {
        /// Where it is now, at the time this operation runs (earlier moves are done).
        from: RelPath,
        /// What is at `from`.
        expected: Box<Stat>,
    },
    /// Exchanges `with` and the operation's path in one step.
    Swap {
        /// The other path.
        with: RelPath,
        /// What is at `with`, and at the operation's path afterwards.
        expected_with: Box<Stat>,
        /// What is at the operation's path, and at `with` afterwards.
        expected: Box<Stat>,
        /// What the archive held of what gets to `with`, where that is its final place.
        partner: Option<Box<Recorded>>,
    },
    /// Moves the path to the trash; a folder must be empty by then.
    Delete {
        /// What is here.
        expected: Stat,
    },
}

/// What a metadata operation does with extended attributes and access control lists, which no scan reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attributes {
    /// They stay as they are.
    Keep,
    /// They become those of the other side, along with the rest.
    Copy,
    /// Nothing else differs, and perhaps they do not either: compare first. No operation in any count.
    Probe,
}

/// What is done after what on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Everything else.
    Content,
    /// Hard links, when everything else is in place.
    Links,
    /// Metadata of files with several names, when all names are in place.
    Shared,
}

impl Turn {
    /// All, in order.
    pub(crate) const ALL: [Self; 3] = [Self::Content, Self::Links, Self::Shared];
}

/// A thing as the archive held it before the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its path in the archive.
    pub base: RelPath,
    /// Its record.
    pub record: Record,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The side that is changed.
    pub side: Side,
    /// The path that is changed, as it is when the operation runs: within the first [`Plan::sequential`]
    /// operations that depends on those before, later it is the namespace after all moves.
    pub path: RelPath,
    /// What is done.
    pub action: Action,
    /// By which rule.
    pub reason: Reason,
    /// Where the content comes from on the other side when it is not `path` (a conflict copy).
    pub source_path: Option<RelPath>,
    /// The path under which the archive knows it, when that is not `path`.
    pub base: Option<Box<RelPath>>,
    /// What the archive held, for `undo` and for the new record.
    pub was: Option<Box<Record>>,
}

impl Operation {
    /// Whether this is an operation for people and counters; a probe for attributes is not.
    pub const fn counts(&self) -> bool {
        !matches!(self.action, Action::Metadata { attributes: Attributes::Probe, .. })
    }

    /// When it is done among what is not sequential.
    pub(crate) const fn turn(&self) -> Turn {
        match &self.action {
            Action::Link { .. } => Turn::Links,
            // Another name of the file may be replaced by this plan, and is still expected to be as it was scanned.
            Action::Metadata { expected, .. } if matches!(expected.kind, crate::Kind::File) && expected.links > 1 => {
                Turn::Shared
            }
            _ => Turn::Content,
        }
    }

    /// Content bytes that the operation transfers; where a symbolic link points to is no content.
    pub const fn bytes(&self) -> u64 {
        match &self.action {
            Action::Create { source } | Action::Update { source, .. } if matches!(source.kind, Kind::File) => {
                source.size
            }
            _ => 0,
        }
    }
}

/// A path where a decision is missing; both sides stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// Where: the path both agreed on last, where there is one, in the namespace after all moves.
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
    /// Where, in the namespace after all moves.
    pub path: RelPath,
    /// What was there on each side when it was scanned; `None` when both deleted it: then the record at `from`
    /// (or `path`) is dropped, *before* records are renamed. What moved has an adoption besides its
    /// move or swap: what the operation saw afterwards on its side is the newer truth.
    pub now: Option<Sides<Stat>>,
    /// The path under which the archive knows it, when that is not `path`.
    pub from: Option<RelPath>,
}

/// A record, and all below it, that the archive must know under another path from now on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rename {
    /// The path in the archive.
    pub from: RelPath,
    /// The path after the run.
    pub to: RelPath,
}

/// Everything a run would do: ordered, complete, computed before anything is touched.
///
/// **Order**
/// 1. The first [`sequential`](Plan::sequential) operations run strictly one after the other: moves and swaps,
///    with those folder creations that a move needs as its target's folder and those deletions that free
///    a move's target. Each is valid after the ones before it. The two sides do not depend on each other
///    here. Afterwards both sides are in the same namespace, and every later path is meant in it.
/// 2. Deletions: a folder after everything it held; otherwise independent of each other.
/// 3. Folders, files, links in walk order: a folder before what it holds, a [`Action::Link`] after its target,
///    everything after all deletions; otherwise independent.
/// 4. Metadata; independent.
/// 5. [`folder_times`](Plan::folder_times), deepest first.
///
/// **Archive**: records of deleted paths (by `base`, else `path`) and of adoptions without `now` go first; then all
/// [`renames`](Plan::renames) at once: a record moves with the deepest of its folders (or itself) that is a
/// `from`; then adoptions with `now`, and operations that are no deletion, move or swap, set the records at their
/// paths. (A move sets nothing by itself: what agrees has an adoption besides, what is in conflict has none.)
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What is done, in this order.
    pub operations: Vec<Operation>,
    /// How many of the operations, from the first, must run one after the other.
    pub sequential: usize,
    /// What waits for a decision.
    pub conflicts: Vec<Conflict>,
    /// What only the archive has to learn.
    pub adoptions: Vec<Adoption>,
    /// What the archive has to rename, sorted by `from`: the effect of all moves of both sides.
    pub renames: Vec<Rename>,
    /// Folders whose modification time must be `time` on both sides when everything is done; all that were
    /// created or whose time a person changed. Where a run works in other folders it restores their time itself.
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
