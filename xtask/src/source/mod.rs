//! Rust sources and Markdown pages, read once and handed to every rule.

mod file;
mod function;
mod mask;
mod tree;

pub use file::{Place, RustFile};
pub use function::functions;
pub use mask::{has_word, word_at};
pub use tree::{Page, Tree};
