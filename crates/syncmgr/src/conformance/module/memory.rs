//! Memory that disappears, and memory that is not given back.

use std::ffi::c_void;
use std::io;

use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap_anonymous, mprotect, munmap};

const PAGE: usize = 1 << 16;

/// Bytes that can be read at some times only: who reads them at another time crashes.
pub struct Trap(*mut c_void);

impl Trap {
    /// Bytes that cannot be read.
    pub fn closed(bytes: &[u8]) -> io::Result<Self> {
        let trap = Self::open(bytes)?;
        trap.close()?;
        Ok(trap)
    }

    /// Bytes that can be read until they are closed.
    pub fn open(bytes: &[u8]) -> io::Result<Self> {
        let bytes = &bytes[..bytes.len().min(PAGE)];
        // SAFETY: a new mapping at a place of the system's choice.
        let place = unsafe {
            mmap_anonymous(std::ptr::null_mut(), PAGE, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE)
        }?;
        // SAFETY: the mapping is new, writable and larger than the bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place.cast(), bytes.len()) };
        Ok(Self(place))
    }

    /// From now on nobody may read them.
    pub fn close(&self) -> io::Result<()> {
        // SAFETY: the mapping is ours and of this size.
        unsafe { mprotect(self.0, PAGE, MprotectFlags::empty()) }?;
        Ok(())
    }

    /// Where they are.
    pub fn place(&self) -> *const u8 {
        self.0.cast()
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours and of this size; who still reads there is to crash.
        let _ = unsafe { munmap(self.0, PAGE) };
    }
}

/// How many bytes of the heap are in use, where the allocator tells.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn in_use() -> Option<i64> {
    /// `struct mallinfo2` of the C library.
    #[repr(C)]
    struct Info([usize; 10]);
    const MAPPED: usize = 4;
    const USED: usize = 7;
    unsafe extern "C" {
        safe fn mallinfo2() -> Info;
    }
    let Info(fields) = mallinfo2();
    i64::try_from(fields[MAPPED] + fields[USED]).ok()
}

/// How many bytes of the heap are in use, where the allocator tells.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn in_use() -> Option<i64> {
    None
}

/// How many calls make a series.
pub const ROUNDS: u32 = 64;
/// How many series there are, after one that nobody measures.
const SERIES: usize = 3;

/// By how much the heap grows in each of some series of calls.
pub fn growth(mut call: impl FnMut()) -> Option<Vec<i64>> {
    let mut grown = Vec::with_capacity(SERIES);
    (0..ROUNDS).for_each(|_| call());
    for _ in 0..SERIES {
        let before = in_use()?;
        (0..ROUNDS).for_each(|_| call());
        grown.push(in_use()? - before);
    }
    Some(grown)
}

/// How many threads this process has, where the system tells.
pub fn threads() -> Option<i64> {
    i64::try_from(std::fs::read_dir("/proc/self/task").ok()?.count()).ok()
}
