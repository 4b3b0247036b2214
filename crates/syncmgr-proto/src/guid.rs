use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A 128-bit identifier, kept in the order of its text form.
///
/// Read with or without braces and in any case, printed as `{lower-case}`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Guid([u8; 16]);

/// The text is not a GUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a GUID such as {{6295df27-35ee-11d1-8707-00c04fd93327}}")]
pub struct GuidError(pub String);

/// Positions of the dashes in the text form without braces.
const DASHES: [usize; 4] = [8, 13, 18, 23];

impl Guid {
    /// The GUID of zeros (`GUID_NULL`).
    pub const NULL: Self = Self([0; 16]);

    /// Makes a GUID from its bytes in text order.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes in text order.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Makes a GUID from the four fields of the binary interface.
    pub const fn from_fields(d1: u32, d2: u16, d3: u16, d4: [u8; 8]) -> Self {
        let (a, b, c) = (d1.to_be_bytes(), d2.to_be_bytes(), d3.to_be_bytes());
        Self([a[0], a[1], a[2], a[3], b[0], b[1], c[0], c[1], d4[0], d4[1], d4[2], d4[3], d4[4], d4[5], d4[6], d4[7]])
    }

    /// Returns the first three fields of the binary interface; the fourth is [`Guid::tail`].
    pub const fn head(&self) -> (u32, u16, u16) {
        let b = &self.0;
        (
            u32::from_be_bytes([b[0], b[1], b[2], b[3]]),
            u16::from_be_bytes([b[4], b[5]]),
            u16::from_be_bytes([b[6], b[7]]),
        )
    }

    /// Returns the last eight bytes, the fourth field of the binary interface.
    pub const fn tail(&self) -> [u8; 8] {
        let b = &self.0;
        [b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]]
    }

    /// Makes a new random GUID (version 4).
    pub fn random() -> Self {
        let mut bytes = [0; 16];
        if getrandom::fill(&mut bytes).is_err() {
            bytes = unlikely_again();
        }
        Self(bytes).with_version(4)
    }

    /// Derives a GUID from a name, always the same for the same bytes (version 8).
    pub fn derived(name: &[u8]) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&blake3::hash(name).as_bytes()[..16]);
        Self(bytes).with_version(8)
    }

    /// Tells whether this is [`Guid::NULL`].
    pub fn is_null(&self) -> bool {
        *self == Self::NULL
    }

    const fn with_version(mut self, version: u8) -> Self {
        self.0[6] = (self.0[6] & 0x0f) | (version << 4);
        self.0[8] = (self.0[8] & 0x3f) | 0x80;
        self
    }
}

/// Bytes for a system whose random source fails: the clock, the process and a counter.
fn unlikely_again() -> [u8; 16] {
    use std::sync::atomic::{AtomicU64, Ordering};
    static MADE: AtomicU64 = AtomicU64::new(0);
    let now = jiff::Timestamp::now().as_nanosecond();
    let seed = format!("{now} {} {}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&blake3::hash(seed.as_bytes()).as_bytes()[..16]);
    bytes
}

impl FromStr for Guid {
    type Err = GuidError;

    fn from_str(text: &str) -> Result<Self, GuidError> {
        let error = || GuidError(text.to_owned());
        let inner = match text.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}').ok_or_else(error)?,
            None => text,
        };
        let inner = inner.as_bytes();
        if inner.len() != 36 || DASHES.iter().any(|&at| inner[at] != b'-') {
            return Err(error());
        }
        let mut bytes = [0; 16];
        let digits = inner.iter().enumerate().filter(|(at, _)| !DASHES.contains(at));
        for (n, (_, &digit)) in digits.enumerate() {
            let value = char::from(digit).to_digit(16).ok_or_else(error)?;
            bytes[n / 2] = (bytes[n / 2] << 4) | value as u8;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (d1, d2, d3) = self.head();
        let t = self.tail();
        write!(f, "{{{d1:08x}-{d2:04x}-{d3:04x}-{:02x}{:02x}-", t[0], t[1])?;
        for byte in &t[2..] {
            write!(f, "{byte:02x}")?;
        }
        f.write_str("}")
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Guid {
    fn schema_name() -> Cow<'static, str> {
        "Guid".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let digits = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
        json_schema!({
            "description": "Written {lower-case}, read with or without braces and in any case",
            "type": "string",
            "pattern": format!("^(?:\\{{{digits}\\}}|{digits})$"),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "{6295df27-35ee-11d1-8707-00c04fd93327}";

    #[test]
    fn reads_every_spelling_and_prints_one() {
        for text in [
            TEXT,
            "6295df27-35ee-11d1-8707-00c04fd93327",
            "6295DF27-35EE-11D1-8707-00C04FD93327",
            "{6295DF27-35ee-11D1-8707-00C04FD93327}",
        ] {
            assert_eq!(text.parse::<Guid>().unwrap().to_string(), TEXT, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_guid() {
        for text in [
            "",
            "{}",
            "{6295df27-35ee-11d1-8707-00c04fd93327",
            "6295df27-35ee-11d1-8707-00c04fd93327}",
            "6295df2735ee11d1870700c04fd93327",
            "6295df27-35ee-11d1-8707-00c04fd9332g",
            "6295df27-35ee-11d1-8707-00c04fd933270",
            "ä295df27-35ee-11d1-8707-00c04fd9332",
        ] {
            assert_eq!(text.parse::<Guid>(), Err(GuidError(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn fields_are_those_of_the_binary_interface() {
        let guid = Guid::from_fields(0x6295_DF27, 0x35EE, 0x11D1, [0x87, 0x07, 0x00, 0xC0, 0x4F, 0xD9, 0x33, 0x27]);
        assert_eq!(guid.to_string(), TEXT);
        assert_eq!(guid.head(), (0x6295_DF27, 0x35EE, 0x11D1));
        assert_eq!(guid.tail(), [0x87, 0x07, 0x00, 0xC0, 0x4F, 0xD9, 0x33, 0x27]);
    }

    #[test]
    fn random_ones_differ_and_derived_ones_do_not() {
        let (a, b) = (Guid::random(), Guid::random());
        assert_ne!(a, b);
        assert_eq!(a.to_string().as_bytes()[15], b'4', "{a}");
        assert_eq!(Guid::derived(b"item:docs"), Guid::derived(b"item:docs"));
        assert_ne!(Guid::derived(b"item:docs"), Guid::derived(b"item:mail"));
        assert_ne!(unlikely_again(), unlikely_again());
    }

    proptest! {
        #[test]
        fn text_and_json_bring_every_guid_back(bytes: [u8; 16]) {
            let guid = Guid::from_bytes(bytes);
            prop_assert_eq!(guid.to_string().parse::<Guid>().unwrap(), guid);
            let json = serde_json::to_string(&guid).unwrap();
            prop_assert_eq!(serde_json::from_str::<Guid>(&json).unwrap(), guid);
        }
    }
}
