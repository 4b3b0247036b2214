//! What a session is for.

use serde::{Deserialize, Serialize};

use crate::ids::SessionId;

/// What a session is for. In JSON, `purpose` and `undoes` of the line in which it stands; both are left out where the session
/// synchronizes, which nearly every one does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Fields", into = "Fields")]
pub enum Purpose {
    /// Making both sides alike.
    #[default]
    Synchronize,
    /// Taking back what this session did.
    Undo(SessionId),
    /// Putting back versions that sessions replaced or deleted.
    Restore,
}

impl Purpose {
    /// Returns the word that JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Synchronize => "synchronize",
            Self::Undo(_) => UNDO,
            Self::Restore => RESTORE,
        }
    }

    /// Returns the session that is taken back.
    pub const fn undoes(self) -> Option<SessionId> {
        match self {
            Self::Undo(session) => Some(session),
            Self::Synchronize | Self::Restore => None,
        }
    }
}

const UNDO: &str = "undo";
const RESTORE: &str = "restore";

/// How it stands in JSON. A purpose of a later version is none that is known here.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<SessionId>,
}

impl From<Purpose> for Fields {
    fn from(purpose: Purpose) -> Self {
        let word = Some(purpose.word()).filter(|_| purpose != Purpose::Synchronize);
        Self { purpose: word.map(str::to_owned), undoes: purpose.undoes() }
    }
}

impl From<Fields> for Purpose {
    fn from(fields: Fields) -> Self {
        match (fields.purpose.as_deref(), fields.undoes) {
            (Some(UNDO), Some(session)) => Self::Undo(session),
            (Some(RESTORE), _) => Self::Restore,
            _ => Self::Synchronize,
        }
    }
}
