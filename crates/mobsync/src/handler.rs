//! Being a handler: a safe trait behind `ISyncMgrSynchronize`.

use std::ffi::c_void;

use windows_core::{GUID, HRESULT, Interface, Ref};

use crate::callback::{id_at, ids_at};
use crate::codes::{E_INVALIDARG, E_NOTIMPL, E_OUTOFMEMORY, E_POINTER, S_OK};
use crate::enumerator::Enumerator;
use crate::guard::guard;
use crate::guids::GUID_NULL;
use crate::interfaces::{
    ISyncMgrSynchronize, ISyncMgrSynchronize_Impl, ISyncMgrSynchronize_Vtbl, ISyncMgrSynchronizeCallback,
};
use crate::memory::TaskBox;
use crate::object::{Exposed, Object, Owned};
use crate::reporter::Reporter;
use crate::structures::{HWND, SYNCMGRHANDLERINFO};
use crate::values::{Event, HandlerInfo, Initialization, Items, Window};

/// One instance of a handler.
///
/// Calls may overlap: the user skips an item while another thread works. A panic is `E_UNEXPECTED` to the manager.
/// Work that takes time belongs on a thread of the handler's own, with a clone of the [`Reporter`].
pub trait SyncHandler: Send + Sync + 'static {
    /// First call: do you take part? `S_OK` yes, `S_FALSE` no.
    fn initialize(&self, question: &Initialization<'_>) -> HRESULT;

    /// Name, abilities and picture.
    ///
    /// # Errors
    /// A failure code; the handler is then listed under its registered name.
    fn info(&self) -> Result<HandlerInfo, HRESULT>;

    /// The items that can be synchronized.
    ///
    /// # Errors
    /// A failure code; the handler then drops out of the session.
    fn items(&self) -> Result<Items, HRESULT>;

    /// Get ready for exactly these items. `S_OK`: [`Reporter::prepare_for_sync_completed`] ends it, here or later.
    /// `S_FALSE`: a dialog would be needed that is not allowed. Anything but `S_OK`: it must not be reported.
    fn prepare_for_sync(&self, items: Vec<GUID>, parent: Window, reporter: &Reporter) -> HRESULT;

    /// Synchronize the prepared items, except those skipped meanwhile. `S_OK`:
    /// [`Reporter::synchronize_completed`] ends it, here or later. Anything else: it must not be reported.
    fn synchronize(&self, parent: Window, reporter: &Reporter) -> HRESULT;

    /// The user skips an item (`status` is `SYNCMGRSTATUS_SKIPPED`).
    fn set_item_status(&self, item: GUID, status: u32) -> HRESULT;

    /// Show the properties of an item or, with `None`, of the handler. Success:
    /// [`Reporter::show_properties_completed`] ends it.
    fn show_properties(&self, item: Option<GUID>, parent: Window, reporter: &Reporter) -> HRESULT {
        let _ = (item, parent, reporter);
        E_NOTIMPL
    }

    /// Show more about a message. Success: [`Reporter::show_error_completed`] ends it.
    fn show_error(&self, error: GUID, parent: Window, reporter: &Reporter) -> HRESULT {
        let _ = (error, parent, reporter);
        E_NOTIMPL
    }
}

/// A [`SyncHandler`] behind its interface, with the callback it reports to.
pub struct HandlerObject<H> {
    handler: H,
    reporter: Reporter,
}

impl<H> HandlerObject<H> {
    /// The handler.
    pub fn handler(&self) -> &H {
        &self.handler
    }
}

impl<H> Drop for HandlerObject<H> {
    // A thread may still hold a clone of the reporter; the callback must not stay with it.
    fn drop(&mut self) {
        self.reporter.set(None);
    }
}

// SAFETY: the methods of this object, whose table comes first.
unsafe impl<H: SyncHandler> Exposed for HandlerObject<H> {
    type Interface = ISyncMgrSynchronize;
    const METHODS: &'static ISyncMgrSynchronize_Vtbl = &ISyncMgrSynchronize_Vtbl::new::<Object<Self>, 0>();
}

/// Puts a handler behind its interface.
pub fn expose_handler<H: SyncHandler>(handler: H) -> Owned<HandlerObject<H>> {
    Owned::new(HandlerObject { handler, reporter: Reporter::new() })
}

impl<H: SyncHandler> ISyncMgrSynchronize_Impl for Object<HandlerObject<H>> {
    unsafe fn Initialize(&self, reserved: u32, flags: u32, cookie_length: u32, cookie: *const u8) -> HRESULT {
        guard(|| {
            if reserved != 0 || (cookie_length > 0 && cookie.is_null()) {
                return E_INVALIDARG;
            }
            let is_given = cookie_length > 0 && Event::of(flags) == Event::Invoke;
            // SAFETY: the manager passes that many bytes, valid during the call.
            let cookie = is_given.then(|| unsafe { std::slice::from_raw_parts(cookie, cookie_length as usize) });
            self.handler.initialize(&Initialization { flags, cookie })
        })
    }

    unsafe fn GetHandlerInfo(&self, out: *mut *mut SYNCMGRHANDLERINFO) -> HRESULT {
        // SAFETY: the manager passes NULL or its slot for one pointer.
        unsafe {
            hand_out(out, || Ok((S_OK, TaskBox::new(self.handler.info()?.to_raw()).ok_or(E_OUTOFMEMORY)?.into_raw())))
        }
    }

    unsafe fn EnumSyncMgrItems(&self, out: *mut *mut c_void) -> HRESULT {
        let enumerate = || {
            let items = self.handler.items()?;
            if items.code.is_err() {
                return Err(items.code);
            }
            let enumerator = Owned::new(Enumerator::new(items.list.into()));
            Ok((items.code, enumerator.into_interface().into_raw()))
        };
        // SAFETY: as above.
        unsafe { hand_out(out, enumerate) }
    }

    unsafe fn GetItemObject(&self, _item: *const GUID, _iid: *const GUID, out: *mut *mut c_void) -> HRESULT {
        // SAFETY: as above.
        unsafe { hand_out(out, || Err(E_NOTIMPL)) }
    }

    unsafe fn ShowProperties(&self, parent: HWND, item: *const GUID) -> HRESULT {
        guard(|| {
            // SAFETY: the manager passes NULL or an id.
            let Some(item) = (unsafe { id_at(item) }) else { return E_INVALIDARG };
            let item = (item != GUID_NULL).then_some(item);
            self.handler.show_properties(item, Window::from_raw(parent), &self.reporter)
        })
    }

    unsafe fn SetProgressCallback(&self, callback: Ref<ISyncMgrSynchronizeCallback>) -> HRESULT {
        guard(|| {
            self.reporter.set(callback.cloned());
            S_OK
        })
    }

    unsafe fn PrepareForSync(&self, count: u32, items: *const GUID, parent: HWND, _reserved: u32) -> HRESULT {
        // SAFETY: the manager passes that many ids, valid during the call.
        guard(|| match unsafe { ids_at(items, count) } {
            Ok(items) => self.handler.prepare_for_sync(items, Window::from_raw(parent), &self.reporter),
            Err(code) => code,
        })
    }

    unsafe fn Synchronize(&self, parent: HWND) -> HRESULT {
        guard(|| self.handler.synchronize(Window::from_raw(parent), &self.reporter))
    }

    unsafe fn SetItemStatus(&self, item: *const GUID, status: u32) -> HRESULT {
        // SAFETY: the manager passes NULL or an id.
        guard(|| unsafe { id_at(item) }.map_or(E_INVALIDARG, |item| self.handler.set_item_status(item, status)))
    }

    unsafe fn ShowError(&self, parent: HWND, error: *const GUID) -> HRESULT {
        guard(|| {
            // SAFETY: the manager passes NULL or an id.
            let Some(error) = (unsafe { id_at(error) }) else { return E_INVALIDARG };
            self.handler.show_error(error, Window::from_raw(parent), &self.reporter)
        })
    }
}

/// Stores what `make` hands out; NULL when it fails, `E_POINTER` without a place to store.
///
/// # Safety
/// `out` is NULL or points at a writable slot for one pointer.
pub(crate) unsafe fn hand_out<T>(
    out: *mut *mut T,
    make: impl FnOnce() -> Result<(HRESULT, *mut T), HRESULT>,
) -> HRESULT {
    if out.is_null() {
        return E_POINTER;
    }
    // SAFETY: not NULL, so it is the caller's slot.
    unsafe { out.write(std::ptr::null_mut()) };
    guard(|| match make() {
        Ok((code, pointer)) => {
            // SAFETY: as above.
            unsafe { out.write(pointer) };
            code
        }
        Err(code) => code,
    })
}
