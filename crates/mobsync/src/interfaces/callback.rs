//! `ISyncMgrSynchronizeCallback`: where a handler reports.

use windows_core::{BOOL, GUID, HRESULT, IUnknown, interface};

use super::slots;
use crate::structures::{SYNCMGRLOGERRORINFO, SYNCMGRPROGRESSITEM};

/// Implemented by the manager, called by the handler from any thread.
#[interface("6295df41-35ee-11d1-8707-00c04fd93327")]
pub unsafe trait ISyncMgrSynchronizeCallback: IUnknown {
    /// Ends `ShowProperties`.
    pub unsafe fn ShowPropertiesCompleted(&self, hr: HRESULT) -> HRESULT;
    /// Ends `PrepareForSync`.
    pub unsafe fn PrepareForSyncCompleted(&self, hr: HRESULT) -> HRESULT;
    /// Ends `Synchronize`.
    pub unsafe fn SynchronizeCompleted(&self, hr: HRESULT) -> HRESULT;
    /// Ends `ShowError`. The ids, which may be NULL, count with `S_SYNCMGR_RETRYSYNC` only.
    pub unsafe fn ShowErrorCompleted(&self, hr: HRESULT, cItems: u32, pItemIDs: *const GUID) -> HRESULT;
    /// TRUE: may a dialog be shown? FALSE: it is gone.
    pub unsafe fn EnableModeless(&self, fEnable: BOOL) -> HRESULT;
    /// Reports on an item; the structure may be NULL. The answer says whether to go on.
    pub unsafe fn Progress(&self, ItemID: *const GUID, pSyncProgressItem: *const SYNCMGRPROGRESSITEM) -> HRESULT;
    /// Adds a message; the structure may be NULL.
    pub unsafe fn LogError(
        &self,
        dwErrorLevel: u32,
        pszErrorText: *const u16,
        pSyncLogError: *const SYNCMGRLOGERRORINFO,
    ) -> HRESULT;
    /// Removes messages; `GUID_NULL`: all of this instance.
    pub unsafe fn DeleteLogError(&self, ErrorID: *const GUID, dwReserved: u32) -> HRESULT;
    /// Needs the network; NULL: the default connection.
    pub unsafe fn EstablishConnection(&self, pwszConnection: *const u16, dwReserved: u32) -> HRESULT;
}

// R-ABI-4
slots!(
    ISyncMgrSynchronizeCallback_Vtbl, 12,
    3 ShowPropertiesCompleted, 4 PrepareForSyncCompleted, 5 SynchronizeCompleted, 6 ShowErrorCompleted,
    7 EnableModeless, 8 Progress, 9 LogError, 10 DeleteLogError, 11 EstablishConnection,
);
