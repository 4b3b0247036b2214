//! What the guard needs to know besides the plan.

use crate::archive;
use crate::guard::{self, GuardFacts, SideFacts};
use crate::local::Identity;
use crate::{Side, Sides, Snapshot};

use super::look::Looked;
use super::open::Pair;

impl Pair {
    /// The facts about both sides.
    pub(super) fn facts(&self, looked: &Looked) -> GuardFacts {
        let facts = |side: Side| {
            let snapshot = looked.snapshots.get(side);
            let known = looked.known.as_ref().map(|roots| *roots.get(side));
            SideFacts {
                before: before(snapshot, looked.known.is_none()),
                now: snapshot.scanned,
                root: known.map_or(guard::Root::Known, |known| compare(&known, self.identities.get(side))),
            }
        };
        GuardFacts { sides: Sides::new(facts(Side::Left), facts(Side::Right)), first_run: looked.known.is_none() }
    }
}

/// Entries when both agreed last: those that are there, less the new ones, plus the gone ones.
fn before(snapshot: &Snapshot, first_run: bool) -> u64 {
    if first_run {
        return snapshot.scanned;
    }
    let count =
        |wanted: fn(&crate::Change) -> bool| snapshot.changes.iter().filter(|change| wanted(change)).count() as u64;
    let new = count(|change| change.was.is_none() && change.now.is_some());
    let gone = count(|change| change.was.is_some() && change.now.is_none());
    snapshot.scanned.saturating_sub(new) + gone
}

/// Whether the root is the one that the archive remembers: the mark decides; where there is none (deleted by
/// hand, or never written because the folder is read-only) the inode does.
fn compare(known: &archive::Root, now: &Identity) -> guard::Root {
    let same = match now.mark {
        Some(mark) if known.identity != [0; 16] => mark == known.identity,
        _ => known.inode == now.inode,
    };
    if same { guard::Root::Known } else { guard::Root::Replaced }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_known_by_its_mark_and_without_one_by_its_inode() {
        let known = archive::Root { identity: [7; 16], inode: 5 };
        let unmarked = archive::Root { identity: [0; 16], inode: 5 };
        for (known, mark, inode, root) in [
            (known, Some([7; 16]), 5, guard::Root::Known),
            (known, Some([7; 16]), 6, guard::Root::Known),
            (known, Some([8; 16]), 5, guard::Root::Replaced),
            (known, None, 5, guard::Root::Known),
            (known, None, 6, guard::Root::Replaced),
            (unmarked, Some([8; 16]), 5, guard::Root::Known),
            (unmarked, Some([8; 16]), 6, guard::Root::Replaced),
        ] {
            assert_eq!(compare(&known, &Identity { mark, inode }), root, "{mark:?} {inode}");
        }
    }
}
