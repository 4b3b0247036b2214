//! The merge of both sides, path by path, in the namespace after all moves.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::archive::Record;
use crate::{Change, Kind, Mode, Policy, RelPath, Side, Sides, Stat};

use super::blocked::Blocked;
use super::contents::{Answers, Choices};
use super::delta::{Delta, recorded};
use super::emit::Output;
use super::groups::Groups;
use super::items::Origins;
use super::keep_both::CopyNames;
use super::metadata::Decided;

/// One side of one path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    /// What is there.
    pub now: Option<Stat>,
    /// What happened to it.
    pub delta: Delta,
    /// Whether the scan handed it on.
    pub listed: bool,
    /// Whether this side gave it another place.
    pub moved: bool,
}

/// One path with both sides.
#[derive(Debug)]
pub(super) struct Spot {
    pub path: RelPath,
    pub was: Option<Box<Record>>,
    pub seats: Sides<Seat>,
}

impl Spot {
    /// What is there on `side`.
    pub(super) const fn now(&self, side: Side) -> Option<&Stat> {
        self.seats.get(side).now.as_ref()
    }

    /// What happened on `side`.
    pub(super) const fn delta(&self, side: Side) -> Delta {
        self.seats.get(side).delta
    }

    /// Whether only a comparison tells what `side` holds.
    pub(super) fn leaves_content_open(&self, side: Side) -> bool {
        self.delta(side).leaves_content_open()
    }

    /// Whether `side` made something of it that a deletion on the other side must not take. A rename alone shows in the
    /// change time, too.
    pub(super) fn beats_deletion(&self, side: Side) -> bool {
        let renamed = self.seats.get(side).moved && self.delta(side) == Delta::Attributes;
        !renamed && self.now(side).is_some_and(|now| self.delta(side).beats_deletion(self.was.as_deref(), now))
    }

    /// Whether it is a folder on `side`.
    pub(super) fn is_folder(&self, side: Side) -> bool {
        self.now(side).is_some_and(|now| now.kind == Kind::Folder)
    }
}

/// What holds for everything below a folder.
#[derive(Debug)]
pub(super) enum Role {
    /// It is left alone.
    Blocked,
    /// It is made as on this side.
    Force(Side),
    /// This side gave the folder another place while the other deleted it: deletions below it lose.
    Keep(Side),
    /// The right folder got this name on both sides, because the left version keeps its own.
    Copied(RelPath),
    /// The folder is on one side only; whether it stays depends on what is found below.
    Pending(Box<Pending>),
}

/// A folder that only `holder` still has.
#[derive(Debug)]
pub(super) struct Pending {
    pub holder: Side,
    pub was: Option<Box<Record>>,
    pub stat: Stat,
    /// How the folder ends when nothing below needs it.
    pub end: End,
    /// Whether something below needs it, so that it was made again on the other side.
    pub revived: bool,
}

/// How a pending folder ends when nothing below it needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is deleted, by this rule.
    Delete(crate::Reason),
    /// It stays where it is.
    Stay,
}

#[derive(Debug)]
pub(super) struct Frame {
    pub path: RelPath,
    pub role: Role,
}

/// The state of the merge.
pub(super) struct Walk<'a> {
    pub policy: &'a Policy,
    pub choices: &'a Choices,
    pub contents: &'a Answers<'a>,
    pub blocked: Blocked,
    /// Folders that the sequential beginning of the plan makes.
    pub early: Sides<HashSet<RelPath>>,
    pub origins: Sides<Origins>,
    pub groups: Sides<Groups>,
    pub copies: CopyNames,
    pub decided: Decided,
    pub frames: Vec<Frame>,
    pub out: Output,
}

/// What is still to come on both sides.
pub(super) type Ahead<'a> = Sides<&'a [Change]>;

impl Walk<'_> {
    /// Visits every changed path.
    pub(super) fn run(mut self, left: Vec<Change>, right: Vec<Change>) -> Output {
        let (mut left, mut right) = (left.into_iter(), right.into_iter());
        loop {
            let order = match (left.as_slice().first(), right.as_slice().first()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(l), Some(r)) => l.path.cmp(&r.path),
            };
            let l = if order == Ordering::Greater { None } else { left.next() };
            let r = if order == Ordering::Less { None } else { right.next() };
            if let Some(spot) = self.spot(l, r) {
                self.leave_folders(&spot.path);
                if !self.is_left_alone(&spot.path) {
                    self.visit(spot, Sides::new(left.as_slice(), right.as_slice()));
                }
            }
        }
        while let Some(frame) = self.frames.pop() {
            self.finish(frame);
        }
        self.out
    }

    /// Joins what the two sides say of one path.
    fn spot(&self, left: Option<Change>, right: Option<Change>) -> Option<Spot> {
        let (listed_left, listed_right) = (left.is_some(), right.is_some());
        let (now_left, now_right) = (left.as_ref().and_then(|c| c.now), right.as_ref().and_then(|c| c.now));
        let (path, was) = match (left, right) {
            (Some(l), r) => (l.path, l.was.or_else(|| r.and_then(|r| r.was))),
            (None, Some(r)) => (r.path, r.was),
            (None, None) => return None,
        };
        let seat = |side: Side, listed: bool, now: Option<Stat>| {
            let now = if listed { now } else { was.as_deref().map(|rec| recorded(rec, side)) };
            let delta =
                if listed || was.is_none() { Delta::of(side, was.as_deref(), now.as_ref()) } else { Delta::Same };
            Seat { now, delta, listed, moved: self.origins.get(side).moved(&path) }
        };
        let seats = Sides::new(seat(Side::Left, listed_left, now_left), seat(Side::Right, listed_right, now_right));
        Some(Spot { path, was, seats })
    }

    fn is_left_alone(&self, path: &RelPath) -> bool {
        matches!(self.frames.last(), Some(Frame { role: Role::Blocked, .. })) || self.blocked.covers(path)
    }

    fn visit(&mut self, spot: Spot, ahead: Ahead<'_>) {
        if let Some(Frame { path, role: Role::Copied(copy) }) =
            self.frames.iter().find(|frame| matches!(frame.role, Role::Copied(_)))
        {
            let (folder, copy) = (path.clone(), copy.clone());
            return self.follow_copy(spot, &folder, &copy);
        }
        let forced = self.frames.iter().rev().find_map(|frame| match frame.role {
            Role::Force(side) => Some(side),
            _ => None,
        });
        match (forced, self.policy.mode) {
            (Some(winner), _) => self.force(spot, winner, None),
            (None, Mode::TwoWay) => self.two_way(spot, ahead),
            (None, Mode::LeftToRight) => self.copy(spot, Side::Left, ahead),
            (None, Mode::RightToLeft) => self.copy(spot, Side::Right, ahead),
            (None, Mode::MirrorRight) => self.force(spot, Side::Left, None),
            (None, Mode::MirrorLeft) => self.force(spot, Side::Right, None),
        }
    }

    /// Ends the folders that do not hold `path`.
    fn leave_folders(&mut self, path: &RelPath) {
        while let Some(frame) = self.frames.pop_if(|frame| !path.starts_with(&frame.path)) {
            self.finish(frame);
        }
    }

    fn finish(&mut self, frame: Frame) {
        let Frame { path, role: Role::Pending(pending) } = frame else { return };
        if let (End::Delete(reason), false) = (pending.end, pending.revived) {
            self.delete(path, pending.holder, pending.stat, pending.was, reason);
        }
    }

    pub(super) fn enter(&mut self, path: RelPath, role: Role) {
        self.frames.push(Frame { path, role });
    }
}
