//! One thing that a handler synchronizes.

use std::time::SystemTime;

use windows_core::{GUID, HRESULT};

use super::{from_file_time, to_file_time};
use crate::codes::S_OK;
use crate::constants::{
    SYNCMGRITEM_HASPROPERTIES, SYNCMGRITEM_LASTUPDATETIME, SYNCMGRITEMSTATE_CHECKED, SYNCMGRITEMSTATE_UNCHECKED,
};
use crate::structures::{FILETIME, SYNCMGRITEM};
use crate::utf16;
use crate::values::Icon;

/// The items of a handler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Items {
    /// `S_OK`: all. `S_SYNCMGR_MISSINGITEMS` or another success code: some are absent now.
    pub code: HRESULT,
    /// The items in the handler's order.
    pub list: Vec<Item>,
    /// How many items were left out because their structure is too small (`D-16`).
    pub unreadable: usize,
}

impl Items {
    /// A complete list.
    pub fn complete(list: Vec<Item>) -> Self {
        Self { code: S_OK, list, unreadable: 0 }
    }
}

/// One thing that a handler synchronizes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its id.
    pub id: GUID,
    /// Its name; 127 UTF-16 units travel.
    pub name: String,
    /// `SYNCMGRITEM_…`, without `SYNCMGRITEM_LASTUPDATETIME`, which [`last_update`](Self::last_update) says.
    pub flags: u32,
    /// Included as long as the user has not chosen otherwise.
    pub checked: bool,
    /// Its picture.
    pub icon: Icon,
    /// When it was synchronized last.
    pub last_update: Option<SystemTime>,
}

impl Item {
    /// An item that is included by default.
    pub fn new(id: GUID, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), flags: 0, checked: true, icon: Icon::NONE, last_update: None }
    }

    /// Whether the item has a property sheet.
    pub fn has_properties(&self) -> bool {
        self.flags & SYNCMGRITEM_HASPROPERTIES != 0
    }

    pub(crate) fn to_raw(&self) -> SYNCMGRITEM {
        let (time_flag, time) = match self.last_update {
            Some(time) => (SYNCMGRITEM_LASTUPDATETIME, to_file_time(time)),
            None => (0, FILETIME::default()),
        };
        let mut raw = SYNCMGRITEM {
            cbSize: size_of::<SYNCMGRITEM>() as u32,
            dwFlags: self.flags & !SYNCMGRITEM_LASTUPDATETIME | time_flag,
            ItemID: self.id,
            dwItemState: if self.checked { SYNCMGRITEMSTATE_CHECKED } else { SYNCMGRITEMSTATE_UNCHECKED },
            hIcon: self.icon.to_raw(),
            wszItemName: [0; _],
            ftLastUpdate: time,
        };
        utf16::write(&mut raw.wszItemName, &self.name);
        raw
    }

    /// Reads a structure that a handler filled. `None`: its size is too small (`D-16`).
    pub(crate) fn from_raw(raw: &SYNCMGRITEM) -> Option<Self> {
        if (raw.cbSize as usize) < size_of::<SYNCMGRITEM>() {
            return None;
        }
        let has_time = raw.dwFlags & SYNCMGRITEM_LASTUPDATETIME != 0;
        Some(Self {
            id: raw.ItemID,
            name: utf16::read(&raw.wszItemName),
            flags: raw.dwFlags & !SYNCMGRITEM_LASTUPDATETIME,
            checked: raw.dwItemState == SYNCMGRITEMSTATE_CHECKED,
            icon: Icon::from_raw(raw.hIcon),
            last_update: if has_time { from_file_time(raw.ftLastUpdate) } else { None },
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn item() -> Item {
        let last_update = Some(SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123));
        Item { flags: 0x3, checked: false, icon: Icon(7), last_update, ..Item::new(GUID::from_u128(5), "Inbox 😀") }
    }

    /// Proves: R-ITM-1, R-ITM-2, R-ITM-3, R-ITM-4, R-ITM-5, R-ITM-6, R-ITM-12
    #[test]
    fn r_itm_1_to_6_and_12_all_members_travel() {
        let raw = item().to_raw();
        assert_eq!(raw.cbSize as usize, size_of::<SYNCMGRITEM>());
        assert_eq!((raw.dwFlags, raw.dwItemState), (0xB, SYNCMGRITEMSTATE_UNCHECKED));
        assert_eq!(Item::from_raw(&raw), Some(item()));
        let checked = Item::new(GUID::from_u128(6), "x");
        assert_eq!(checked.to_raw().dwItemState, SYNCMGRITEMSTATE_CHECKED);
        assert_eq!(Item::from_raw(&checked.to_raw()), Some(checked));
    }

    /// Proves: R-ITM-6
    #[test]
    fn r_itm_6_the_time_counts_only_with_its_flag() {
        let mut raw = item().to_raw();
        raw.dwFlags &= !SYNCMGRITEM_LASTUPDATETIME;
        assert_eq!(Item::from_raw(&raw).unwrap().last_update, None);
        let claims = Item { flags: SYNCMGRITEM_LASTUPDATETIME, last_update: None, ..item() };
        assert_eq!(claims.to_raw().dwFlags, 0);
    }

    /// Proves: D-16
    #[test]
    fn d_16_too_small_is_left_out() {
        let mut raw = item().to_raw();
        raw.cbSize -= 1;
        assert_eq!(Item::from_raw(&raw), None);
        raw.cbSize = u32::MAX;
        assert_eq!(Item::from_raw(&raw), Some(item()));
    }
}
