//! Values that are written one way and read in every reasonable one.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

impl JsonSchema for Status {
    fn schema_name() -> Cow<'static, str> {
        "Status".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words = ItemStatus::ALL.map(ItemStatus::word);
        json_schema!({
            "description": "A status: its word, or the number of SYNCMGRSTATUS; an unknown number leaves the line as it is",
            "anyOf": [{"enum": words}, {"type": "integer", "minimum": 0, "maximum": u32::MAX}],
        })
    }
}

/// The longest cookie that is passed on, in bytes.
pub const MAX_COOKIE: usize = 16 << 20;

/// The bytes that a program passed to `UpdateItems`; base64 in JSON.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cookie(pub Vec<u8>);

impl Serialize for Cookie {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Cookie {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64.decode(&text);
        bytes.map(Self).map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &"base64 with padding"))
    }
}

impl JsonSchema for Cookie {
    fn schema_name() -> Cow<'static, str> {
        "Cookie".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Bytes that a program passed to UpdateItems, in base64 with padding",
            "type": "string",
            "contentEncoding": "base64",
            "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        })
    }
}

/// What [`level`] reads, without the spellings that it forgives.
pub(super) fn level_schema(_: &mut SchemaGenerator) -> Schema {
    let words = [MessageLevel::Information, MessageLevel::Warning, MessageLevel::Error].map(MessageLevel::word);
    json_schema!({"anyOf": [{"enum": words}, {"type": "integer", "minimum": 1, "maximum": words.len()}]})
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
