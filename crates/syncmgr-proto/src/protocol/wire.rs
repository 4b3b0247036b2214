//! Values that are written one way and read in every reasonable one.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::base64;
use crate::words::{ItemStatus, MessageLevel};

/// A `SYNCMGRSTATUS` value: a word where it has one, else the number, which may be of any size (D-19).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status(pub u32);

impl From<ItemStatus> for Status {
    fn from(status: ItemStatus) -> Self {
        Self(status.code())
    }
}

impl Status {
    /// Returns the status, `None` if the value is unknown.
    pub fn known(self) -> Option<ItemStatus> {
        ItemStatus::from_code(self.0)
    }
}

/// A word or a number.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a word or a number")]
enum WordOrNumber {
    Number(u32),
    Word(String),
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.known() {
            Some(status) => serializer.serialize_str(status.word()),
            None => serializer.serialize_u32(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match WordOrNumber::deserialize(deserializer)? {
            WordOrNumber::Number(number) => Ok(Self(number)),
            WordOrNumber::Word(word) => {
                let known = ItemStatus::ALL.into_iter().find(|status| status.word().eq_ignore_ascii_case(&word));
                let expected = "a status such as \"updating\" or \"succeeded\"";
                known.map(Self::from).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&word), &expected))
            }
        }
    }
}

/// The bytes that a program passed to `UpdateItems`; base64 in JSON.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cookie(pub Vec<u8>);

impl Serialize for Cookie {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Cookie {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = base64::decode(&text);
        bytes.map(Self).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&text), &"base64 with padding"))
    }
}

/// Reads a level by its word, by what programs usually call it, or by its `SYNCMGRLOGLEVEL` number.
pub(super) fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<MessageLevel, D::Error> {
    let expected = "\"information\", \"warning\" or \"error\"";
    match WordOrNumber::deserialize(deserializer)? {
        WordOrNumber::Number(number) => MessageLevel::from_code(number)
            .ok_or_else(|| D::Error::invalid_value(Unexpected::Unsigned(number.into()), &expected)),
        WordOrNumber::Word(word) => match word.to_ascii_lowercase().as_str() {
            "information" | "info" => Ok(MessageLevel::Information),
            "warning" | "warn" => Ok(MessageLevel::Warning),
            "error" => Ok(MessageLevel::Error),
            _ => Err(D::Error::invalid_value(Unexpected::Str(&word), &expected)),
        },
    }
}
