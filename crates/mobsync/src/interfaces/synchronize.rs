//! `ISyncMgrSynchronize`: what a handler implements.

use std::ffi::c_void;

use windows_core::{GUID, HRESULT, IUnknown, Ref, interface};

use super::{ISyncMgrSynchronizeCallback, slots};
use crate::structures::{HWND, SYNCMGRHANDLERINFO};

/// Implemented by the handler, called by the manager.
#[interface("6295df40-35ee-11d1-8707-00c04fd93327")]
pub unsafe trait ISyncMgrSynchronize: IUnknown {
    /// Do you take part in this event? `S_FALSE`: no. The cookie may be NULL.
    pub unsafe fn Initialize(
        &self,
        dwReserved: u32,
        dwSyncMgrFlags: u32,
        cbCookie: u32,
        lpCookie: *const u8,
    ) -> HRESULT;
    /// Hands out a structure in task memory that the caller frees.
    pub unsafe fn GetHandlerInfo(&self, ppSyncMgrHandlerInfo: *mut *mut SYNCMGRHANDLERINFO) -> HRESULT;
    /// Hands out an enumerator that the caller releases.
    pub unsafe fn EnumSyncMgrItems(&self, ppSyncMgrEnumItems: *mut *mut c_void) -> HRESULT;
    /// For later extension: `E_NOTIMPL`.
    pub unsafe fn GetItemObject(&self, ItemID: *const GUID, riid: *const GUID, ppv: *mut *mut c_void) -> HRESULT;
    /// Shows the properties of an item, or of the handler if the id is `GUID_NULL`.
    pub unsafe fn ShowProperties(&self, hWndParent: HWND, ItemID: *const GUID) -> HRESULT;
    /// Where to report from now on; NULL: nowhere.
    pub unsafe fn SetProgressCallback(&self, lpCallBack: Ref<ISyncMgrSynchronizeCallback>) -> HRESULT;
    /// Get ready for these items. `cbNumItems` counts ids, not bytes.
    pub unsafe fn PrepareForSync(
        &self,
        cbNumItems: u32,
        pItemIDs: *const GUID,
        hWndParent: HWND,
        dwReserved: u32,
    ) -> HRESULT;
    /// Synchronize the prepared items.
    pub unsafe fn Synchronize(&self, hWndParent: HWND) -> HRESULT;
    /// The user skips an item.
    pub unsafe fn SetItemStatus(&self, pItemID: *const GUID, dwSyncMgrStatus: u32) -> HRESULT;
    /// Shows more about a message.
    pub unsafe fn ShowError(&self, hWndParent: HWND, ErrorID: *const GUID) -> HRESULT;
}

// R-ABI-3
slots!(
    ISyncMgrSynchronize_Vtbl, 13,
    3 Initialize, 4 GetHandlerInfo, 5 EnumSyncMgrItems, 6 GetItemObject, 7 ShowProperties, 8 SetProgressCallback,
    9 PrepareForSync, 10 Synchronize, 11 SetItemStatus, 12 ShowError,
);
