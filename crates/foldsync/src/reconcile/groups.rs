//! Hard links: which names of one side are one file, and which of them the other side gets first.

use std::collections::HashMap;

use crate::{Change, FileId, Kind, RelPath, Side};

use super::blocked::Blocked;
use super::delta::Delta;
use super::walk::Spot;

/// What is known of a path on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    /// It is among the changes.
    Listed,
    /// It is as recorded.
    AsRecorded,
}

/// Compares a changed path of a side with the other side.
pub(super) type Same<'s> = &'s dyn Fn(Side, &RelPath, Other) -> bool;

/// The groups of one side: per file, the name that stands for it on the other side.
#[derive(Debug, Default)]
pub(super) struct Groups {
    leaders: HashMap<FileId, Option<RelPath>>,
}

impl Groups {
    /// Collects the groups of `changes` (of `side`), and those of names that only the other side changed; `others` are the
    /// changes of the other side, both in walk order and in the same namespace.
    ///
    /// A name that both sides hold with the same content (`same` compares) leads its group: it is in place
    /// whenever a link to it is made.
    pub(super) fn collect(
        side: Side,
        changes: &[Change],
        others: &[Change],
        blocked: &Blocked,
        same: Same<'_>,
    ) -> Self {
        let mut leaders: HashMap<FileId, Option<RelPath>> = HashMap::new();
        for change in changes {
            let Some(now) = change.now.filter(|now| now.kind == Kind::File && now.links > 1) else { continue };
            let leader = leaders.entry(now.id).or_default();
            if leader.is_some() || blocked.covers(&change.path) {
                continue;
            }
            let touched = Delta::of(side, change.was.as_deref(), Some(&now)).leaves_content_open();
            let in_place = match others.binary_search_by(|other| other.path.cmp(&change.path)) {
                Err(_) => {
                    let recorded = change.was.as_deref().map(|rec| (rec.kind, rec.size));
                    !touched || recorded == Some((now.kind, now.size)) && same(side, &change.path, Other::AsRecorded)
                }
                Ok(at) => others[at].now.is_some_and(|other| {
                    let other_delta = Delta::of(side.other(), change.was.as_deref(), Some(&other));
                    let other_touched = other_delta.leaves_content_open();
                    (other.kind, other.size) == (now.kind, now.size)
                        && (!(touched || other_touched) || same(side, &change.path, Other::Listed))
                }),
            };
            if in_place {
                *leader = Some(change.path.clone());
            }
        }
        let mut groups = Self { leaders };
        groups.collect_untouched(side, changes, others, blocked, same);
        groups
    }

    /// Adds the names that are as recorded on `side`. They lead where the other side still holds that content.
    fn collect_untouched(
        &mut self,
        side: Side,
        changes: &[Change],
        others: &[Change],
        blocked: &Blocked,
        same: Same<'_>,
    ) {
        for other in others {
            let Some(was) = other.was.as_deref().filter(|was| was.kind == Kind::File && was.linked) else { continue };
            if changes.binary_search_by(|change| change.path.cmp(&other.path)).is_ok() {
                continue;
            }
            let leader = self.leaders.entry(was.seen.get(side).id).or_default();
            let delta = Delta::of(side.other(), Some(was), other.now.as_ref());
            if other.now.is_none_or(|now| (now.kind, now.size) != (was.kind, was.size)) {
                continue;
            }
            let free = leader.is_none() && !blocked.covers(&other.path);
            let same = || same(side.other(), &other.path, Other::AsRecorded);
            if free && (!delta.leaves_content_open() || same()) {
                *leader = Some(other.path.clone());
            }
        }
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
