//! Being the manager for programs: a safe trait behind `ISyncMgrSynchronizeInvoke` and `ISyncMgrRegister`.

use windows_core::{GUID, HRESULT};

use crate::callback::id_at;
use crate::codes::{E_INVALIDARG, S_FALSE, S_OK};
use crate::guard::guard;
use crate::interfaces::{
    ISyncMgrRegister, ISyncMgrRegister_Impl, ISyncMgrRegister_Vtbl, ISyncMgrSynchronizeInvoke,
    ISyncMgrSynchronizeInvoke_Impl, ISyncMgrSynchronizeInvoke_Vtbl,
};
use crate::object::{Exposed, Object, Owned, Second};
use crate::utf16;

/// What programs ask of the manager (`CLSID_SyncMgr`).
///
/// Calls may overlap. A panic is `E_UNEXPECTED` to the program.
pub trait SyncManager: Send + Sync + 'static {
    /// Start a session of one handler, which gets the cookie; do not wait for it.
    fn update_items(&self, flags: u32, class: GUID, cookie: Option<&[u8]>) -> HRESULT;

    /// Start a session of everything; do not wait for it.
    fn update_all(&self) -> HRESULT;

    /// Add a handler for the events of `flags`. What is no UTF-16 in the description is U+FFFD.
    fn register(&self, class: GUID, description: Option<String>, flags: u32) -> HRESULT;

    /// Remove a handler; `S_FALSE`: there was none.
    fn unregister(&self, class: GUID) -> HRESULT;

    /// The events of a handler; `None`: it is not registered.
    ///
    /// # Errors
    /// A failure code.
    fn registration(&self, class: GUID) -> Result<Option<u32>, HRESULT>;
}

/// A [`SyncManager`] behind its two interfaces.
pub struct ManagerObject<M>(M);

// SAFETY: the methods of this object: Invoke, whose table comes first, and Register, whose table comes second.
unsafe impl<M: SyncManager> Exposed for ManagerObject<M> {
    type Interface = ISyncMgrSynchronizeInvoke;
    const METHODS: &'static ISyncMgrSynchronizeInvoke_Vtbl = &ISyncMgrSynchronizeInvoke_Vtbl::new::<Object<Self>, 0>();
    const SECOND: Option<Second> =
        Some(Second::of::<ISyncMgrRegister>(&ISyncMgrRegister_Vtbl::new::<Object<Self>, -1>()));
}

/// Puts a manager behind its interfaces.
pub fn expose_manager<M: SyncManager>(manager: M) -> Owned<ManagerObject<M>> {
    Owned::new(ManagerObject(manager))
}

impl<M: SyncManager> ISyncMgrSynchronizeInvoke_Impl for Object<ManagerObject<M>> {
    unsafe fn UpdateItems(&self, flags: u32, class: *const GUID, length: u32, cookie: *const u8) -> HRESULT {
        guard(|| {
            // SAFETY: the program passes NULL or an id.
            let Some(class) = (unsafe { id_at(class) }) else { return E_INVALIDARG };
            if length > 0 && cookie.is_null() {
                return E_INVALIDARG;
            }
            // SAFETY: the program passes that many bytes, valid during the call.
            let cookie = (length > 0).then(|| unsafe { std::slice::from_raw_parts(cookie, length as usize) });
            self.0.update_items(flags, class, cookie)
        })
    }

    unsafe fn UpdateAll(&self) -> HRESULT {
        guard(|| self.0.update_all())
    }
}

impl<M: SyncManager> ISyncMgrRegister_Impl for Object<ManagerObject<M>> {
    unsafe fn RegisterSyncMgrHandler(&self, class: *const GUID, description: *const u16, flags: u32) -> HRESULT {
        guard(|| {
            // SAFETY: the program passes NULL or an id.
            let Some(class) = (unsafe { id_at(class) }) else { return E_INVALIDARG };
            // SAFETY: the program passes NULL or a terminated text.
            let description = unsafe { utf16::read_at(description, utf16::TEXT_LIMIT) };
            self.0.register(class, description, flags)
        })
    }

    unsafe fn UnregisterSyncMgrHandler(&self, class: *const GUID, _reserved: u32) -> HRESULT {
        // SAFETY: the program passes NULL or an id.
        guard(|| unsafe { id_at(class) }.map_or(E_INVALIDARG, |class| self.0.unregister(class)))
    }

    unsafe fn GetHandlerRegistrationInfo(&self, class: *const GUID, flags: *mut u32) -> HRESULT {
        guard(|| {
            // SAFETY: the program passes NULL or an id.
            let Some(class) = (unsafe { id_at(class) }) else { return E_INVALIDARG };
            if flags.is_null() {
                return E_INVALIDARG;
            }
            let (code, events) = match self.0.registration(class) {
                Ok(Some(events)) => (S_OK, events),
                Ok(None) => (S_FALSE, 0),
                // What the program passed in stays as it was.
                Err(code) => return code,
            };
            // SAFETY: not NULL, so it is the program's.
            unsafe { flags.write(events) };
            code
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use windows_core::{IUnknown, Interface};

    use super::*;
    use crate::codes::{E_FAIL, E_NOINTERFACE, E_UNEXPECTED};
    use crate::guids::{CLSID_SyncMgr, GUID_NULL};
    use crate::utf16::WideText;

    /// Writes down what reaches it.
    #[derive(Default)]
    struct Recorder(Mutex<Vec<String>>);

    impl Recorder {
        fn note(&self, call: String) -> HRESULT {
            self.0.lock().unwrap().push(call);
            S_OK
        }
    }

    impl SyncManager for Recorder {
        fn update_items(&self, flags: u32, _class: GUID, cookie: Option<&[u8]>) -> HRESULT {
            self.note(format!("update {flags} {cookie:?}"))
        }
        fn update_all(&self) -> HRESULT {
            panic!("inside a method")
        }
        fn register(&self, _class: GUID, description: Option<String>, flags: u32) -> HRESULT {
            self.note(format!("register {description:?} {flags}"))
        }
        fn unregister(&self, _class: GUID) -> HRESULT {
            self.note("unregister".into())
        }
        fn registration(&self, class: GUID) -> Result<Option<u32>, HRESULT> {
            if class == CLSID_SyncMgr { Err(E_FAIL) } else { Ok((class.data1 > 0).then_some(class.data1)) }
        }
    }

    /// Proves: R-SYS-11, R-ABI-6, R-ABI-7
    #[test]
    fn both_interfaces_belong_to_one_object() {
        let object = expose_manager(Recorder::default());
        let invoke = object.interface();
        let register: ISyncMgrRegister = invoke.cast().unwrap();
        let back: ISyncMgrSynchronizeInvoke = register.cast().unwrap();
        assert_eq!(back.as_raw(), invoke.as_raw());
        let (one, other): (IUnknown, IUnknown) = (invoke.cast().unwrap(), register.cast().unwrap());
        assert_eq!(one.as_raw(), other.as_raw());
        assert_ne!(register.as_raw(), invoke.as_raw());
        let none: Result<crate::interfaces::ISyncMgrSynchronize, _> = register.cast();
        assert_eq!(none.unwrap_err().code(), E_NOINTERFACE);
        assert_eq!(object.references(), 6);
        drop((invoke, register, back, one, other));
        assert_eq!(object.references(), 1);
    }

    /// Proves: R-ABI-19, R-REG-5, D-26, D-30
    #[test]
    fn what_is_null_has_its_meaning_or_is_refused() {
        let object = expose_manager(Recorder::default());
        let invoke = object.interface();
        let register: ISyncMgrRegister = invoke.cast().unwrap();
        let (class, unknown, broken) = (GUID::from_u128(5 << 96), GUID_NULL, CLSID_SyncMgr);
        let (null, none) = (std::ptr::null(), std::ptr::null::<u16>());
        let text = WideText::new("Mail");
        let mut flags = 99;
        // SAFETY: NULL, or values of this function.
        unsafe {
            assert_eq!(invoke.UpdateItems(2, &raw const class, 2, [1, 0].as_ptr()), S_OK);
            assert_eq!(invoke.UpdateItems(2, &raw const class, 0, [1].as_ptr()), S_OK);
            assert_eq!(invoke.UpdateItems(2, &raw const class, 1, std::ptr::null()), E_INVALIDARG);
            assert_eq!(invoke.UpdateItems(2, null, 0, std::ptr::null()), E_INVALIDARG);
            assert_eq!(invoke.UpdateAll(), E_UNEXPECTED);
            assert_eq!(register.RegisterSyncMgrHandler(&raw const class, text.as_ptr(), 3), S_OK);
            assert_eq!(register.RegisterSyncMgrHandler(&raw const class, none, 0), S_OK);
            assert_eq!(register.RegisterSyncMgrHandler(null, none, 0), E_INVALIDARG);
            assert_eq!(register.UnregisterSyncMgrHandler(&raw const class, 9), S_OK);
            assert_eq!(register.UnregisterSyncMgrHandler(null, 0), E_INVALIDARG);
            assert_eq!(register.GetHandlerRegistrationInfo(&raw const broken, &raw mut flags), E_FAIL);
            assert_eq!(flags, 99, "stays on failure");
            assert_eq!(register.GetHandlerRegistrationInfo(&raw const class, &raw mut flags), S_OK);
            assert_eq!(flags, 5);
            assert_eq!(register.GetHandlerRegistrationInfo(&raw const unknown, &raw mut flags), S_FALSE);
            assert_eq!(flags, 0);
            assert_eq!(register.GetHandlerRegistrationInfo(null, &raw mut flags), E_INVALIDARG);
            assert_eq!(register.GetHandlerRegistrationInfo(&raw const class, std::ptr::null_mut()), E_INVALIDARG);
        }
        let calls = object.0.0.lock().unwrap().clone();
        let expected =
            ["update 2 Some([1, 0])", "update 2 None", "register Some(\"Mail\") 3", "register None 0", "unregister"];
        assert_eq!(calls, expected);
    }
}
