//! The handler protocol: how the manager and a handler that is a program of its own talk.
//!
//! JSON-RPC 2.0 over the program's standard input and output, one object a line, UTF-8, in the words of the
//! contract: what the manager calls ([`Call`]) are the methods of `ISyncMgrSynchronize`, what the handler
//! reports ([`Notice`]) and asks ([`Ask`]) those of `ISyncMgrSynchronizeCallback`. Reports are notifications,
//! and a cancel is pushed ([`Notify`]): nothing waits for a round trip.
//!
//! `docs/formats/handler-protocol.md` is the same in words, with an example of each line.

mod calls;
mod error;
mod line;
mod message;
mod reports;
mod schema;
mod wire;

pub use calls::{
    Call, Cancel, Done, HandlerDescription, Initialize, Initialized, ItemDescription, ItemList, Notify, PrepareForSync,
    SetItemStatus, SetProgressCallback, ShowError, ShowProperties,
};
pub use error::ProtocolError;
pub use line::{LineBuffer, LineError, LineReader, MAX_CALL, MAX_LINE};
pub use message::{Answer, Fault, HandlerMessage, Id, ManagerMessage};
pub use reports::{
    Ask, Completed, DeleteLogError, EnableModeless, EstablishConnection, LogError, Notice, Progress, ShowErrorCompleted,
};
pub use schema::schema;
pub use wire::{Cookie, MAX_COOKIE, Status};

/// The version of the protocol that this crate speaks.
pub const VERSION: u32 = 1;
