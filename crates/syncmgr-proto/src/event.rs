use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::exit::ExitCode;
use crate::guid::Guid;
use crate::ids::{HandlerId, ItemId, SessionId};
use crate::purpose::Purpose;
use crate::stats::Stats;
use crate::words::{ItemStatus, MessageLevel, Trigger};

/// One thing that happened in a session: one flat JSON object, one line.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Position in the journal, without gap; counts from 1 within the session when there is no journal.
    pub seq: u64,
    /// When it happened.
    pub time: Timestamp,
    /// The session it belongs to.
    pub session: SessionId,
    /// What happened.
    #[serde(flatten)]
    pub body: Body,
}

/// What happened; the tag `kind` names the variant.
///
/// Fields that are `None` print as `null`, except those that only some handlers know: these are left out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// The session began.
    Started {
        /// What started it.
        trigger: Trigger,
        /// Nothing is changed, the plan is listed.
        dry_run: bool,
        /// The names that were asked for; empty when check marks decide.
        items: Vec<String>,
        /// What the session is for.
        #[serde(flatten)]
        purpose: Purpose,
    },
    /// The whole present state of one item.
    Progress {
        /// The item's name.
        item: String,
        /// The item's id.
        item_id: ItemId,
        /// Its handler.
        handler: HandlerId,
        /// The status, `None` as long as none was reported.
        status: Option<ItemStatus>,
        /// The text beside the item.
        text: Option<String>,
        /// How far, in units that the handler chose.
        value: Option<i32>,
        /// The value at the end; 0 or less: not known.
        max: Option<i32>,
        /// Files done so far.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        files: Option<u64>,
        /// Files to do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        files_total: Option<u64>,
        /// Content bytes transferred so far.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes: Option<u64>,
        /// Content bytes to transfer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes_total: Option<u64>,
    },
    /// An operation that was done, or with a dry run would be.
    Operation {
        /// The item's name.
        item: String,
        /// The item's id.
        item_id: ItemId,
        /// What is done, for example `create`.
        op: String,
        /// The side that is changed.
        side: String,
        /// The path, relative to the side's root.
        path: String,
        /// Where a moved entry was.
        from: Option<String>,
        /// Content bytes.
        bytes: u64,
        /// The rule that led to it.
        reason: String,
    },
    /// A path that waits for a decision.
    Conflict {
        /// The number to resolve it by; `None` with a dry run.
        id: Option<u64>,
        /// The item's name.
        item: String,
        /// The item's id.
        item_id: ItemId,
        /// The path.
        path: String,
        /// What the left side has.
        left: Option<ConflictSide>,
        /// What the right side has.
        right: Option<ConflictSide>,
        /// Why it cannot be decided.
        reason: String,
    },
    /// A path that could not be handled; the rest went on.
    Problem {
        /// The item's name.
        item: String,
        /// The item's id.
        item_id: ItemId,
        /// The path.
        path: String,
        /// The side, if one side is concerned.
        side: Option<String>,
        /// What happened.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A safety guard stopped an item before its first write.
    Guard {
        /// The item's name.
        item: String,
        /// The item's id.
        item_id: ItemId,
        /// Why.
        reason: String,
        /// Deletions that were planned.
        deletions: u64,
        /// Overwrites that were planned.
        overwrites: u64,
        /// Entries in question.
        of: u64,
        /// The side in danger, or whose root is in doubt.
        #[serde(default)]
        side: Option<String>,
        /// All that in a sentence; empty when the handler has none.
        #[serde(default)]
        message: String,
    },
    /// A line of the error list.
    Message {
        /// The number to show or clear it by; `None` when it is not kept.
        id: Option<u64>,
        /// How grave it is.
        level: MessageLevel,
        /// What it says.
        text: String,
        /// Who said it.
        handler: Option<HandlerId>,
        /// The item's name.
        item: Option<String>,
        /// The item's id.
        item_id: Option<ItemId>,
        /// The handler's own id for it.
        error_id: Option<Guid>,
        /// It leads to more: the handler can show it.
        jump: bool,
    },
    /// Only the first events of one kind were listed one by one; the totals are exact.
    Cut {
        /// The item's name.
        item: String,
        /// The item's id.
        item_id: ItemId,
        /// The kind that was cut.
        of: String,
        /// How many were listed.
        listed: u64,
        /// How many there were.
        total: u64,
    },
    /// How one chosen item ended.
    Item {
        /// The item's name.
        item: String,
        /// The item's id.
        item_id: ItemId,
        /// Its handler.
        handler: HandlerId,
        /// Succeeded, failed, skipped or stopped.
        status: ItemStatus,
        /// The item's own exit code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exit: Option<ExitCode>,
        /// The item's own counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stats: Option<Stats>,
    },
    /// The session ended; always the last event.
    Finished {
        /// How.
        exit: ExitCode,
        /// How long it took, in milliseconds.
        duration_ms: u64,
        /// The sum over all items.
        stats: Stats,
    },
}

/// What one side of a conflict has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConflictSide {
    /// `file`, `folder`, `link`, ….
    pub kind: String,
    /// Content bytes.
    pub size: u64,
    /// Time of the last change.
    pub mtime: Option<Timestamp>,
    /// Where it is, if this side moved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Body {
    /// Returns the word that stands in `kind`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::Progress { .. } => "progress",
            Self::Operation { .. } => "operation",
            Self::Conflict { .. } => "conflict",
            Self::Problem { .. } => "problem",
            Self::Guard { .. } => "guard",
            Self::Message { .. } => "message",
            Self::Cut { .. } => "cut",
            Self::Item { .. } => "item",
            Self::Finished { .. } => "finished",
        }
    }

    /// Returns the item it is about.
    pub const fn item_id(&self) -> Option<ItemId> {
        match self {
            Self::Started { .. } | Self::Finished { .. } => None,
            Self::Message { item_id, .. } => *item_id,
            Self::Progress { item_id, .. }
            | Self::Operation { item_id, .. }
            | Self::Conflict { item_id, .. }
            | Self::Problem { item_id, .. }
            | Self::Guard { item_id, .. }
            | Self::Cut { item_id, .. }
            | Self::Item { item_id, .. } => Some(*item_id),
        }
    }

    /// Returns the path it is about.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Operation { path, .. } | Self::Conflict { path, .. } | Self::Problem { path, .. } => Some(path),
            _ => None,
        }
    }
}
