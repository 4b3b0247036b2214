//! When items run by themselves: intervals and cron lines, as pure functions of time.

use std::fmt;
use std::str::FromStr;

use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// When something is due.
#[derive(Clone, PartialEq, Debug)]
pub enum Schedule {
    /// Every so many seconds, at least one.
    Every(u32),
    /// At the times of a cron line.
    Cron(Box<Cron>),
}

/// The text is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// No number of seconds, minutes, hours or days.
    #[error("`{0}` is no interval such as 30s, 15m, 2h or 1d")]
    Interval(String),
    /// No cron line.
    #[error("`{text}` is no schedule: {why}; write `every 15m` or a cron line such as `0 2 * * *`")]
    Cron {
        /// What was read.
        text: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Schedule {
    /// Returns when it is due next after `last`, by the clocks of `zone`; `None`: never.
    ///
    /// A time that clocks leave out in spring comes right after the gap.
    pub fn next_after(&self, last: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Every(seconds) => last.checked_add(SignedDuration::from_secs((*seconds).into())).ok(),
            Self::Cron(cron) => {
                let next = cron.find_next_occurrence(&last.to_zoned(zone.clone()), false).ok()?;
                Some(next.timestamp())
            }
        }
    }
}

/// Reads an interval like `30s`, `15m`, `2h` or `1d` as seconds; a bare number is refused.
///
/// # Errors
/// [`ScheduleError::Interval`].
pub fn parse_interval(text: &str) -> Result<u32, ScheduleError> {
    let wrong = || ScheduleError::Interval(text.to_owned());
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let unit: u32 = match &text[digits..] {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u32 = text[..digits].parse().map_err(|_| wrong())?;
    number.checked_mul(unit).filter(|seconds| *seconds > 0).ok_or_else(wrong)
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    /// Reads `every 15m` or a cron line.
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let text = text.trim();
        if let Some(interval) = text.strip_prefix("every ") {
            return parse_interval(interval.trim()).map(Self::Every);
        }
        let wrong = |why: String| ScheduleError::Cron { text: text.to_owned(), why };
        Cron::from_str(text).map(|cron| Self::Cron(Box::new(cron))).map_err(|error| wrong(error.to_string()))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(seconds) => {
                let units = [(86_400, 'd'), (3600, 'h'), (60, 'm')];
                let (size, unit) = units.into_iter().find(|(size, _)| seconds % size == 0).unwrap_or((1, 's'));
                write!(f, "every {}{unit}", seconds / size)
            }
            Self::Cron(cron) => f.write_str(cron.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zoned(text: &str) -> (Timestamp, TimeZone) {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let time: jiff::civil::DateTime = text.parse().unwrap();
        (time.to_zoned(zone.clone()).unwrap().timestamp(), zone)
    }

    #[test]
    fn intervals_are_read_and_printed() {
        for (text, seconds, printed) in
            [("1s", 1, "1s"), ("90s", 90, "90s"), ("15m", 900, "15m"), ("120m", 7200, "2h"), ("48h", 172_800, "2d")]
        {
            assert_eq!(parse_interval(text), Ok(seconds), "{text}");
            assert_eq!(Schedule::Every(seconds).to_string(), format!("every {printed}"));
        }
        for text in ["", "s", "15", "0m", "-1s", "1.5h", "1 m", "99999999d", "fast", "1mm"] {
            assert_eq!(parse_interval(text), Err(ScheduleError::Interval(text.into())), "{text}");
        }
    }

    #[test]
    fn an_interval_counts_from_the_last_run() {
        let (now, zone) = zoned("2026-11-23T10:00:00");
        let due = "every 15m".parse::<Schedule>().unwrap().next_after(now, &zone).unwrap();
        assert_eq!(due.duration_since(now).as_secs(), 900);
    }

    #[test]
    fn a_cron_line_follows_the_clocks() {
        for (line, last, next) in [
            ("0 2 * * *", "2026-11-23T10:00:00", "2026-11-24T02:00:00"),
            ("0 2 * * *", "2026-11-23T02:00:00", "2026-11-24T02:00:00"),
            ("*/15 9-17 * * MON-FRI", "2026-11-20T17:45:00", "2026-11-23T09:00:00"),
            ("30 2 * * *", "2026-03-28T12:00:00", "2026-03-29T03:00:00"),
        ] {
            let schedule: Schedule = line.parse().unwrap();
            let ((last, zone), (next, _)) = (zoned(last), zoned(next));
            assert_eq!(schedule.next_after(last, &zone), Some(next), "{line}");
            assert_eq!(schedule.to_string().parse(), Ok(schedule), "{line}");
        }
    }

    #[test]
    fn what_is_no_schedule_says_why() {
        for text in ["", "every", "every now", "61 * * * *", "* * *", "soon"] {
            let error = text.parse::<Schedule>().unwrap_err().to_string();
            assert!(error.contains("no interval") || error.contains("no schedule"), "{text}: {error}");
        }
    }
}
