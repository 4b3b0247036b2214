//! The manager: it runs handlers, shows what they report and remembers it.
//!
//! It knows neither files nor COM: a [`Handler`] does the work, be it built in, a program or a module.
//!
//! * [`session`] is the pure machine: which call follows which, what every answer means.
//! * [`Runner`] drives it with real handlers, one thread for each, and one outlet for events.
//! * [`store`] remembers: every event before it is shown, sessions, conflicts, messages, choices.
//! * [`trigger`] and [`schedule`] turn facts and times into what is to run.
//! * [`host`] runs handlers that are programs of their own.
//! * [`Registry`] knows which items there are and which of them a name means.

mod connections;
mod dialogs;
pub mod handler;
pub mod host;
mod lock;
mod registry;
mod runner;
pub mod schedule;
pub mod session;
mod sink;
pub mod store;
pub mod trigger;

pub use connections::{Connections, Dialer, NoDialer};
pub use dialogs::Dialogs;
pub use handler::{
    Amounts, Callback, Cancel, Detail, Dialog, Handler, HandlerInfo, ItemInfo, Items, LogMessage, Progress, Terminate,
    Verdict,
};
pub use lock::{ItemLock, LockError, SessionLock};
pub use registry::{HandlerFactory, ItemEntry, NameError, Registry};
pub use runner::{
    Clicked, Keep, Kept, Listing, OPERATIONS_LISTED, Patience, PropertiesResult, Runner, Services, SessionControl,
    SessionResult, release,
};
pub use session::{ItemResult, Marks, Outcome, Refused, RunKind, Selection, SessionRequest, Unset, Wanted, Work};
pub use sink::EventSink;
pub use store::{Store, StoreError};
