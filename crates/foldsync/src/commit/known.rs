//! What is known about one path while a lesson is put together.

use crate::archive::{Record, Seen};
use crate::{Side, Sides, Stat, Time};

/// What is known about one path.
#[derive(Default)]
pub(super) struct Known {
    pub record: Option<Record>,
    pub now: Sides<Option<Stat>>,
    pub gone: bool,
    /// What a move brought here: as it was expected, and as it looked afterwards.
    pub moved: Sides<Option<(Stat, Stat)>>,
    /// What made it another name of a file, by its place among what was done.
    pub link: Option<u32>,
}

/// What becomes of the record of a path.
pub(super) enum Verdict {
    Known(Record),
    Gone,
    AsBefore,
}

impl Known {
    /// What was `expected` on `side` came here and looks like `after`. What the archive did not know of it before, it does
    /// not learn by the move: that is a change of somebody, on which both sides may not agree. Nor does it learn what
    /// somebody did to the permissions of a folder while the run moved it.
    pub fn moved(&mut self, side: Side, expected: &Stat, after: Stat) {
        let (mode, uid, gid) = (expected.mode, expected.uid, expected.gid);
        let dressed = (after.mode, after.uid, after.gid) == (mode, uid, gid);
        let after = if dressed { after } else { Stat { mode, uid, gid, ctime: Time::default(), ..after } };
        *self.moved.get_mut(side) = Some((*expected, after));
        let adopted = self.now.get(side).is_some();
        if adopted || self.record.is_some_and(|record| record.matches(side, expected)) {
            *self.now.get_mut(side) = Some(after);
        }
    }

    /// The folder on `side` after its time was set. Only the time is the run's doing: permissions that somebody
    /// changed meanwhile stay unknown to the archive, so that the next run sees them. `None` where nothing is known of
    /// its permissions.
    pub fn settled(&self, side: Side, folder: &Stat) -> Option<Stat> {
        let record = self.record.map(|record| *record.seen.get(side));
        let expected = match (self.now.get(side), record) {
            (Some(now), _) => (now.mode, now.uid, now.gid),
            (None, Some(seen)) => (seen.mode, seen.uid, seen.gid),
            (None, None) => return None,
        };
        if expected == (folder.mode, folder.uid, folder.gid) {
            return Some(*folder);
        }
        let (mode, uid, gid) = expected;
        Some(Stat { mode, uid, gid, ctime: Time::default(), ..*folder })
    }

    /// Where only one side has the `time` that the folder was to have on both, it is still to travel.
    pub fn untime(&mut self, time: Time) {
        for side in Side::BOTH {
            let record = self.record.map(|record| record.seen.get(side.other()).mtime);
            let other = self.now.get(side.other()).map(|now| now.mtime).or(record);
            if let (Some(now), Some(other)) = (self.now.get_mut(side), other)
                && now.mtime == time
                && other != time
            {
                *now = Stat { mtime: other, ctime: Time::default(), ..*now };
            }
        }
    }

    pub fn result(self) -> Verdict {
        match (self.now.left, self.now.right, self.record) {
            (Some(left), Some(right), _) => Verdict::Known(Record::of(&left, &right)),
            (None, None, Some(record)) => Verdict::Known(record),
            (left, right, Some(mut record)) => {
                for (side, stat) in [(Side::Left, left), (Side::Right, right)] {
                    if let Some(stat) = stat {
                        *record.seen.get_mut(side) = Seen::of(&stat);
                    }
                }
                Verdict::Known(record)
            }
            _ if self.gone => Verdict::Gone,
            _ => Verdict::AsBefore,
        }
    }
}
