//! From what was seen to a finding for each requirement. Pure.

mod callback;
mod cancel;
mod codes;
mod dialogs;
mod enumerator;
mod finding;
mod initialize;
mod items;
mod life;
mod objects;
mod prepare;
mod properties;
mod protocol;
mod reports;
mod requirement;
mod show_error;
mod synchronize;
mod table;
#[cfg(test)]
mod traces;

pub use finding::Verdict;
pub use table::{Judged, judge};
