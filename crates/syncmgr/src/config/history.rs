//! The `[history]` table.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

/// How long the history of sessions is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// For so long.
    #[serde(default)]
    pub keep: Keep,
}

/// How long sessions are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// For so many days, at least one.
    Days(u32),
    /// None is forgotten.
    Forever,
}

impl Default for Keep {
    /// What happened a year ago may be asked for; what happened before has been backed up or given up.
    fn default() -> Self {
        Self::Days(365)
    }
}

impl<'de> Deserialize<'de> for Keep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Value {
            Days(i64),
            Word(String),
        }
        let expected = "a number of days from 1 on, or \"forever\"";
        match Value::deserialize(deserializer).map_err(|_| D::Error::custom(format!("expected {expected}")))? {
            Value::Days(days @ 1..) => Ok(Self::Days(u32::try_from(days).unwrap_or(u32::MAX))),
            Value::Days(days) => Err(D::Error::invalid_value(Unexpected::Signed(days), &expected)),
            Value::Word(word) if word == "forever" => Ok(Self::Forever),
            Value::Word(word) => Err(D::Error::invalid_value(Unexpected::Str(&word), &expected)),
        }
    }
}
