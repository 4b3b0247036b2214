use std::fmt;

use serde::{Deserialize, Serialize};

use crate::conformance::specification::{Dialogs, Synchronizing};

/// What kind of handler is tested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A module with COM interfaces.
    Module,
    /// A program that speaks the protocol.
    Program,
}

/// A trial: what is called, in a child process of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Trial {
    /// What a module exports: class factory, creation, identity.
    Class,
    /// What a program does with what it does not know, and at the end of its input.
    Protocol,
    /// `Initialize` with each event.
    Events,
    /// A cookie that cannot be read with another event, and is gone after the call with its own.
    Cookie,
    /// `GetHandlerInfo`, again and again.
    Info,
    /// `EnumSyncMgrItems`, again and again.
    Items,
    /// The enumerator, step by step.
    Enumerator,
    /// `Next` without a place for the number.
    WithoutNumber,
    /// `GetItemObject`.
    ItemObject,
    /// Who holds the callback when.
    Callback,
    /// Preparing an item that was never listed.
    Unlisted,
    /// A whole session, with the messages it leads to.
    Session,
    /// A session that may not bother the user, with one item, beside an instance that may.
    Quiet,
    /// A session whose first item is cancelled.
    CancelItem,
    /// A session in which everything is cancelled.
    CancelAll,
    /// A session in which an item is skipped.
    Skip,
    /// Property sheets, which somebody closes.
    Properties,
}

impl Trial {
    /// All trials, in the order in which they are made.
    pub const ALL: [Self; 17] = [
        Self::Class,
        Self::Protocol,
        Self::Events,
        Self::Cookie,
        Self::Info,
        Self::Items,
        Self::Enumerator,
        Self::WithoutNumber,
        Self::ItemObject,
        Self::Callback,
        Self::Unlisted,
        Self::Session,
        Self::Quiet,
        Self::CancelItem,
        Self::CancelAll,
        Self::Skip,
        Self::Properties,
    ];

    /// Whether it is made with such a handler, under these conditions.
    pub fn is_made(self, kind: Kind, dialogs: Dialogs, synchronizing: Synchronizing) -> bool {
        let is_for = match self {
            Self::Class | Self::Cookie | Self::Enumerator | Self::WithoutNumber | Self::ItemObject | Self::Callback => {
                kind == Kind::Module
            }
            Self::Protocol => kind == Kind::Program,
            _ => true,
        };
        let is_allowed = match self {
            Self::Properties => dialogs == Dialogs::Allowed,
            trial => !trial.synchronizes() || synchronizing == Synchronizing::Real,
        };
        is_for && is_allowed
    }

    /// Whether the instance that is driven may not bother the user.
    pub fn is_quiet(self) -> bool {
        matches!(self, Self::Unlisted | Self::Quiet)
    }

    /// Whether items may really be synchronized: by a handler that works on others than it is given, too.
    pub fn synchronizes(self) -> bool {
        matches!(self, Self::Unlisted | Self::Session | Self::Quiet | Self::CancelItem | Self::CancelAll | Self::Skip)
    }
}

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Class => "class and objects",
            Self::Protocol => "protocol",
            Self::Events => "each event",
            Self::Cookie => "cookie",
            Self::Info => "handler information",
            Self::Items => "items",
            Self::Enumerator => "enumerator",
            Self::WithoutNumber => "enumerator without a number",
            Self::ItemObject => "item objects",
            Self::Callback => "callback",
            Self::Unlisted => "an unlisted item",
            Self::Session => "a session",
            Self::Quiet => "a quiet session",
            Self::CancelItem => "a cancelled item",
            Self::CancelAll => "a stopped session",
            Self::Skip => "a skipped item",
            Self::Properties => "properties",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bothers_or_changes_something_is_made_only_when_allowed() {
        let made = |kind, dialogs, synchronizing| {
            Trial::ALL.into_iter().filter(|trial| trial.is_made(kind, dialogs, synchronizing)).count()
        };
        let (refused, allowed) = (Dialogs::Refused, Dialogs::Allowed);
        assert_eq!(made(Kind::Module, allowed, Synchronizing::Real), 16);
        assert_eq!(made(Kind::Module, refused, Synchronizing::LeftOut), 9);
        assert_eq!(made(Kind::Program, allowed, Synchronizing::Real), 11);
        assert_eq!(made(Kind::Program, refused, Synchronizing::LeftOut), 4);
    }
}
