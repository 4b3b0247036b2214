//! What a place holds before a handler fills it, so that one sees what it filled.

use std::ffi::c_void;

use mobsync::GUID;
use mobsync::structures::{FILETIME, SYNCMGRITEM};

/// A place for a pointer, filled with what nobody stores there.
pub struct Slot(*mut c_void);

impl Slot {
    /// A marked place.
    pub fn new() -> Self {
        Self(marked())
    }

    /// The place, for the handler.
    pub fn place(&mut self) -> *mut *mut c_void {
        &raw mut self.0
    }

    /// Whether NULL was stored.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// What was stored, unless that is NULL or nothing.
    pub fn stored(&self) -> Option<*mut c_void> {
        (!self.0.is_null() && self.0 != marked()).then_some(self.0)
    }
}

fn marked() -> *mut c_void {
    std::ptr::without_provenance_mut(0xA5A5_A5A8)
}

const MARK: u32 = 0xA5A5_A5A5;

/// An entry that nobody has filled.
pub const UNFILLED: SYNCMGRITEM = SYNCMGRITEM {
    cbSize: MARK,
    dwFlags: MARK,
    ItemID: GUID::from_values(MARK, 0xA5A5, 0xA5A5, [0xA5; 8]),
    dwItemState: MARK,
    hIcon: std::ptr::null_mut(),
    wszItemName: [0xA5A5; _],
    ftLastUpdate: FILETIME { dwLowDateTime: MARK, dwHighDateTime: MARK },
};

/// Whether an entry is as it was.
pub fn is_unfilled(item: &SYNCMGRITEM) -> bool {
    item.cbSize == MARK
        && item.ItemID == UNFILLED.ItemID
        && item.wszItemName == UNFILLED.wszItemName
        && item.ftLastUpdate == UNFILLED.ftLastUpdate
}
