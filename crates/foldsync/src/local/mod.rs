//! A side that is a folder of this machine: opened once, worked on through handles only.

mod attributes;
mod content;
mod folders;
mod place;
mod private;
mod root;
mod throttle;
mod trash;

pub use attributes::{Model, Xattrs, apply_attributes, link_target, set_mode, set_time};
pub use content::{ContentCopier, Copied, CopyError, same_content};
pub use folders::Folders;
pub use place::{Spot, exchange, hard_link, make_folder, move_to_free, remove};
pub use private::{Stage, ensure_mark};
pub use root::{Identity, Root, stat_at};
pub use throttle::Throttle;
pub use trash::{Trash, TrashEntry, empty as empty_trash, list as list_trash};
