//! Results. The six of the manager are success codes that mean more than success, so every method hands
//! its `HRESULT` through instead of a `Result`.

use windows_core::HRESULT;

const fn failure(code: u32) -> HRESULT {
    HRESULT(code.cast_signed())
}

/// Success.
pub const S_OK: HRESULT = HRESULT(0);
/// Success, but no.
pub const S_FALSE: HRESULT = HRESULT(1);
/// There is no such function.
pub const E_NOTIMPL: HRESULT = failure(0x8000_4001);
/// The object has no such interface.
pub const E_NOINTERFACE: HRESULT = failure(0x8000_4002);
/// A pointer that must not be NULL is.
pub const E_POINTER: HRESULT = failure(0x8000_4003);
/// Failed.
pub const E_FAIL: HRESULT = failure(0x8000_4005);
/// Something went wrong that should not be possible.
pub const E_UNEXPECTED: HRESULT = failure(0x8000_FFFF);
/// Not permitted.
pub const E_ACCESSDENIED: HRESULT = failure(0x8007_0005);
/// No memory.
pub const E_OUTOFMEMORY: HRESULT = failure(0x8007_000E);
/// An argument is wrong.
pub const E_INVALIDARG: HRESULT = failure(0x8007_0057);
/// The class cannot be part of another object.
pub const CLASS_E_NOAGGREGATION: HRESULT = failure(0x8004_0110);
/// The module has no such class.
pub const CLASS_E_CLASSNOTAVAILABLE: HRESULT = failure(0x8004_0111);
/// No such class is registered.
pub const REGDB_E_CLASSNOTREG: HRESULT = failure(0x8004_0154);

/// `EnumSyncMgrItems`: some items are absent this time; keep what is stored about them.
pub const S_SYNCMGR_MISSINGITEMS: HRESULT = HRESULT(0x0004_0201);
/// Argument of `ShowErrorCompleted`: synchronize the given items again.
pub const S_SYNCMGR_RETRYSYNC: HRESULT = HRESULT(0x0004_0202);
/// `Progress`: stop work on that item.
pub const S_SYNCMGR_CANCELITEM: HRESULT = HRESULT(0x0004_0203);
/// `Progress`: stop work on all items of this handler.
pub const S_SYNCMGR_CANCELALL: HRESULT = HRESULT(0x0004_0204);
/// Argument of `ShowPropertiesCompleted`: that item is gone.
pub const S_SYNCMGR_ITEMDELETED: HRESULT = HRESULT(0x0004_0210);
/// Argument of `ShowPropertiesCompleted`: list the items again.
pub const S_SYNCMGR_ENUMITEMS: HRESULT = HRESULT(0x0004_0211);

/// Name and value of the six success codes.
pub const SYNCMGR: [(&str, HRESULT); 6] = [
    ("S_SYNCMGR_MISSINGITEMS", S_SYNCMGR_MISSINGITEMS),
    ("S_SYNCMGR_RETRYSYNC", S_SYNCMGR_RETRYSYNC),
    ("S_SYNCMGR_CANCELITEM", S_SYNCMGR_CANCELITEM),
    ("S_SYNCMGR_CANCELALL", S_SYNCMGR_CANCELALL),
    ("S_SYNCMGR_ITEMDELETED", S_SYNCMGR_ITEMDELETED),
    ("S_SYNCMGR_ENUMITEMS", S_SYNCMGR_ENUMITEMS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_abi_14_the_six_codes_have_their_values() {
        let values = SYNCMGR.map(|(_, code)| code.0);
        assert_eq!(values, [262_657, 262_658, 262_659, 262_660, 262_672, 262_673]);
    }

    #[test]
    fn r_abi_15_each_is_success_and_none_is_s_ok() {
        for (name, code) in SYNCMGR {
            assert!(code.is_ok(), "{name}");
            assert_ne!(code, S_OK, "{name}");
        }
    }

    #[test]
    fn failures_are_failures() {
        for code in [E_NOTIMPL, E_NOINTERFACE, E_POINTER, E_FAIL, E_UNEXPECTED, E_ACCESSDENIED, E_OUTOFMEMORY] {
            assert!(code.is_err());
        }
        assert_eq!(E_INVALIDARG.0, -2_147_024_809);
    }
}
