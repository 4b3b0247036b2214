//! Two-way rules: the case table (`cases.md`) as code.

use crate::{Change, ConflictRule, Kind, Reason, RelPath, Side};

use super::contents::Sameness;
use super::delta::Delta;
use super::metadata::Preference;
use super::walk::{Ahead, End, Pending, Role, Spot, Walk};

/// What a conflict rule says.
enum Verdict {
    Leave,
    Winner(Side),
    Both,
}

impl Walk<'_> {
    /// One path, both sides equal in rank.
    pub(super) fn two_way(&mut self, spot: Spot, ahead: Ahead<'_>) {
        let kinds = (spot.now(Side::Left).map(|now| now.kind), spot.now(Side::Right).map(|now| now.kind));
        match kinds {
            (None, None) => self.adopt(spot),
            (Some(_), None) => self.one_sided(spot, Side::Left),
            (None, Some(_)) => self.one_sided(spot, Side::Right),
            (Some(Kind::Folder), Some(Kind::Folder)) => self.both_folders(spot),
            (Some(left), Some(right)) if left == right => self.both_files(spot),
            _ => self.kinds_differ(spot, ahead),
        }
    }

    /// Only `holder` has it: new there, or deleted on the other side.
    fn one_sided(&mut self, spot: Spot, holder: Side) {
        let Some(now) = spot.now(holder).copied() else { return };
        let to = holder.other();
        if spot.was.is_none() {
            return self.put(spot, to, Reason::Created);
        }
        let kept = self.frames.iter().any(|frame| matches!(frame.role, Role::Keep(side) if side == holder));
        let moved = spot.seats.get(holder).moved;
        if kept || moved || spot.beats_deletion(holder) {
            if moved && now.kind == Kind::Folder {
                self.enter_after_put(spot, to, Role::Keep(holder));
            } else {
                self.put(spot, to, Reason::ChangeBeatsDeletion);
            }
        } else if now.kind == Kind::Folder {
            let end = if self.blocked.inside(&spot.path) { End::Stay } else { End::Delete(Reason::Deleted) };
            self.wait(spot, holder, end);
        } else {
            self.delete(spot.path, holder, now, spot.was, Reason::Deleted);
        }
    }

    fn enter_after_put(&mut self, spot: Spot, to: Side, role: Role) {
        let path = spot.path.clone();
        self.put(spot, to, Reason::ChangeBeatsDeletion);
        self.enter(path, role);
    }

    /// Decides on a folder that only `holder` has once everything below it was seen.
    pub(super) fn wait(&mut self, spot: Spot, holder: Side, end: End) {
        let Some(stat) = spot.now(holder).copied() else { return };
        let pending = Pending { holder, was: spot.was, stat, end, revived: false };
        self.enter(spot.path, Role::Pending(Box::new(pending)));
    }

    fn both_folders(&mut self, spot: Spot) {
        self.keep_if_moved(&spot);
        self.agree(spot, Preference::Changes, Reason::MetadataChanged);
    }

    /// What moved into a folder that the other side deleted keeps that folder alive.
    fn keep_if_moved(&mut self, spot: &Spot) {
        if spot.seats.left.moved || spot.seats.right.moved {
            self.revive();
        }
    }

    /// Both hold a file, or both a symlink.
    fn both_files(&mut self, spot: Spot) {
        self.keep_if_moved(&spot);
        // What only came along with a moved folder is listed, too, and nobody doubts its content.
        let doubted = Side::BOTH.into_iter().all(|side| spot.seats.get(side).listed) && self.base(&spot.path).is_none();
        let silent = doubted && Side::BOTH.into_iter().all(|side| spot.delta(side) == Delta::Same);
        if !silent && !Side::BOTH.into_iter().any(|side| spot.leaves_content_open(side)) {
            return self.agree(spot, Preference::Changes, Reason::MetadataChanged);
        }
        if self.compare(&spot) == Sameness::Same {
            return match self.separated(&spot) {
                Some(side) => self.put(spot, side.other(), Reason::LinksChanged),
                None => self.agree(spot, Preference::Changes, Reason::MetadataChanged),
            };
        }
        match Self::changer(&spot) {
            _ if silent => self.decide(spot, Reason::SilentlyDifferent),
            Some(side) => self.update(spot, side.other()),
            None if spot.was.is_none() => self.decide(spot, Reason::BothCreated),
            None => self.decide(spot, Reason::BothChanged),
        }
    }

    /// The only side that changed the content, which is known to differ; `None` when both may have. A doubt is outweighed by
    /// a certain change; on its own it counts, even where a new name or new permissions explain the change time.
    fn changer(spot: &Spot) -> Option<Side> {
        let certain = |side: Side| spot.delta(side).touches_content() && spot.delta(side) != Delta::Doubtful;
        let perhaps = |side: Side| spot.leaves_content_open(side);
        let only = |by: &dyn Fn(Side) -> bool| Side::BOTH.into_iter().find(|side| by(*side) && !by(side.other()));
        only(&certain).or_else(|| if Side::BOTH.into_iter().any(certain) { None } else { only(&perhaps) })
    }

    fn update(&mut self, mut spot: Spot, to: Side) {
        let from = to.other();
        let joined = self.groups.get(from).is_joined(&spot, from);
        let reason = if joined { Reason::LinksChanged } else { Reason::Changed };
        if spot.delta(to) == Delta::Metadata
            && !self.joins_what_stays(&spot, to)
            && let Some(source) = self.with_own_metadata(&spot, to, Reason::MetadataChanged)
        {
            self.dress_leader(to, &source);
            spot.seats.get_mut(from).now = Some(source);
        }
        self.put(spot, to, reason);
    }

    /// The side that gave the name a file of its own although the content stayed, while the other
    /// side still has both names on one file.
    fn separated(&self, spot: &Spot) -> Option<Side> {
        let rec = spot.was.as_deref().filter(|rec| self.policy.carry.hard_links && rec.linked)?;
        let own = |side: Side| spot.now(side).is_some_and(|now| now.id != rec.seen.get(side).id);
        // Where that content is new under all names, too, a run that was cut short brought it to this one: the others follow.
        let old = |side: Side| spot.delta(side) != Delta::Content;
        let still = |side: Side| !own(side) && old(side) && spot.now(side).is_some_and(|now| now.links > 1);
        let leader = |side: Side| spot.now(side).and_then(|now| self.groups.get(side).leader(now.id));
        if leader(Side::Left).is_some_and(|left| *left != spot.path && leader(Side::Right) == Some(left)) {
            // Another name of the same file on both sides, as it was made by a run that could not tell.
            return None;
        }
        Side::BOTH.into_iter().find(|side| own(*side) && still(side.other()))
    }

    /// Compares contents where that can tell anything.
    pub(super) fn compare(&self, spot: &Spot) -> Sameness {
        match (spot.now(Side::Left), spot.now(Side::Right)) {
            (Some(left), Some(right)) if left.size == right.size => {
                let (left, right) = (self.here(spot, Side::Left), self.here(spot, Side::Right));
                self.contents.ask(left, right)
            }
            _ => Sameness::Different,
        }
    }

    /// Where `side` has it before any operation.
    fn here<'s>(&'s self, spot: &'s Spot, side: Side) -> &'s RelPath {
        let origins = self.origins.get(side);
        if spot.seats.get(side).listed {
            origins.here(&spot.path).unwrap_or(&spot.path)
        } else {
            // As recorded, hence at the recorded path.
            self.origins.get(side.other()).base(&spot.path).unwrap_or(&spot.path)
        }
    }

    fn kinds_differ(&mut self, spot: Spot, ahead: Ahead<'_>) {
        self.keep_if_moved(&spot);
        if Side::BOTH.into_iter().any(|side| spot.is_folder(side)) && self.blocked.inside(&spot.path) {
            return self.conflict(spot, Reason::KindsDiffer);
        }
        let touched = |side: Side| {
            spot.beats_deletion(side) || spot.is_folder(side) && self.changes_inside(side, &spot, ahead.get(side))
        };
        match Side::BOTH.into_iter().find(|side| !touched(*side)) {
            Some(side) if spot.was.is_some() => self.put(spot, side, Reason::KindChanged),
            _ => self.decide(spot, Reason::KindsDiffer),
        }
    }

    /// A conflict, unless a rule or the user has decided it.
    fn decide(&mut self, spot: Spot, reason: Reason) {
        match self.verdict(&spot) {
            Verdict::Leave => self.conflict(spot, reason),
            Verdict::Both => self.keep_both(spot),
            Verdict::Winner(side) => {
                self.enter(spot.path.clone(), Role::Force(side));
                self.force(spot, side, Some(Reason::ConflictRule));
            }
        }
    }

    fn verdict(&self, spot: &Spot) -> Verdict {
        let (Some(left), Some(right)) = (spot.now(Side::Left), spot.now(Side::Right)) else { return Verdict::Leave };
        let larger = |l: &dyn Fn() -> std::cmp::Ordering| match l() {
            std::cmp::Ordering::Less => Verdict::Winner(Side::Right),
            std::cmp::Ordering::Equal => Verdict::Leave,
            std::cmp::Ordering::Greater => Verdict::Winner(Side::Left),
        };
        match self.choices.overrides.get(&spot.path).copied().unwrap_or(self.policy.conflict) {
            ConflictRule::Ask => Verdict::Leave,
            ConflictRule::KeepBoth => Verdict::Both,
            ConflictRule::Left => Verdict::Winner(Side::Left),
            ConflictRule::Right => Verdict::Winner(Side::Right),
            ConflictRule::Newer => larger(&|| left.mtime.cmp(&right.mtime)),
            ConflictRule::Older => larger(&|| right.mtime.cmp(&left.mtime)),
            ConflictRule::Larger => larger(&|| left.size.cmp(&right.size)),
        }
    }

    /// Whether `side` changed something below the folder at `spot` that a deletion must not take.
    pub(super) fn changes_inside(&self, side: Side, spot: &Spot, ahead: &[Change]) -> bool {
        ahead.iter().take_while(|change| change.path.starts_with(&spot.path)).any(|change| {
            let Some(now) = change.now else { return false };
            let was = change.was.as_deref();
            Delta::of(side, was, Some(&now)).beats_deletion(was, &now) || self.origins.get(side).moved(&change.path)
        })
    }
}
