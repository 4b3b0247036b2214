//! How an item is doing, and what the manager answers.

use windows_core::HRESULT;

use super::handler_info::sized;
use crate::codes::{S_OK, S_SYNCMGR_CANCELALL, S_SYNCMGR_CANCELITEM};
use crate::constants::{
    SYNCMGRPROGRESSITEM_MAXVALUE, SYNCMGRPROGRESSITEM_PROGVALUE, SYNCMGRPROGRESSITEM_STATUSTEXT,
    SYNCMGRPROGRESSITEM_STATUSTYPE,
};
use crate::structures::SYNCMGRPROGRESSITEM;
use crate::utf16::{self, WideText};

/// News about an item; what is `None` keeps its last value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// What to show.
    pub text: Option<String>,
    /// `SYNCMGRSTATUS_…`, as the handler says it.
    pub status: Option<u32>,
    /// How far.
    pub value: Option<i32>,
    /// Of how much.
    pub max: Option<i32>,
}

/// Which end of a dialog `EnableModeless` is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// One is about to be shown: TRUE.
    Open,
    /// It is gone: FALSE.
    Closed,
}

/// The answer to progress.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Go on.
    Continue,
    /// Stop work on this item as soon as possible.
    CancelItem,
    /// Stop work on all items as soon as possible.
    CancelAll,
}

impl Verdict {
    /// The code of the contract.
    pub fn code(self) -> HRESULT {
        match self {
            Self::Continue => S_OK,
            Self::CancelItem => S_SYNCMGR_CANCELITEM,
            Self::CancelAll => S_SYNCMGR_CANCELALL,
        }
    }

    /// Reads the answer; a failure had no effect and is no verdict (`D-2`).
    pub fn of(code: HRESULT) -> Result<Self, HRESULT> {
        match code {
            S_SYNCMGR_CANCELITEM => Ok(Self::CancelItem),
            S_SYNCMGR_CANCELALL => Ok(Self::CancelAll),
            _ if code.is_ok() => Ok(Self::Continue),
            _ => Err(code),
        }
    }
}

impl Progress {
    /// News of a status.
    pub fn status(status: u32) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// The text in the form in which [`to_raw`](Self::to_raw) lends it.
    pub(crate) fn wide_text(&self) -> Option<WideText> {
        self.text.as_deref().map(WideText::new)
    }

    /// The structure, valid as long as `text`.
    pub(crate) fn to_raw(&self, text: Option<&WideText>) -> SYNCMGRPROGRESSITEM {
        let bit = |present: bool, bit: u32| if present { bit } else { 0 };
        SYNCMGRPROGRESSITEM {
            cbSize: size_of::<SYNCMGRPROGRESSITEM>() as u32,
            mask: bit(text.is_some(), SYNCMGRPROGRESSITEM_STATUSTEXT)
                | bit(self.status.is_some(), SYNCMGRPROGRESSITEM_STATUSTYPE)
                | bit(self.value.is_some(), SYNCMGRPROGRESSITEM_PROGVALUE)
                | bit(self.max.is_some(), SYNCMGRPROGRESSITEM_MAXVALUE),
            lpcStatusText: text.map_or(std::ptr::null(), WideText::as_ptr),
            dwStatusType: self.status.unwrap_or_default(),
            iProgValue: self.value.unwrap_or_default(),
            iMaxValue: self.max.unwrap_or_default(),
        }
    }

    /// Reads the members that the mask names. A text that is named and NULL is empty. `None`: too small (`D-16`).
    ///
    /// # Safety
    /// `raw` points at `cbSize` readable bytes; a text that the mask names is as [`utf16::read_at`] demands.
    pub(crate) unsafe fn from_raw(raw: *const SYNCMGRPROGRESSITEM) -> Option<Self> {
        // SAFETY: the first member is there; what follows is read only if the size says that it is, too.
        let raw = unsafe { sized(raw, (&raw const (*raw).cbSize).read_unaligned()) }?;
        let has = |bit: u32| raw.mask & bit != 0;
        let text = has(SYNCMGRPROGRESSITEM_STATUSTEXT).then(|| {
            // SAFETY: the mask names the text; the caller vouches for it.
            unsafe { utf16::read_at(raw.lpcStatusText, utf16::TEXT_LIMIT) }.unwrap_or_default()
        });
        Some(Self {
            text,
            status: has(SYNCMGRPROGRESSITEM_STATUSTYPE).then_some(raw.dwStatusType),
            value: has(SYNCMGRPROGRESSITEM_PROGVALUE).then_some(raw.iProgValue),
            max: has(SYNCMGRPROGRESSITEM_MAXVALUE).then_some(raw.iMaxValue),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: R-PRG-10, R-PRG-11, R-PRG-12, R-PRG-13
    #[test]
    fn r_prg_10_to_13_what_is_given_travels_and_nothing_else() {
        for mask in 0..16 {
            let given = |bit: u32| mask & bit != 0;
            let progress = Progress {
                text: given(1).then(|| "half of € 😀".into()),
                status: given(2).then_some(3),
                value: given(4).then_some(-5),
                max: given(8).then_some(10),
            };
            let text = progress.wide_text();
            let raw = progress.to_raw(text.as_ref());
            assert_eq!((raw.mask, raw.cbSize as usize), (mask, size_of::<SYNCMGRPROGRESSITEM>()));
            // SAFETY: a structure of our own with a terminated text.
            assert_eq!(unsafe { Progress::from_raw(&raw const raw) }, Some(progress));
        }
    }

    /// Proves: R-PRG-10
    #[test]
    fn r_prg_10_a_pointer_that_the_mask_does_not_name_is_not_followed() {
        let mut raw = Progress::status(4).to_raw(None);
        raw.lpcStatusText = std::ptr::without_provenance(8);
        // SAFETY: the mask does not name the text.
        assert_eq!(unsafe { Progress::from_raw(&raw const raw) }, Some(Progress::status(4)));
    }

    #[test]
    fn a_named_null_text_is_empty_and_a_small_structure_is_refused() {
        let mut raw = Progress::default().to_raw(None);
        raw.mask = SYNCMGRPROGRESSITEM_STATUSTEXT;
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { Progress::from_raw(&raw const raw) }.unwrap().text.as_deref(), Some(""));
        raw.cbSize -= 1;
        // SAFETY: a structure of our own.
        assert_eq!(unsafe { Progress::from_raw(&raw const raw) }, None);
    }

    /// Proves: R-PRG-2, R-PRG-3, R-PRG-4
    #[test]
    fn r_prg_2_to_4_verdicts_and_codes() {
        for verdict in [Verdict::Continue, Verdict::CancelItem, Verdict::CancelAll] {
            assert_eq!(Verdict::of(verdict.code()), Ok(verdict));
        }
        assert_eq!(Verdict::of(crate::codes::S_FALSE), Ok(Verdict::Continue));
        assert_eq!(Verdict::of(crate::codes::E_UNEXPECTED), Err(crate::codes::E_UNEXPECTED));
    }
}
