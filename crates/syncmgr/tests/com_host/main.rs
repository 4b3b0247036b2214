//! `syncmgr com-host`: a handler in a module, driven over the handler protocol by tests that play the manager.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod build;
mod callbacks;
mod calls;
mod child;
mod example;
mod faults;
mod floods;
mod lifetime;
mod memory;
mod player;
mod refusals;
mod sessions;
