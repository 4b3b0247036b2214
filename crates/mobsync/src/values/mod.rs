//! What travels, as Rust values: each file holds one of them and both of its directions.

mod event;
mod file_time;
mod handle;
mod handler_info;
mod item;
mod message;
mod progress;

pub use event::{Event, Initialization};
pub use file_time::{from_file_time, to_file_time};
pub use handle::{Icon, Window};
pub use handler_info::HandlerInfo;
pub use item::{Item, Items};
pub use message::{Level, Message};
pub use progress::{Dialog, Progress, Verdict};
