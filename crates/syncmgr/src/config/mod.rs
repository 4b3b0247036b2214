//! The configuration file: read strictly, edited without losing comments.

mod connection;
pub mod dirs;
mod edit;
mod history;
mod item;
mod load;
mod name;
mod place;
mod sessions;
mod values;

pub use connection::Connection;
pub use edit::{Editor, Paused};
pub use history::Keep;
pub use item::{Defaults, Item};
pub use load::Config;
pub use name::check_name;
pub use place::place_of;
pub use values::stated_values;
