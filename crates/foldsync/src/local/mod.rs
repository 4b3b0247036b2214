//! A side that is a folder of this machine: opened once, worked on through handles only.

mod attributes;
mod content;
mod flush;
mod folders;
mod place;
mod private;
mod root;
mod throttle;
mod trash;

pub use attributes::{
    Attribute, Dressed, Model, Wanted, Xattrs, apply_attributes, attributes_differ, attributes_of, set_time,
};
pub use content::{ContentCopier, Copied, CopyError, same_content};
pub use flush::{Dirty, Flush, flush_folder};
pub use folders::Folders;
pub use place::{Spot, exchange, hard_link, is_empty_folder, make_folder, move_to_free, remove};
pub use private::{Stage, clear_stages, ensure_mark};
pub use root::{Identity, Root, stat_at};
pub use throttle::Throttle;
pub use trash::{Trash, TrashEntry, empty as empty_trash, list as list_trash};
