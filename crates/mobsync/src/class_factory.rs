//! Being a module: class factories and what [`export_handlers!`](crate::export_handlers) exports.

use std::ffi::c_void;

use windows_core::{BOOL, DYNAMIC_CAST_IID, GUID, HRESULT, IUnknown, Interface, Ref};

use crate::codes::{
    CLASS_E_CLASSNOTAVAILABLE, CLASS_E_NOAGGREGATION, E_INVALIDARG, E_NOINTERFACE, E_POINTER, S_FALSE, S_OK,
};
use crate::guard::guard;
use crate::handler::{SyncHandler, expose_handler};
use crate::interfaces::{IClassFactory, IClassFactory_Impl, IClassFactory_Vtbl};
use crate::object::{Exposed, Object, Owned, living_objects, lock_module, unlock_module};

type Make = Box<dyn Fn() -> Result<IUnknown, HRESULT> + Send + Sync>;

/// Makes objects of one class.
pub struct ClassFactory(Make);

impl ClassFactory {
    /// A factory whose objects are made by `make`.
    pub fn new(make: impl Fn() -> Result<IUnknown, HRESULT> + Send + Sync + 'static) -> Self {
        Self(Box::new(make))
    }

    /// A factory of handlers.
    pub fn of_handlers<H: SyncHandler>(make: impl Fn() -> H + Send + Sync + 'static) -> Self {
        Self::new(move || Ok(expose_handler(make()).into_interface().into()))
    }
}

// SAFETY: the methods of this object, whose table comes first.
unsafe impl Exposed for ClassFactory {
    type Interface = IClassFactory;
    const METHODS: &'static IClassFactory_Vtbl = &IClassFactory_Vtbl::new::<Object<Self>, 0>();
}

impl IClassFactory_Impl for Object<ClassFactory> {
    unsafe fn CreateInstance(&self, outer: Ref<IUnknown>, iid: *const GUID, out: *mut *mut c_void) -> HRESULT {
        if out.is_null() {
            return E_POINTER;
        }
        // SAFETY: not NULL, so it is the caller's slot.
        unsafe { out.write(std::ptr::null_mut()) };
        // SAFETY: the caller passes NULL or an id.
        let Some(iid) = (unsafe { iid.as_ref() }) else { return E_INVALIDARG };
        if !outer.is_null() {
            return CLASS_E_NOAGGREGATION;
        }
        // An object of `#[implement]` would answer this one by writing two pointers into the caller's one.
        if *iid == DYNAMIC_CAST_IID {
            return E_NOINTERFACE;
        }
        guard(|| match (self.0)() {
            // SAFETY: an id and the caller's slot.
            Ok(object) => unsafe { object.query(iid, out) },
            Err(code) => code,
        })
    }

    unsafe fn LockServer(&self, lock: BOOL) -> HRESULT {
        if lock.as_bool() {
            lock_module();
        } else {
            unlock_module();
        }
        S_OK
    }
}

/// Body of `DllGetClassObject`.
///
/// # Safety
/// `class` and `iid` are NULL or point at ids; `out` is NULL or points at a writable slot for one pointer.
pub unsafe fn get_class_object(
    class: *const GUID,
    iid: *const GUID,
    out: *mut *mut c_void,
    factory_of: impl FnOnce(&GUID) -> Option<ClassFactory>,
) -> HRESULT {
    if out.is_null() {
        return E_POINTER;
    }
    // SAFETY: not NULL, so it is the caller's slot.
    unsafe { out.write(std::ptr::null_mut()) };
    // SAFETY: the caller passes NULL or ids.
    let (Some(class), Some(iid)) = (unsafe { (class.as_ref(), iid.as_ref()) }) else { return E_INVALIDARG };
    guard(|| match factory_of(class) {
        // SAFETY: an id and the caller's slot. A class factory of ours knows which ids it answers.
        Some(factory) => unsafe { Owned::new(factory).into_interface().query(iid, out) },
        None => CLASS_E_CLASSNOTAVAILABLE,
    })
}

/// Body of `DllCanUnloadNow`.
pub fn can_unload_now() -> HRESULT {
    if living_objects() == 0 { S_OK } else { S_FALSE }
}

/// Makes a `cdylib` a module: exports `DllGetClassObject` and `DllCanUnloadNow` for these handler classes.
///
/// Each line gives the class id and a function that makes a [`SyncHandler`](crate::SyncHandler):
///
/// ```ignore
/// mobsync::export_handlers! {
///     CLSID_NOTES => Notes::new,
/// }
/// ```
#[macro_export]
macro_rules! export_handlers {
    ($($class:expr => $make:expr),+ $(,)?) => {
        /// Hands out the class factory of one of the classes.
        ///
        /// # Safety
        /// As COM demands: two ids and a slot for one pointer.
        #[unsafe(no_mangle)]
        pub unsafe extern "system" fn DllGetClassObject(
            class: *const $crate::GUID,
            iid: *const $crate::GUID,
            out: *mut *mut ::std::ffi::c_void,
        ) -> $crate::HRESULT {
            // SAFETY: demanded from the caller.
            unsafe {
                $crate::get_class_object(class, iid, out, |class: &$crate::GUID| {
                    $(if *class == $class {
                        return Some($crate::ClassFactory::of_handlers($make));
                    })+
                    None
                })
            }
        }

        /// `S_OK` when no object of this module lives.
        #[unsafe(no_mangle)]
        pub extern "system" fn DllCanUnloadNow() -> $crate::HRESULT {
            $crate::can_unload_now()
        }
    };
}
