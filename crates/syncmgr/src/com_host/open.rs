//! From a file to a handler.

use std::path::Path;

use mobsync::{GUID, Instance, Module};

use super::refusal;

/// Loads a module from exactly this place and makes a handler of the class.
///
/// # Errors
/// One line for people.
pub fn open(path: &Path, class: GUID) -> Result<Instance, String> {
    // SAFETY: who registered the module vouches for it. That it keeps the contract cannot be known, which is why it
    // is loaded in a process that has nothing to lose.
    let module = unsafe { Module::load(path) }.map_err(|error| refusal::of_loading(path, &error))?;
    module.create(class).map_err(|code| refusal::of_class(path, class, code))
}
