//! The process that holds a module's handler: `ISyncMgrSynchronize` on one side, the handler protocol on the other.
//!
//! Foreign code runs here and nowhere else. Whatever it does to this process, its session ends and nothing else does.
//!
//! ```text
//!   manager ═ pipe ═► manager.rs ── calls ──► serve.rs ──► the handler       one thread makes all calls
//!      ▲                  └─ cancels ─► desk.rs ◄─ reports.rs ◄── the handler   any thread, never waits
//!      ╚═ pipe ═ outlet.rs ◄────────────── ┘
//! ```
//!
//! **Invariant:** no lock is held while the handler runs, because it may call back before it returns (`D-1`); and
//! no call of the handler waits for the manager, except for the two questions whose answer it needs (`questions.rs`).

#![expect(unsafe_code, reason = "a module of foreign code is loaded, and the process ends without unwinding it")]

mod check;
pub mod conversions;
mod desk;
mod manager;
mod open;
mod outlet;
pub mod process;
mod questions;
mod refusal;
mod reports;
mod run;
mod serve;

pub use check::check;
pub use run::run;
