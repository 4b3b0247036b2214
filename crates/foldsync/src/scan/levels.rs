//! The folders from the root to the current one, with few of them open.

use std::ffi::CString;
use std::io;

use super::trail::Trail;
use crate::sys::{Identity, System};

/// How many folders below the root are open at once; deeper trees reopen on the way back.
const OPEN: usize = 64;

/// How a folder was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    /// It is a folder in its parent.
    Name,
    /// A symbolic link in its parent leads to it.
    Link,
}

/// One folder that is being walked.
pub(super) struct Level<H> {
    /// `None` while too many others are open.
    pub(super) handle: Option<H>,
    pub(super) identity: Identity,
    pub(super) via: Via,
    /// Length of its path with the separator after it; 0 for the root.
    pub(super) prefix: usize,
    /// How many changes were found before it.
    pub(super) changes: usize,
}

/// **Invariant**: the root, once pushed, stays open; at most [`OPEN`] others are.
pub(super) struct Levels<S: System> {
    levels: Vec<Level<S::Folder>>,
}

impl<S: System> Levels<S> {
    pub(super) const fn new() -> Self {
        Self { levels: Vec::new() }
    }

    pub(super) fn last(&self) -> Option<&Level<S::Folder>> {
        self.levels.last()
    }

    pub(super) fn root(&self) -> Option<&S::Folder> {
        self.levels.first()?.handle.as_ref()
    }

    pub(super) fn current(&self) -> Option<&S::Folder> {
        self.levels.last()?.handle.as_ref()
    }

    /// Whether `identity` is one of the folders: going in would never end.
    pub(super) fn contains(&self, identity: Identity) -> bool {
        self.levels.iter().any(|level| level.identity == identity)
    }

    pub(super) fn push(&mut self, level: Level<S::Folder>) {
        self.levels.push(level);
        if let Some(far @ 1..) = self.levels.len().checked_sub(OPEN + 1) {
            self.levels[far].handle = None;
        }
    }

    pub(super) fn pop(&mut self) -> Option<Level<S::Folder>> {
        self.levels.pop()
    }

    /// Opens the current folder again when it had to be closed, together with those right above it: on
    /// the way back from the depths this happens once in [`OPEN`] levels.
    ///
    /// Fails when a folder on the way is not the one that was left.
    pub(super) fn reopen(&mut self, system: &mut S, trail: &Trail) -> io::Result<()> {
        let last = self.levels.len() - 1;
        let Some(open) = self.levels.iter().rposition(|level| level.handle.is_some()) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let mut passing: Option<S::Folder> = None;
        for at in open + 1..=last {
            let parent = passing.as_ref().or(self.levels[at - 1].handle.as_ref());
            let handle = self.open_again(system, trail, at, parent)?;
            if at + OPEN > last {
                self.levels[at].handle = Some(handle);
                passing = None;
            } else {
                passing = Some(handle);
            }
        }
        Ok(())
    }

    fn open_again(
        &self,
        system: &mut S,
        trail: &Trail,
        at: usize,
        parent: Option<&S::Folder>,
    ) -> io::Result<S::Folder> {
        let level = &self.levels[at];
        let begin = if level.via == Via::Name { self.levels[at - 1].prefix } else { 0 };
        let name = CString::new(&trail.path()[begin..level.prefix - 1])?;
        let lost = || io::Error::from(io::ErrorKind::NotFound);
        let handle = match level.via {
            Via::Name => system.open(parent.ok_or_else(lost)?, &name)?,
            Via::Link => system.open_target(self.root().ok_or_else(lost)?, &name)?,
        };
        if system.look_inside(&handle)?.identity() == level.identity { Ok(handle) } else { Err(lost()) }
    }
}
