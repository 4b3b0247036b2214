//! Being the manager for a handler: a safe trait behind `ISyncMgrSynchronizeCallback`.

use windows_core::{BOOL, GUID, HRESULT};

use crate::codes::{E_INVALIDARG, S_SYNCMGR_RETRYSYNC};
use crate::guard::guard;
use crate::interfaces::{
    ISyncMgrSynchronizeCallback, ISyncMgrSynchronizeCallback_Impl, ISyncMgrSynchronizeCallback_Vtbl,
};
use crate::object::{Exposed, Object, Owned};
use crate::structures::{SYNCMGRLOGERRORINFO, SYNCMGRPROGRESSITEM};
use crate::utf16;
use crate::values::{Dialog, Message, Progress, Verdict};

/// How many ids are read from one array at most.
pub(crate) const ID_LIMIT: u32 = 1 << 20;

/// What a handler calls, from any thread, also before the call that it answers has returned.
///
/// Arguments are copies; what the contract forbids never arrives here. A panic is `E_UNEXPECTED` to the handler.
/// No lock that one of these methods takes may be held across a call to the handler (`D-1`).
pub trait SyncCallback: Send + Sync + 'static {
    /// `ShowProperties` ended.
    fn show_properties_completed(&self, result: HRESULT) -> HRESULT;
    /// `PrepareForSync` ended.
    fn prepare_for_sync_completed(&self, result: HRESULT) -> HRESULT;
    /// `Synchronize` ended.
    fn synchronize_completed(&self, result: HRESULT) -> HRESULT;
    /// `ShowError` ended. There are items only with `S_SYNCMGR_RETRYSYNC` (`R-SEC-3`).
    fn show_error_completed(&self, result: HRESULT, items: Vec<GUID>) -> HRESULT;
    /// May a dialog be shown? `S_OK` yes, `S_FALSE` no. Or: it is gone.
    fn enable_modeless(&self, dialog: Dialog) -> HRESULT;
    /// News about an item, or with `None` only the question whether to go on.
    ///
    /// # Errors
    /// What the handler gets instead of a verdict: the call had no effect.
    fn progress(&self, item: GUID, progress: Option<Progress>) -> Result<Verdict, HRESULT>;
    /// A line for the error list.
    fn log_error(&self, message: Message) -> HRESULT;
    /// Remove what was logged under `error`; `GUID_NULL`: all of this instance.
    fn delete_log_error(&self, error: GUID) -> HRESULT;
    /// The handler needs the network; `None`: the default connection.
    fn establish_connection(&self, name: Option<String>) -> HRESULT;
}

/// A [`SyncCallback`] behind its interface: make it by [`Owned::new`], hand [`Owned::interface`] to the handler.
pub struct CallbackObject<C>(pub C);

// SAFETY: the methods of this object, whose table comes first.
unsafe impl<C: SyncCallback> Exposed for CallbackObject<C> {
    type Interface = ISyncMgrSynchronizeCallback;
    const METHODS: &'static ISyncMgrSynchronizeCallback_Vtbl =
        &ISyncMgrSynchronizeCallback_Vtbl::new::<Object<Self>, 0>();
}

/// Puts a callback behind its interface. The count of the result shows what the handler still holds.
pub fn expose_callback<C: SyncCallback>(callback: C) -> Owned<CallbackObject<C>> {
    Owned::new(CallbackObject(callback))
}

impl<C: SyncCallback> ISyncMgrSynchronizeCallback_Impl for Object<CallbackObject<C>> {
    unsafe fn ShowPropertiesCompleted(&self, hr: HRESULT) -> HRESULT {
        guard(|| self.0.show_properties_completed(hr))
    }

    unsafe fn PrepareForSyncCompleted(&self, hr: HRESULT) -> HRESULT {
        guard(|| self.0.prepare_for_sync_completed(hr))
    }

    unsafe fn SynchronizeCompleted(&self, hr: HRESULT) -> HRESULT {
        guard(|| self.0.synchronize_completed(hr))
    }

    unsafe fn ShowErrorCompleted(&self, hr: HRESULT, count: u32, ids: *const GUID) -> HRESULT {
        guard(|| {
            if hr != S_SYNCMGR_RETRYSYNC {
                return self.0.show_error_completed(hr, Vec::new());
            }
            // SAFETY: with this code the handler passes `count` ids, valid during the call.
            match unsafe { ids_at(ids, count) } {
                Ok(items) => self.0.show_error_completed(hr, items),
                Err(code) => code,
            }
        })
    }

    unsafe fn EnableModeless(&self, enable: BOOL) -> HRESULT {
        guard(|| self.0.enable_modeless(if enable.as_bool() { Dialog::Open } else { Dialog::Closed }))
    }

    unsafe fn Progress(&self, item: *const GUID, progress: *const SYNCMGRPROGRESSITEM) -> HRESULT {
        guard(|| {
            // SAFETY: the handler passes NULL or an id.
            let Some(item) = (unsafe { id_at(item) }) else { return E_INVALIDARG };
            let progress = if progress.is_null() {
                None
            } else {
                // SAFETY: not NULL, so it is a structure of the size it says.
                let Some(progress) = (unsafe { Progress::from_raw(progress) }) else { return E_INVALIDARG };
                Some(progress)
            };
            self.0.progress(item, progress).map_or_else(|code| code, Verdict::code)
        })
    }

    unsafe fn LogError(&self, level: u32, text: *const u16, info: *const SYNCMGRLOGERRORINFO) -> HRESULT {
        // SAFETY: the handler passes a terminated text, and NULL or a structure of the size it says.
        guard(|| match unsafe { Message::from_raw(level, text, info) } {
            Ok(message) => self.0.log_error(message),
            Err(code) => code,
        })
    }

    unsafe fn DeleteLogError(&self, error: *const GUID, _reserved: u32) -> HRESULT {
        // SAFETY: the handler passes NULL or an id.
        guard(|| unsafe { id_at(error) }.map_or(E_INVALIDARG, |error| self.0.delete_log_error(error)))
    }

    unsafe fn EstablishConnection(&self, name: *const u16, _reserved: u32) -> HRESULT {
        // SAFETY: the handler passes NULL or a terminated text.
        guard(|| self.0.establish_connection(unsafe { utf16::read_at(name, utf16::TEXT_LIMIT) }))
    }
}

/// Copies an id; `None`: NULL.
///
/// # Safety
/// `id` is NULL or points at a readable id.
pub(crate) unsafe fn id_at(id: *const GUID) -> Option<GUID> {
    // SAFETY: not NULL. The address may be odd: it is foreign.
    (!id.is_null()).then(|| unsafe { id.read_unaligned() })
}

/// Copies an array of ids. Ids that are announced and NULL, or absurdly many, are `E_INVALIDARG` (`D-24`).
///
/// # Safety
/// `ids` is NULL or points at `count` readable ids.
pub(crate) unsafe fn ids_at(ids: *const GUID, count: u32) -> Result<Vec<GUID>, HRESULT> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if ids.is_null() || count > ID_LIMIT {
        return Err(E_INVALIDARG);
    }
    // SAFETY: the caller vouches for that many. The address may be odd: it is foreign.
    Ok((0..count as usize).map(|index| unsafe { ids.add(index).read_unaligned() }).collect())
}
