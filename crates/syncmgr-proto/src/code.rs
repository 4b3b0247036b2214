use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A result code of the handler contract: an `HRESULT`.
///
/// Negative numbers are failures. There are several success codes and they mean different things:
/// `== Code::OK` and [`Code::is_success`] are two questions (section 3.5 of the contract).
///
/// JSON has the name where there is one, else the signed number. Reading also takes a name in any case, the
/// unsigned number, and a number as text (`"0x80070005"`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub i32);

/// A failure code; the binary interface writes it as an unsigned number.
const fn failure(bits: u32) -> Code {
    Code(bits.cast_signed())
}

impl Code {
    /// `S_OK`.
    pub const OK: Self = Self(0);
    /// `S_FALSE`: a polite no.
    pub const FALSE: Self = Self(1);
    /// `S_SYNCMGR_MISSINGITEMS`: the list is usable but incomplete.
    pub const MISSING_ITEMS: Self = Self(0x0004_0201);
    /// `S_SYNCMGR_RETRYSYNC`: synchronize the given items again.
    pub const RETRY_SYNC: Self = Self(0x0004_0202);
    /// `S_SYNCMGR_CANCELITEM`: stop work on this item.
    pub const CANCEL_ITEM: Self = Self(0x0004_0203);
    /// `S_SYNCMGR_CANCELALL`: stop work on all items of the handler.
    pub const CANCEL_ALL: Self = Self(0x0004_0204);
    /// `S_SYNCMGR_ITEMDELETED`: the item is gone.
    pub const ITEM_DELETED: Self = Self(0x0004_0210);
    /// `S_SYNCMGR_ENUMITEMS`: enumerate the items again.
    pub const ENUM_ITEMS: Self = Self(0x0004_0211);
    /// `E_NOTIMPL`.
    pub const NOT_IMPLEMENTED: Self = failure(0x8000_4001);
    /// `E_NOINTERFACE`.
    pub const NO_INTERFACE: Self = failure(0x8000_4002);
    /// `E_POINTER`.
    pub const POINTER: Self = failure(0x8000_4003);
    /// `E_ABORT`.
    pub const ABORT: Self = failure(0x8000_4004);
    /// `E_PENDING`.
    pub const PENDING: Self = failure(0x8000_000A);
    /// `E_HANDLE`.
    pub const HANDLE: Self = failure(0x8007_0006);
    /// `E_FAIL`.
    pub const FAIL: Self = failure(0x8000_4005);
    /// `E_UNEXPECTED`: the call does not fit the present state.
    pub const UNEXPECTED: Self = failure(0x8000_FFFF);
    /// `E_ACCESSDENIED`.
    pub const ACCESS_DENIED: Self = failure(0x8007_0005);
    /// `E_OUTOFMEMORY`.
    pub const OUT_OF_MEMORY: Self = failure(0x8007_000E);
    /// `E_INVALIDARG`.
    pub const INVALID_ARG: Self = failure(0x8007_0057);
    /// `REGDB_E_CLASSNOTREG`.
    pub const CLASS_NOT_REGISTERED: Self = failure(0x8004_0154);

    /// Every code with a name, for reading.
    const NAMED: [Self; 20] = [
        Self::OK,
        Self::FALSE,
        Self::MISSING_ITEMS,
        Self::RETRY_SYNC,
        Self::CANCEL_ITEM,
        Self::CANCEL_ALL,
        Self::ITEM_DELETED,
        Self::ENUM_ITEMS,
        Self::NOT_IMPLEMENTED,
        Self::NO_INTERFACE,
        Self::POINTER,
        Self::ABORT,
        Self::FAIL,
        Self::PENDING,
        Self::UNEXPECTED,
        Self::ACCESS_DENIED,
        Self::HANDLE,
        Self::OUT_OF_MEMORY,
        Self::INVALID_ARG,
        Self::CLASS_NOT_REGISTERED,
    ];

    /// Tells whether this is one of the success codes, [`Code::FALSE`] included.
    pub const fn is_success(self) -> bool {
        self.0 >= 0
    }

    /// Tells whether this is a failure code.
    pub const fn is_failure(self) -> bool {
        self.0 < 0
    }

    const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::OK => "S_OK",
            Self::FALSE => "S_FALSE",
            Self::MISSING_ITEMS => "S_SYNCMGR_MISSINGITEMS",
            Self::RETRY_SYNC => "S_SYNCMGR_RETRYSYNC",
            Self::CANCEL_ITEM => "S_SYNCMGR_CANCELITEM",
            Self::CANCEL_ALL => "S_SYNCMGR_CANCELALL",
            Self::ITEM_DELETED => "S_SYNCMGR_ITEMDELETED",
            Self::ENUM_ITEMS => "S_SYNCMGR_ENUMITEMS",
            Self::NOT_IMPLEMENTED => "E_NOTIMPL",
            Self::NO_INTERFACE => "E_NOINTERFACE",
            Self::POINTER => "E_POINTER",
            Self::ABORT => "E_ABORT",
            Self::FAIL => "E_FAIL",
            Self::PENDING => "E_PENDING",
            Self::HANDLE => "E_HANDLE",
            Self::UNEXPECTED => "E_UNEXPECTED",
            Self::ACCESS_DENIED => "E_ACCESSDENIED",
            Self::OUT_OF_MEMORY => "E_OUTOFMEMORY",
            Self::INVALID_ARG => "E_INVALIDARG",
            Self::CLASS_NOT_REGISTERED => "REGDB_E_CLASSNOTREG",
            _ => return None,
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "0x{:08X}", self.0.cast_unsigned()),
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a result code such as S_OK, S_FALSE, E_FAIL or 0x80004005")]
pub struct CodeError(pub String);

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let named = Self::NAMED.into_iter().find(|code| code.name().is_some_and(|n| n.eq_ignore_ascii_case(text)));
        let number = || match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => u32::from_str_radix(digits, 16).ok().map(failure),
            None => text.parse().ok().and_then(Self::from_number),
        };
        named.or_else(number).ok_or_else(|| CodeError(text.to_owned()))
    }
}

impl Code {
    /// Reads a number written with or without sign; `None` beyond 32 bits.
    fn from_number(number: i64) -> Option<Self> {
        i32::try_from(number).map(Self).or_else(|_| u32::try_from(number).map(failure)).ok()
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.name() {
            Some(name) => serializer.serialize_str(name),
            None => serializer.serialize_i32(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CodeVisitor)
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Self::NAMED.into_iter().filter_map(Self::name).collect();
        json_schema!({
            "description": "A result code (HRESULT): its name, its number, or its number in hexadecimal as text",
            "anyOf": [
                {"enum": names},
                {"type": "integer", "minimum": i32::MIN, "maximum": u32::MAX},
                {"type": "string", "pattern": "^0x[0-9A-Fa-f]{1,8}$"},
            ],
        })
    }
}

struct CodeVisitor;

impl Visitor<'_> for CodeVisitor {
    type Value = Code;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result code such as \"S_OK\" or 0")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Code, E> {
        Code::from_number(number).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Code, E> {
        let signed = i64::try_from(number).ok().and_then(Code::from_number);
        signed.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Code, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_six_codes_have_their_published_values_and_are_successes() {
        let table = [
            (Code::MISSING_ITEMS, 262_657),
            (Code::RETRY_SYNC, 262_658),
            (Code::CANCEL_ITEM, 262_659),
            (Code::CANCEL_ALL, 262_660),
            (Code::ITEM_DELETED, 262_672),
            (Code::ENUM_ITEMS, 262_673),
        ];
        for (code, value) in table {
            assert_eq!(code.0, value);
            assert!(code.is_success() && code != Code::OK, "{code}");
        }
    }

    #[test]
    fn failures_are_failures_and_print_their_name() {
        assert!(Code::FAIL.is_failure() && !Code::FAIL.is_success());
        assert_eq!(Code::UNEXPECTED.to_string(), "E_UNEXPECTED");
        assert_eq!(Code(0x8007_0035_u32.cast_signed()).to_string(), "0x80070035");
    }
    #[test]
    fn reading_takes_every_spelling() {
        for (text, code) in [
            ("\"S_FALSE\"", Code::FALSE),
            ("\"e_fail\"", Code::FAIL),
            ("1", Code::FALSE),
            ("-2147467259", Code::FAIL),
            ("2147500037", Code::FAIL),
            ("\"0x80004005\"", Code::FAIL),
            ("\"-2147467259\"", Code::FAIL),
            ("263000", Code(263_000)),
        ] {
            assert_eq!(serde_json::from_str::<Code>(text).unwrap(), code, "{text}");
        }
        for text in
            ["\"S_MAYBE\"", "\"\"", "4294967296", "-2147483649", "18446744073709551615", "1.5", "null", "true", "{}"]
        {
            assert!(serde_json::from_str::<Code>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_name_is_read_as_the_code_that_prints_it() {
        for code in Code::NAMED {
            assert_eq!(code.name().unwrap().parse(), Ok(code));
        }
    }

    proptest! {
        #[test]
        fn json_brings_every_code_back(number: i32) {
            let json = serde_json::to_string(&Code(number)).unwrap();
            prop_assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), Code(number));
        }
    }
}
