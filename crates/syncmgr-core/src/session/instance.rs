//! How one instance of a handler stands in a session, and each of its chosen items.

use syncmgr_proto::{Code, ExitCode, HandlerId, ItemId, ItemStatus, Stats};

use crate::handler::ItemInfo;

/// Where an instance stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// Not begun.
    Idle,
    /// A call of the loading sequence is out (4.1, steps 1 to 5).
    Loading,
    /// It has listed its items and waits until all have, so that names can be understood.
    Listed,
    /// The locks of the chosen items are being taken.
    Locking,
    /// `prepare` was called.
    Preparing(Pending),
    /// `synchronize` was called.
    Synchronizing(Pending),
    /// `show_error` was called.
    Showing(Pending),
    /// What was shown has changed the items: `items` was called again (D-23).
    Relisting,
    /// Nothing more will be called.
    Ended,
}

/// A call with a completion: both decide, in whichever order they come (3.5, S4).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Pending {
    pub returned: Option<Code>,
    pub completed: Option<Code>,
}

/// Why a handler did not get as far as its items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dropped {
    /// It takes no part in this event.
    Declined,
    /// It refused or failed, or died when its items were known.
    Failed,
    /// It could not be loaded, or died meanwhile: what it would have had to do is not known.
    Broken,
}

impl Dropped {
    /// What becomes of its items.
    pub const fn status(self) -> ItemStatus {
        match self {
            Self::Declined => ItemStatus::Skipped,
            Self::Failed | Self::Broken => ItemStatus::Failed,
        }
    }
}

/// One chosen item.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub item: ItemId,
    pub name: String,
    /// The last status that the handler reported.
    pub reported: Option<ItemStatus>,
    /// The user skips it.
    pub skipped: bool,
    /// The handler was told so.
    pub told: bool,
    /// How it ended.
    pub end: Option<ItemStatus>,
    pub exit: Option<ExitCode>,
    pub stats: Option<Stats>,
}

impl Line {
    pub fn new(item: ItemId, name: String) -> Self {
        let (reported, end, exit, stats) = (None, None, None, None);
        Self { item, name, reported, skipped: false, told: false, end, exit, stats }
    }

    /// Whether nothing more is to be expected from it.
    pub fn has_ended(&self) -> bool {
        self.end.is_some() || self.reported.is_some_and(ItemStatus::is_final)
    }

    /// Its exit code: the handler's own word, as long as it does not call a failed item a success.
    pub fn exit(&self) -> ExitCode {
        match (self.end, self.exit) {
            (Some(ItemStatus::Succeeded), exit) => exit.unwrap_or_default(),
            (_, Some(exit)) if !exit.is_success() => exit,
            _ => ExitCode::Incomplete,
        }
    }
}

/// One instance of a handler in the session.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub handler: HandlerId,
    pub name: String,
    pub phase: Phase,
    pub listed: Vec<ItemInfo>,
    pub lines: Vec<Line>,
    /// The handler logged an error, so a failure needs no words of ours.
    pub explained: bool,
    pub released: bool,
    /// It did not get as far as its items, and why.
    pub dropped: Option<Dropped>,
    /// It was made by an earlier session and needs no loading.
    pub living: bool,
}

impl Instance {
    pub fn new(handler: HandlerId, name: String) -> Self {
        let (listed, lines) = (Vec::new(), Vec::new());
        Self {
            handler,
            name,
            phase: Phase::Idle,
            listed,
            lines,
            explained: false,
            released: false,
            dropped: None,
            living: false,
        }
    }

    /// The items that still have to be worked on.
    pub fn open_items(&self) -> Vec<ItemId> {
        self.lines.iter().filter(|l| l.end.is_none()).map(|l| l.item).collect()
    }

    pub fn line(&mut self, item: ItemId) -> Option<&mut Line> {
        self.lines.iter_mut().find(|l| l.item == item)
    }

    /// The name of a chosen or listed item.
    pub fn item_name(&self, item: ItemId) -> Option<&str> {
        let chosen = self.lines.iter().find(|l| l.item == item).map(|l| l.name.as_str());
        chosen.or_else(|| self.listed.iter().find(|i| i.id == item).map(|i| i.name.as_str()))
    }

    /// Whether the handler is inside a window in which items may be skipped (R-SIS-1).
    pub fn window_open(&self) -> bool {
        match self.phase {
            Phase::Preparing(p) | Phase::Synchronizing(p) => p.returned == Some(Code::OK) && p.completed.is_none(),
            _ => false,
        }
    }
}
