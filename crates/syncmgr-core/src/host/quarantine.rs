//! Programs that crash again and again are not started again and again.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use syncmgr_proto::HandlerId;

use crate::store::{Store, StoreError};

/// Crashes older than this do not count any more.
const MEMORY: Duration = Duration::from_hours(24);
/// How long to wait after so many crashes: the first ones cost nothing, as a person would try again, too.
const BACK_OFF: [Duration; 9] = [
    Duration::ZERO,
    Duration::ZERO,
    Duration::ZERO,
    Duration::ZERO,
    Duration::ZERO,
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
];

/// Whether a handler may be started by itself now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It may.
    Ready,
    /// It crashed a moment ago and has to wait.
    Wait {
        /// When it may again.
        until: Timestamp,
    },
    /// It crashed too often; only the user starts it again.
    Quarantined {
        /// The first of the crashes.
        since: Timestamp,
        /// How many.
        crashes: usize,
    },
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready => f.write_str("it may run"),
            Self::Wait { until } => {
                write!(f, "it crashed a moment ago; it is started again by itself after {until:.0}")
            }
            Self::Quarantined { since, crashes } => write!(
                f,
                "it crashed {crashes} times since {since:.0} and is not started by itself any more; \
                 a run by hand (`syncmgr sync NAME`) tries it again, and a good one or registering it again ends this"
            ),
        }
    }
}

/// Judges a handler by the times of its crashes, in any order.
pub fn standing(crashes: &[Timestamp], now: Timestamp) -> Standing {
    let recent = || crashes.iter().copied().filter(|time| now.duration_since(*time).unsigned_abs() < MEMORY);
    let (Some(first), Some(last)) = (recent().min(), recent().max()) else { return Standing::Ready };
    let count = recent().count();
    let Some(&wait) = BACK_OFF.get(count) else { return Standing::Quarantined { since: first, crashes: count } };
    match last.checked_add(wait) {
        Ok(until) if until > now => Standing::Wait { until },
        _ => Standing::Ready,
    }
}

/// Who starts a handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Retry {
    /// The user or a program, who sees what comes of it and may try again: a crash does not count, and none keeps it from
    /// starting.
    ByHand,
    /// The manager by itself: crashes count, and it respects [`Standing`].
    ByItself,
}

/// Remembers crashes from run to run.
pub trait CrashLog: Send + Sync {
    /// Returns when a handler crashed.
    fn crashes(&self, handler: HandlerId) -> Vec<Timestamp>;

    /// Notes a crash and what it looked like.
    fn crashed(&self, handler: HandlerId, time: Timestamp, message: &str);

    /// The handler did its work: its crashes are forgotten.
    fn recovered(&self, handler: HandlerId);
}

/// What cannot be read or kept does not stop a handler: losing history never blocks a synchronization.
impl CrashLog for Store {
    fn crashes(&self, handler: HandlerId) -> Vec<Timestamp> {
        self.handler_crashes(handler).unwrap_or_default().into_iter().map(|crash| crash.time).collect()
    }

    fn crashed(&self, handler: HandlerId, time: Timestamp, message: &str) {
        let _: Result<(), StoreError> = self.add_handler_crash(handler, time, message.to_owned());
    }

    fn recovered(&self, handler: HandlerId) {
        let _: Result<(), StoreError> = self.forget_handler_crashes(handler);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn the_more_crashes_the_longer_the_wait() {
        for (crashes, now, expected) in [
            (vec![], 0, Standing::Ready),
            (vec![0], 0, Standing::Ready),
            (vec![0, 1, 2, 3], 4, Standing::Ready),
            (vec![0, 1, 2, 3, 10], 11, Standing::Wait { until: at(40) }),
            (vec![0, 1, 2, 3, 10], 40, Standing::Ready),
            (vec![10, 0, 5, 6, 7, 8], 11, Standing::Wait { until: at(130) }),
            (vec![0, 1, 2, 3, 4, 5, 6], 605, Standing::Wait { until: at(606) }),
            (vec![0, 1, 2, 3, 4, 5, 6], 606, Standing::Ready),
            (vec![9, 1, 2, 3, 4, 5, 6, 7, 8], 5000, Standing::Quarantined { since: at(1), crashes: 9 }),
        ] {
            let times: Vec<_> = crashes.iter().copied().map(at).collect();
            assert_eq!(standing(&times, at(now)), expected, "{crashes:?} at {now}");
        }
    }

    #[test]
    fn a_day_later_all_is_forgotten() {
        let times: Vec<_> = (0..10).map(at).collect();
        assert!(matches!(standing(&times, at(86_399)), Standing::Quarantined { crashes: 10, .. }));
        assert_eq!(standing(&times, at(86_410)), Standing::Ready);
    }

    #[test]
    fn the_words_say_what_to_do() {
        let text = Standing::Quarantined { since: at(0), crashes: 5 }.to_string();
        assert_eq!(
            text,
            "it crashed 5 times since 2023-11-14T22:13:20Z and is not started by itself any more; \
             a run by hand (`syncmgr sync NAME`) tries it again, and a good one or registering it again ends this"
        );
        let text = Standing::Wait { until: at(0) }.to_string();
        assert_eq!(text, "it crashed a moment ago; it is started again by itself after 2023-11-14T22:13:20Z");
    }

    proptest! {
        #[test]
        fn waiting_helps_and_nothing_panics(ages: Vec<u16>, now: i32) {
            let now = i64::from(now);
            let times: Vec<_> = ages.iter().map(|age| at(now - i64::from(*age))).collect();
            if let Standing::Wait { until } = standing(&times, at(now)) {
                prop_assert!(until > at(now));
                prop_assert_eq!(standing(&times, until), Standing::Ready);
            }
        }
    }
}
