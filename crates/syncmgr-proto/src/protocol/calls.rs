//! What the manager calls (`ISyncMgrSynchronize`), and what comes back.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::methods;
use super::wire::{Cookie, Status};
use crate::code::Code;
use crate::guid::Guid;
use crate::ids::ItemId;
use crate::words::{InitFlags, Trigger};

methods! {
    /// A call of the manager; the handler answers each one. They come one at a time (D-3).
    Call {
        /// First call: do you take part in this event? Answered with [`Initialized`].
        Initialize(Initialize),
        /// Name and abilities. Answered with [`HandlerDescription`]; without it the registered name counts (D-7).
        GetHandlerInfo,
        /// The items. Answered with [`ItemList`].
        EnumSyncMgrItems,
        /// From now on reports are welcome, or not any more. Answered with [`Done`]; optional.
        SetProgressCallback(SetProgressCallback),
        /// Get ready for exactly these items. `S_OK` promises [`PrepareForSyncCompleted`](super::Notice::PrepareForSyncCompleted).
        PrepareForSync(PrepareForSync),
        /// Synchronize them. `S_OK` promises [`SynchronizeCompleted`](super::Notice::SynchronizeCompleted).
        Synchronize,
        /// The user skips an item. Answered with [`Done`]; optional, a [`Cancel`] comes as well.
        SetItemStatus(SetItemStatus),
        /// Show properties. Success promises [`ShowPropertiesCompleted`](super::Notice::ShowPropertiesCompleted); optional.
        ShowProperties(ShowProperties),
        /// Show more about a message. Success promises [`ShowErrorCompleted`](super::Notice::ShowErrorCompleted); optional.
        ShowError(ShowError),
    }
}

methods! {
    /// What the manager tells; no answer.
    Notify {
        /// Stop as soon as possible.
        Cancel(Cancel),
    }
}

/// Parameters of `Initialize`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Initialize {
    /// The version of the protocol that the manager speaks, see [`super::VERSION`].
    pub protocol: u32,
    /// The flags as one number, as the contract has them: what counts.
    pub flags: InitFlags,
    /// What started the session: the event code of the flags as a word.
    pub event: Trigger,
    /// Dialogs are allowed: `SYNCMGRFLAG_MAYBOTHERUSER` of the flags.
    #[serde(default)]
    pub may_bother_user: bool,
    /// Configuration only, nothing will be synchronized: `SYNCMGRFLAG_SETTINGS` of the flags.
    #[serde(default)]
    pub settings: bool,
    /// What the program passed that asked for the session; only with `invoke` (R-INI-21, R-INI-23).
    #[serde(default)]
    pub cookie: Option<Cookie>,
}

impl Initialize {
    /// Makes the parameters; the readable fields follow from the flags.
    pub fn new(flags: InitFlags, cookie: Option<&[u8]>) -> Self {
        Self {
            protocol: super::VERSION,
            flags,
            event: flags.trigger(),
            may_bother_user: flags.contains(InitFlags::MAY_BOTHER_USER),
            settings: flags.contains(InitFlags::SETTINGS),
            cookie: cookie.map(|bytes| Cookie(bytes.to_vec())),
        }
    }
}

/// The result of `Initialize`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Initialized {
    /// `S_OK` takes part, `S_FALSE` does not, a failure neither.
    #[serde(default = "ok")]
    pub code: Code,
    /// The version that the handler speaks; without it the manager's.
    #[serde(default = "this_version")]
    pub protocol: u32,
}

impl From<Code> for Initialized {
    fn from(code: Code) -> Self {
        Self { code, protocol: super::VERSION }
    }
}

/// The result of most calls: a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Done {
    /// `S_OK` if it is missing.
    #[serde(default = "ok")]
    pub code: Code,
}

impl From<Code> for Done {
    fn from(code: Code) -> Self {
        Self { code }
    }
}

/// The result of `GetHandlerInfo`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HandlerDescription {
    /// A failure costs only the name (D-7).
    #[serde(default = "ok")]
    pub code: Code,
    /// The name; without it the registered one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `SYNCMGRHANDLERFLAGS`.
    #[serde(default)]
    pub flags: u32,
}

impl From<Code> for HandlerDescription {
    fn from(code: Code) -> Self {
        Self { code, name: None, flags: 0 }
    }
}

/// The result of `EnumSyncMgrItems`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ItemList {
    /// `S_OK`: the list is complete; another success: some items are absent now; a failure: no list.
    #[serde(default = "ok")]
    pub code: Code,
    /// The items, in the order in which they are shown.
    #[serde(default)]
    pub items: Vec<ItemDescription>,
}

impl From<Code> for ItemList {
    fn from(code: Code) -> Self {
        Self { code, items: Vec::new() }
    }
}

/// One item (`SYNCMGRITEM`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ItemDescription {
    /// Its id, always the same for the same item.
    pub id: ItemId,
    /// Its name.
    pub name: String,
    /// `SYNCMGRITEMFLAGS`.
    #[serde(default)]
    pub flags: u32,
    /// Chosen as long as the user has not decided otherwise (`dwItemState`).
    #[serde(default = "yes")]
    pub checked: bool,
    /// When it was synchronized last, if the handler knows.
    #[serde(default)]
    pub last_update: Option<Timestamp>,
}

impl ItemDescription {
    /// An item without flags that is chosen by default.
    pub fn new(id: ItemId, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), flags: 0, checked: true, last_update: None }
    }
}

/// Parameters of `SetProgressCallback`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SetProgressCallback {
    /// `true`: reports are welcome. `false`: report nothing more; this comes before the end (R-CB-6).
    pub set: bool,
}

/// Parameters of `PrepareForSync`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PrepareForSync {
    /// The chosen items; `Synchronize` is about the same. Earlier cancels are forgotten.
    pub items: Vec<ItemId>,
}

/// Parameters of `SetItemStatus`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SetItemStatus {
    /// The item.
    pub item: ItemId,
    /// Always `skipped` (R-SIS-2).
    pub status: Status,
}

/// Parameters of `ShowProperties`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShowProperties {
    /// The item, or null for the handler as a whole.
    #[serde(default)]
    pub item: Option<ItemId>,
}

/// Parameters of `ShowError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShowError {
    /// The id that the handler gave the message in `LogError`.
    pub error: Guid,
}

/// Parameters of `Cancel`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Cancel {
    /// The item, or null for all of the handler's.
    #[serde(default)]
    pub item: Option<ItemId>,
}

pub(super) const fn ok() -> Code {
    Code::OK
}

const fn yes() -> bool {
    true
}

const fn this_version() -> u32 {
    super::VERSION
}
