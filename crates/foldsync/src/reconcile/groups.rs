//! Hard links: which names of one side are one file, and which of them the other side gets first.

use std::collections::HashMap;

use crate::{Change, FileId, Kind, RelPath, Side};

use super::blocked::Blocked;
use super::delta::Delta;
use super::walk::Spot;

/// The groups of one side: per file, the name that stands for it on the other side.
#[derive(Debug, Default)]
pub(super) struct Groups {
    leaders: HashMap<FileId, Option<RelPath>>,
}

impl Groups {
    /// Collects the groups of `changes` (of `side`); `others` are the changes of the other side, both in
    /// walk order and in the same namespace.
    ///
    /// A name that both sides hold with the recorded content leads its group: it is in place whenever a link to it is made.
    pub(super) fn collect(side: Side, changes: &[Change], others: &[Change], blocked: &Blocked) -> Self {
        let mut leaders: HashMap<FileId, Option<RelPath>> = HashMap::new();
        for change in changes {
            let Some(now) = change.now.filter(|now| now.kind == Kind::File && now.links > 1) else { continue };
            let leader = leaders.entry(now.id).or_default();
            let other = others.binary_search_by(|other| other.path.cmp(&change.path)).ok().map(|at| &others[at]);
            let in_place = (is_same_file(side, change) || is_doubtful(side, change))
                && other.is_none_or(|other| is_same_file(side.other(), other));
            if in_place && leader.is_none() && !blocked.covers(&change.path) {
                *leader = Some(change.path.clone());
            }
        }
        Self { leaders }
    }

    /// The name that a further name of the file `id` is linked to, once there is one.
    pub(super) fn leader(&self, id: FileId) -> Option<&RelPath> {
        self.leaders.get(&id)?.as_ref()
    }

    /// Makes `path` the leader of its group when that has none.
    pub(super) fn lead(&mut self, id: FileId, path: &RelPath) {
        if let Some(leader) = self.leaders.get_mut(&id)
            && leader.is_none()
        {
            *leader = Some(path.clone());
        }
    }

    /// Whether `side` made `spot` another name of a file that it was no name of.
    pub(super) fn is_joined(&self, spot: &Spot, side: Side) -> bool {
        match (spot.was.as_deref(), spot.now(side)) {
            (Some(was), Some(now)) => {
                was.seen.get(side).id != now.id && self.leader(now.id).is_some_and(|leader| *leader != spot.path)
            }
            _ => false,
        }
    }
}

/// Whether the path still is the recorded file with the recorded content.
fn is_same_file(side: Side, change: &Change) -> bool {
    let delta = Delta::of(side, change.was.as_deref(), change.now.as_ref());
    matches!(delta, Delta::Attributes | Delta::Metadata | Delta::Same)
}

/// Whether the content has to be compared first: should it differ, it is replaced before links are made.
fn is_doubtful(side: Side, change: &Change) -> bool {
    Delta::of(side, change.was.as_deref(), change.now.as_ref()) == Delta::Doubtful
}
