//! Whole numbers, with words for those that are none.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{self, DeserializeSeed};

/// What a whole number counts, and how many there may be.
#[derive(Clone, Debug)]
pub struct Whole {
    what: &'static str,
    range: RangeInclusive<u64>,
}

impl Whole {
    /// For how long something is kept.
    pub const DAYS: Self = Self { what: "a number of days like 30", range: 0..=u32::MAX as u64 };
    /// Files that are worked on at once.
    pub const FILES: Self = Self { what: "a number of files like 4", range: 1..=u16::MAX as u64 };
    /// Sessions that are listed.
    pub const SESSIONS: Self = Self { what: "a number of sessions like 20", range: 0..=u32::MAX as u64 };
    /// For how long something is waited for.
    pub const SECONDS: Self = Self { what: "a number of seconds like 60", range: 1..=3600 };
    /// A port of this machine; 0 means any.
    pub const PORT: Self = Self { what: "a port like 8080", range: 0..=u16::MAX as u64 };

    /// Reads a number as people write it; the error says what is accepted.
    pub fn read<T: FromStr>(&self, text: &str) -> Result<T, String> {
        let number = text.trim();
        let is_in_range = number.parse().is_ok_and(|number: u64| self.range.contains(&number));
        number.parse().ok().filter(|_| is_in_range).ok_or_else(|| format!("`{text}` is not {self}"))
    }

    /// The same for an option.
    pub fn parser<T: FromStr>(self) -> impl Fn(&str) -> Result<T, String> + Clone {
        move |text| self.read(text)
    }
}

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, from {} to {}", self.what, self.range.start(), self.range.end())
    }
}

/// Takes a number from the configuration.
impl<'de> DeserializeSeed<'de> for Whole {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        struct Visitor(Whole);
        impl de::Visitor<'_> for Visitor {
            type Value = u64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<u64, E> {
                let number = u64::try_from(value).ok().filter(|number| self.0.range.contains(number));
                number.ok_or_else(|| E::invalid_value(de::Unexpected::Signed(value), &self))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<u64, E> {
                let number = Some(value).filter(|number| self.0.range.contains(number));
                number.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(value), &self))
            }
        }
        deserializer.deserialize_u64(Visitor(self))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;

    #[test]
    fn what_is_no_number_or_too_large_is_told_with_an_example() {
        assert_eq!(Whole::DAYS.read::<u32>(" 7 "), Ok(7));
        assert_eq!(Whole::FILES.read::<NonZeroU16>("65535").map(NonZeroU16::get), Ok(65535));
        for text in ["none", "0", "65536", "-1", "", "4 files", "99999999999999999999"] {
            let error = Whole::FILES.read::<NonZeroU16>(text).unwrap_err();
            assert_eq!(error, format!("`{text}` is not a number of files like 4, from 1 to 65535"));
        }
    }
}
