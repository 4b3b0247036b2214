//! An object with one interface or two: the tables of methods, a count of references, and the Rust value behind them.
//!
//! This takes the place of `#[implement]` of `windows-core`, whose objects answer every `QueryInterface` for two
//! `WinRT` interfaces with success, write 16 bytes through a pointer to 8 for an id of its own, drop their value
//! unguarded, and may hold what is not `Sync`. An [`Object`] knows the ids of its interfaces, of `IUnknown` and of what can
//! be called from every thread, and its value is `Send + Sync` by type.

use std::ffi::c_void;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering, fence};

use windows_core::imp::IAgileObject;
use windows_core::{ComObject, ComObjectInner, GUID, HRESULT, IUnknown, IUnknownImpl, Interface};

use crate::codes::{E_NOINTERFACE, E_NOTIMPL, E_POINTER, S_OK};
use crate::guard::guard_quietly;

/// A value that can stand behind an interface.
///
/// # Safety
/// [`METHODS`](Self::METHODS) are those of `Object<Self>`, made with the offset 0; those of [`SECOND`](Self::SECOND) with
/// the offset -1.
pub unsafe trait Exposed: Send + Sync + Sized + 'static {
    /// The interface.
    type Interface: Interface<Vtable: 'static>;
    /// Its methods for `Object<Self>`.
    const METHODS: &'static <Self::Interface as Interface>::Vtable;
    /// A second interface of the same object.
    const SECOND: Option<Second> = None;
}

/// A second interface of an object.
#[derive(Clone, Copy)]
pub struct Second {
    iid: GUID,
    methods: *const c_void,
}

impl Second {
    /// The interface `I` with its methods.
    pub const fn of<I: Interface<Vtable: 'static>>(methods: &'static I::Vtable) -> Self {
        Self { iid: I::IID, methods: std::ptr::from_ref(methods).cast() }
    }
}

/// How many objects of this module live; `DllCanUnloadNow` asks.
static ALIVE: AtomicUsize = AtomicUsize::new(0);

/// One of the living objects, or a lock of the server.
struct Alive;

impl Alive {
    fn new() -> Self {
        ALIVE.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::Release);
    }
}

/// How many objects of this module live, locks of the server included.
pub fn living_objects() -> usize {
    ALIVE.load(Ordering::Acquire)
}

/// Counts as one more living object (`LockServer(TRUE)`).
pub(crate) fn lock_module() {
    std::mem::forget(Alive::new());
}

/// Takes one lock back; more unlocks than objects are ignored.
pub(crate) fn unlock_module() {
    let _ = ALIVE.try_update(Ordering::AcqRel, Ordering::Acquire, |alive| alive.checked_sub(1));
}

/// The memory of an object. An interface pointer is a pointer to it, that of the second interface one to `second`.
#[repr(C)]
pub struct Object<T: Exposed> {
    methods: &'static <T::Interface as Interface>::Vtable,
    /// The methods of the second interface, NULL without one.
    second: *const c_void,
    count: AtomicU32,
    value: T,
    alive: Alive,
}

impl<T: Exposed> Deref for Object<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Exposed> IUnknownImpl for Object<T> {
    type Impl = T;

    fn get_impl(&self) -> &T {
        &self.value
    }

    fn get_impl_mut(&mut self) -> &mut T {
        &mut self.value
    }

    fn into_inner(self) -> T {
        self.value
    }

    unsafe fn QueryInterface(&self, iid: *const GUID, interface: *mut *mut c_void) -> HRESULT {
        if interface.is_null() {
            return E_POINTER;
        }
        // SAFETY: the caller's slot for one pointer; an [out] interface is NULL on failure.
        unsafe { interface.write(std::ptr::null_mut()) };
        // SAFETY: the caller passes NULL or an id.
        let Some(iid) = (unsafe { iid.as_ref() }) else { return E_POINTER };
        #[cfg(windows)]
        if *iid == windows_core::imp::IMarshal::IID {
            self.AddRef();
            // SAFETY: the reference just counted goes into the IUnknown.
            let unknown = unsafe { IUnknown::from_raw(std::ptr::from_ref(self).cast_mut().cast()) };
            // SAFETY: the caller's slot, as above.
            return unsafe { windows_core::imp::marshaler(unknown, interface) };
        }
        let asked = if [IUnknown::IID, T::Interface::IID, IAgileObject::IID].contains(iid) {
            std::ptr::from_ref(self).cast()
        } else if T::SECOND.is_some_and(|second| second.iid == *iid) {
            (&raw const self.second).cast::<c_void>()
        } else {
            return E_NOINTERFACE;
        };
        self.AddRef();
        // SAFETY: as above. Every table of methods begins with that of IUnknown.
        unsafe { interface.write(asked.cast_mut()) };
        S_OK
    }

    fn AddRef(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed) + 1
    }

    unsafe fn Release(this: *mut Self) -> u32 {
        // SAFETY: the caller gives back a reference it holds, so the object lives until here.
        let left = unsafe { (*this).count.fetch_sub(1, Ordering::Release) } - 1;
        if left == 0 {
            fence(Ordering::Acquire);
            // SAFETY: that was the last reference to what Owned::new boxed.
            guard_quietly(|| drop(unsafe { Box::from_raw(this) }));
        }
        left
    }

    fn is_reference_count_one(&self) -> bool {
        self.count.load(Ordering::Acquire) == 1
    }

    unsafe fn GetTrustLevel(&self, _value: *mut i32) -> HRESULT {
        E_NOTIMPL
    }

    fn to_object(&self) -> ComObject<T>
    where
        T: ComObjectInner<Outer = Self>,
    {
        self.AddRef();
        // SAFETY: the reference just counted goes into the ComObject.
        unsafe { ComObject::from_raw(NonNull::from(self)) }
    }
}

/// A reference to an object of one's own.
pub struct Owned<T: Exposed>(NonNull<Object<T>>);

// SAFETY: the value is Send and Sync (`Exposed`), the count is atomic, and the tables of methods are immutable.
unsafe impl<T: Exposed> Send for Owned<T> {}
// SAFETY: as above.
unsafe impl<T: Exposed> Sync for Owned<T> {}

impl<T: Exposed> Owned<T> {
    /// Makes an object with one reference.
    pub fn new(value: T) -> Self {
        let second = T::SECOND.map_or(std::ptr::null(), |second| second.methods);
        let object = Object { methods: T::METHODS, second, count: AtomicU32::new(1), value, alive: Alive::new() };
        Self(NonNull::from(Box::leak(Box::new(object))))
    }

    /// The interface, with a reference of its own.
    pub fn interface(&self) -> T::Interface {
        self.object().AddRef();
        // SAFETY: a pointer to an object is a pointer to its interface; the reference was just counted.
        unsafe { T::Interface::from_raw(self.0.as_ptr().cast()) }
    }

    /// Turns this reference into the interface.
    pub fn into_interface(self) -> T::Interface {
        let pointer = self.0.as_ptr();
        std::mem::forget(self);
        // SAFETY: the reference of `self` goes into the interface.
        unsafe { T::Interface::from_raw(pointer.cast()) }
    }

    /// How many references there are, this one included. Others may change it at any moment.
    pub fn references(&self) -> u32 {
        self.object().count.load(Ordering::Acquire)
    }

    fn object(&self) -> &Object<T> {
        // SAFETY: the object lives as long as this reference.
        unsafe { self.0.as_ref() }
    }
}

impl<T: Exposed> Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object().value
    }
}

impl<T: Exposed> Clone for Owned<T> {
    fn clone(&self) -> Self {
        self.object().AddRef();
        Self(self.0)
    }
}

impl<T: Exposed> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: gives back the reference of `self`.
        unsafe { Object::Release(self.0.as_ptr()) };
    }
}
