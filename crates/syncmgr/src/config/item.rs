//! One `[items.NAME]` table.

use std::fmt;
use std::path::PathBuf;

use serde::de::{self, Deserialize, Deserializer, MapAccess};
use syncmgr_proto::ItemId;

use crate::options::Options;

/// A pair of folders with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id; without one it is derived from the two folders.
    pub id: Option<ItemId>,
    /// The left folder as written.
    pub left: PathBuf,
    /// The right folder as written.
    pub right: PathBuf,
    /// Whether it is left out until resumed.
    pub paused: bool,
    /// What the table says about options.
    pub options: Options,
}

/// Keys beside those of the options.
pub(super) const KEYS: [&str; 4] = ["left", "right", "id", "paused"];

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table with the keys `left` and `right`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
                let (mut left, mut right, mut id, mut paused) = (None, None, None, false);
                let mut options = Options::default();
                while let Some(Key(key)) = map.next_key()? {
                    match key.as_str() {
                        "left" => left = Some(map.next_value()?),
                        "right" => right = Some(map.next_value()?),
                        "id" => id = Some(map.next_value()?),
                        "paused" => paused = map.next_value()?,
                        option => options.take(option, &mut map)?,
                    }
                }
                let missing = de::Error::missing_field;
                Ok(Item {
                    id,
                    left: left.ok_or_else(|| missing("left"))?,
                    right: right.ok_or_else(|| missing("right"))?,
                    paused,
                    options,
                })
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// A known key; checked where it is read so that an error points at it.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        let known = || KEYS.iter().chain(Options::KEYS);
        if known().any(|name| *name == key) {
            return Ok(Self(key));
        }
        Err(de::Error::custom(unknown_key(&key, known())))
    }
}

/// The `[defaults]` table: options of every pair that does not state them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults(pub Options);

impl<'de> Deserialize<'de> for Defaults {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Defaults;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of options")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Defaults, A::Error> {
                let mut options = Options::default();
                while let Some(OptionKey(key)) = map.next_key()? {
                    options.take(&key, &mut map)?;
                }
                Ok(Defaults(options))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

struct OptionKey(String);

impl<'de> Deserialize<'de> for OptionKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        if Options::KEYS.contains(&key.as_str()) {
            return Ok(Self(key));
        }
        Err(de::Error::custom(unknown_key(&key, Options::KEYS.iter())))
    }
}

fn unknown_key<'a>(key: &str, known: impl Iterator<Item = &'a &'static str>) -> String {
    let near = known.map(|name| (strsim::jaro_winkler(name, key), name)).filter(|(score, _)| *score > 0.8);
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, name)) => format!("unknown key `{key}`; did you mean `{name}`?"),
        None => format!("unknown key `{key}`"),
    }
}
