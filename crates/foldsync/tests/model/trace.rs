//! Tells, step by step, what a history does, to whoever looks for the cause of a broken law.

use std::sync::atomic::{AtomicBool, Ordering};

static ON: AtomicBool = AtomicBool::new(false);

/// From now on everything is told.
pub fn begin() {
    ON.store(true, Ordering::Relaxed);
}

/// Prints `text`, once that was begun.
pub fn tell(text: impl FnOnce() -> String) {
    if ON.load(Ordering::Relaxed) {
        println!("{}", text());
    }
}
