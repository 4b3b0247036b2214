//! What a plan leaves open until it is carried out: whether extended attributes differ. A dry run looks.

use std::io;

use super::planned::Planned;
use crate::local::{Folders, attributes_differ};
use crate::{Action, Attributes, Kind, Operation, Plan, RelPath, Side};

impl Planned<'_> {
    /// Compares the attributes that carrying the plan out would compare; where they differ the plan says so from now on.
    /// Reads both folders and changes nothing in them. What cannot be read is told by the run.
    pub fn look_at_attributes(&mut self) {
        let differing: Vec<usize> = (0..self.plan.operations.len())
            .filter(|index| !self.plan.operations[*index].counts())
            .filter(|index| self.differs(&self.plan.operations[*index]).unwrap_or(false))
            .collect();
        for index in differing {
            if let Action::Metadata { attributes, .. } = &mut self.plan.operations[index].action {
                *attributes = Attributes::Copy;
            }
        }
    }

    fn differs(&self, probe: &Operation) -> io::Result<bool> {
        let Action::Metadata { source, .. } = &probe.action else { return Ok(false) };
        if source.kind == Kind::Symlink {
            return Ok(false);
        }
        let (roots, policy) = (self.pair.roots(), &self.settings.policy);
        let (side, other) = (probe.side, probe.side.other());
        let there = before_moves(&self.plan, other, probe.source_path.as_ref().unwrap_or(&probe.path));
        let here = before_moves(&self.plan, side, &probe.path);
        let mut source = Folders::reading(roots.get(other), policy.links);
        let mut target = Folders::of(roots.get(side));
        attributes_differ(source.parent_of(&there)?, target.parent_of(&here)?, policy.carry)
    }
}

/// Where `side` has now what is at `path` after the plan's moves.
fn before_moves(plan: &Plan, side: Side, path: &RelPath) -> RelPath {
    let mut path = path.clone();
    for operation in plan.operations.iter().rev().filter(|operation| operation.side == side) {
        let from = match &operation.action {
            Action::Move { from, .. } => path.rebase(&operation.path, from),
            Action::Swap { with, .. } => {
                path.rebase(&operation.path, with).or_else(|| path.rebase(with, &operation.path))
            }
            _ => None,
        };
        path = from.unwrap_or(path);
    }
    path
}
