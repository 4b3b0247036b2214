//! Two-way synchronization of folders.
//!
//! Five steps, each a value handed to the next: **scan → reconcile → guard → apply → commit**.
//!
//! * `scan` compares one side with the archive and yields a [`Snapshot`]: only what differs from what
//!   both sides agreed on last. Memory does not grow with the tree where nothing changed.
//! * `reconcile` is pure: two snapshots and a [`Policy`] become a [`Plan`].
//! * `guard` looks at the plan before anything is touched and stops what would destroy much.
//! * `apply` carries the plan out, re-checking right before each replacement that the target still is
//!   what was scanned; what it replaces or deletes goes to the trash.
//! * [`commit`](archive) records only observed, durable state in the [`archive`].
//!
//! The crate writes to no terminal, reads no environment and knows no manager: it reports typed
//! [`Event`]s to a [`Sink`].

pub mod apply;
pub mod archive;
mod change;
mod commit;
mod entry;
mod event;
mod filter;
mod fingerprint;
pub mod guard;
pub mod local;
pub mod pair;
mod path;
mod plan;
mod policy;
mod reconcile;
pub mod scan;
mod side;
pub mod sys;
pub mod undo;

pub use change::{Change, Snapshot};
pub use entry::{FileId, Kind, Stat, Time};
pub use event::{Event, Failure, FailureKind, Phase, Problem, Sink};
pub use filter::{Filter, FilterError, PRIVATE, PatternFile, SYNCIGNORE, Verdict};
pub use path::{RelPath, walk_order};
pub use plan::{Action, Adoption, Attributes, Conflict, FolderTime, Operation, Plan, Reason, Recorded, Rename};
pub use policy::{Carry, ConflictRule, Limit, Links, Mode, Policy};
pub use reconcile::{Choices, Contents, Question, Sameness, questions, reconcile};
pub use side::{Side, Sides};
