use std::fmt;

use serde::{Deserialize, Serialize};

/// A result code of the handler contract: an `HRESULT`.
///
/// Negative numbers are failures. There are several success codes and they mean different things:
/// `== Code::OK` and [`Code::is_success`] are two questions (section 3.5 of the contract).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
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
            Self::FAIL => "E_FAIL",
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

#[cfg(test)]
mod tests {
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
}
