//! What the handler reports and asks (`ISyncMgrSynchronizeCallback`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::methods;
use super::wire::{self, Status};
use crate::code::Code;
use crate::guid::Guid;
use crate::ids::ItemId;
use crate::words::MessageLevel;

methods! {
    /// What the handler reports; no answer. One that is out of place has no effect (D-4).
    Notice {
        /// How far an item is. Parameters that are left out keep their last value (R-PRG-10).
        Progress(Progress),
        /// Adds a line to the error list.
        LogError(LogError),
        /// Takes messages back.
        DeleteLogError(DeleteLogError),
        /// Ends `PrepareForSync`; may come before its answer.
        PrepareForSyncCompleted(Completed),
        /// Ends `Synchronize`, once, after all items; may come before its answer.
        SynchronizeCompleted(Completed),
        /// Ends `ShowProperties`; may come before its answer.
        ShowPropertiesCompleted(Completed),
        /// Ends `ShowError`; may come before its answer.
        ShowErrorCompleted(ShowErrorCompleted),
    }
}

methods! {
    /// What the handler asks; the manager answers with [`Done`](super::Done).
    Ask {
        /// May a dialog be shown? Answered when it may (`S_OK`) or may not (`S_FALSE`).
        EnableModeless(EnableModeless),
        /// Needs the network; answered when the connection is up (`S_OK`) or cannot be had.
        EstablishConnection(EstablishConnection),
    }
}

/// Parameters of `Progress`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// The item.
    pub item: ItemId,
    /// How it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The text beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i32>,
    /// The value at the end; 0 or less: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i32>,
}

impl Progress {
    /// A report that says nothing yet.
    pub const fn of(item: ItemId) -> Self {
        Self { item, status: None, text: None, value: None, max: None }
    }

    /// Takes over what a later report about the same item says.
    pub fn merge(&mut self, later: Self) {
        self.status = later.status.or(self.status);
        self.text = later.text.or_else(|| self.text.take());
        self.value = later.value.or(self.value);
        self.max = later.max.or(self.max);
    }
}

/// Parameters of `LogError`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LogError {
    /// How grave.
    #[serde(deserialize_with = "wire::level")]
    #[schemars(schema_with = "wire::level_schema")]
    pub level: MessageLevel,
    /// What it says.
    pub text: String,
    /// The item it is about.
    #[serde(default)]
    pub item: Option<ItemId>,
    /// The handler's own id for the message.
    #[serde(default)]
    pub error: Option<Guid>,
    /// The user may ask for more: `ShowError` comes with `error`.
    #[serde(default)]
    pub jump: bool,
}

/// Parameters of `DeleteLogError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeleteLogError {
    /// The id given in `LogError`; null for everything that this instance logged (R-DEL-2).
    #[serde(default)]
    pub error: Option<Guid>,
}

/// Parameters of the completions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Completed {
    /// How it went; `S_OK` if it is missing.
    #[serde(default = "super::calls::ok")]
    pub code: Code,
}

impl From<Code> for Completed {
    fn from(code: Code) -> Self {
        Self { code }
    }
}

/// Parameters of `ShowErrorCompleted`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShowErrorCompleted {
    /// `S_SYNCMGR_RETRYSYNC`: synchronize the items again; anything else: done. `S_OK` if it is missing.
    #[serde(default = "super::calls::ok")]
    pub code: Code,
    /// The items of the retry.
    #[serde(default)]
    pub items: Vec<ItemId>,
}

/// Parameters of `EnableModeless`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EnableModeless {
    /// `true`: may a dialog be shown? `false`: it is gone.
    pub enable: bool,
}

/// Parameters of `EstablishConnection`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EstablishConnection {
    /// The connection's name, or null for the default one.
    #[serde(default)]
    pub connection: Option<String>,
}
