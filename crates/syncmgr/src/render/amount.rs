//! Amounts as people read them.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

const UNITS: [&str; 5] = ["KB", "MB", "GB", "TB", "PB"];

/// Bytes: `5 B`, `12.3 KB`, `4.0 GB` (of 1000).
pub fn bytes(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    // Rounding to one digit must not show 1000.0 of a unit.
    #[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// A number with the noun in the right form: `1 conflict`, `2 conflicts`.
pub fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// How long something took: `0.04 s`, `12.3 s`, `3 min 20 s`, `1 h 02 min`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.2} s", time.as_secs_f64()),
        10..60 => format!("{:.1} s", time.as_secs_f64()),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// How long something will take, as well as that can be known: `6 s`, `3 min`, `1 h 02 min`.
pub fn rough(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// A point in time in the zone of the user: `2026-11-23 06:44:30`.
pub fn time(time: Timestamp) -> String {
    time.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_three_digits_at_most() {
        for (number, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 KB"),
            (12_345, "12.3 KB"),
            (999_949, "999.9 KB"),
            (999_950, "1.0 MB"),
            (4_000_000_000, "4.0 GB"),
            (u64::MAX, "18446.7 PB"),
        ] {
            assert_eq!(bytes(number), text);
        }
    }

    #[test]
    fn durations_are_as_fine_as_they_are_short() {
        for (millis, text) in
            [(4, "0.00 s"), (40, "0.04 s"), (12_340, "12.3 s"), (200_000, "3 min 20 s"), (3_720_000, "1 h 02 min")]
        {
            assert_eq!(duration(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn estimates_are_rough() {
        for (seconds, text) in
            [(0, "0 s"), (59, "59 s"), (60, "1 min"), (61, "2 min"), (3599, "60 min"), (3720, "1 h 02 min")]
        {
            assert_eq!(rough(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn nouns_agree_with_numbers() {
        assert_eq!(count(0, "conflict"), "0 conflicts");
        assert_eq!(count(1, "conflict"), "1 conflict");
        assert_eq!(count(2, "conflict"), "2 conflicts");
    }
}
