//! The `[sessions]` table.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use syncmgr_core::schedule::parse_interval;

/// What holds for all sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// How long a session before log-off or before the network goes may take; without it as long as it likes (D-34).
    #[serde(default, rename = "logoff-wait", deserialize_with = "interval")]
    pub logoff_wait: Option<Duration>,
}

fn interval<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let seconds = parse_interval(&text).map_err(serde::de::Error::custom)?;
    Ok(Some(Duration::from_secs(seconds.into())))
}
