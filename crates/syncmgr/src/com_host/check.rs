//! Whether a module gives a handler of a class, tried where nothing can be lost.

use std::path::Path;

use syncmgr_proto::Guid;

use super::conversions::from_guid;
use super::open::open;
use super::process::{crash_plainly, leave_no_core};

/// Loads the module, makes a handler and lets go of it.
///
/// # Errors
/// Why there is none, in one line for people.
pub fn check(module: &Path, class: Guid) -> Result<(), String> {
    leave_no_core();
    crash_plainly();
    open(module, from_guid(class)).map(drop)
}
