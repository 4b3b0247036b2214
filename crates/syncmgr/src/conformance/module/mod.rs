//! The trials of modules: foreign code in this process, which has nothing to lose.
//!
//! The wrappers of `mobsync` are not used here: they hide what a handler does wrong, and that is what is looked for. Each
//! call is made as the binary interface has it, into places that were filled with marks before.

#![expect(unsafe_code, reason = "foreign code is called as the binary interface has it")]

mod callback;
mod class;
mod enumerator;
mod instance;
mod marks;
mod memory;
mod perform;
mod witness;

pub use class::Class;
pub use instance::OVERWRITTEN;
pub use perform::perform;
