//! `ISyncMgrSynchronizeInvoke`: programs that start a session.

use windows_core::{GUID, HRESULT, IUnknown, interface};

use super::slots;

/// Implemented by the manager, called by any program.
#[interface("6295df2c-35ee-11d1-8707-00c04fd93327")]
pub unsafe trait ISyncMgrSynchronizeInvoke: IUnknown {
    /// Starts a session of one handler, which gets the cookie. The cookie may be NULL.
    pub unsafe fn UpdateItems(
        &self,
        dwInvokeFlags: u32,
        clsid: *const GUID,
        cbCookie: u32,
        pCookie: *const u8,
    ) -> HRESULT;
    /// Starts a session of everything.
    pub unsafe fn UpdateAll(&self) -> HRESULT;
}

// R-ABI-6
slots!(ISyncMgrSynchronizeInvoke_Vtbl, 5, 3 UpdateItems, 4 UpdateAll);
