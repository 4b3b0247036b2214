//! Windows and pictures: values of the platform that are handed through and never looked into.

use std::ffi::c_void;

/// A window, or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Window(pub usize);

/// A picture, or none. It stays its handler's and is valid as long as the handler is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Icon(pub usize);

impl Window {
    /// No window.
    pub const NONE: Self = Self(0);

    pub(crate) fn from_raw(raw: *mut c_void) -> Self {
        Self(raw.addr())
    }

    pub(crate) fn to_raw(self) -> *mut c_void {
        std::ptr::without_provenance_mut(self.0)
    }
}

impl Icon {
    /// No picture.
    pub const NONE: Self = Self(0);

    pub(crate) fn from_raw(raw: *mut c_void) -> Self {
        Self(raw.addr())
    }

    pub(crate) fn to_raw(self) -> *mut c_void {
        std::ptr::without_provenance_mut(self.0)
    }
}
