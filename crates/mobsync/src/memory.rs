//! Task memory: what one side allocates and the other frees.
//!
//! On Windows that is `CoTaskMemAlloc`. Elsewhere it is `malloc`, the one allocator that modules in any language share.

use std::ffi::c_void;
use std::ptr::NonNull;

#[cfg(windows)]
mod ole {
    use std::ffi::c_void;

    windows_core::link!("ole32.dll" "system" fn CoTaskMemAlloc(cb: usize) -> *mut c_void);
    windows_core::link!("ole32.dll" "system" fn CoTaskMemFree(pv: *const c_void));
}

#[cfg(not(windows))]
mod c {
    use std::ffi::c_void;

    unsafe extern "C" {
        pub safe fn malloc(size: usize) -> *mut c_void;
        pub unsafe fn free(pointer: *mut c_void);
    }
}

/// Allocates `size` bytes, aligned for every structure here. `None`: there are none left.
pub fn allocate(size: usize) -> Option<NonNull<c_void>> {
    #[cfg(windows)]
    // SAFETY: CoTaskMemAlloc has no preconditions.
    let pointer = unsafe { ole::CoTaskMemAlloc(size) };
    #[cfg(not(windows))]
    // `malloc(0)` may return NULL, which would look like a failure.
    let pointer = c::malloc(size.max(1));
    NonNull::new(pointer)
}

/// Frees task memory; NULL is nothing.
///
/// # Safety
/// `pointer` comes from the allocator of task memory and is not used any more.
pub unsafe fn free(pointer: *mut c_void) {
    #[cfg(windows)]
    // SAFETY: as demanded from the caller.
    unsafe {
        ole::CoTaskMemFree(pointer);
    }
    #[cfg(not(windows))]
    // SAFETY: as demanded from the caller.
    unsafe {
        c::free(pointer);
    }
}

/// A value in task memory that is freed in the end.
#[derive(Debug)]
pub struct TaskBox<T: Copy>(NonNull<T>);

impl<T: Copy> TaskBox<T> {
    /// Puts a value into task memory. `None`: no memory.
    pub fn new(value: T) -> Option<Self> {
        const { assert!(align_of::<T>() <= 8) };
        let place = allocate(size_of::<T>())?.cast::<T>();
        // SAFETY: the block is new, large enough, and aligned for every basic type.
        unsafe { place.write(value) };
        Some(Self(place))
    }

    /// Takes over what another module handed out. `None`: NULL.
    ///
    /// # Safety
    /// `pointer` is NULL or from the allocator of task memory, holds at least the first member of `T`, and belongs to the caller.
    pub unsafe fn from_raw(pointer: *mut T) -> Option<Self> {
        NonNull::new(pointer).map(Self)
    }

    /// The place, for reading members that are known to be there.
    pub fn as_ptr(&self) -> *const T {
        self.0.as_ptr()
    }

    /// Hands the value to another module, which frees it.
    pub fn into_raw(self) -> *mut T {
        let pointer = self.0.as_ptr();
        std::mem::forget(self);
        pointer
    }
}

impl<T: Copy> Drop for TaskBox<T> {
    fn drop(&mut self) {
        // SAFETY: the block is from the allocator of task memory and belongs to this box.
        unsafe { free(self.0.as_ptr().cast()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_travels_out_and_in() {
        let raw = TaskBox::new([1_u64, 2, 3]).unwrap().into_raw();
        // SAFETY: the box was just given away, so that this is its only owner.
        let back = unsafe { TaskBox::from_raw(raw) }.unwrap();
        // SAFETY: the box holds the value.
        assert_eq!(unsafe { *back.as_ptr() }, [1, 2, 3]);
    }

    #[test]
    fn null_and_nothing_are_no_surprise() {
        // SAFETY: NULL is allowed.
        assert!(unsafe { TaskBox::<u32>::from_raw(std::ptr::null_mut()) }.is_none());
        // SAFETY: NULL is allowed.
        unsafe { free(std::ptr::null_mut()) };
        let empty = allocate(0).unwrap();
        // SAFETY: just allocated.
        unsafe { free(empty.as_ptr()) };
    }
}
