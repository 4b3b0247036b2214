//! Modules: shared libraries that make handlers.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use windows_core::{GUID, HRESULT, IUnknown, Interface};

use crate::codes::{E_POINTER, S_OK};
use crate::instance::Instance;
use crate::interfaces::{IClassFactory, ISyncMgrSynchronize};

/// `DllGetClassObject`.
pub type GetClassObject = unsafe extern "system" fn(*const GUID, *const GUID, *mut *mut c_void) -> HRESULT;
/// `DllCanUnloadNow`.
pub type CanUnloadNow = unsafe extern "system" fn() -> HRESULT;

/// Why a module cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A relative path would be searched for in the system's folders.
    #[error("{}: the path of a module must be absolute", path.display())]
    NotAbsolute {
        /// The path.
        path: PathBuf,
    },
    /// The system cannot load it.
    #[error("{}: cannot be loaded", path.display())]
    Open {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: libloading::Error,
    },
    /// It exports no `DllGetClassObject`.
    #[error("{}: exports no DllGetClassObject, so it is not a module", path.display())]
    NoEntry {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: libloading::Error,
    },
}

/// A loaded module. It stays loaded for ever: threads of a handler may still run in it when its last object is gone.
pub struct Module {
    get_class_object: GetClassObject,
    can_unload_now: Option<CanUnloadNow>,
}

impl Module {
    /// Loads a module from exactly this place.
    ///
    /// # Safety
    /// The module's initialization runs. Its two functions have the published signatures, and its objects keep the
    /// contract: everything that is built on the result relies on it.
    pub unsafe fn load(path: &Path) -> Result<Self, LoadError> {
        let owned = || path.to_owned();
        if !path.is_absolute() {
            return Err(LoadError::NotAbsolute { path: owned() });
        }
        // SAFETY: demanded from the caller.
        let library = unsafe { open(path) }.map_err(|source| LoadError::Open { path: owned(), source })?;
        let library = ManuallyDrop::new(library);
        // SAFETY: demanded from the caller. The functions stay, because the library is never closed.
        let get_class_object = unsafe { library.get::<GetClassObject>(b"DllGetClassObject\0") };
        let get_class_object = *get_class_object.map_err(|source| LoadError::NoEntry { path: owned(), source })?;
        // SAFETY: as above.
        let can_unload_now = unsafe { library.get::<CanUnloadNow>(b"DllCanUnloadNow\0") }.ok().map(|f| *f);
        Ok(Self { get_class_object, can_unload_now })
    }

    /// `DllGetClassObject` itself, for who tries out what it refuses.
    pub fn entry(&self) -> GetClassObject {
        self.get_class_object
    }

    /// `DllCanUnloadNow` itself, if it is exported.
    pub fn unload_entry(&self) -> Option<CanUnloadNow> {
        self.can_unload_now
    }

    /// Gets what makes objects of a class.
    ///
    /// # Errors
    /// The module's code, `CLASS_E_CLASSNOTAVAILABLE` for a class it does not have.
    pub fn class_factory(&self, class: GUID) -> Result<IClassFactory, HRESULT> {
        let mut out = std::ptr::null_mut();
        // SAFETY: two ids and a slot for one pointer.
        let code = unsafe { (self.get_class_object)(&raw const class, &IClassFactory::IID, &raw mut out) };
        // SAFETY: after success it is NULL or the factory with a reference that is ours now.
        unsafe { received(code, out) }
    }

    /// Makes a handler: as `IUnknown`, which is then asked for `ISyncMgrSynchronize` (section 3.1).
    ///
    /// # Errors
    /// The code of the first step that fails; `E_NOINTERFACE` if the class is no handler.
    pub fn create(&self, class: GUID) -> Result<Instance, HRESULT> {
        let factory = self.class_factory(class)?;
        let mut out = std::ptr::null_mut();
        // SAFETY: no outer object, an id, and a slot for one pointer.
        let code = unsafe { factory.CreateInstance(None, &IUnknown::IID, &raw mut out) };
        // SAFETY: after success it is NULL or the object with a reference that is ours now.
        let unknown: IUnknown = unsafe { received(code, out) }?;
        let handler: ISyncMgrSynchronize = unknown.cast().map_err(|error| error.code())?;
        // SAFETY: whoever loaded the module vouched for its objects.
        Ok(unsafe { Instance::new(handler) })
    }

    /// Whether the module says that none of its objects live. `None`: it does not say.
    pub fn is_idle(&self) -> Option<bool> {
        // SAFETY: no arguments.
        self.can_unload_now.map(|ask| unsafe { ask() } == S_OK)
    }
}

/// Turns an [out] interface into what is owned.
///
/// # Safety
/// After a success code, `out` is NULL or an interface of type `I` with a reference for the caller.
unsafe fn received<I: Interface>(code: HRESULT, out: *mut c_void) -> Result<I, HRESULT> {
    if code.is_err() {
        Err(code)
    } else if out.is_null() {
        Err(E_POINTER)
    } else {
        // SAFETY: demanded from the caller.
        Ok(unsafe { I::from_raw(out) })
    }
}

/// Names of one module do not reach another, and what is missing is known at once.
#[cfg(unix)]
unsafe fn open(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: demanded from the caller.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

/// What a module needs is looked for beside it first.
#[cfg(windows)]
unsafe fn open(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::windows::{LOAD_WITH_ALTERED_SEARCH_PATH, Library};
    // SAFETY: demanded from the caller.
    unsafe { Library::load_with_flags(path, LOAD_WITH_ALTERED_SEARCH_PATH) }.map(Into::into)
}
