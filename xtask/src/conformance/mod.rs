//! `docs/conformance.md`: each requirement of the contract, the tests that prove it, and how they ended.

mod page;
mod proofs;
mod results;
mod run;

pub use page::{PAGE, gaps, page};
pub use results::{forget, report};
pub use run::{run, verify};
