//! A line of the error list.

use windows_core::{GUID, HRESULT};

use super::handler_info::sized;
use crate::codes::E_INVALIDARG;
use crate::constants::{
    SYNCMGRERRORFLAG_ENABLEJUMPTEXT, SYNCMGRLOGERROR_ERRORFLAGS, SYNCMGRLOGERROR_ERRORID, SYNCMGRLOGERROR_ITEMID,
    SYNCMGRLOGLEVEL_ERROR, SYNCMGRLOGLEVEL_INFORMATION, SYNCMGRLOGLEVEL_WARNING,
};
use crate::structures::SYNCMGRLOGERRORINFO;
use crate::utf16;

/// How grave a message is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// For information.
    Information,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

impl Level {
    /// `SYNCMGRLOGLEVEL_…`.
    pub fn code(self) -> u32 {
        match self {
            Self::Information => SYNCMGRLOGLEVEL_INFORMATION,
            Self::Warning => SYNCMGRLOGLEVEL_WARNING,
            Self::Error => SYNCMGRLOGLEVEL_ERROR,
        }
    }

    /// Reads a level; the others have no meaning (`R-LOG-3`).
    pub fn of(code: u32) -> Option<Self> {
        [Self::Information, Self::Warning, Self::Error].into_iter().find(|level| level.code() == code)
    }
}

/// A line of the error list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// How grave it is.
    pub level: Level,
    /// What it says.
    pub text: String,
    /// `SYNCMGRERRORFLAG_…`, if given.
    pub flags: Option<u32>,
    /// The id for `ShowError` and `DeleteLogError`, if given.
    pub error: Option<GUID>,
    /// The item it is about, if given.
    pub item: Option<GUID>,
}

impl Message {
    /// A text alone.
    pub fn new(level: Level, text: impl Into<String>) -> Self {
        Self { level, text: text.into(), flags: None, error: None, item: None }
    }

    /// Whether a double-click leads to `ShowError`: it needs the flag and the id (`D-21`).
    pub fn is_clickable(&self) -> bool {
        self.flags.is_some_and(|flags| flags & SYNCMGRERRORFLAG_ENABLEJUMPTEXT != 0) && self.error.is_some()
    }

    /// The structure that goes with the text; `None` when there is nothing to say in it.
    pub(crate) fn to_raw(&self) -> Option<SYNCMGRLOGERRORINFO> {
        let bit = |present: bool, bit: u32| if present { bit } else { 0 };
        let mask = bit(self.flags.is_some(), SYNCMGRLOGERROR_ERRORFLAGS)
            | bit(self.error.is_some(), SYNCMGRLOGERROR_ERRORID)
            | bit(self.item.is_some(), SYNCMGRLOGERROR_ITEMID);
        (mask != 0).then(|| SYNCMGRLOGERRORINFO {
            cbSize: size_of::<SYNCMGRLOGERRORINFO>() as u32,
            mask,
            dwSyncMgrErrorFlags: self.flags.unwrap_or_default(),
            ErrorID: self.error.unwrap_or_default(),
            ItemID: self.item.unwrap_or_default(),
        })
    }

    /// Reads the arguments of `LogError`. An unknown level, a NULL text or a small structure is `E_INVALIDARG` (`D-16`, `D-22`).
    ///
    /// # Safety
    /// `text` is as [`utf16::read_at`] demands; `info` is NULL or points at `cbSize` readable bytes.
    pub(crate) unsafe fn from_raw(
        level: u32,
        text: *const u16,
        info: *const SYNCMGRLOGERRORINFO,
    ) -> Result<Self, HRESULT> {
        let level = Level::of(level).ok_or(E_INVALIDARG)?;
        // SAFETY: the caller vouches for the text.
        let text = unsafe { utf16::read_at(text, utf16::TEXT_LIMIT) }.ok_or(E_INVALIDARG)?;
        let mut message = Self::new(level, text);
        if info.is_null() {
            return Ok(message);
        }
        // SAFETY: the first member is there; what follows is read only if the size says that it is, too.
        let info = unsafe { sized(info, (&raw const (*info).cbSize).read_unaligned()) }.ok_or(E_INVALIDARG)?;
        let has = |bit: u32| info.mask & bit != 0;
        message.flags = has(SYNCMGRLOGERROR_ERRORFLAGS).then_some(info.dwSyncMgrErrorFlags);
        message.error = has(SYNCMGRLOGERROR_ERRORID).then_some(info.ErrorID);
        message.item = has(SYNCMGRLOGERROR_ITEMID).then_some(info.ItemID);
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utf16::WideText;

    fn back(message: &Message) -> Result<Message, HRESULT> {
        let text = WideText::new(&message.text);
        let info = message.to_raw();
        let info = info.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
        // SAFETY: a terminated text and a structure of our own.
        unsafe { Message::from_raw(message.level.code(), text.as_ptr(), info) }
    }

    /// Proves: R-LOG-4, R-LOG-6, R-LOG-7, R-LOG-8, R-LOG-9, D-21
    #[test]
    fn r_log_4_and_6_to_9_any_combination_travels() {
        for mask in 0..8 {
            let given = |bit: u32| mask & bit != 0;
            let message = Message {
                flags: given(1).then_some(1),
                error: given(2).then_some(GUID::from_u128(2)),
                item: given(4).then_some(GUID::from_u128(3)),
                ..Message::new(Level::Warning, "two copies of “€😀”")
            };
            assert_eq!(message.to_raw().map_or(0, |raw| raw.mask), mask);
            assert_eq!(back(&message), Ok(message.clone()));
            assert_eq!(message.is_clickable(), given(1) && given(2));
        }
    }

    /// Proves: R-LOG-2, R-LOG-3
    #[test]
    fn r_log_2_3_levels_have_three_values() {
        assert_eq!([1, 2, 3].map(Level::of), [Some(Level::Information), Some(Level::Warning), Some(Level::Error)]);
        assert_eq!([0, 4, u32::MAX].map(Level::of), [None; 3]);
    }

    /// Proves: D-16, D-22
    #[test]
    fn d_16_d_22_what_is_wrong_is_refused() {
        let text = WideText::new("x");
        let mut small = Message { flags: Some(0), ..Message::new(Level::Error, "") }.to_raw().unwrap();
        small.cbSize = 43;
        for (level, text, info) in [
            (4, text.as_ptr(), std::ptr::null()),
            (1, std::ptr::null(), std::ptr::null()),
            (1, text.as_ptr(), std::ptr::from_ref(&small)),
        ] {
            // SAFETY: NULL or terminated; NULL or a structure of our own.
            assert_eq!(unsafe { Message::from_raw(level, text, info) }, Err(E_INVALIDARG));
        }
    }
}
