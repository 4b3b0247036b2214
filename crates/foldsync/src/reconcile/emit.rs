//! Writing the plan: every operation is made here.

use crate::archive::Record;
use crate::{
    Action, Adoption, Attributes, Conflict, FileId, FolderTime, Kind, Operation, Reason, RelPath, Side, Sides, Stat,
    Time,
};

use super::walk::{Pending, Role, Spot, Walk};

/// The parts of the plan, each in its order.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// Renames of conflict copies, the end of the sequential beginning.
    pub copies: Vec<Operation>,
    /// A folder after what it held.
    pub deletes: Vec<Operation>,
    /// A folder before what it holds.
    pub content: Vec<Operation>,
    pub metadata: Vec<Operation>,
    pub conflicts: Vec<Conflict>,
    pub adoptions: Vec<Adoption>,
    pub folder_times: Vec<FolderTime>,
}

impl Walk<'_> {
    fn operation(
        &self,
        side: Side,
        path: RelPath,
        action: Action,
        reason: Reason,
        was: Option<Box<Record>>,
    ) -> Operation {
        let base = self.base(&path).map(Box::new);
        Operation { side, path, action, reason, source_path: None, base, was }
    }

    /// The archive's path of what is at `path`, when that is another.
    pub(super) fn base(&self, path: &RelPath) -> Option<RelPath> {
        Side::BOTH.into_iter().find_map(|side| self.origins.get(side).base(path)).filter(|base| *base != path).cloned()
    }

    /// Makes `to` hold what the other side holds, whatever `to` holds now.
    pub(super) fn put(&mut self, spot: Spot, to: Side, reason: Reason) {
        let Some(source) = spot.now(to.other()).copied() else { return };
        self.revive();
        if source.kind == Kind::Folder {
            self.put_folder(spot, to, source, reason);
        } else {
            self.put_file(spot, to, source, reason);
        }
    }

    fn put_folder(&mut self, spot: Spot, to: Side, source: Stat, reason: Reason) {
        let Spot { path, was, seats } = spot;
        if let Some(expected) = seats.get(to).now {
            let action = Action::Delete { expected };
            let operation = self.operation(to, path.clone(), action, reason, was.clone());
            self.out.deletes.push(operation);
        }
        self.make_folder(path, to, source, reason, was);
    }

    /// Makes a folder unless the beginning of the plan does.
    fn make_folder(&mut self, path: RelPath, to: Side, source: Stat, reason: Reason, was: Option<Box<Record>>) {
        self.folder_time(&path, source.mtime);
        let early = self.early.get(to);
        if early.is_empty() || !early.contains(&path) {
            let operation = self.operation(to, path, Action::CreateFolder { source }, reason, was);
            self.out.content.push(operation);
        } else if self.policy.carry.xattrs || self.policy.carry.acls {
            let action = Action::Metadata { source, expected: Box::new(source), attributes: Attributes::Probe };
            let operation = self.operation(to, path, action, reason, was);
            self.out.metadata.push(operation);
        }
    }

    fn put_file(&mut self, spot: Spot, to: Side, source: Stat, reason: Reason) {
        let Spot { path, was, seats } = spot;
        let existing = seats.get(to).now.map(Box::new);
        let action = self.file_action(&path, to, source, existing);
        let operation = self.operation(to, path, action, reason, was);
        self.out.content.push(operation);
    }

    /// Makes `path` on `to` a file like `source`, or another name of one that stands for the same file.
    pub(super) fn file_action(
        &mut self,
        path: &RelPath,
        to: Side,
        source: Stat,
        existing: Option<Box<Stat>>,
    ) -> Action {
        let from = to.other();
        let grouped = self.policy.carry.hard_links && source.kind == Kind::File && source.links > 1;
        let leader = if grouped {
            self.groups.get(from).leader(source.id).filter(|leader| *leader != path).cloned()
        } else {
            None
        };
        if grouped {
            self.groups.get_mut(from).lead(source.id, path);
        }
        match (leader, existing) {
            (Some(target), expected) => Action::Link { target, source: Box::new(source), expected },
            (None, None) => Action::Create { source },
            (None, Some(expected)) => Action::Update { source, expected },
        }
    }

    /// A name that comes to `to` as a link looks like the file that it is linked to: where that is made by this plan, too, it
    /// gets the permissions and the owner of `source`.
    pub(super) fn dress_leader(&mut self, to: Side, source: &Stat) {
        if let Some(copy) = self.made_leader(to, source.id) {
            (copy.mode, copy.uid, copy.gid) = (source.mode, source.uid, source.gid);
        }
    }

    /// Whether what comes to `to` is a link to a file that is in place there. It looks like that one, whatever the file
    /// wears that it replaces.
    pub(super) fn joins_what_stays(&mut self, spot: &Spot, to: Side) -> bool {
        let Some(source) = spot.now(to.other()).copied() else { return false };
        let leader = self.groups.get(to.other()).leader(source.id);
        leader.is_some_and(|leader| *leader != spot.path) && self.made_leader(to, source.id).is_none()
    }

    /// What the plan copies to `to` for the first name of the file `id` of the other side.
    fn made_leader(&mut self, to: Side, id: FileId) -> Option<&mut Stat> {
        let leader = self.groups.get(to.other()).leader(id)?;
        let made = |operation: &&mut Operation| operation.side == to && operation.path == *leader;
        match self.out.content.iter_mut().rev().find(made).map(|operation| &mut operation.action) {
            Some(Action::Create { source } | Action::Update { source, .. }) => Some(source),
            _ => None,
        }
    }

    /// Deletes what `side` holds at `path`.
    pub(super) fn delete(
        &mut self,
        path: RelPath,
        side: Side,
        expected: Stat,
        was: Option<Box<Record>>,
        reason: Reason,
    ) {
        let operation = self.operation(side, path, Action::Delete { expected }, reason, was);
        self.out.deletes.push(operation);
    }

    /// Changes metadata of what `side` holds.
    pub(super) fn change_metadata(
        &mut self,
        spot: &Spot,
        side: Side,
        wanted: Stat,
        attributes: Attributes,
        reason: Reason,
    ) {
        let Some(expected) = spot.now(side).copied().map(Box::new) else { return };
        let action = Action::Metadata { source: wanted, expected, attributes };
        let operation = self.operation(side, spot.path.clone(), action, reason, spot.was.clone());
        self.out.metadata.push(operation);
    }

    /// Notes that both sides agree on `spot` as it is.
    pub(super) fn adopt(&mut self, spot: Spot) {
        let now = match (spot.now(Side::Left), spot.now(Side::Right)) {
            (Some(left), Some(right)) => Some(Sides::new(*left, *right)),
            (None, None) => None,
            _ => return,
        };
        let from = self.base(&spot.path);
        self.out.adoptions.push(Adoption { path: spot.path, now, from });
    }

    /// Lists a conflict; whatever lies below is left alone.
    pub(super) fn conflict(&mut self, spot: Spot, reason: Reason) {
        let sides = Sides::new(spot.seats.left.now, spot.seats.right.now);
        let moved = |side: Side| spot.seats.get(side).moved.then(|| spot.path.clone());
        let moved = Sides::new(moved(Side::Left), moved(Side::Right));
        self.out.conflicts.push(Conflict { path: spot.path.clone(), sides, moved, reason });
        self.enter(spot.path, Role::Blocked);
    }

    /// Sees to it that the folder has this time in the end.
    pub(super) fn folder_time(&mut self, path: &RelPath, time: Time) {
        if self.policy.carry.times {
            self.out.folder_times.push(FolderTime { path: path.clone(), time });
        }
    }

    /// Something stays below the pending folders: they stay, too, and are made on the side that lacks them.
    pub(super) fn revive(&mut self) {
        if self.frames.is_empty() {
            return;
        }
        let mut frames = std::mem::take(&mut self.frames);
        for frame in &mut frames {
            let Role::Pending(pending) = &mut frame.role else { continue };
            if pending.revived {
                continue;
            }
            pending.revived = true;
            let Pending { holder, stat, was, .. } = pending.as_ref();
            self.make_folder(frame.path.clone(), holder.other(), *stat, Reason::ChangeBeatsDeletion, was.clone());
        }
        self.frames = frames;
    }
}
