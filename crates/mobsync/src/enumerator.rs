//! The items of a Rust handler behind `ISyncMgrEnumItems`.

use std::ffi::c_void;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use windows_core::{HRESULT, Interface};

use crate::codes::{E_INVALIDARG, E_POINTER, S_FALSE, S_OK};
use crate::guard::guard;
use crate::handler::hand_out;
use crate::interfaces::{ISyncMgrEnumItems, ISyncMgrEnumItems_Impl, ISyncMgrEnumItems_Vtbl};
use crate::object::{Exposed, Object, Owned};
use crate::structures::SYNCMGRITEM;
use crate::values::Item;

/// A place in a list. Clones share the list and move on their own.
pub struct Enumerator {
    items: Arc<[Item]>,
    /// At most the length of the list.
    position: Mutex<usize>,
}

impl Enumerator {
    /// Begins with the first item.
    pub fn new(items: Arc<[Item]>) -> Self {
        Self { items, position: Mutex::new(0) }
    }

    fn position(&self) -> MutexGuard<'_, usize> {
        self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves on by at most `count`; returns the items passed over.
    fn advance(&self, count: u32) -> &[Item] {
        let mut position = self.position();
        let rest = &self.items[*position..];
        let passed = &rest[..rest.len().min(count as usize)];
        *position += passed.len();
        passed
    }
}

// SAFETY: the methods of this object, whose table comes first.
unsafe impl Exposed for Enumerator {
    type Interface = ISyncMgrEnumItems;
    const METHODS: &'static ISyncMgrEnumItems_Vtbl = &ISyncMgrEnumItems_Vtbl::new::<Object<Self>, 0>();
}

/// `S_FALSE` when fewer than asked for (`D-14`).
fn fullness(asked: u32, got: usize) -> HRESULT {
    if got == asked as usize { S_OK } else { S_FALSE }
}

impl ISyncMgrEnumItems_Impl for Object<Enumerator> {
    unsafe fn Next(&self, count: u32, out: *mut SYNCMGRITEM, fetched: *mut u32) -> HRESULT {
        guard(|| {
            if !fetched.is_null() {
                // SAFETY: not NULL, so it is the caller's slot.
                unsafe { fetched.write(0) };
            } else if count != 1 {
                return E_INVALIDARG;
            }
            if out.is_null() && count > 0 {
                return E_POINTER;
            }
            let items = self.advance(count);
            for (index, item) in items.iter().enumerate() {
                // SAFETY: the caller's array has room for `count` items, which are at least these.
                unsafe { out.add(index).write(item.to_raw()) };
            }
            if !fetched.is_null() {
                // SAFETY: as above.
                unsafe { fetched.write(items.len() as u32) };
            }
            fullness(count, items.len())
        })
    }

    unsafe fn Skip(&self, count: u32) -> HRESULT {
        guard(|| fullness(count, self.advance(count).len()))
    }

    unsafe fn Reset(&self) -> HRESULT {
        guard(|| {
            *self.position() = 0;
            S_OK
        })
    }

    unsafe fn Clone(&self, out: *mut *mut c_void) -> HRESULT {
        let twin = || {
            let twin = Enumerator { items: Arc::clone(&self.items), position: Mutex::new(*self.position()) };
            Ok((S_OK, Owned::new(twin).into_interface().into_raw()))
        };
        // SAFETY: the caller passes NULL or its slot for one pointer.
        unsafe { hand_out(out, twin) }
    }
}

#[cfg(test)]
mod tests {
    use windows_core::GUID;

    use super::*;

    fn enumerator(count: u128) -> ISyncMgrEnumItems {
        let items = (1..=count).map(|id| Item::new(GUID::from_u128(id), format!("item {id}"))).collect();
        Owned::new(Enumerator::new(items)).into_interface()
    }

    /// Asks for `count` items; returns the code and the ids.
    fn next(list: &ISyncMgrEnumItems, count: u32) -> (HRESULT, Vec<u128>) {
        let mut room = vec![Item::new(GUID::zeroed(), "").to_raw(); count as usize];
        let mut fetched = u32::MAX;
        // SAFETY: room for that many items, and for their number.
        let code = unsafe { list.Next(count, room.as_mut_ptr(), &raw mut fetched) };
        let ids = room[..fetched as usize].iter().map(|raw| Item::from_raw(raw).unwrap().id.to_u128());
        (code, ids.collect())
    }

    fn clone(list: &ISyncMgrEnumItems) -> ISyncMgrEnumItems {
        let mut out = std::ptr::null_mut();
        // SAFETY: a slot for one pointer, which carries a reference.
        unsafe {
            assert_eq!(list.Clone(&raw mut out), S_OK);
            ISyncMgrEnumItems::from_raw(out)
        }
    }

    fn skip(list: &ISyncMgrEnumItems, count: u32) -> HRESULT {
        // SAFETY: no pointers.
        unsafe { list.Skip(count) }
    }

    /// Proves: R-ENU-1, R-ENU-2
    #[test]
    fn r_enu_1_2_next_gives_at_most_what_was_asked_for() {
        let list = enumerator(5);
        assert_eq!(next(&list, 2), (S_OK, vec![1, 2]));
        assert_eq!(next(&list, 0), (S_OK, vec![]));
        assert_eq!(next(&list, 3), (S_OK, vec![3, 4, 5]));
        assert_eq!(next(&list, 1), (S_FALSE, vec![]));
    }

    /// Proves: D-14
    #[test]
    fn d_14_fewer_than_asked_for_is_s_false() {
        assert_eq!(next(&enumerator(2), 5), (S_FALSE, vec![1, 2]));
    }

    /// Proves: D-14
    #[test]
    fn d_14_the_number_may_be_left_out_for_one_item_only() {
        let list = enumerator(3);
        let mut room = [Item::new(GUID::zeroed(), "").to_raw(); 2];
        // SAFETY: room for the items; NULL is what is tested.
        unsafe {
            assert_eq!(list.Next(1, room.as_mut_ptr(), std::ptr::null_mut()), S_OK);
            assert_eq!(room[0].ItemID, GUID::from_u128(1));
            assert_eq!(list.Next(2, room.as_mut_ptr(), std::ptr::null_mut()), E_INVALIDARG);
            assert_eq!(list.Next(0, room.as_mut_ptr(), std::ptr::null_mut()), E_INVALIDARG);
            assert_eq!(list.Next(1, std::ptr::null_mut(), std::ptr::null_mut()), E_POINTER);
        }
        assert_eq!(next(&list, 9), (S_FALSE, vec![2, 3]));
    }

    /// Proves: R-ENU-4, R-ENU-5, R-ENU-6, D-14
    #[test]
    fn r_enu_4_5_6_skip_and_reset() {
        let list = enumerator(4);
        assert_eq!(skip(&list, 3), S_OK);
        assert_eq!(next(&list, 1), (S_OK, vec![4]));
        // SAFETY: no pointers.
        assert_eq!(unsafe { list.Reset() }, S_OK);
        assert_eq!(skip(&list, 5), S_FALSE);
        assert_eq!(next(&list, 1), (S_FALSE, vec![]));
        assert_eq!(skip(&list, 0), S_OK);
        assert_eq!(skip(&list, u32::MAX), S_FALSE);
    }

    /// Proves: R-ENU-8, R-ENU-9, R-ENU-10
    #[test]
    fn r_enu_8_9_10_a_clone_starts_here_and_moves_alone() {
        let list = enumerator(4);
        assert_eq!(next(&list, 1), (S_OK, vec![1]));
        let twin = clone(&list);
        assert_eq!(next(&list, 2), (S_OK, vec![2, 3]));
        assert_eq!(next(&twin, 1), (S_OK, vec![2]));
        drop(list);
        assert_eq!(next(&twin, 9), (S_FALSE, vec![3, 4]));
        // SAFETY: NULL is what is tested.
        assert_eq!(unsafe { twin.Clone(std::ptr::null_mut()) }, E_POINTER);
    }
}
