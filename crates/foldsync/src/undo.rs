//! Undo: puts back what a run replaced or deleted and takes away what it created.
//!
//! The log of a run (`undo/SESSION` in the item's state folder, see `docs/formats/undo.md`) says what was
//! done to each path and what it looked like afterwards; the old versions are in the trash. While a session is being
//! undone a note (`undoing`) says so: should the process be killed, the next run reads it before it looks at anything.

mod back;
mod begun;
mod log;
mod own;
mod places;
mod refusal;
mod report;
mod times;

pub use back::{UndoRequest, undo};
pub use begun::{Begun, Ending, Extent, Progress};
pub use log::{LogError, UndoEntry, UndoLog, Undoable};
pub use report::UndoReport;
