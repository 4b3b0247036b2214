//! How results are shown: for people, and as lines of JSON for programs.

pub mod amount;
mod change;
mod human;
mod json;
mod lines;
mod live;
pub mod print;
pub mod style;
mod summary;
pub mod table;

pub mod escape {
    //! Names from file systems and configuration, made harmless for a terminal.
    pub use syncmgr_proto::escaped;
}

pub use change::{guard_words, operation, operation_word, reason};
pub use human::Human;
pub use json::JsonLines;
pub use summary::{conflict as conflict_line, counts, purpose_word, session_word, side as side_word};
