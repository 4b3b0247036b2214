//! The manager's view of a handler: one created object of foreign code.

use std::cell::Cell;

use windows_core::{GUID, HRESULT, IUnknown, Interface, InterfaceRef};

use crate::codes::{E_INVALIDARG, E_POINTER, E_UNEXPECTED, S_FALSE};
use crate::guids::GUID_NULL;
use crate::interfaces::{ISyncMgrEnumItems, ISyncMgrSynchronize, ISyncMgrSynchronizeCallback};
use crate::memory::TaskBox;
use crate::structures::SYNCMGRITEM;
use crate::values::{HandlerInfo, Item, Items, Window};

/// How many items are asked for at a time.
const BATCH: usize = 16;
/// An enumerator that gives more items than this never ends.
const ITEM_LIMIT: usize = 1 << 20;

/// One created handler. All its calls come from the thread that made it (`D-3`): it is not `Send`.
///
/// Codes are handed through as they come, because what a success code means differs from method to method. Dropping
/// it takes the callback back first (`R-CB-6`).
pub struct Instance {
    handler: ISyncMgrSynchronize,
    has_callback: Cell<bool>,
}

impl Instance {
    /// Takes over a handler.
    ///
    /// # Safety
    /// The object keeps the contract of `ISyncMgrSynchronize`: pointers it hands out are valid and belong to the caller.
    pub unsafe fn new(handler: ISyncMgrSynchronize) -> Self {
        Self { handler, has_callback: Cell::new(false) }
    }

    /// Asks whether the handler takes part. The cookie is NULL unless given and not empty.
    pub fn initialize(&self, flags: u32, cookie: Option<&[u8]>) -> HRESULT {
        let cookie = cookie.unwrap_or_default();
        let first = if cookie.is_empty() { std::ptr::null() } else { cookie.as_ptr() };
        let Ok(length) = u32::try_from(cookie.len()) else { return E_INVALIDARG };
        // SAFETY: that many bytes, valid during the call.
        unsafe { self.handler.Initialize(0, flags, length, first) }
    }

    /// Name, abilities and picture of the handler.
    ///
    /// # Errors
    /// The failure code; `E_POINTER` if success came with NULL, `E_INVALIDARG` if the structure is too small.
    pub fn info(&self) -> Result<HandlerInfo, HRESULT> {
        let mut out = std::ptr::null_mut();
        // SAFETY: a slot for one pointer.
        let code = unsafe { self.handler.GetHandlerInfo(&raw mut out) };
        if code.is_err() {
            return Err(code);
        }
        // SAFETY: after success it is NULL or a structure in task memory that is ours now.
        let info = unsafe { TaskBox::from_raw(out) }.ok_or(E_POINTER)?;
        // SAFETY: the structure has the size that it says.
        unsafe { HandlerInfo::from_raw(info.as_ptr()) }.ok_or(E_INVALIDARG)
    }

    /// The items that can be synchronized, in the handler's order.
    ///
    /// # Errors
    /// The failure code of the handler or its enumerator; `E_POINTER` if success came with NULL; `E_UNEXPECTED` if
    /// the enumerator says that it stored more than there was room for, or does not end.
    pub fn items(&self) -> Result<Items, HRESULT> {
        let mut out = std::ptr::null_mut();
        // SAFETY: a slot for one pointer.
        let code = unsafe { self.handler.EnumSyncMgrItems(&raw mut out) };
        if code.is_err() {
            return Err(code);
        }
        if out.is_null() {
            return Err(E_POINTER);
        }
        // SAFETY: after success it is an enumerator with a reference that is ours now.
        let enumerator = unsafe { ISyncMgrEnumItems::from_raw(out) };
        read_items(code, &enumerator)
    }

    /// Shows the properties of an item, or of the handler.
    pub fn show_properties(&self, item: Option<GUID>, parent: Window) -> HRESULT {
        let item = item.unwrap_or(GUID_NULL);
        // SAFETY: the id lives until the call ends.
        unsafe { self.handler.ShowProperties(parent.to_raw(), &raw const item) }
    }

    /// Says where to report from now on. `None` takes the callback back.
    pub fn set_progress_callback(&self, callback: Option<&ISyncMgrSynchronizeCallback>) -> HRESULT {
        if callback.is_some() {
            self.has_callback.set(true);
        }
        // SAFETY: the interface lives until the call ends; the handler counts its own reference.
        let code = unsafe { self.handler.SetProgressCallback(callback) };
        if callback.is_none() {
            self.has_callback.set(false);
        }
        code
    }

    /// Get ready for these items. Only after `S_OK` a completion follows.
    pub fn prepare_for_sync(&self, items: &[GUID], parent: Window) -> HRESULT {
        let Ok(count) = u32::try_from(items.len()) else { return E_INVALIDARG };
        // SAFETY: that many ids, valid during the call.
        unsafe { self.handler.PrepareForSync(count, items.as_ptr(), parent.to_raw(), 0) }
    }

    /// Synchronize the prepared items. Only after `S_OK` a completion follows.
    pub fn synchronize(&self, parent: Window) -> HRESULT {
        // SAFETY: no pointers that are followed.
        unsafe { self.handler.Synchronize(parent.to_raw()) }
    }

    /// The user skips an item (`SYNCMGRSTATUS_SKIPPED`).
    pub fn set_item_status(&self, item: GUID, status: u32) -> HRESULT {
        // SAFETY: the id lives until the call ends.
        unsafe { self.handler.SetItemStatus(&raw const item, status) }
    }

    /// Shows more about a message. After any success code a completion follows.
    pub fn show_error(&self, error: GUID, parent: Window) -> HRESULT {
        // SAFETY: the id lives until the call ends.
        unsafe { self.handler.ShowError(parent.to_raw(), &raw const error) }
    }

    /// The interface, for what is not wrapped here.
    pub fn as_interface(&self) -> &ISyncMgrSynchronize {
        &self.handler
    }

    /// Takes the callback back, releases the handler, and returns how many references the handler says are left.
    pub fn release(self) -> u32 {
        let unknown = IUnknown::from(&self.handler).into_raw();
        drop(self);
        // SAFETY: the reference that was made above is given back by Release and nothing else.
        unsafe {
            let unknown = InterfaceRef::<IUnknown>::from_raw(std::ptr::NonNull::new_unchecked(unknown));
            (unknown.vtable().Release)(unknown.as_raw())
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if self.has_callback.get() {
            // Whatever it answers, the handler is released next.
            let _ = self.set_progress_callback(None);
        }
    }
}

/// Reads an enumerator to its end. What Next stored counts only after success (`R-ENU-3`).
fn read_items(code: HRESULT, enumerator: &ISyncMgrEnumItems) -> Result<Items, HRESULT> {
    let mut items = Items { code, list: Vec::new(), unreadable: 0 };
    let mut batch = [EMPTY; BATCH];
    loop {
        batch.fill(EMPTY);
        let mut fetched = 0;
        // SAFETY: room for that many items, and for their number.
        let code = unsafe { enumerator.Next(BATCH as u32, batch.as_mut_ptr(), &raw mut fetched) };
        if code.is_err() {
            return Err(code);
        }
        let stored = batch.get(..fetched as usize).ok_or(E_UNEXPECTED)?;
        for item in stored.iter().map(Item::from_raw) {
            match item {
                Some(item) => items.list.push(item),
                None => items.unreadable += 1,
            }
        }
        if fetched == 0 || code == S_FALSE {
            return Ok(items);
        }
        if items.list.len() + items.unreadable > ITEM_LIMIT {
            return Err(E_UNEXPECTED);
        }
    }
}

/// An item before the handler fills it.
const EMPTY: SYNCMGRITEM = SYNCMGRITEM {
    cbSize: 0,
    dwFlags: 0,
    ItemID: GUID_NULL,
    dwItemState: 0,
    hIcon: std::ptr::null_mut(),
    wszItemName: [0; _],
    ftLastUpdate: crate::structures::FILETIME { dwLowDateTime: 0, dwHighDateTime: 0 },
};
