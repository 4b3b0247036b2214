//! One run over a pair of folders: scan, reconcile, guard, apply, commit.

mod approval;
mod back;
mod compare;
mod facts;
mod leftovers;
mod look;
mod mounts;
mod note;
mod open;
mod planned;
mod probes;
mod records;
mod settings;
mod unproven;
mod verify;

pub use back::UndoOutcome;
pub use compare::Comparer;
pub use open::{Pair, pair_id};
pub use planned::{Finished, Planned};
pub use settings::Settings;
