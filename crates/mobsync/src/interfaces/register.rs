//! `ISyncMgrRegister`: handlers that come and go.

use windows_core::{GUID, HRESULT, IUnknown, interface};

use super::slots;

/// Implemented by the manager, called by handlers and installers.
#[interface("6295df42-35ee-11d1-8707-00c04fd93327")]
pub unsafe trait ISyncMgrRegister: IUnknown {
    /// Adds a handler for events; the description may be NULL.
    pub unsafe fn RegisterSyncMgrHandler(
        &self,
        clsidHandler: *const GUID,
        pwszDescription: *const u16,
        dwSyncMgrRegisterFlags: u32,
    ) -> HRESULT;
    /// Removes a handler.
    pub unsafe fn UnregisterSyncMgrHandler(&self, clsidHandler: *const GUID, dwReserved: u32) -> HRESULT;
    /// Stores the events of a handler. `S_FALSE`: not registered.
    pub unsafe fn GetHandlerRegistrationInfo(
        &self,
        clsidHandler: *const GUID,
        pdwSyncMgrRegisterFlags: *mut u32,
    ) -> HRESULT;
}

// R-ABI-7
slots!(
    ISyncMgrRegister_Vtbl, 6,
    3 RegisterSyncMgrHandler, 4 UnregisterSyncMgrHandler, 5 GetHandlerRegistrationInfo,
);
