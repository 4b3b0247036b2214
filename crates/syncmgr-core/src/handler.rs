//! What a handler is: the calls that the manager makes and those that it answers.
//!
//! The names, the order and the meaning of the codes are those of the contract (`ISyncMgrSynchronize`
//! and `ISyncMgrSynchronizeCallback`), so that a COM module or a program fits behind the same trait.

use std::sync::Arc;

use jiff::Timestamp;
use syncmgr_proto::{Code, ConflictSide, ExitCode, Guid, InitFlags, ItemId, ItemStatus, MessageLevel, Stats};

/// One instance of a handler. All its calls come from one thread, one at a time.
///
/// [`prepare`](Handler::prepare), [`synchronize`](Handler::synchronize),
/// [`show_properties`](Handler::show_properties) and [`show_error`](Handler::show_error) should return
/// soon; the matching completion of [`Callback`] ends them. The completion may come before the call
/// returns and from any thread, so a handler may as well do the whole work inside the call.
pub trait Handler: Send {
    /// First call: do you take part in this event? `FALSE`: no. The cookie is there only with `Invoke`.
    fn initialize(&mut self, flags: InitFlags, cookie: Option<&[u8]>) -> Code;

    /// Name and abilities of the handler.
    ///
    /// # Errors
    /// A failure code; the handler is then shown under its registered name.
    fn info(&mut self) -> Result<HandlerInfo, Code>;

    /// The items that can be synchronized.
    ///
    /// # Errors
    /// A failure code; the handler then drops out of the session.
    fn items(&mut self) -> Result<Items, Code>;

    /// Where to report from now on; `None` is the last call on an instance: report nothing more.
    fn set_progress_callback(&mut self, callback: Option<Arc<dyn Callback>>) -> Code;

    /// Get ready for exactly these items. `OK`: `prepare_completed` follows. Anything else: it does not,
    /// and the handler is done; `FALSE` says that a dialog would be needed which is not allowed.
    fn prepare(&mut self, items: &[ItemId]) -> Code;

    /// Synchronize the prepared items, except those skipped meanwhile. `OK`: `synchronize_completed` follows.
    fn synchronize(&mut self) -> Code;

    /// The user skips an item (`status` is always [`ItemStatus::Skipped`]).
    fn set_item_status(&mut self, item: ItemId, status: ItemStatus) -> Code;

    /// Show the properties of an item or, with `None`, of the handler. Success: `show_properties_completed` follows.
    fn show_properties(&mut self, item: Option<ItemId>) -> Code {
        let _ = item;
        Code::NOT_IMPLEMENTED
    }

    /// Show more about a message. Success: `show_error_completed` follows.
    fn show_error(&mut self, error: Guid) -> Code {
        let _ = error;
        Code::NOT_IMPLEMENTED
    }

    /// A handle that ends the work of this instance at once, from another thread, while a call runs.
    ///
    /// It is used when the user stops for the second time. Asked for once, right after creation.
    fn terminator(&self) -> Option<Arc<dyn Terminate>> {
        None
    }

    /// A handle that hears of each cancel at once, from another thread, while a call runs.
    ///
    /// For handlers that do not ask [`Callback::progress`] by themselves all the time. Asked for once, right
    /// after creation.
    fn canceller(&self) -> Option<Arc<dyn Cancel>> {
        None
    }

    /// What the handler said about a call that it could not make, if there was no callback to tell it to. Asked once after
    /// each call; it is then forgotten.
    fn complaint(&mut self) -> Option<String> {
        None
    }

    /// Why the process behind this instance is gone, if it is. Asked after calls that fail before there is a
    /// callback to tell it to.
    fn died(&self) -> Option<String> {
        None
    }
}

/// Hears of cancels.
pub trait Cancel: Send + Sync {
    /// The user cancels an item, with `None` all of them; may come more than once. Returns at once.
    fn cancel(&self, item: Option<ItemId>);
}

/// Ends the work of an instance at once.
pub trait Terminate: Send + Sync {
    /// Stops without waiting; nothing may be lost by it.
    fn terminate(&self);
}

/// What a handler says about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HandlerInfo {
    /// Its name.
    pub name: String,
    /// `SYNCMGRHANDLERFLAGS`.
    pub flags: u32,
}

impl HandlerInfo {
    /// The handler has a property sheet.
    pub const HAS_PROPERTIES: u32 = 0x1;
    /// The handler may open a network connection.
    pub const MAY_ESTABLISH_CONNECTION: u32 = 0x2;
    /// The handler is listed even without items.
    pub const ALWAYS_LIST: u32 = 0x4;
}

/// The items of a handler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Items {
    /// `OK`: the list is complete. [`Code::MISSING_ITEMS`] or any other success: some items are absent now.
    pub code: Code,
    /// The items, in the handler's order.
    pub list: Vec<ItemInfo>,
}

impl Items {
    /// A complete list.
    pub fn complete(list: Vec<ItemInfo>) -> Self {
        Self { code: Code::OK, list }
    }
}

/// What a handler says about one item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemInfo {
    /// Its id.
    pub id: ItemId,
    /// Its name.
    pub name: String,
    /// `SYNCMGRITEMFLAGS`.
    pub flags: u32,
    /// Chosen as long as the user has not decided otherwise (`dwItemState`).
    pub checked: bool,
    /// When it was synchronized last, if the handler knows.
    pub last_update: Option<Timestamp>,
}

impl ItemInfo {
    /// The item has a property sheet.
    pub const HAS_PROPERTIES: u32 = 0x1;
    /// The item is there only for a while; no preferences are kept.
    pub const TEMPORARY: u32 = 0x2;

    /// An item without flags that is chosen by default.
    pub fn new(id: ItemId, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), flags: 0, checked: true, last_update: None }
    }
}

/// What a handler calls while it works; from any thread, at any time.
///
/// A failure code says that the call had no effect; it never cancels anything.
pub trait Callback: Send + Sync {
    /// Reports on one item, or with `None` only asks whether to go on. Cheap: call it often.
    ///
    /// # Errors
    /// [`Code::INVALID_ARG`] for an unknown item, [`Code::UNEXPECTED`] when the session is over.
    fn progress(&self, item: ItemId, progress: Option<&Progress>) -> Result<Verdict, Code>;

    /// Adds a line to the error list.
    fn log_error(&self, message: LogMessage) -> Code;

    /// Removes what this instance logged under `error`, with [`Guid::NULL`] all it logged. `FALSE`: nothing there.
    fn delete_log_error(&self, error: Guid) -> Code;

    /// Ends `prepare`.
    fn prepare_completed(&self, result: Code) -> Code;

    /// Ends `synchronize`, once, after all items.
    fn synchronize_completed(&self, result: Code) -> Code;

    /// Ends `show_properties`.
    fn show_properties_completed(&self, result: Code) -> Code;

    /// Ends `show_error`; with [`Code::RETRY_SYNC`] the given items are synchronized again.
    fn show_error_completed(&self, result: Code, items: &[ItemId]) -> Code;

    /// May a dialog be shown? Waits while another handler's dialog is up. `OK`: yes, `FALSE`: no.
    fn enable_modeless(&self, dialog: Dialog) -> Code;

    /// Needs the network: the named connection or the default one.
    fn establish_connection(&self, name: Option<&str>) -> Code;

    /// Hands over a typed detail about an item. Not part of the published contract.
    fn report(&self, item: ItemId, detail: Detail) -> Code;

    /// The process behind this instance is gone; no completion will come. Not part of the published contract.
    fn died(&self, message: &str);
}

/// Which end of a dialog `enable_modeless` is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// One is about to be shown.
    Open,
    /// It is gone.
    Closed,
}

/// The answer to progress: go on or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Go on.
    Continue,
    /// Stop work on this item as soon as possible.
    CancelItem,
    /// Stop work on all items as soon as possible.
    CancelAll,
}

impl Verdict {
    /// Returns the code of the contract.
    pub const fn code(self) -> Code {
        match self {
            Self::Continue => Code::OK,
            Self::CancelItem => Code::CANCEL_ITEM,
            Self::CancelAll => Code::CANCEL_ALL,
        }
    }
}

/// A report on one item; what is `None` keeps its last value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// The text beside the item.
    pub text: Option<String>,
    /// A `SYNCMGRSTATUS` value; an unknown one leaves the item as it is.
    pub status: Option<u32>,
    /// How far.
    pub value: Option<i32>,
    /// The value at the end; 0 or less: not known.
    pub max: Option<i32>,
}

impl Progress {
    /// A report of a status alone.
    pub fn status(status: ItemStatus) -> Self {
        Self { status: Some(status.code()), ..Self::default() }
    }
}

/// A line for the error list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogMessage {
    /// How grave.
    pub level: MessageLevel,
    /// What it says.
    pub text: String,
    /// The item it is about.
    pub item: Option<ItemId>,
    /// The handler's own id for it.
    pub error_id: Option<Guid>,
    /// The user may ask for more: `show_error` is called with `error_id`.
    pub jump: bool,
}

impl LogMessage {
    /// A message about an item that leads nowhere.
    pub fn about(item: ItemId, level: MessageLevel, text: impl Into<String>) -> Self {
        Self { level, text: text.into(), item: Some(item), error_id: None, jump: false }
    }

    /// Tells whether the user can ask for more (D-21: only with an id).
    pub fn is_clickable(&self) -> bool {
        self.jump && self.error_id.is_some()
    }
}

/// What a built-in handler knows beyond the contract; the manager journals it and passes it on.
#[derive(Clone, PartialEq, Debug)]
pub enum Detail {
    /// An operation was done, or with a dry run would be.
    Operation {
        /// What, for example `create`.
        op: String,
        /// The side that is changed.
        side: String,
        /// The path.
        path: String,
        /// Where a moved entry was.
        from: Option<String>,
        /// Content bytes.
        bytes: u64,
        /// The rule that led to it.
        reason: String,
    },
    /// A path waits for a decision.
    Conflict {
        /// The path.
        path: String,
        /// What the left side has.
        left: Option<Box<ConflictSide>>,
        /// What the right side has.
        right: Option<Box<ConflictSide>>,
        /// Why.
        reason: String,
    },
    /// A path could not be handled.
    Problem {
        /// The path.
        path: String,
        /// The side.
        side: Option<String>,
        /// What happened.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A guard stopped the item before its first write.
    Guard {
        /// Why.
        reason: String,
        /// Planned deletions.
        deletions: u64,
        /// Planned overwrites.
        overwrites: u64,
        /// Entries in question.
        of: u64,
        /// The side in danger, or whose root is in doubt.
        side: Option<String>,
        /// All that in a sentence.
        message: String,
    },
    /// How far in files and bytes; travels with the progress of the item.
    Amounts(Amounts),
    /// How the item ended, in the product's own terms. At most once a run, before the completion.
    Result {
        /// The exit code of this item.
        exit: ExitCode,
        /// Its counts.
        stats: Stats,
    },
}

/// How far an item is, in files and bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Amounts {
    /// Files done.
    pub files: Option<u64>,
    /// Files to do.
    pub files_total: Option<u64>,
    /// Content bytes transferred.
    pub bytes: Option<u64>,
    /// Content bytes to transfer.
    pub bytes_total: Option<u64>,
}
