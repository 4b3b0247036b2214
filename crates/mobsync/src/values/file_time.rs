//! `FILETIME`: units of 100 ns since the beginning of 1601.

use std::time::{Duration, SystemTime};

use crate::structures::FILETIME;

/// Units in a second.
const PER_SECOND: u64 = 10_000_000;
/// Units from 1601 to 1970.
const TO_UNIX: u64 = 11_644_473_600 * PER_SECOND;

/// Converts a time; `None` for one that this platform cannot hold.
pub fn from_file_time(time: FILETIME) -> Option<SystemTime> {
    let units = u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    if units >= TO_UNIX {
        SystemTime::UNIX_EPOCH.checked_add(duration(units - TO_UNIX))
    } else {
        SystemTime::UNIX_EPOCH.checked_sub(duration(TO_UNIX - units))
    }
}

/// Converts a time, rounded down to 100 ns; what lies outside becomes the nearest that can be said.
pub fn to_file_time(time: SystemTime) -> FILETIME {
    let units = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => units(after).saturating_add(TO_UNIX),
        Err(before) => {
            let before = before.duration();
            let down = u64::from(before.subsec_nanos() % 100 != 0);
            TO_UNIX.saturating_sub(units(before).saturating_add(down))
        }
    };
    FILETIME { dwLowDateTime: units as u32, dwHighDateTime: (units >> 32) as u32 }
}

fn duration(units: u64) -> Duration {
    Duration::new(units / PER_SECOND, (units % PER_SECOND) as u32 * 100)
}

fn units(duration: Duration) -> u64 {
    let seconds = duration.as_secs().saturating_mul(PER_SECOND);
    seconds.saturating_add(u64::from(duration.subsec_nanos() / 100))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_times() {
        let unix = FILETIME { dwLowDateTime: 0xD53E_8000, dwHighDateTime: 0x019D_B1DE };
        assert_eq!(from_file_time(unix), Some(SystemTime::UNIX_EPOCH));
        assert_eq!(to_file_time(SystemTime::UNIX_EPOCH), unix);
        let just_before = SystemTime::UNIX_EPOCH - Duration::from_nanos(1);
        assert_eq!(to_file_time(just_before), FILETIME { dwLowDateTime: 0xD53E_7FFF, ..unix });
    }

    #[test]
    fn what_cannot_be_said_becomes_the_nearest() {
        let ancient = from_file_time(FILETIME::default()).unwrap() - Duration::from_secs(1);
        assert_eq!(to_file_time(ancient), FILETIME::default());
    }

    proptest! {
        #[test]
        fn every_file_time_comes_back(low: u32, high: u32) {
            let time = FILETIME { dwLowDateTime: low, dwHighDateTime: high };
            if let Some(system) = from_file_time(time) {
                prop_assert_eq!(to_file_time(system), time);
            }
        }
    }
}
