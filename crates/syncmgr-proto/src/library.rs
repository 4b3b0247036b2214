//! What the library for programs (`libsyncmgr`) asks of the program, see `docs/formats/library.md`.
//!
//! The library runs `syncmgr __library`, writes one [`Call`] as JSON to its standard input, and reads one [`Reply`], a line
//! of JSON, from its standard output.

use serde::{Deserialize, Serialize};

use crate::protocol::Cookie;
use crate::{Code, HandlerId};

/// The hidden command that answers.
pub const COMMAND: &str = "__library";

/// One call of a program.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// `RegisterSyncMgrHandler`.
    Register {
        /// The class.
        clsid: HandlerId,
        /// What to call it.
        description: Option<String>,
        /// `SYNCMGRREGISTERFLAGS`.
        flags: u32,
    },
    /// `UnregisterSyncMgrHandler`.
    Unregister {
        /// The class.
        clsid: HandlerId,
    },
    /// `GetHandlerRegistrationInfo`.
    Info {
        /// The class.
        clsid: HandlerId,
    },
    /// `UpdateItems`.
    UpdateItems {
        /// The class.
        clsid: HandlerId,
        /// `SYNCMGRINVOKEFLAGS`.
        flags: u32,
        /// What the handler gets.
        cookie: Option<Cookie>,
    },
    /// `UpdateAll`.
    UpdateAll,
}

/// What the call came to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reply {
    /// The result code, always as a number.
    pub hresult: i32,
    /// The register flags that [`Call::Info`] asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<u32>,
    /// What a failure means, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl From<Code> for Reply {
    fn from(code: Code) -> Self {
        Self { hresult: code.0, flags: None, message: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLSID: &str = "{6295df40-35ee-11d1-8707-00c04fd93327}";

    #[test]
    fn calls_and_replies_have_the_published_shape() {
        let clsid: HandlerId = CLSID.parse().unwrap();
        for (text, call) in [
            (
                r#"{"register":{"clsid":"CLSID","description":"Mail","flags":5}}"#,
                Call::Register { clsid, description: Some("Mail".into()), flags: 5 },
            ),
            (r#"{"unregister":{"clsid":"CLSID"}}"#, Call::Unregister { clsid }),
            (r#"{"info":{"clsid":"CLSID"}}"#, Call::Info { clsid }),
            (
                r#"{"update_items":{"clsid":"CLSID","flags":2,"cookie":"AAE="}}"#,
                Call::UpdateItems { clsid, flags: 2, cookie: Some(Cookie(vec![0, 1])) },
            ),
            (
                r#"{"update_items":{"clsid":"CLSID","flags":0,"cookie":null}}"#,
                Call::UpdateItems { clsid, flags: 0, cookie: None },
            ),
            (r#""update_all""#, Call::UpdateAll),
        ] {
            let text = text.replace("CLSID", CLSID);
            assert_eq!(serde_json::to_string(&call).unwrap(), text);
            assert_eq!(serde_json::from_str::<Call>(&text).unwrap(), call);
        }
        for (text, reply) in [
            (r#"{"hresult":0}"#, Reply::from(Code::OK)),
            (r#"{"hresult":1,"flags":0}"#, Reply { flags: Some(0), ..Reply::from(Code::FALSE) }),
            (r#"{"hresult":-2147467259,"message":"why"}"#, Reply { message: Some("why".into()), ..Code::FAIL.into() }),
        ] {
            assert_eq!(serde_json::to_string(&reply).unwrap(), text);
            assert_eq!(serde_json::from_str::<Reply>(text).unwrap(), reply);
        }
    }
}
