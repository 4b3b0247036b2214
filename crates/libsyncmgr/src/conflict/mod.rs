//! `SyncMgrResolveConflict`: what is to become of a file that was changed in two places.
//!
//! `block` reads what the caller knows (the only part with foreign pointers), `question` says it to a person, `answer`
//! understands what comes back, `resolve` decides who is asked. See `docs/decisions/0006-who-answers-programs.md`.

mod answer;
mod block;
mod question;
mod resolve;

pub use resolve::resolve;
