//! Processes that talk to each other: every session listens on a socket, and a manager that serves runs what others ask for.
//!
//! From the bottom: `place` (sockets in the state folder), `wire` (requests and replies), `running` (what runs here),
//! `manager` with `sync`, `fire`, `clicks`, `invoke` and `timed` (what is run and how), `office` (answers requests), `client` (asks).

mod answer;
mod clicks;
pub mod client;
mod dialer;
mod fire;
mod invoke;
mod limit;
mod line;
mod manager;
mod office;
mod place;
mod queue;
mod running;
mod serve;
mod sync;
mod timed;
mod wire;

pub use answer::run_order;
pub use clicks::no_message;
pub use client::start_in_background;
pub use fire::ask_for_consent;
pub use invoke::InvokeFlags;
pub use office::open as open_office;
pub use place::{Place, Role};
pub use running::Running;
pub use serve::{Life, serve};
pub use wire::{Consent, Order, Reply, Request, SyncOrder};
