//! `IClassFactory`: makes objects of one class.

use std::ffi::c_void;

use windows_core::{BOOL, GUID, HRESULT, IUnknown, Ref, interface};

use super::slots;

/// Implemented by a module, handed out by its `DllGetClassObject`.
#[interface("00000001-0000-0000-c000-000000000046")]
pub unsafe trait IClassFactory: IUnknown {
    /// Makes an object; `pUnkOuter` is NULL unless it shall become part of another one.
    pub unsafe fn CreateInstance(
        &self,
        pUnkOuter: Ref<IUnknown>,
        riid: *const GUID,
        ppvObject: *mut *mut c_void,
    ) -> HRESULT;
    /// Keeps the module loaded, or no longer.
    pub unsafe fn LockServer(&self, fLock: BOOL) -> HRESULT;
}

slots!(IClassFactory_Vtbl, 5, 3 CreateInstance, 4 LockServer);
