//! The one vocabulary of the product: ids, result codes, status words, exit codes and events.
//!
//! Every part speaks it: the manager journals [`Event`]s, the command line prints them, the server
//! streams them. One event is one flat JSON object on one line. [`protocol`] is how the manager and a handler
//! that is a program of its own talk; [`run_handler`] is for authors of such programs. [`library`] is what the library for
//! programs asks of the program.

mod code;
mod event;
mod exit;
mod guid;
mod ids;
pub mod library;
mod plain;
pub mod protocol;
mod purpose;
pub mod sdk;
mod stats;
mod stdio;
mod words;

pub use code::{Code, CodeError};
pub use event::{Body, ConflictSide, Event};
pub use exit::ExitCode;
pub use guid::{Guid, GuidError};
pub use ids::{HandlerId, ItemId, SessionId};
pub use plain::escaped;
pub use purpose::Purpose;
pub use stats::Stats;
pub use stdio::run_handler;
pub use words::{InitFlags, ItemStatus, Mark, MessageLevel, Trigger};
