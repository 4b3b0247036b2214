//! What a session is asked for: what started it, which items, which work.

use std::collections::{BTreeMap, BTreeSet};

use syncmgr_proto::{Guid, HandlerId, InitFlags, ItemId, Purpose, SessionId, Trigger};

use crate::handler::ItemInfo;

/// What a session is to do.
#[derive(Clone, PartialEq, Debug)]
pub struct SessionRequest {
    /// The session's id.
    pub id: SessionId,
    /// What started it.
    pub trigger: Trigger,
    /// The flags for `initialize`.
    pub flags: InitFlags,
    /// The caller's cookie, only with [`Trigger::Invoke`].
    pub cookie: Option<Vec<u8>>,
    /// Which items.
    pub selection: Selection,
    /// Whether anything is changed.
    pub run: RunKind,
    /// Synchronize, or answer a click on a message.
    pub work: Work,
    /// What the handlers' work is for, to be told.
    pub purpose: Purpose,
}

impl SessionRequest {
    /// A real synchronization with the flags that the contract recommends for the trigger (D-9).
    pub fn new(trigger: Trigger, selection: Selection) -> Self {
        let flags = match trigger {
            Trigger::Idle | Trigger::Scheduled => InitFlags::event(trigger),
            _ => InitFlags::event(trigger) | InitFlags::MAY_BOTHER_USER,
        };
        let (id, run, work) = (SessionId::random(), RunKind::Real, Work::Synchronize);
        Self { id, trigger, flags, cookie: None, selection, run, work, purpose: Purpose::Synchronize }
    }

    /// A click on a message of a handler's instance (A8).
    pub fn show_error(handler: HandlerId, error: Guid) -> Self {
        let work = Work::ShowError { handler, error };
        Self { work, ..Self::new(Trigger::Manual, Selection::Items(Vec::new())) }
    }
}

/// Whether a session changes anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RunKind {
    /// It does.
    #[default]
    Real,
    /// It lists what it would do and leaves no trace.
    Dry,
}

/// The kind of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Work {
    /// Synchronize the chosen items.
    Synchronize,
    /// Call `show_error`, and synchronize what its completion asks for.
    ShowError {
        /// The handler that logged the message.
        handler: HandlerId,
        /// The id that it gave.
        error: Guid,
    },
}

/// An item that was asked for by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Its id.
    pub item: ItemId,
    /// Its name.
    pub name: String,
    /// The handler that offers it.
    pub handler: HandlerId,
}

/// Which of the listed items are chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selection {
    /// Exactly these, whatever their marks.
    Items(Vec<Wanted>),
    /// Exactly those that the names mean, whatever their marks; found out when every handler has listed its items.
    Named {
        /// Names, ids, or `NAME@HANDLER`.
        names: Vec<String>,
        /// What handlers offered before: names of items whose handler cannot list them now.
        known: Vec<Wanted>,
    },
    /// Those that the user checked for the trigger.
    Checked {
        /// The user's choices.
        marks: Marks,
        /// What counts for items without a choice.
        unset: Unset,
        /// Items that the user put on hold.
        paused: BTreeSet<ItemId>,
    },
    /// Those that the handler lists as checked (D-27).
    Listed,
}

/// The user's stored choices for one trigger.
pub type Marks = BTreeMap<(HandlerId, ItemId), bool>;

/// What counts for an item about which the user never decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unset {
    /// What the handler says (`dwItemState`).
    AsListed,
    /// It is not chosen.
    Unchecked,
}

impl Selection {
    /// Tells whether a listed item is chosen.
    pub fn chooses(&self, handler: HandlerId, item: &ItemInfo) -> bool {
        match self {
            Self::Items(wanted) => wanted.iter().any(|w| w.item == item.id && w.handler == handler),
            Self::Named { .. } => false,
            Self::Listed => item.checked,
            Self::Checked { marks, unset, paused } => {
                let unset = *unset == Unset::AsListed && item.checked;
                !paused.contains(&item.id) && marks.get(&(handler, item.id)).copied().unwrap_or(unset)
            }
        }
    }

    /// Returns what was asked for by name from one handler.
    pub fn wanted(&self, handler: HandlerId) -> impl Iterator<Item = &Wanted> {
        let all = match self {
            Self::Items(wanted) => wanted.as_slice(),
            _ => &[],
        };
        all.iter().filter(move |w| w.handler == handler)
    }

    /// Tells whether a handler may have chosen items.
    pub fn concerns(&self, handler: HandlerId) -> bool {
        !matches!(self, Self::Items(_)) || self.wanted(handler).next().is_some()
    }

    /// Returns the names that were asked for.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Items(wanted) => wanted.iter().map(|w| w.name.clone()).collect(),
            Self::Named { names, .. } => names.clone(),
            _ => Vec::new(),
        }
    }
}
