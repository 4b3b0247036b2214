//! How everything here is named.

use super::Folder;

/// A name in an open folder; where a function says so, an empty name means the folder itself.
pub type Spot<'a> = (&'a Folder, &'a [u8]);
