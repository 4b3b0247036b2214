//! The few colours of the output.

use anstyle::{AnsiColor, Style};

/// The word `error:`.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The word `hint:`.
pub const HINT: Style = AnsiColor::Cyan.on_default().bold();
/// What went well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What waits for the user.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Headings of tables and lists.
pub const HEADING: Style = Style::new().bold();
/// What is of less interest.
pub const DIM: Style = Style::new().dimmed();
