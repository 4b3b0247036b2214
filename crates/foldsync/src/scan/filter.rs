//! Which paths are left alone.

use crate::Kind;

/// What a [`Filter`] says of one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is synchronized.
    Keep,
    /// It is left alone with everything below it.
    Exclude,
}

/// Decides which paths are left alone. What lies below an excluded folder is never asked for.
pub trait Filter {
    /// Whether nothing is ever excluded, so that nobody needs to ask.
    fn is_empty(&self) -> bool;

    /// Judges `path`, a path relative to the root, which is a `kind` (with followed links: the kind of
    /// what the link leads to).
    fn judge(&self, path: &[u8], kind: Kind) -> Verdict;
}

/// Leaves nothing alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepAll;

impl Filter for KeepAll {
    fn is_empty(&self) -> bool {
        true
    }

    fn judge(&self, _path: &[u8], _kind: Kind) -> Verdict {
        Verdict::Keep
    }
}
