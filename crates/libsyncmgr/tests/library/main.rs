//! The built library with programs in C++ that use it, a handler in C++, and the program, all for real.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod artifacts;
#[path = "../../../syncmgr/tests/com_host/build.rs"]
#[expect(dead_code, reason = "not every test needs every step")]
mod build;
mod client;
mod conflict;
mod example;
mod guest;
mod invoke;
mod register;
#[path = "../../../syncmgr/tests/cli/sandbox.rs"]
#[expect(dead_code, reason = "not every test needs every step")]
mod sandbox;
#[path = "../../../syncmgr/tests/cli/service.rs"]
#[expect(dead_code, reason = "not every test needs every step")]
mod service;
mod terminal;
#[path = "../../../syncmgr/tests/manager/world.rs"]
#[expect(dead_code, reason = "not every test needs every step")]
mod world;
