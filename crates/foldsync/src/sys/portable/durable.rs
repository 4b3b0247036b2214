//! What makes changes durable: each file on its own. Nothing is known of the life of the machine.

use std::fs;
use std::io;
use std::path::Path;

use super::{Folder, Spot, unsupported};
use crate::sys::{Life, host};

/// Nothing is known of the file system.
pub fn is_local(_folder: &Folder) -> bool {
    false
}

/// Nothing is known of it.
pub fn life(_folder: &Folder) -> Option<Life> {
    None
}

/// [`sync_file_system`] does nothing here.
pub fn syncs_whole(_folder: &Folder) -> bool {
    false
}

/// There is no such call: see [`syncs_whole`].
pub fn sync_file_system(_folder: &Folder) -> io::Result<()> {
    Err(unsupported())
}

/// Makes the file or folder at `spot` (an empty name means the folder itself) durable. Other things have nothing but
/// their name; of what nobody may open the content was made durable when it was written; what is gone needs nothing.
pub fn flush_at(spot: Spot<'_>) -> io::Result<()> {
    let path = spot.0.at(spot.1)?;
    let flushed = fs::symlink_metadata(&path).and_then(|found| {
        if found.is_dir() {
            host::sync_folder(&path)
        } else if found.is_file() {
            host::open_to_change(&path)?.sync_all()
        } else {
            Ok(())
        }
    });
    match flushed {
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Makes the names in the folder at `path` durable.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    host::sync_folder(path)
}
