//! What goes into the machine, and what comes out of it.

use syncmgr_proto::{Body, Code, ExitCode, Guid, HandlerId, InitFlags, ItemId, ItemStatus, Stats};

use super::gate::LineState;
use crate::handler::{Detail, HandlerInfo, Items, LogMessage};
use crate::registry::NameError;

/// Position of a handler's instance in the session.
pub type InstanceNo = usize;

/// A call into a handler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call {
    /// `initialize`.
    Initialize(InitFlags, Option<Vec<u8>>),
    /// `info`.
    Info,
    /// `items`.
    Items,
    /// `set_progress_callback` with the manager's callback.
    SetCallback,
    /// `prepare`.
    Prepare(Vec<ItemId>),
    /// `synchronize`.
    Synchronize,
    /// `set_item_status` with skipped; dropped when its window closed meanwhile (R-SIS-1).
    Skip(ItemId),
    /// `show_error`.
    ShowError(Guid),
    /// `show_properties`; `None` is the handler itself.
    ShowProperties(Option<ItemId>),
}

/// What a call returned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The instance was made, or why not.
    Created(Result<(), String>),
    /// Of `initialize`.
    Initialize(Code),
    /// Of `info`.
    Info(Result<HandlerInfo, Code>),
    /// Of `items`.
    Items(Result<Items, Code>),
    /// Of `set_progress_callback`.
    SetCallback(Code),
    /// Of `prepare`.
    Prepare(Code),
    /// Of `synchronize`.
    Synchronize(Code),
    /// Of `set_item_status`, for this item; `None`: its window had closed, the handler was not told (R-SIS-1).
    Skip(ItemId, Option<Code>),
    /// Of `show_error`.
    ShowError(Code),
    /// Of `show_properties`.
    ShowProperties(Code),
    /// The locks were taken, except these.
    Locked(Vec<Busy>),
}

/// An item whose lock could not be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Busy {
    /// The item.
    pub item: ItemId,
    /// Already running, or an error.
    pub exit: ExitCode,
    /// What to tell the user.
    pub message: String,
}

/// One input of the machine.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// The session begins.
    Begin,
    /// A call returned.
    Returned(InstanceNo, Answer),
    /// `prepare_completed`.
    Prepared(InstanceNo, Code),
    /// `synchronize_completed`.
    Synchronized(InstanceNo, Code),
    /// `show_error_completed`.
    ErrorShown(InstanceNo, Code, Vec<ItemId>),
    /// `show_properties_completed`; sessions have no use for it.
    PropertiesShown(InstanceNo, Code),
    /// The present state of an item, coalesced.
    Progress(InstanceNo, ItemId, LineState),
    /// `log_error`.
    Logged(InstanceNo, LogMessage),
    /// `delete_log_error`.
    Deleted(InstanceNo, Guid),
    /// A typed detail.
    Detail(InstanceNo, ItemId, Detail),
    /// Only so many operations of an item were passed on, of so many.
    Cut(InstanceNo, ItemId, u64, u64),
    /// The handler's process is gone.
    Died(InstanceNo, String),
    /// Handlers had time enough to list their items; what slow ones listed before tells whether a name is clear without them.
    Waited,
    /// The user skips an item.
    Skip(ItemId),
    /// The user stops the session.
    Stop(StopKind),
}

/// How the user stops.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StopKind {
    /// Finish what is in flight.
    Graceful,
    /// Wait for nothing.
    Now,
}

/// One thing that the shell has to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Make the instance; answer with [`Answer::Created`].
    Create(InstanceNo),
    /// Make a call on the instance's thread; answer with what it returned.
    Call(InstanceNo, Call),
    /// Take the locks of these items; answer with [`Answer::Locked`].
    Lock(InstanceNo, Vec<ItemId>),
    /// Let the callback know items that were never listed.
    Admit(InstanceNo, Vec<ItemId>),
    /// From now on progress of this item is answered with "cancel".
    CancelItem(InstanceNo, ItemId),
    /// From now on all progress of the instance is answered with "cancel all".
    CancelAll(InstanceNo),
    /// End the instance's work at once.
    Terminate(InstanceNo),
    /// The instance has finished: its dialogs count as closed, and it may open none (S6).
    Rest(InstanceNo),
    /// The instance is not needed any more, unless someone may click on its messages.
    Release(InstanceNo),
    /// Journal and show; messages belong to the instance.
    Emit(Option<InstanceNo>, Body),
    /// Remove kept messages of the instance; the null id means all.
    ForgetMessages(InstanceNo, Guid),
    /// The list was complete: stored choices for other items of the handler can go (R-ENS-4).
    KeepOnly(HandlerId, Vec<ItemId>),
    /// Nothing is remembered about these items of the handler any more (D-11).
    Forget(HandlerId, Vec<ItemId>),
    /// These are the items of the handler, by id and name; the list may be incomplete.
    Remember(HandlerId, Vec<(ItemId, String)>),
    /// Over. Always the last effect of a session.
    Finish(Outcome),
}

/// How a session ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The exit code.
    pub exit: ExitCode,
    /// The sum over all items.
    pub stats: Stats,
    /// Every chosen item.
    pub items: Vec<ItemResult>,
    /// What came of `show_error`, if that was asked for.
    pub shown: Option<Code>,
    /// Names did not lead to items, so nothing was begun and there were no events.
    pub refused: Option<Refused>,
}

/// Why a session was not begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The name that led nowhere, or to several items.
    pub error: NameError,
    /// What handlers said that did not get as far as listing their items.
    pub notes: Vec<String>,
}

/// How one chosen item ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemResult {
    /// The item.
    pub item: ItemId,
    /// Its name.
    pub name: String,
    /// Its handler.
    pub handler: HandlerId,
    /// Succeeded, failed, skipped or stopped.
    pub status: ItemStatus,
    /// The item's own exit code.
    pub exit: ExitCode,
    /// The item's own counts, if the handler counts.
    pub stats: Option<Stats>,
}
