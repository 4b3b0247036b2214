//! Triggers, marks, states and levels: numbers for handlers, words for scripts.

use std::fmt;
use std::ops::BitOr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What started a session: the event codes of the contract (section 1.2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u32)]
pub enum Trigger {
    /// The network came up or the user logged on.
    Connect = 1,
    /// The network is about to go or the user logs off.
    PendingDisconnect = 2,
    /// The user asked for it.
    Manual = 3,
    /// The machine is idle.
    Idle = 4,
    /// A program asked for it.
    Invoke = 5,
    /// A set time was reached.
    Scheduled = 6,
}

impl Trigger {
    /// Every trigger, in the order of the codes.
    pub const ALL: [Self; 6] =
        [Self::Connect, Self::PendingDisconnect, Self::Manual, Self::Idle, Self::Invoke, Self::Scheduled];

    /// Returns the event code.
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// Returns the trigger of an event code; an unknown one counts as manual (R-INI-18).
    pub fn from_code(code: u32) -> Self {
        Self::ALL.into_iter().find(|t| t.code() == code & InitFlags::EVENT_MASK).unwrap_or(Self::Manual)
    }

    /// Returns the word that JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::PendingDisconnect => "pending_disconnect",
            Self::Manual => "manual",
            Self::Idle => "idle",
            Self::Invoke => "invoke",
            Self::Scheduled => "scheduled",
        }
    }
}

/// The flags of `Initialize`: an event code and options.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct InitFlags(pub u32);

impl InitFlags {
    /// The bits that hold the event code.
    pub const EVENT_MASK: u32 = 0xFF;
    /// Configuration only, nothing is transferred.
    pub const SETTINGS: Self = Self(0x100);
    /// The handler may show dialogs.
    pub const MAY_BOTHER_USER: Self = Self(0x200);

    /// Returns the flags for a trigger without options.
    pub const fn event(trigger: Trigger) -> Self {
        Self(trigger.code())
    }

    /// Returns the trigger in the flags.
    pub fn trigger(self) -> Trigger {
        Trigger::from_code(self.0)
    }

    /// Tells whether all bits of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for InitFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The check marks of an item: for which kind of run it is chosen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Runs that the user starts.
    Manual,
    /// Log-on and network connect.
    Logon,
    /// Log-off and pending disconnect.
    Logoff,
    /// Idle time.
    Idle,
    /// Set times.
    Schedule,
}

impl Mark {
    /// Every mark, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Manual, Self::Logon, Self::Logoff, Self::Idle, Self::Schedule];

    /// Returns the word that the command line and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Logon => "logon",
            Self::Logoff => "logoff",
            Self::Idle => "idle",
            Self::Schedule => "schedule",
        }
    }

    /// Returns the mark that a trigger looks at; a program's call has none of its own (S5).
    pub const fn of(trigger: Trigger) -> Self {
        match trigger {
            Trigger::Connect => Self::Logon,
            Trigger::PendingDisconnect => Self::Logoff,
            Trigger::Manual | Trigger::Invoke => Self::Manual,
            Trigger::Idle => Self::Idle,
            Trigger::Scheduled => Self::Schedule,
        }
    }
}

/// How an item stands: the `SYNCMGRSTATUS` words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u32)]
pub enum ItemStatus {
    /// Ended because it was stopped.
    Stopped = 0,
    /// Ended because it was skipped.
    Skipped = 1,
    /// Waits for its turn.
    Pending = 2,
    /// Being synchronized.
    Updating = 3,
    /// Ended well.
    Succeeded = 4,
    /// Ended badly.
    Failed = 5,
    /// Interrupted for a while.
    Paused = 6,
    /// Goes on after a pause.
    Resuming = 7,
    /// Being synchronized, how far is not known.
    UpdatingIndeterminate = 8,
    /// The item is gone.
    Deleted = 0x100,
}

impl ItemStatus {
    /// Every status, in the order of the codes.
    pub const ALL: [Self; 10] = [
        Self::Stopped,
        Self::Skipped,
        Self::Pending,
        Self::Updating,
        Self::Succeeded,
        Self::Failed,
        Self::Paused,
        Self::Resuming,
        Self::UpdatingIndeterminate,
        Self::Deleted,
    ];

    /// Returns the `SYNCMGRSTATUS` value.
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// Returns the status of a `SYNCMGRSTATUS` value, `None` if the value is unknown.
    pub fn from_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Tells whether an item with this status has ended.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Stopped | Self::Skipped | Self::Succeeded | Self::Failed | Self::Deleted)
    }

    /// Returns the word that JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Skipped => "skipped",
            Self::Pending => "pending",
            Self::Updating => "updating",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Paused => "paused",
            Self::Resuming => "resuming",
            Self::UpdatingIndeterminate => "updating_indeterminate",
            Self::Deleted => "deleted",
        }
    }
}

/// How grave a message is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u32)]
pub enum MessageLevel {
    /// For information.
    Information = 1,
    /// Worth a look.
    Warning = 2,
    /// Something went wrong.
    Error = 3,
}

impl MessageLevel {
    /// Returns the level of a `SYNCMGRLOGLEVEL` value, `None` outside 1 to 3.
    pub const fn from_code(code: u32) -> Option<Self> {
        match code {
            1 => Some(Self::Information),
            2 => Some(Self::Warning),
            3 => Some(Self::Error),
            _ => None,
        }
    }

    /// Returns the word that JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! shows_its_word {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    )*};
}
shows_its_word!(Trigger, Mark, ItemStatus, MessageLevel);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_json_agree() {
        for status in ItemStatus::ALL {
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{status}\""));
            assert_eq!(ItemStatus::from_code(status.code()), Some(status));
        }
        for trigger in Trigger::ALL {
            assert_eq!(serde_json::to_string(&trigger).unwrap(), format!("\"{trigger}\""));
            assert_eq!(Trigger::from_code(trigger.code() | 0x300), trigger);
        }
        for mark in Mark::ALL {
            assert_eq!(serde_json::to_string(&mark).unwrap(), format!("\"{mark}\""));
        }
        for level in [1, 2, 3].map(|n| MessageLevel::from_code(n).unwrap()) {
            assert_eq!(serde_json::to_string(&level).unwrap(), format!("\"{level}\""));
        }
    }

    #[test]
    fn unknown_codes_are_not_guessed() {
        assert_eq!(ItemStatus::from_code(9), None);
        assert_eq!(MessageLevel::from_code(0), None);
        assert_eq!(MessageLevel::from_code(4), None);
        assert_eq!(Trigger::from_code(0x77), Trigger::Manual);
    }

    #[test]
    fn flags_keep_the_code_and_the_options_apart() {
        let flags = InitFlags::event(Trigger::Manual) | InitFlags::SETTINGS | InitFlags::MAY_BOTHER_USER;
        assert_eq!(flags, InitFlags(0x303));
        assert_eq!(flags.trigger(), Trigger::Manual);
        assert!(flags.contains(InitFlags::SETTINGS));
        assert!(!InitFlags::event(Trigger::Idle).contains(InitFlags::MAY_BOTHER_USER));
    }

    #[test]
    fn five_statuses_end_an_item() {
        let ends: Vec<_> = ItemStatus::ALL.into_iter().filter(|s| s.is_final()).map(ItemStatus::code).collect();
        assert_eq!(ends, [0, 1, 4, 5, 0x100]);
    }
}
