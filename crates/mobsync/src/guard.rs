//! A panic must not leave a method that foreign code called: the process would end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use windows_core::HRESULT;

use crate::codes::E_UNEXPECTED;

/// Runs the body of a method; a panic becomes `E_UNEXPECTED`.
///
/// The state behind the method stays in use after a panic. That is sound because it is reached through shared
/// references only, and a lock that a panic poisoned is taken all the same.
pub fn guard(body: impl FnOnce() -> HRESULT) -> HRESULT {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        contain(payload);
        E_UNEXPECTED
    })
}

/// Runs something without a result; a panic ends it.
pub fn guard_quietly(body: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(body)) {
        contain(payload);
    }
}

/// Drops what was thrown. Its own drop may throw again; the second payload is leaked, so that this ends.
fn contain(payload: Box<dyn std::any::Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{S_FALSE, S_OK};

    #[test]
    fn results_pass_and_panics_become_unexpected() {
        assert_eq!(guard(|| S_FALSE), S_FALSE);
        assert_eq!(guard(|| panic!("inside a method")), E_UNEXPECTED);
        assert_eq!(guard(|| std::panic::panic_any(7_u8)), E_UNEXPECTED);
    }

    #[test]
    fn a_payload_that_panics_when_dropped_is_contained() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        assert_eq!(guard(|| std::panic::panic_any(Bomb)), E_UNEXPECTED);
        guard_quietly(|| std::panic::panic_any(Bomb));
        assert_eq!(guard(|| S_OK), S_OK);
    }
}
