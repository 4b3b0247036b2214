//! What reconciling asks the outside: are two contents equal, is a name free?

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crate::{ConflictRule, RelPath};

/// The answer to a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// Equal content (or link target).
    Same,
    /// Not equal.
    Different,
    /// Could not be read; treated as different, never as equal.
    Unknown,
}

/// Compares content, and knows the names that no change tells of.
pub trait Contents {
    /// Compares the file or symlink that is now at `left` in the left tree with the one at `right` in
    /// the right tree.
    fn same(&self, left: &RelPath, right: &RelPath) -> Sameness;

    /// Whether there is something at `path` on any side now, changed or not, excluded or not.
    fn holds(&self, path: &RelPath) -> bool;
}

/// A comparison that [`reconcile`](super::reconcile) will ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The path in the left tree.
    pub left: RelPath,
    /// The path in the right tree.
    pub right: RelPath,
    /// Length of both in bytes.
    pub size: u64,
}

/// Decisions for single paths, and what naming a conflict copy needs.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// The rule for the conflict at exactly this path (as the conflict named it); stronger than the policy.
    pub overrides: BTreeMap<RelPath, ConflictRule>,
    /// The time of the run as `YYYYMMDD-HHMMSS`, for the names of conflict copies.
    pub stamp: String,
}

/// Remembers answers, because the search for moves and the case table may ask the same.
pub(super) struct Answers<'a> {
    contents: &'a dyn Contents,
    known: RefCell<HashMap<(RelPath, RelPath), Sameness>>,
}

impl<'a> Answers<'a> {
    pub(super) fn new(contents: &'a dyn Contents) -> Self {
        Self { contents, known: RefCell::default() }
    }

    /// Whether there is something at `path` on any side now.
    pub(super) fn hold(&self, path: &RelPath) -> bool {
        self.contents.holds(path)
    }

    /// Asks, and remembers the answer.
    pub(super) fn ask_and_remember(&self, left: &RelPath, right: &RelPath) -> Sameness {
        let answer = self.ask(left, right);
        self.known.borrow_mut().insert((left.clone(), right.clone()), answer);
        answer
    }

    /// Asks unless the answer is remembered.
    pub(super) fn ask(&self, left: &RelPath, right: &RelPath) -> Sameness {
        let known = self.known.borrow();
        if !known.is_empty()
            && let Some(answer) = known.get(&(left.clone(), right.clone()))
        {
            return *answer;
        }
        drop(known);
        self.contents.same(left, right)
    }
}
