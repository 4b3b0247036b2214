//! `cargo xtask test`: every test, after making sure that what the tests need is there.

mod run;
mod skipped;
mod tools;

pub use run::{Args, run};
