//! Tells, step by step, what a history does, to whoever looks for the cause of a broken law.

/// Prints `text` where `SYNCMGR_MODEL_TRACE` is set.
pub fn tell(text: impl FnOnce() -> String) {
    if std::env::var_os("SYNCMGR_MODEL_TRACE").is_some() {
        println!("{}", text());
    }
}
