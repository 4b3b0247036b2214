//! How results are shown: for people, and as lines of JSON for programs.

pub mod escape;
pub mod print;
pub mod style;
pub mod table;
