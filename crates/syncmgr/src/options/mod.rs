//! The options of a pair of folders: said on the command line, in the environment or in the configuration, merged, and
//! turned into the settings of a run.

mod args;
mod settings;
mod stated;
mod value;
mod whole;

pub use args::OptionArgs;
pub use settings::{Compare, Settings, Trash, pattern_error};
pub use stated::Options;
pub use value::{MaxDelete, Rate};
pub use whole::Whole;
