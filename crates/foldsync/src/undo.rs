//! Undo: puts back what a run replaced or deleted and takes away what it created.
//!
//! The log of a run (`undo/SESSION` in the item's state folder, see `docs/formats/undo.md`) says what was
//! done to each path and what it looked like afterwards; the old versions are in the trash.

mod back;
mod log;
mod times;

pub use back::{UndoReport, UndoRequest, undo};
pub use log::{LogError, UndoEntry, UndoLog, Undoable};
