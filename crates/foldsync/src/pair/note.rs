//! Small files in the state folder, replaced durably.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::sys;

/// Puts `bytes` into the file `name` of `state`: after a crash it is the old one or the new one, and the new one once this
/// returned.
pub(super) fn replace(state: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = state.join(format!("{name}.new"));
    let mut out = fs::File::create(&temporary)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    fs::rename(&temporary, state.join(name))?;
    sys::sync_folder(state)
}

/// Removes the file `name` of `state`, if there is one.
pub(super) fn remove(state: &Path, name: &str) -> io::Result<()> {
    match fs::remove_file(state.join(name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
