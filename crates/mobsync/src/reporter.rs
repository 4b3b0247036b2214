//! The handler's view of the manager: where to report, from any thread.

use std::sync::{Arc, Mutex, PoisonError};

use windows_core::{BOOL, GUID, HRESULT};

use crate::codes::E_UNEXPECTED;
use crate::guids::GUID_NULL;
use crate::interfaces::ISyncMgrSynchronizeCallback;
use crate::utf16::WideText;
use crate::values::{Dialog, Message, Progress, Verdict};

/// A callback that any thread may call.
struct Shared(ISyncMgrSynchronizeCallback);

// SAFETY: the contract lets a handler call the callback from any thread, and count its references there.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

/// Where a handler reports. Clones report to the same place.
///
/// After the manager took its callback back, every call answers `E_UNEXPECTED` and does nothing, so a thread that is
/// late harms nobody. The callback is referenced once by the handler and once more during each call; no lock is
/// held while it runs, because it may call the handler again.
#[derive(Clone, Default)]
pub struct Reporter(Arc<Mutex<Option<Shared>>>);

impl Reporter {
    /// Reports to nobody yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Takes the new callback, then gives the old one back, so that the same one may come twice (`R-CB-4`).
    pub(crate) fn set(&self, callback: Option<ISyncMgrSynchronizeCallback>) {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *slot, callback.map(Shared));
        drop(slot);
        drop(old);
    }

    fn with(&self, call: impl FnOnce(&ISyncMgrSynchronizeCallback) -> HRESULT) -> HRESULT {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let callback = slot.as_ref().map(|shared| shared.0.clone());
        drop(slot);
        callback.map_or(E_UNEXPECTED, |callback| call(&callback))
    }

    /// Reports on an item and learns whether to go on.
    ///
    /// # Errors
    /// The report had no effect; that is no reason to stop.
    pub fn progress(&self, item: GUID, progress: &Progress) -> Result<Verdict, HRESULT> {
        let text = progress.wide_text();
        let raw = progress.to_raw(text.as_ref());
        // SAFETY: item, structure and text live until the call ends.
        Verdict::of(self.with(|callback| unsafe { callback.Progress(&raw const item, &raw const raw) }))
    }

    /// Asks whether to go on with an item, without news.
    ///
    /// # Errors
    /// As [`progress`](Self::progress).
    pub fn ask(&self, item: GUID) -> Result<Verdict, HRESULT> {
        // SAFETY: the item lives until the call ends; the structure may be NULL.
        Verdict::of(self.with(|callback| unsafe { callback.Progress(&raw const item, std::ptr::null()) }))
    }

    /// Adds a line to the error list.
    pub fn log_error(&self, message: &Message) -> HRESULT {
        let text = WideText::new(&message.text);
        let info = message.to_raw();
        let info = info.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
        // SAFETY: text and structure live until the call ends.
        self.with(|callback| unsafe { callback.LogError(message.level.code(), text.as_ptr(), info) })
    }

    /// Removes what was logged under `error`; `None`: all that this instance logged.
    pub fn delete_log_error(&self, error: Option<GUID>) -> HRESULT {
        let error = error.unwrap_or(GUID_NULL);
        // SAFETY: the id lives until the call ends.
        self.with(|callback| unsafe { callback.DeleteLogError(&raw const error, 0) })
    }

    /// Ends `prepare_for_sync` that answers `S_OK`; only `S_OK` leads to `synchronize`.
    pub fn prepare_for_sync_completed(&self, result: HRESULT) -> HRESULT {
        // SAFETY: no pointers.
        self.with(|callback| unsafe { callback.PrepareForSyncCompleted(result) })
    }

    /// Ends `synchronize` that answers `S_OK`, once, after all items.
    pub fn synchronize_completed(&self, result: HRESULT) -> HRESULT {
        // SAFETY: no pointers.
        self.with(|callback| unsafe { callback.SynchronizeCompleted(result) })
    }

    /// Ends `show_properties` that answers success.
    pub fn show_properties_completed(&self, result: HRESULT) -> HRESULT {
        // SAFETY: no pointers.
        self.with(|callback| unsafe { callback.ShowPropertiesCompleted(result) })
    }

    /// Ends `show_error` that answers success; with `S_SYNCMGR_RETRYSYNC` these items are synchronized again.
    pub fn show_error_completed(&self, result: HRESULT, items: &[GUID]) -> HRESULT {
        let first = if items.is_empty() { std::ptr::null() } else { items.as_ptr() };
        // SAFETY: the items live until the call ends.
        self.with(|callback| unsafe { callback.ShowErrorCompleted(result, items.len() as u32, first) })
    }

    /// Asks for leave to show a dialog (`S_OK`: yes, `S_FALSE`: no), or says that it is gone.
    pub fn enable_modeless(&self, dialog: Dialog) -> HRESULT {
        // SAFETY: no pointers.
        self.with(|callback| unsafe { callback.EnableModeless(BOOL::from(dialog == Dialog::Open)) })
    }

    /// Needs the network: the named connection or the default one. Only `S_OK` promises it.
    pub fn establish_connection(&self, name: Option<&str>) -> HRESULT {
        let name = name.map(WideText::new);
        let pointer = name.as_ref().map_or(std::ptr::null(), WideText::as_ptr);
        // SAFETY: the name lives until the call ends, or is NULL.
        self.with(|callback| unsafe { callback.EstablishConnection(pointer, 0) })
    }
}
