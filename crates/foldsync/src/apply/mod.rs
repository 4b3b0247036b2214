//! Apply: carries a plan out, re-checking right before each replacement that the target still is what
//! was scanned.
//!
//! Invariant: each path of the tree has its old or its new complete content at every instant. New content is
//! prepared in the stage and gets its place by one rename; what is replaced is exchanged in one step, looked
//! at, put back if it is newer work, and goes to the trash otherwise.

mod durable;
mod explain;
mod landing;
mod outcome;
mod run;
mod settle;
mod steps;
mod subtree;
mod units;
mod worker;

pub use explain::explain;
pub use outcome::{Counts, Done, FolderDone, Outcome};
pub use run::{ApplyRequest, Durability, TrashRule, apply};
pub use settle::BaseRecords;
