//! The callback object of the trials: notes the calls as they come.

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use mobsync::codes::{E_NOINTERFACE, E_POINTER, S_OK, S_SYNCMGR_RETRYSYNC};
use mobsync::interfaces::{ISyncMgrSynchronizeCallback, ISyncMgrSynchronizeCallback_Vtbl};
use mobsync::structures::{SYNCMGRLOGERRORINFO, SYNCMGRPROGRESSITEM};
use mobsync::{BOOL, GUID, HRESULT, IUnknown, Interface, constants, utf16};
use syncmgr_proto::Guid;

use crate::com_host::conversions::{code, from_code, guid};
use crate::conformance::recorder::Recorder;
use crate::conformance::trace::{Logged, News, Said};

/// The memory of a callback object. A callback pointer is a pointer to it; it lives as long as the process, because a handler
/// may call it too late.
#[repr(C)]
pub struct Witness {
    methods: &'static ISyncMgrSynchronizeCallback_Vtbl,
    references: AtomicI64,
    number: u8,
    recorder: Arc<Recorder>,
}

type UnknownMethods = <IUnknown as Interface>::Vtable;

/// The methods, written by hand: the kit does not lean on what it tests.
const METHODS: &ISyncMgrSynchronizeCallback_Vtbl = &ISyncMgrSynchronizeCallback_Vtbl {
    base__: UnknownMethods { QueryInterface: query_interface, AddRef: add_ref, Release: release },
    ShowPropertiesCompleted: show_properties_completed,
    PrepareForSyncCompleted: prepare_for_sync_completed,
    SynchronizeCompleted: synchronize_completed,
    ShowErrorCompleted: show_error_completed,
    EnableModeless: enable_modeless,
    Progress: progress,
    LogError: log_error,
    DeleteLogError: delete_log_error,
    EstablishConnection: establish_connection,
};

impl Witness {
    /// A callback with the number by which traces know it.
    pub fn new(number: u8, recorder: Arc<Recorder>) -> &'static Self {
        Box::leak(Box::new(Self { methods: METHODS, references: AtomicI64::new(0), number, recorder }))
    }

    /// How many references others hold.
    pub fn references(&self) -> i64 {
        self.references.load(Ordering::Acquire)
    }

    /// The interface, with a reference of its own.
    pub fn interface(&'static self) -> ISyncMgrSynchronizeCallback {
        self.references.fetch_add(1, Ordering::AcqRel);
        // SAFETY: the memory begins with the table of methods and is never freed; the reference was just counted.
        unsafe { ISyncMgrSynchronizeCallback::from_raw(std::ptr::from_ref(self).cast_mut().cast()) }
    }

    fn note(&self, said: Said) -> HRESULT {
        from_code(self.recorder.report(self.number, said))
    }
}

/// # Safety
/// `this` is a pointer that [`Witness::interface`] gave out.
unsafe fn at<'a>(this: *mut c_void) -> &'a Witness {
    // SAFETY: demanded from the caller; the memory is never freed.
    unsafe { &*this.cast() }
}

unsafe extern "system" fn query_interface(this: *mut c_void, iid: *const GUID, out: *mut *mut c_void) -> HRESULT {
    if out.is_null() || iid.is_null() {
        return E_POINTER;
    }
    // SAFETY: not NULL, so it is an id.
    let iid = unsafe { iid.read_unaligned() };
    let is_own = [IUnknown::IID, ISyncMgrSynchronizeCallback::IID, IID_AGILE].contains(&iid);
    // SAFETY: not NULL, so it is the caller's slot.
    unsafe { out.write(if is_own { this } else { std::ptr::null_mut() }) };
    if !is_own {
        return E_NOINTERFACE;
    }
    // SAFETY: as of every method.
    unsafe { add_ref(this) };
    S_OK
}

unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: handlers call methods with the pointer that they were given.
    let count = unsafe { at(this) }.references.fetch_add(1, Ordering::AcqRel) + 1;
    u32::try_from(count).unwrap_or_default()
}

unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    // SAFETY: as of every method.
    let count = unsafe { at(this) }.references.fetch_sub(1, Ordering::AcqRel) - 1;
    u32::try_from(count).unwrap_or_default()
}

unsafe extern "system" fn show_properties_completed(this: *mut c_void, hr: HRESULT) -> HRESULT {
    // SAFETY: as of every method.
    unsafe { at(this) }.note(Said::ShowPropertiesCompleted(code(hr)))
}

unsafe extern "system" fn prepare_for_sync_completed(this: *mut c_void, hr: HRESULT) -> HRESULT {
    // SAFETY: as of every method.
    unsafe { at(this) }.note(Said::PrepareForSyncCompleted(code(hr)))
}

unsafe extern "system" fn synchronize_completed(this: *mut c_void, hr: HRESULT) -> HRESULT {
    // SAFETY: as of every method.
    unsafe { at(this) }.note(Said::SynchronizeCompleted(code(hr)))
}

unsafe extern "system" fn show_error_completed(
    this: *mut c_void,
    hr: HRESULT,
    count: u32,
    ids: *const GUID,
) -> HRESULT {
    let is_retry = hr == S_SYNCMGR_RETRYSYNC && !ids.is_null();
    let count = if is_retry { count.min(RETRIED) as usize } else { 0 };
    // SAFETY: with this code the handler passes that many ids. The address may be odd: it is foreign.
    let items = (0..count).map(|index| guid(unsafe { ids.add(index).read_unaligned() })).collect();
    // SAFETY: as of every method.
    unsafe { at(this) }.note(Said::ShowErrorCompleted(code(hr), items))
}

unsafe extern "system" fn enable_modeless(this: *mut c_void, enable: BOOL) -> HRESULT {
    // SAFETY: as of every method.
    unsafe { at(this) }.note(Said::EnableModeless(enable.as_bool()))
}

unsafe extern "system" fn progress(this: *mut c_void, item: *const GUID, news: *const SYNCMGRPROGRESSITEM) -> HRESULT {
    // SAFETY: as of every method; the handler passes an id, and NULL or a structure of the size it says.
    unsafe { at(this).note(Said::Progress(news_at(item, news))) }
}

unsafe extern "system" fn log_error(
    this: *mut c_void,
    level: u32,
    text: *const u16,
    info: *const SYNCMGRLOGERRORINFO,
) -> HRESULT {
    // SAFETY: as of every method. The handler passes a terminated text or NULL, and NULL or a structure of the size it
    // says: what cannot be read shows here.
    unsafe {
        let has_text = utf16::read_at(text, utf16::TEXT_LIMIT).is_some();
        at(this).note(Said::LogError(logged_at(level, has_text, info)))
    }
}

unsafe extern "system" fn delete_log_error(this: *mut c_void, _error: *const GUID, _reserved: u32) -> HRESULT {
    // SAFETY: as of every method.
    unsafe { at(this) }.note(Said::DeleteLogError)
}

unsafe extern "system" fn establish_connection(this: *mut c_void, _name: *const u16, reserved: u32) -> HRESULT {
    // SAFETY: as of every method.
    unsafe { at(this) }.note(Said::EstablishConnection { reserved })
}

/// `IAgileObject`: every thread may call.
const IID_AGILE: GUID = GUID::from_u128(0x94ea_2b94_e9cc_49e0_c0ff_ee64_ca8f_5b90);
/// So many items of a retry are noted.
const RETRIED: u32 = 10_000;

/// # Safety
/// `item` is NULL or an id; `news` is NULL or a structure of the size it says.
unsafe fn news_at(item: *const GUID, news: *const SYNCMGRPROGRESSITEM) -> News {
    // SAFETY: demanded from the caller; the address may be odd.
    let item = if item.is_null() { Guid::NULL } else { guid(unsafe { item.read_unaligned() }) };
    let mut noted = News { item, size: None, status: None, value: None, max: None };
    if news.is_null() {
        return noted;
    }
    // SAFETY: the first member is there in any case.
    let size = unsafe { (&raw const (*news).cbSize).read_unaligned() };
    noted.size = Some(size);
    if size as usize >= size_of::<SYNCMGRPROGRESSITEM>() {
        // SAFETY: the structure says that it is this large.
        let news = unsafe { news.read_unaligned() };
        let has = |bit: u32| news.mask & bit != 0;
        noted.status = has(constants::SYNCMGRPROGRESSITEM_STATUSTYPE).then_some(news.dwStatusType);
        noted.value = has(constants::SYNCMGRPROGRESSITEM_PROGVALUE).then_some(news.iProgValue);
        noted.max = has(constants::SYNCMGRPROGRESSITEM_MAXVALUE).then_some(news.iMaxValue);
        if has(constants::SYNCMGRPROGRESSITEM_STATUSTEXT) {
            // SAFETY: the mask names the text: one that cannot be read shows here.
            unsafe { utf16::read_at(news.lpcStatusText, utf16::TEXT_LIMIT) };
        }
    }
    noted
}

/// # Safety
/// `info` is NULL or a structure of the size it says.
unsafe fn logged_at(level: u32, has_text: bool, info: *const SYNCMGRLOGERRORINFO) -> Logged {
    let mut noted = Logged { level, has_text, size: None, jumps: false, error: None };
    if info.is_null() {
        return noted;
    }
    // SAFETY: the first member is there in any case.
    let size = unsafe { (&raw const (*info).cbSize).read_unaligned() };
    noted.size = Some(size);
    if size as usize >= size_of::<SYNCMGRLOGERRORINFO>() {
        // SAFETY: the structure says that it is this large.
        let info = unsafe { info.read_unaligned() };
        let has = |bit: u32| info.mask & bit != 0;
        let flags = info.dwSyncMgrErrorFlags;
        noted.jumps =
            has(constants::SYNCMGRLOGERROR_ERRORFLAGS) && flags & constants::SYNCMGRERRORFLAG_ENABLEJUMPTEXT != 0;
        noted.error = has(constants::SYNCMGRLOGERROR_ERRORID).then(|| guid(info.ErrorID));
    }
    noted
}
