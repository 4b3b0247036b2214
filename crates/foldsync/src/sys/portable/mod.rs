//! The standard library, by paths: for every platform without an answer of its own.
//!
//! Paths are resolved anew for each call, so a folder that somebody exchanges for a link during a run is noticed by looks
//! only, not prevented. There are no clones, holes, extended attributes and owners here; nothing is exchanged in one
//! step; what is written is made durable file by file.

mod attributes;
mod content;
mod durable;
mod fault;
mod folder;
mod lock;
pub(in crate::sys) mod look;
mod place;
mod scan;

pub use attributes::{Entry, is_superuser, set_link_owner, set_mode_at, set_time_at, tolerate};
pub use content::{File, read_at, write_all_at};
pub use durable::{flush_at, is_local, life, sync_file_system, sync_folder, syncs_whole};
pub use fault::{fault, links_impossible, unsupported};
pub use folder::{Folder, path_of};
pub use lock::Locked;
pub use look::look_at;
pub use place::{
    exchange, hard_link, link_target, make_folder, make_link, remove_file, remove_folder, remove_unless_folder, rename,
    rename_to_free, same_entry,
};
pub use scan::Native;

/// A name in a folder.
type Spot<'a> = (&'a Folder, &'a [u8]);
