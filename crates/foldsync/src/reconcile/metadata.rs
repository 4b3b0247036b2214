//! Permissions, owner, times and attributes where the content agrees.

use std::collections::{HashMap, HashSet};

use crate::archive::Record;
use crate::{Attributes, Carry, FileId, Kind, Reason, Side, Sides, Stat, Time};

use super::walk::{Spot, Walk};

/// Whose values hold, per group; `None` where both agree or nothing is carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Winners {
    perms: Option<Side>,
    owner: Option<Side>,
    times: Option<Side>,
    attributes: Option<Side>,
}

/// Files with several names whose metadata is decided under one of them.
#[derive(Debug, Default)]
pub(super) struct Decided {
    /// Those that the plan changes, and what they look like then.
    changed: Sides<HashMap<FileId, Stat>>,
    /// Those whose metadata goes to the other side.
    carried: Sides<HashSet<FileId>>,
}

/// Who may win.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preference {
    /// Whoever changed a value; where both did, whoever did it last.
    Changes,
    /// Always this side.
    Always(Side),
    /// This side, where it changed a value; the other's changes stay where they are.
    ChangesOf(Side),
}

impl Winners {
    /// Compares the groups. Without a record (a first run), the older modification time and the left
    /// permissions and owner hold.
    pub(super) fn of(was: Option<&Record>, left: &Stat, right: &Stat, carry: Carry, preference: Preference) -> Self {
        let was = was.filter(|rec| rec.kind == left.kind);
        let pick = |differ: bool, changed: Sides<bool>, first: Side| -> Option<Side> {
            if !differ {
                return None;
            }
            let changed = if was.is_some() { changed } else { Sides::new(true, true) };
            match preference {
                Preference::Always(side) => (changed.left || changed.right).then_some(side),
                Preference::ChangesOf(side) => changed.get(side).then_some(side),
                Preference::Changes => match (changed.left, changed.right) {
                    (false, false) => None,
                    (true, false) => Some(Side::Left),
                    (false, true) => Some(Side::Right),
                    (true, true) if was.is_none() => Some(first),
                    (true, true) => Some(if right.ctime > left.ctime { Side::Right } else { Side::Left }),
                },
            }
        };
        let changed =
            |differs: &dyn Fn(Side, &Stat) -> bool| Sides::new(differs(Side::Left, left), differs(Side::Right, right));
        let seen = |side: Side| was.map(|rec| rec.seen.get(side));
        let mode = changed(&|side, now| seen(side).is_some_and(|seen| seen.mode != now.mode));
        let owner = changed(&|side, now| seen(side).is_some_and(|seen| (seen.uid, seen.gid) != (now.uid, now.gid)));
        let times = changed(&|side, now| seen(side).is_some_and(|seen| seen.mtime != now.mtime));
        let ctime = changed(&|side, now| {
            seen(side).is_some_and(|seen| seen.ctime != Time::default() && seen.ctime != now.ctime)
        });
        let older = if right.mtime < left.mtime { Side::Right } else { Side::Left };
        Self {
            perms: pick(carry.perms && left.kind != Kind::Symlink && left.mode != right.mode, mode, Side::Left),
            owner: pick(carry.owner && (left.uid, left.gid) != (right.uid, right.gid), owner, Side::Left),
            times: pick(carry.times && left.kind != Kind::Folder && left.mtime != right.mtime, times, older),
            attributes: pick((carry.xattrs || carry.acls) && left.kind != Kind::Symlink, ctime, Side::Left),
        }
    }

    /// What `side` must look like when content `own` is its own and the winning values replace it.
    fn wanted(self, side: Side, own: &Stat, other: &Stat) -> Stat {
        let wins = |winner: Option<Side>| winner == Some(side.other());
        let mut wanted = *other;
        if !wins(self.perms) {
            wanted.mode = own.mode;
        }
        if !wins(self.owner) {
            (wanted.uid, wanted.gid) = (own.uid, own.gid);
        }
        if !wins(self.times) {
            wanted.mtime = own.mtime;
        }
        wanted
    }

    /// What is to be done with attributes on `side`; `None` when nothing at all is to be done there.
    fn work(self, side: Side) -> Option<Attributes> {
        let wins = |winner: Option<Side>| winner == Some(side.other());
        let attributes = wins(self.attributes);
        if wins(self.perms) || wins(self.owner) || wins(self.times) {
            Some(if attributes { Attributes::Copy } else { Attributes::Keep })
        } else {
            attributes.then_some(Attributes::Probe)
        }
    }
}

impl Walk<'_> {
    /// Both sides hold the same content: makes the metadata agree, too.
    pub(super) fn agree(&mut self, spot: Spot, preference: Preference, reason: Reason) {
        let (Some(left), Some(right)) = (spot.now(Side::Left).copied(), spot.now(Side::Right).copied()) else { return };
        let winners = Winners::of(spot.was.as_deref(), &left, &right, self.policy.carry, preference);
        let free = Sides::new(self.is_undecided(&spot, Side::Left), self.is_undecided(&spot, Side::Right));
        for (side, own, other) in [(Side::Left, &left, &right), (Side::Right, &right, &left)] {
            let Some(attributes) = winners.work(side) else { continue };
            if !free.get(side) {
                continue;
            }
            let wanted = winners.wanted(side, own, other);
            if attributes != Attributes::Probe {
                self.decide_metadata(&spot, side, wanted);
                self.carry_metadata(&spot, side.other());
            }
            self.change_metadata(&spot, side, wanted, attributes, reason);
        }
        if left.kind == Kind::Folder {
            self.agree_on_time(&spot, &left, &right, preference);
        }
        let differ = |side: Side| !free.get(side) && winners.work(side).is_some_and(|work| work != Attributes::Probe);
        if Side::BOTH.into_iter().any(differ) && !self.will_look_alike(&left, &right) {
            // What one side has to say is still to travel.
            return;
        }
        self.adopt(spot);
    }

    /// Whether both files look the same after what the plan does to them under other names.
    fn will_look_alike(&self, left: &Stat, right: &Stat) -> bool {
        let (carry, changed) = (self.policy.carry, &self.decided.changed);
        let (left, right) = (changed.left.get(&left.id).unwrap_or(left), changed.right.get(&right.id).unwrap_or(right));
        (!carry.perms || left.mode == right.mode)
            && (!carry.owner || (left.uid, left.gid) == (right.uid, right.gid))
            && (!carry.times || left.mtime == right.mtime)
    }

    /// Whether the metadata of the file on `side` may still become that of the other side: under no other name this plan
    /// changes one of the two files or carries this one's metadata over. Else the two would exchange theirs, run by run.
    fn is_undecided(&self, spot: &Spot, side: Side) -> bool {
        let Some((target, source)) = self.linked(spot, side) else { return true };
        let (changed, carried) = (&self.decided.changed, self.decided.carried.get(side));
        !changed.get(side).contains_key(&target)
            && !changed.get(side.other()).contains_key(&source)
            && !carried.contains(&target)
    }

    /// The file on `side` gets the look `wanted` under all its names.
    fn decide_metadata(&mut self, spot: &Spot, side: Side, wanted: Stat) {
        if let Some((target, _)) = self.linked(spot, side) {
            self.decided.changed.get_mut(side).insert(target, wanted);
        }
    }

    /// What the file on `side` looks like goes to the other side.
    fn carry_metadata(&mut self, spot: &Spot, side: Side) {
        if let Some((_, source)) = self.linked(spot, side.other()) {
            self.decided.carried.get_mut(side).insert(source);
        }
    }

    /// The files on `side` and on the other side, where one of them has other names.
    fn linked(&self, spot: &Spot, side: Side) -> Option<(FileId, FileId)> {
        let (target, source) = (spot.now(side)?, spot.now(side.other())?);
        let names = target.links.max(source.links);
        (self.policy.carry.hard_links && target.kind == Kind::File && names > 1).then_some((target.id, source.id))
    }

    /// The time of a folder: that of the side that changed it, the later where both did.
    fn agree_on_time(&mut self, spot: &Spot, left: &Stat, right: &Stat, preference: Preference) {
        let was = spot.was.as_deref().filter(|rec| rec.kind == Kind::Folder);
        let changed = |side: Side, now: &Stat| was.is_none_or(|rec| rec.seen.get(side).mtime != now.mtime);
        let (by_left, by_right) = (changed(Side::Left, left), changed(Side::Right, right));
        let time = match preference {
            Preference::Always(Side::Left) => left.mtime,
            Preference::Always(Side::Right) => right.mtime,
            Preference::ChangesOf(Side::Left) if by_left => left.mtime,
            Preference::ChangesOf(Side::Right) if by_right => right.mtime,
            Preference::ChangesOf(_) => return,
            Preference::Changes => match (by_left, by_right) {
                (true, true) => left.mtime.max(right.mtime),
                (true, false) => left.mtime,
                (false, true) => right.mtime,
                (false, false) if left.mtime == right.mtime => left.mtime,
                (false, false) => return,
            },
        };
        self.folder_time(&spot.path, time);
    }

    /// The source of an update of `to`, where that side changed permissions or owner of what is overwritten: only there, so
    /// that they survive the new content, and reach the other side.
    pub(super) fn with_own_metadata(&mut self, spot: &Spot, to: Side, reason: Reason) -> Option<Stat> {
        let (own, source) = (spot.now(to).copied()?, spot.now(to.other()).copied()?);
        let (left, right) = if to == Side::Left { (own, source) } else { (source, own) };
        let winners = Winners::of(spot.was.as_deref(), &left, &right, self.policy.carry, Preference::Changes);
        let winners = Winners { times: None, attributes: None, ..winners };
        let from = to.other();
        let attributes = winners.work(from)?;
        let wanted = winners.wanted(from, &source, &own);
        let wanted = Stat { mode: wanted.mode, uid: wanted.uid, gid: wanted.gid, ..source };
        // What is overwritten may get anything under other names; what overwrites it looks alike under all of them.
        if self.linked(spot, from).is_some() {
            if let Some(decided) = self.decided.changed.get(from).get(&source.id) {
                return Some(Stat { mode: decided.mode, uid: decided.uid, gid: decided.gid, ..source });
            }
            if self.decided.carried.get(from).contains(&source.id) {
                return None;
            }
        }
        self.decide_metadata(spot, from, wanted);
        self.change_metadata(spot, from, wanted, attributes, reason);
        Some(wanted)
    }
}
