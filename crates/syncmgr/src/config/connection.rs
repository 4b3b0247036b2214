//! One `[connections.NAME]` table.

use serde::Deserialize;

/// A network connection that handlers may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// The shell command that brings it up; it is up when the command succeeds.
    pub up: String,
    /// The shell command that takes it down.
    pub down: Option<String>,
    /// It is meant when none is named.
    #[serde(default)]
    pub default: bool,
}
