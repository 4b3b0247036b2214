//! The one vocabulary of the product: ids, result codes, status words, exit codes and events.
//!
//! Every part speaks it: the manager journals [`Event`]s, the command line prints them, the server
//! streams them. One event is one flat JSON object on one line.

mod code;
mod event;
mod exit;
mod guid;
mod ids;
mod stats;
mod words;

pub use code::Code;
pub use event::{Body, ConflictSide, Event};
pub use exit::ExitCode;
pub use guid::{Guid, GuidError};
pub use ids::{HandlerId, ItemId, SessionId};
pub use stats::Stats;
pub use words::{InitFlags, ItemStatus, Mark, MessageLevel, Trigger};
