//! Two snapshots and a policy become a [`Plan`](crate::Plan), without touching anything.
//!
//! 1. `pairs` finds on each side what has only got another place, by identity or by content.
//! 2. `moves` joins the moves of both sides; what cannot be joined safely is degraded to a deletion and
//!    a creation, or `frozen` with a conflict. `names` maps every path of each side into one namespace, the
//!    one after all moves; `items` lays the changes out in it; `steps` orders renames so that each target is free.
//! 3. `walk` merges both sides path by path; `two_way` and `one_way` hold the case table
//!    (`cases.md`, which the tests run), `metadata` and `groups` (hard links) its finer points, `emit` writes the plan.
//!
//! Without a move, steps 1 and 2 cost one look at each change.

mod blocked;
mod contents;
mod delta;
mod emit;
mod frozen;
mod groups;
mod items;
mod keep_both;
mod metadata;
mod moves;
mod names;
mod one_way;
mod pairs;
mod run;
mod steps;
#[cfg(test)]
mod tests;
mod two_way;
mod walk;

pub use contents::{Choices, Contents, Question, Sameness};
pub use run::{questions, reconcile};
