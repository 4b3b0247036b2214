use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::guid::{Guid, GuidError};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Guid);

        impl $name {
            /// Makes a new random id.
            pub fn random() -> Self {
                Self(Guid::random())
            }

            /// Derives an id from a name; the same name gives the same id for ever.
            pub fn derived(name: &[u8]) -> Self {
                Self(Guid::derived(name))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = GuidError;

            fn from_str(text: &str) -> Result<Self, GuidError> {
                text.parse().map(Self)
            }
        }

        impl From<Guid> for $name {
            fn from(guid: Guid) -> Self {
                Self(guid)
            }
        }
    };
}

id! {
    /// Names one thing that a handler synchronizes (`SYNCMGRITEMID`).
    ItemId
}
id! {
    /// Names one handler: its class id (`CLSID`).
    HandlerId
}
id! {
    /// Names one run of the manager.
    SessionId
}
