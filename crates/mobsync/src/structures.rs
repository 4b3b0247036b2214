//! The structures that cross the boundary, with their layout checked at compile time for both widths.

#![expect(non_snake_case, reason = "the published names")]

use std::ffi::c_void;

use windows_core::{BOOL, GUID};

use crate::constants::{MAX_SYNCMGRHANDLERNAME, MAX_SYNCMGRITEMNAME};

/// A window of the platform, NULL for none.
pub type HWND = *mut c_void;
/// A picture of the platform, NULL for none.
pub type HICON = *mut c_void;
/// A time: units of 100 ns since 1601, in two halves.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FILETIME {
    /// The lower half.
    pub dwLowDateTime: u32,
    /// The upper half.
    pub dwHighDateTime: u32,
}

/// What a handler says about itself.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SYNCMGRHANDLERINFO {
    /// Size of this structure in bytes.
    pub cbSize: u32,
    /// Its picture; stays the handler's.
    pub hIcon: HICON,
    /// `SYNCMGRHANDLER_…`.
    pub SyncMgrHandlerFlags: u32,
    /// Its name.
    pub wszHandlerName: [u16; MAX_SYNCMGRHANDLERNAME],
}

/// What a handler says about an item.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SYNCMGRITEM {
    /// Size of this structure in bytes.
    pub cbSize: u32,
    /// `SYNCMGRITEM_…`.
    pub dwFlags: u32,
    /// Its id.
    pub ItemID: GUID,
    /// `SYNCMGRITEMSTATE_…`: the default, which the user's choice overrides.
    pub dwItemState: u32,
    /// Its picture; stays the handler's.
    pub hIcon: HICON,
    /// Its name.
    pub wszItemName: [u16; MAX_SYNCMGRITEMNAME],
    /// When it was synchronized last, with `SYNCMGRITEM_LASTUPDATETIME`.
    pub ftLastUpdate: FILETIME,
}

/// How an item is doing.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SYNCMGRPROGRESSITEM {
    /// Size of this structure in bytes.
    pub cbSize: u32,
    /// `SYNCMGRPROGRESSITEM_…`: which members are valid.
    pub mask: u32,
    /// What to show.
    pub lpcStatusText: *const u16,
    /// `SYNCMGRSTATUS_…`.
    pub dwStatusType: u32,
    /// How far.
    pub iProgValue: i32,
    /// Of how much.
    pub iMaxValue: i32,
}

/// What belongs to a message.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SYNCMGRLOGERRORINFO {
    /// Size of this structure in bytes.
    pub cbSize: u32,
    /// `SYNCMGRLOGERROR_…`: which members are valid.
    pub mask: u32,
    /// `SYNCMGRERRORFLAG_…`.
    pub dwSyncMgrErrorFlags: u32,
    /// The id for `ShowError` and `DeleteLogError`.
    pub ErrorID: GUID,
    /// The item it is about.
    pub ItemID: GUID,
}

/// Called by the conflict dialog with `RFCCM_…`, a word and a pointer to the block.
pub type PFNRFCDCALLBACK = Option<unsafe extern "system" fn(HWND, u32, usize, isize) -> BOOL>;

/// Question of the conflict dialog. `Text` is a pointer to UTF-16 in the W form, to bytes in the A form.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RFCDLGPARAM<Text> {
    /// `RFCF_…`.
    pub dwFlags: u32,
    /// The file's name.
    pub pszFilename: Text,
    /// Its place.
    pub pszLocation: Text,
    /// The name that one copy takes if both are kept.
    pub pszNewName: Text,
    /// Who changed the network copy.
    pub pszNetworkModifiedBy: Text,
    /// Who changed the local copy.
    pub pszLocalModifiedBy: Text,
    /// When the network copy was changed.
    pub pszNetworkModifiedOn: Text,
    /// When the local copy was changed.
    pub pszLocalModifiedOn: Text,
    /// The picture for "keep both".
    pub hIKeepBoth: HICON,
    /// The picture for "keep local".
    pub hIKeepLocal: HICON,
    /// The picture for "keep network".
    pub hIKeepNetwork: HICON,
    /// Asked for what is missing and told what the user wants to see.
    pub pfnCallBack: PFNRFCDCALLBACK,
    /// The caller's own value.
    pub lCallerData: isize,
}

/// The W form: UTF-16.
pub type RFCDLGPARAMW = RFCDLGPARAM<*const u16>;
/// The A form: the platform's bytes, UTF-8 off Windows.
pub type RFCDLGPARAMA = RFCDLGPARAM<*const u8>;

/// `SyncMgrResolveConflictW`: the parent window and the block; returns `RFC_…`.
pub type SyncMgrResolveConflictW = unsafe extern "system" fn(HWND, *mut RFCDLGPARAMW) -> i32;
/// `SyncMgrResolveConflictA`: the same in the A form.
pub type SyncMgrResolveConflictA = unsafe extern "system" fn(HWND, *mut RFCDLGPARAMA) -> i32;

/// Asserts size and offsets, each given for 64 and for 32 bits.
macro_rules! layout {
    ($kind:ty, $size64:literal / $size32:literal, $($field:ident $at64:literal / $at32:literal),* $(,)?) => {
        const _: () = {
            assert!(size_of::<$kind>() == width($size64, $size32));
            $(assert!(std::mem::offset_of!($kind, $field) == width($at64, $at32));)*
        };
    };
}

const fn width(on64: usize, on32: usize) -> usize {
    if cfg!(target_pointer_width = "64") { on64 } else { on32 }
}

const _: () = assert!(size_of::<GUID>() == 16 && align_of::<GUID>() == 4);

// R-ABI-9, R-ABI-17
layout!(SYNCMGRHANDLERINFO, 88 / 76, cbSize 0 / 0, hIcon 8 / 4, SyncMgrHandlerFlags 16 / 8, wszHandlerName 20 / 12);
// R-ABI-10, R-ABI-17
layout!(
    SYNCMGRITEM, 304 / 296,
    cbSize 0 / 0, dwFlags 4 / 4, ItemID 8 / 8, dwItemState 24 / 24, hIcon 32 / 28, wszItemName 40 / 32, ftLastUpdate 296 / 288,
);
// R-ABI-11
layout!(
    SYNCMGRPROGRESSITEM, 32 / 24,
    cbSize 0 / 0, mask 4 / 4, lpcStatusText 8 / 8, dwStatusType 16 / 12, iProgValue 20 / 16, iMaxValue 24 / 20,
);
// R-ABI-12
layout!(SYNCMGRLOGERRORINFO, 44 / 44, cbSize 0 / 0, mask 4 / 4, dwSyncMgrErrorFlags 8 / 8, ErrorID 12 / 12, ItemID 28 / 28);
// R-ABI-13
layout!(
    RFCDLGPARAMW, 104 / 52,
    dwFlags 0 / 0, pszFilename 8 / 4, pszLocation 16 / 8, pszNewName 24 / 12, pszNetworkModifiedBy 32 / 16,
    pszLocalModifiedBy 40 / 20, pszNetworkModifiedOn 48 / 24, pszLocalModifiedOn 56 / 28, hIKeepBoth 64 / 32,
    hIKeepLocal 72 / 36, hIKeepNetwork 80 / 40, pfnCallBack 88 / 44, lCallerData 96 / 48,
);
layout!(RFCDLGPARAMA, 104 / 52, pszLocalModifiedOn 56 / 28, pfnCallBack 88 / 44, lCallerData 96 / 48);
layout!(FILETIME, 8 / 8, dwLowDateTime 0 / 0, dwHighDateTime 4 / 4);
