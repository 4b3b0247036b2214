//! The boundary, from both sides and in three languages.

#![expect(unsafe_code, reason = "the tests stand on both sides of the boundary")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a failed test panics")]

mod adapters;
mod client;
mod header;
mod module;
mod recorder;
mod toolchain;
