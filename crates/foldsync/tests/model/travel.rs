//! What one side alone did since both agreed, the other side does.

use std::collections::BTreeSet;

use foldsync::pair::Finished;
use foldsync::{Action, Kind, Mode, Side, Sides};

use crate::play::{Broken, broken};
use crate::tree::{Entry, Node, Tree, print};
use crate::world::World;

/// How both sides were when they agreed on all.
pub struct Agreed {
    trees: Sides<Tree>,
    /// Files to which the run gave another time, or a name that was to have another. That hides a write that came right before
    /// it, so that the engine does not vouch for them until it read them again: until then they may hold new content, which a
    /// deletion must not take.
    doubtful: Sides<BTreeSet<u64>>,
}

impl Agreed {
    /// What a run left behind, if it left no conflict.
    pub fn after(finished: &Finished, trees: &Sides<Tree>) -> Option<Self> {
        let plan = &finished.outcome.plan;
        let mut doubtful: Sides<BTreeSet<u64>> = Sides::default();
        for operation in &plan.operations {
            if let Action::Metadata { source, expected, .. } = &operation.action
                && expected.kind == Kind::File
                && expected.mtime != source.mtime
            {
                doubtful.get_mut(operation.side).insert(expected.id.inode);
            }
        }
        for done in &finished.outcome.done {
            let operation = &plan.operations[done.operation as usize];
            if let (Action::Link { source, .. }, Some(after)) = (&operation.action, done.after)
                && after.mtime != source.mtime
            {
                doubtful.get_mut(operation.side).insert(after.id.inode);
            }
        }
        plan.conflicts.is_empty().then(|| Self { trees: trees.clone(), doubtful })
    }
}

/// One path that both sides agreed on, seen from the side that may have done something.
struct Spot<'a> {
    path: &'a str,
    was: &'a Entry,
    /// The trees of that side and of the other one when both agreed, and right before the run.
    agreed: Sides<&'a Tree>,
    before: Sides<&'a Tree>,
}

/// Checks a run that nobody disturbed; `before` is how both sides were right before it.
pub fn travelled(world: &World, agreed: &Agreed, before: &Sides<Tree>) -> Result<(), Broken> {
    if world.rules.mode != Mode::TwoWay {
        return Ok(());
    }
    let after = world.trees();
    for side in Side::BOTH {
        let turned = |trees: &'_ Sides<Tree>| -> Sides<Tree> {
            Sides::new(trees.get(side).clone(), trees.get(side.other()).clone())
        };
        let doubtful = agreed.doubtful.get(side.other());
        let (agreed, before, after) = (turned(&agreed.trees), turned(before), turned(&after));
        for (path, was) in agreed.left.iter().filter(|(_, was)| was.node != Node::Folder) {
            let spot = Spot { path, was, agreed: views(&agreed), before: views(&before) };
            let wrong = |law| broken(law, format!("{path} of the {}\nit was\n{}", side.name(), print(&before.left)));
            if !spot.is_alone() || agreed.right.get(path).is_some_and(|other| doubtful.contains(&other.inode)) {
                continue;
            }
            if spot.is_deleted() && after.left.contains_key(path) {
                return wrong("what one side deleted is deleted");
            }
            let worn = |tree: &Tree| tree.get(path).map(|entry| entry.mode);
            if let Some(mode) = spot.dressed()
                && [&after.left, &after.right].into_iter().any(|tree| worn(tree) != Some(mode))
            {
                return wrong("what one side dressed is dressed");
            }
        }
    }
    Ok(())
}

fn views(trees: &Sides<Tree>) -> Sides<&Tree> {
    Sides::new(&trees.left, &trees.right)
}

impl Spot<'_> {
    /// Whether nobody did anything on the other side, nor to the folders above.
    fn is_alone(&self) -> bool {
        let (was, now) = (self.agreed.right.get(self.path), self.before.right.get(self.path));
        was.is_some() && was == now && Side::BOTH.into_iter().all(|side| self.has_its_folders(side))
    }

    fn has_its_folders(&self, side: Side) -> bool {
        let inode = |tree: &Tree, folder: &str| tree.get(folder).map(|entry| entry.inode);
        let mut above = self.path;
        while let Some((folder, _)) = above.rsplit_once('/') {
            if inode(self.agreed.get(side), folder) != inode(self.before.get(side), folder) {
                return false;
            }
            above = folder;
        }
        true
    }

    /// Whether it is gone, and not only renamed.
    fn is_deleted(&self) -> bool {
        let is = |entry: &Entry| entry.inode == self.was.inode;
        let new = |path: &str| !self.agreed.left.get(path).is_some_and(is);
        !self.before.left.contains_key(self.path)
            && !self.before.left.iter().any(|(path, entry)| is(entry) && new(path))
    }

    /// The permissions of a file without other names that got nothing else.
    fn dressed(&self) -> Option<u32> {
        let now = self.before.left.get(self.path)?;
        let one = |tree: &Tree, file: &Entry| tree.values().filter(|entry| entry.inode == file.inode).count() == 1;
        let only_dressed = (now.inode, &now.node, now.mtime) == (self.was.inode, &self.was.node, self.was.mtime);
        let single = one(self.before.left, now) && one(self.before.right, self.before.right.get(self.path)?);
        (only_dressed && single && now.mode != self.was.mode).then_some(now.mode)
    }
}
