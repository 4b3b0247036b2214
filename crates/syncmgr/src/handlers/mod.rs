//! Handlers that are registered: where their instances come from, and what can be said about a module without loading it.

mod catalogue;
mod elf;
mod source;
mod trial;

pub use catalogue::{CLASSLESS, Catalogue};
pub use source::{command_words, module_path, no_text};
pub use trial::{Trial, try_module};
