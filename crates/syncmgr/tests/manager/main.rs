//! The program with a real module: every command meets a handler whose behaviour stands in the environment.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../com_host/build.rs"]
mod build;
mod crashes;
mod events;
mod faults;
mod host;
mod lists;
mod messages;
mod plans;
mod programs;
mod refusals;
#[path = "../cli/sandbox.rs"]
#[expect(dead_code, reason = "not every test needs every step")]
mod sandbox;
#[path = "../cli/service.rs"]
#[expect(dead_code, reason = "not every test needs every step")]
mod service;
mod sessions;
mod settings;
mod stops;
mod terminal;
mod world;
