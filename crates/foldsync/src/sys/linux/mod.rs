//! Linux: handles, the calls that are relative to them, and what only this kernel has.

mod attributes;
mod content;
mod durable;
mod fault;
mod folder;
mod lock;
mod look;
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
