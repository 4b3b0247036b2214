//! The library by which programs call the manager: `libsyncmgr.so`, on Windows `syncmgr.dll`.
//!
//! # Theory of operation
//!
//! A program loads it, asks [`DllGetClassObject`] for `CLSID_SyncMgr`, and gets an object with two interfaces:
//! `ISyncMgrRegister` (handlers come and go) and `ISyncMgrSynchronizeInvoke` (start a session). Two more functions,
//! [`SyncMgrResolveConflictW`] and [`SyncMgrResolveConflictA`], ask what to do with a file that was changed in two places.
//!
//! ```text
//!   the calling program                       │ other processes
//!   manager   an object for each caller       │
//!      └─► program   finds and runs ──────────┼─► syncmgr __library ─► store, or a request to syncmgr serve
//!   conflict  reads the block, asks ◄─► person│
//! ```
//!
//! Nothing of the manager runs in the caller: each call of an interface is one run of the program's hidden command, which
//! works on the store or hands a session to the manager that serves, and starts one if there is none. So a session outlives
//! who asked for it, and every process sees a registration at once.
//!
//! This is a guest in a foreign program. It holds no thread, no descriptor and no lock between calls; it lets no panic out; it
//! sends no signal but that of a child that ended, and its children get none of the caller's descriptors and signal
//! settings ([`sys`]). Whatever goes wrong becomes a code.

#![expect(unsafe_code, reason = "foreign pointers come in here; each block says why it is sound")]

mod conflict;
mod manager;
mod program;
mod sys;

use std::ffi::{c_int, c_void};

use mobsync::structures::{HWND, RFCDLGPARAMA, RFCDLGPARAMW};
use mobsync::{CLSID_SyncMgr, GUID, HRESULT};

/// Hands out the class factory of `CLSID_SyncMgr`.
///
/// # Safety
/// As COM demands: `class` and `iid` are NULL or point at ids, `out` is NULL or points at a slot for one pointer.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn DllGetClassObject(
    class: *const GUID,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    let factory_of = |class: &GUID| (*class == CLSID_SyncMgr).then(manager::factory);
    // SAFETY: demanded from the caller.
    unsafe { mobsync::get_class_object(class, iid, out, factory_of) }
}

/// `S_OK` when no object of this library lives.
#[unsafe(no_mangle)]
pub extern "system" fn DllCanUnloadNow() -> HRESULT {
    mobsync::can_unload_now()
}

/// Asks what is to become of a file that was changed in two places; strings are UTF-16. Returns `RFC_…`.
///
/// # Safety
/// `block` is NULL or points at a block whose strings are NULL or terminated, and whose call-back keeps that so.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn SyncMgrResolveConflictW(parent: HWND, block: *mut RFCDLGPARAMW) -> c_int {
    // SAFETY: demanded from the caller.
    unsafe { conflict::resolve(parent, block) }
}

/// The same with strings in UTF-8.
///
/// # Safety
/// As for [`SyncMgrResolveConflictW`].
#[unsafe(no_mangle)]
pub unsafe extern "system" fn SyncMgrResolveConflictA(parent: HWND, block: *mut RFCDLGPARAMA) -> c_int {
    // SAFETY: demanded from the caller.
    unsafe { conflict::resolve(parent, block) }
}
