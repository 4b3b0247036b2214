//! What a handler says about itself.

use crate::constants::SYNCMGRHANDLER_HASPROPERTIES;
use crate::structures::SYNCMGRHANDLERINFO;
use crate::utf16;
use crate::values::Icon;

/// What a handler says about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HandlerInfo {
    /// Its name; 31 UTF-16 units travel.
    pub name: String,
    /// `SYNCMGRHANDLER_…`.
    pub flags: u32,
    /// Its picture.
    pub icon: Icon,
}

impl HandlerInfo {
    /// A handler without abilities and picture.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Whether the handler has a property sheet.
    pub fn has_properties(&self) -> bool {
        self.flags & SYNCMGRHANDLER_HASPROPERTIES != 0
    }

    pub(crate) fn to_raw(&self) -> SYNCMGRHANDLERINFO {
        let mut raw = SYNCMGRHANDLERINFO {
            cbSize: size_of::<SYNCMGRHANDLERINFO>() as u32,
            hIcon: self.icon.to_raw(),
            SyncMgrHandlerFlags: self.flags,
            wszHandlerName: [0; _],
        };
        utf16::write(&mut raw.wszHandlerName, &self.name);
        raw
    }

    /// Reads a structure of foreign size. `None`: it is too small (`D-16`).
    ///
    /// # Safety
    /// `raw` points at `cbSize` readable bytes, `cbSize` included.
    pub(crate) unsafe fn from_raw(raw: *const SYNCMGRHANDLERINFO) -> Option<Self> {
        // SAFETY: the first member is there; what follows is read only if the size says that it is, too.
        let raw = unsafe { sized(raw, (&raw const (*raw).cbSize).read_unaligned()) }?;
        let name = utf16::read(&raw.wszHandlerName);
        Some(Self { name, flags: raw.SyncMgrHandlerFlags, icon: Icon::from_raw(raw.hIcon) })
    }
}

/// Copies a structure if `size`, its own first member, says that all known members are there.
///
/// # Safety
/// `raw` points at `size` readable bytes.
pub(super) unsafe fn sized<T: Copy>(raw: *const T, size: u32) -> Option<T> {
    // SAFETY: the size is large enough, and the caller vouches for it. The address may be odd: it is foreign.
    (size as usize >= size_of::<T>()).then(|| unsafe { raw.read_unaligned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: R-GHI-3, R-GHI-4, R-GHI-5
    #[test]
    fn r_ghi_3_to_5_size_name_icon_and_flags_travel() {
        let info = HandlerInfo { name: "Notes €😀".into(), flags: 0x5, icon: Icon(0x1234) };
        let raw = info.to_raw();
        assert_eq!(raw.cbSize as usize, size_of::<SYNCMGRHANDLERINFO>());
        // SAFETY: a structure of our own.
        assert_eq!(unsafe { HandlerInfo::from_raw(&raw const raw) }, Some(info));
    }

    /// Proves: D-16
    #[test]
    fn d_16_larger_is_read_and_smaller_is_not() {
        let mut raw = HandlerInfo::new("x").to_raw();
        raw.cbSize += 40;
        // SAFETY: only the known members are read, which are there.
        assert!(unsafe { HandlerInfo::from_raw(&raw const raw) }.is_some());
        raw.cbSize = size_of::<SYNCMGRHANDLERINFO>() as u32 - 1;
        // SAFETY: a structure of our own.
        assert_eq!(unsafe { HandlerInfo::from_raw(&raw const raw) }, None);
    }

    /// Proves: D-17
    #[test]
    fn d_17_a_name_without_terminator_ends_with_the_array() {
        let mut raw = HandlerInfo::new("").to_raw();
        raw.wszHandlerName = [0x41; 32];
        // SAFETY: a structure of our own.
        assert_eq!(unsafe { HandlerInfo::from_raw(&raw const raw) }.unwrap().name, "A".repeat(32));
    }
}
