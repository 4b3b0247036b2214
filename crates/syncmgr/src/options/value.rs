//! Values of options with a notation of their own.

use std::fmt;
use std::str::FromStr;

use foldsync::Limit;
use serde::{Deserialize, Deserializer, de};

/// The guard limit as people write it: `12` or `30%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxDelete(pub Limit);

impl FromStr for MaxDelete {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is neither a number like 12 nor a share like 30%");
        match text.trim().strip_suffix('%') {
            None => text.trim().parse().map(|count| Self(Limit::Count(count))).map_err(|_| wrong()),
            Some(share) => match share.trim().parse() {
                Ok(share @ 0..=100) => Ok(Self(Limit::Percent(share))),
                _ => Err(wrong()),
            },
        }
    }
}

impl fmt::Display for MaxDelete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Limit::Count(count) => write!(f, "{count}"),
            Limit::Percent(share) => write!(f, "{share}%"),
            Limit::Half => f.write_str("50%"),
        }
    }
}

/// A number in the configuration may stand without quotes.
impl<'de> Deserialize<'de> for MaxDelete {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = MaxDelete;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number like 12 or a share like \"30%\"")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<MaxDelete, E> {
                let count = u64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))?;
                Ok(MaxDelete(Limit::Count(count)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<MaxDelete, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Bytes a second as people write them: `512k`, `10M`, `1.5G` (of 1024), or a plain number; 0 is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(pub u64);

const UNITS: [(&str, u64); 4] = [("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("k", 1 << 10)];

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a rate like 512k or 10M (bytes a second)");
        let plain = text.trim();
        let plain = plain.strip_suffix("/s").unwrap_or(plain);
        let plain = plain.strip_suffix(['B', 'b']).unwrap_or(plain);
        let plain = plain.strip_suffix('i').unwrap_or(plain);
        let unit = plain.chars().last().filter(char::is_ascii_alphabetic);
        let (number, factor) = match unit {
            None => (plain, 1),
            Some(unit) => {
                let found = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit.encode_utf8(&mut [0; 4])));
                (&plain[..plain.len() - 1], found.ok_or_else(wrong)?.1)
            }
        };
        if let Ok(number) = number.trim().parse::<u64>() {
            return number.checked_mul(factor).map(Self).ok_or_else(wrong);
        }
        let decimal = number.chars().all(|c| c.is_ascii_digit() || ". ".contains(c));
        match number.trim().parse::<f64>() {
            #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
            Ok(number) if decimal && (0.0..1e6).contains(&number) => Ok(Self((number * factor as f64) as u64)),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, factor)| self.0 != 0 && self.0.is_multiple_of(*factor)) {
            Some((unit, factor)) => write!(f, "{}{unit}", self.0 / factor),
            None => write!(f, "{}", self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Rate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rate like \"512k\" or \"10M\"")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Rate, E> {
                u64::try_from(value).map(Rate).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Rate, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guard_limits() {
        for (text, limit) in [
            ("12", Some(Limit::Count(12))),
            ("0", Some(Limit::Count(0))),
            ("30%", Some(Limit::Percent(30))),
            (" 100 % ", Some(Limit::Percent(100))),
            ("101%", None),
            ("-1", None),
            ("many", None),
            ("", None),
            ("%", None),
        ] {
            assert_eq!(text.parse::<MaxDelete>().ok().map(|it| it.0), limit, "{text:?}");
        }
    }

    #[test]
    fn rates() {
        for (text, rate) in [
            ("0", Some(0)),
            ("4096", Some(4096)),
            ("512k", Some(512 << 10)),
            ("10M", Some(10 << 20)),
            ("10MiB/s", Some(10 << 20)),
            ("10 mb", Some(10 << 20)),
            ("1.5G", Some(3 << 29)),
            ("1e3", None),
            ("-1M", None),
            ("10X", None),
            ("nanM", None),
            ("M", None),
            ("", None),
            ("99999999999999999999", None),
            ("9999999999T", None),
        ] {
            assert_eq!(text.parse::<Rate>().ok().map(|it| it.0), rate, "{text:?}");
        }
    }

    #[test]
    fn values_are_printed_as_they_are_read() {
        for text in ["12", "30%"] {
            assert_eq!(text.parse::<MaxDelete>().unwrap().to_string(), text);
        }
        for text in ["0", "1000", "512k", "10M", "3G"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
    }
}
