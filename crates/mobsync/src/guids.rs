//! Class and interface ids.

use windows_core::GUID;

/// The family `6295DFxx-35EE-11D1-8707-00C04FD93327`.
const fn family(xx: u32) -> GUID {
    GUID::from_values(0x6295_DF00 | xx, 0x35EE, 0x11D1, [0x87, 0x07, 0x00, 0xC0, 0x4F, 0xD9, 0x33, 0x27])
}

/// The manager's class: the object to create for `ISyncMgrSynchronizeInvoke` and `ISyncMgrRegister`.
#[expect(non_upper_case_globals, reason = "the published name")]
pub const CLSID_SyncMgr: GUID = family(0x27);

/// All zero: the handler itself in `ShowProperties`, everything in `DeleteLogError`.
pub const GUID_NULL: GUID = GUID::zeroed();

#[cfg(test)]
mod tests {
    use windows_core::Interface;

    use super::*;
    use crate::interfaces::{
        ISyncMgrEnumItems, ISyncMgrRegister, ISyncMgrSynchronize, ISyncMgrSynchronizeCallback,
        ISyncMgrSynchronizeInvoke,
    };

    #[test]
    fn r_abi_1_ids_have_the_published_values() {
        assert_eq!(CLSID_SyncMgr, GUID::from_u128(0x6295DF27_35EE_11D1_8707_00C04FD93327));
        assert_eq!(ISyncMgrEnumItems::IID, family(0x2A));
        assert_eq!(ISyncMgrSynchronizeInvoke::IID, family(0x2C));
        assert_eq!(ISyncMgrSynchronize::IID, family(0x40));
        assert_eq!(ISyncMgrSynchronizeCallback::IID, family(0x41));
        assert_eq!(ISyncMgrRegister::IID, family(0x42));
        assert_eq!(GUID_NULL, GUID::from_u128(0));
    }
}
