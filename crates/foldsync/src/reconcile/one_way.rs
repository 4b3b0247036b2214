//! One-way rules: one side is made like the other, wholly (mirror, a decided conflict) or as far as
//! the other changed (copy). There are no conflicts here.

use crate::{Kind, Reason, Side};

use super::contents::Sameness;
use super::delta::Delta;
use super::metadata::Preference;
use super::walk::{Ahead, End, Role, Spot, Walk};

impl Walk<'_> {
    /// Makes the other side exactly what `winner` is.
    ///
    /// `rule` is the reason to give; without one it is what `winner` did, or else the mirror.
    pub(super) fn force(&mut self, spot: Spot, winner: Side, rule: Option<Reason>) {
        let loser = winner.other();
        let reason = rule.unwrap_or_else(|| self.forced_reason(&spot, winner));
        match (spot.now(winner), spot.now(loser)) {
            (None, None) => self.adopt(spot),
            (Some(_), None) => self.put(spot, loser, reason),
            (None, Some(now)) if now.kind == Kind::Folder => {
                let end = if self.blocked.inside(&spot.path) { End::Stay } else { End::Delete(reason) };
                self.wait(spot, loser, end);
            }
            (None, Some(now)) => {
                let now = *now;
                self.delete(spot.path, loser, now, spot.was, reason);
            }
            (Some(here), Some(there)) if here.kind != there.kind => self.replace(spot, winner, reason),
            (Some(here), Some(_)) => {
                let same = here.kind == Kind::Folder || self.is_same(&spot);
                if same {
                    let reason = rule.unwrap_or(Reason::MetadataChanged);
                    self.agree(spot, Preference::Always(winner), reason);
                } else {
                    self.put(spot, loser, reason);
                }
            }
        }
    }

    /// The other kind of thing takes the place, unless something unknown lies below it.
    fn replace(&mut self, spot: Spot, winner: Side, reason: Reason) {
        if self.blocked.inside(&spot.path) {
            return self.enter(spot.path, Role::Blocked);
        }
        self.enter(spot.path.clone(), Role::Force(winner));
        self.put(spot, winner.other(), reason);
    }

    fn is_same(&self, spot: &Spot) -> bool {
        let touched = Side::BOTH.into_iter().any(|side| spot.leaves_content_open(side));
        let silent = Side::BOTH.into_iter().all(|side| spot.delta(side) == Delta::Same);
        !(touched || silent) || self.compare(spot) == Sameness::Same
    }

    fn forced_reason(&self, spot: &Spot, winner: Side) -> Reason {
        if self.policy.mode == crate::Mode::TwoWay {
            return Reason::ConflictRule;
        }
        let untouched = !spot.delta(winner.other()).touches_content() && spot.delta(winner.other()) != Delta::Gone;
        match spot.delta(winner) {
            Delta::New => Reason::Created,
            Delta::Gone if untouched => Reason::Deleted,
            Delta::Kind => Reason::KindChanged,
            Delta::Content | Delta::Doubtful => Reason::Changed,
            Delta::Same if untouched => Reason::SilentlyDifferent,
            _ => Reason::Mirror,
        }
    }

    /// Carries what `from` created or changed to the other side; deletes nothing there.
    pub(super) fn copy(&mut self, spot: Spot, from: Side, ahead: Ahead<'_>) {
        let to = from.other();
        match (spot.now(from), spot.now(to)) {
            (None, None) => self.adopt(spot),
            (None, Some(_)) => {}
            (Some(now), None) => match spot.delta(from) {
                Delta::New => self.put(spot, to, Reason::Created),
                _ if spot.beats_deletion(from) => self.put(spot, to, Reason::ChangeBeatsDeletion),
                _ if now.kind == Kind::Folder => self.wait(spot, from, End::Stay),
                _ => {}
            },
            (Some(here), Some(there)) if here.kind != there.kind => {
                let inside = here.kind == Kind::Folder && self.changes_inside(from, &spot, ahead.get(from));
                if inside || spot.beats_deletion(from) {
                    self.replace(spot, from, Reason::KindChanged);
                } else {
                    self.enter(spot.path, Role::Blocked);
                }
            }
            (Some(here), Some(_)) if here.kind == Kind::Folder => {
                self.agree(spot, Preference::ChangesOf(from), Reason::MetadataChanged);
            }
            _ => self.copy_file(spot, from),
        }
    }

    fn copy_file(&mut self, spot: Spot, from: Side) {
        let same = self.is_same(&spot);
        if same {
            self.agree(spot, Preference::ChangesOf(from), Reason::MetadataChanged);
        } else if spot.leaves_content_open(from) {
            let reason = if spot.was.is_some() { Reason::Changed } else { Reason::Created };
            self.put(spot, from.other(), reason);
        } else if Side::BOTH.into_iter().all(|side| spot.delta(side) == Delta::Same) {
            self.put(spot, from.other(), Reason::SilentlyDifferent);
        }
    }
}
