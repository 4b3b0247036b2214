//! `syncmgr handler test`: handlers that keep the contract conform, and of each breach exactly the requirement that it breaks is
//! found. Real modules and programs, real trials.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../com_host/build.rs"]
#[expect(dead_code, reason = "the tests of com-host use the rest of it")]
mod build;
mod examples;
mod kit;
mod modules;
mod programs;
mod usage;
