//! `ISyncMgrEnumItems`: the items of a handler, one after the other.

use std::ffi::c_void;

use windows_core::{HRESULT, IUnknown, interface};

use super::slots;
use crate::structures::SYNCMGRITEM;

/// Implemented by the handler, called by the manager.
#[interface("6295df2a-35ee-11d1-8707-00c04fd93327")]
pub unsafe trait ISyncMgrEnumItems: IUnknown {
    /// Stores at most `celt` items and their number. `S_FALSE`: fewer than asked for.
    pub unsafe fn Next(&self, celt: u32, rgelt: *mut SYNCMGRITEM, pceltFetched: *mut u32) -> HRESULT;
    /// Passes over `celt` items. `S_FALSE`: there were fewer.
    pub unsafe fn Skip(&self, celt: u32) -> HRESULT;
    /// Goes back to the beginning.
    pub unsafe fn Reset(&self) -> HRESULT;
    /// Hands out an enumerator at the same place of the same list.
    pub unsafe fn Clone(&self, ppenum: *mut *mut c_void) -> HRESULT;
}

// R-ABI-5
slots!(ISyncMgrEnumItems_Vtbl, 7, 3 Next, 4 Skip, 5 Reset, 6 Clone);
