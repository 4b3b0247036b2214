//! Timestamps so young that a later write could leave the same ones.

use std::time::Duration;

use crate::{Stat, Time};

/// The coarsest clock tick that a kernel stamps files with.
const TICK: Duration = Duration::from_millis(10);
/// A stamp exactly one tick old is young.
const MARGIN: Duration = Duration::from_micros(100);
/// What file systems without nanoseconds round to, at worst (FAT).
const WHOLE_SECONDS: Duration = Duration::from_secs(2);

/// What may be recorded of `stat`, which was looked at not before `looked` (see [`crate::sys::now`]).
///
/// File systems stamp with a granularity: a file changed right before the look can change once more
/// within the same tick and show the same times. Such a stat loses its change time, which makes
/// [`Record::matches`](crate::archive::Record::matches) say no, so that the next scan looks again.
/// The change time decides and not the modification time: no program can set it back, and a change of
/// permissions moves nothing else.
#[must_use]
pub fn trust(stat: &Stat, looked: Time) -> Stat {
    let tick = if is_coarse(stat) { WHOLE_SECONDS } else { TICK };
    let young = minus(looked, tick) <= stat.ctime;
    Stat { ctime: if young { Time::default() } else { stat.ctime }, ..*stat }
}

/// Until when to wait so that nothing of what was `seen` is young any more: content that is read from then on is
/// known by the times that were seen. `None`: it is so at `now`, or no wait is short enough.
///
/// Only what one tick makes young is waited for, and nothing with a change time to come, which a clock that was
/// set back leaves behind.
pub fn settles<'a>(seen: impl Iterator<Item = &'a Stat>, now: Time) -> Option<Time> {
    let ticking = seen.filter(|stat| !is_coarse(stat)).map(|stat| stat.ctime).filter(|ctime| *ctime <= now);
    let settled = plus(ticking.max()?, TICK + MARGIN);
    (settled > now).then_some(settled)
}

/// Stamps of whole seconds.
const fn is_coarse(stat: &Stat) -> bool {
    stat.ctime.nanos == 0 && stat.mtime.nanos == 0
}

const fn plus(time: Time, span: Duration) -> Time {
    let (secs, nanos) = (time.secs.saturating_add_unsigned(span.as_secs()), time.nanos + span.subsec_nanos());
    if nanos < 1_000_000_000 {
        Time::new(secs, nanos)
    } else {
        Time::new(secs.saturating_add(1), nanos - 1_000_000_000)
    }
}

const fn minus(time: Time, span: Duration) -> Time {
    let secs = time.secs.saturating_sub_unsigned(span.as_secs());
    match time.nanos.checked_sub(span.subsec_nanos()) {
        Some(nanos) => Time::new(secs, nanos),
        None => Time::new(secs.saturating_sub(1), time.nanos + 1_000_000_000 - span.subsec_nanos()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Record;
    use crate::{FileId, Kind, Side};

    const NOW: Time = Time::new(1_000, 5_000_000);

    fn stat(mtime: Time, ctime: Time) -> Stat {
        let id = FileId { inode: 1, birth: 1 };
        Stat { kind: Kind::File, id, size: 1, mtime, ctime, mode: 0o644, uid: 0, gid: 0, links: 1 }
    }

    #[test]
    fn only_a_change_time_well_before_the_look_is_trusted() {
        let old = Time::new(900, 1);
        let cases = [
            ("long ago", old, Time::new(900, 1), true),
            ("eleven milliseconds ago", old, Time::new(999, 994_000_000), true),
            ("ten milliseconds ago", old, Time::new(999, 995_000_000), false),
            ("just now", old, NOW, false),
            ("after the look", old, Time::new(1_001, 1), false),
            ("a modification time in the future is no reason", Time::new(9_999, 1), old, true),
            ("whole seconds, two seconds ago", Time::new(998, 0), Time::new(998, 0), true),
            ("whole seconds, one second ago", Time::new(999, 0), Time::new(999, 0), false),
            ("only the modification time is whole", Time::new(999, 0), Time::new(999, 1), true),
            ("before 1970", Time::new(-5, 0), Time::new(-5, 0), true),
        ];
        for (name, mtime, ctime, trusted) in cases {
            let given = stat(mtime, ctime);
            let kept = trust(&given, NOW);
            assert_eq!(kept.ctime == ctime, trusted, "{name}");
            assert_eq!(Record::of(&kept, &kept).matches(Side::Left, &given), trusted, "{name}");
            assert_eq!(Stat { ctime, ..kept }, given, "{name}: nothing else changes");
        }
    }

    #[test]
    fn what_is_young_by_a_tick_is_waited_for_and_trusted_then() {
        let old = Time::new(900, 1);
        let cases = [
            ("nothing seen", vec![], None),
            ("long ago", vec![old], None),
            ("this instant", vec![NOW], Some(Time::new(1_000, 15_100_000))),
            ("half a tick ago", vec![old, Time::new(999, 999_999_999)], Some(Time::new(1_000, 10_099_999))),
            ("the youngest counts", vec![Time::new(1_000, 1), NOW, old], Some(Time::new(1_000, 15_100_000))),
            ("a time to come", vec![Time::new(1_001, 1)], None),
            ("whole seconds", vec![Time::new(1_000, 0)], None),
        ];
        for (name, ctimes, expected) in cases {
            let seen: Vec<_> = ctimes.into_iter().map(|ctime| stat(Time::new(ctime.secs, 0), ctime)).collect();
            let settled = settles(seen.iter(), NOW);
            assert_eq!(settled, expected, "{name}");
            let trusted = |stat: &&Stat| trust(stat, settled.unwrap_or(NOW)).ctime == stat.ctime;
            assert_eq!(
                seen.iter().all(|stat| trusted(&stat)),
                !["a time to come", "whole seconds"].contains(&name),
                "{name}"
            );
        }
    }
}
