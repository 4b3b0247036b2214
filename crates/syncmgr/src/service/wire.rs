//! What is said over a socket: one JSON object a line, see `docs/formats/control.md`.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use syncmgr_proto::protocol::Cookie;
use syncmgr_proto::{Event, ExitCode, HandlerId};

use crate::config::{Defaults, stated_values};
use crate::options::Options;

/// What one process asks of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Run a session and send its events. Later lines on the connection may stop it.
    Run(Order),
    /// Queue a session that a program asks for, and answer at once.
    Invoke {
        /// The handler; `None`: all of them.
        clsid: Option<HandlerId>,
        /// `SYNCMGRINVOKEFLAGS`.
        flags: u32,
        /// What the handler gets.
        cookie: Option<Cookie>,
    },
    /// Stop sessions: those whose id begins so, or all.
    Stop {
        /// The beginning of an id.
        session: Option<String>,
    },
    /// Skip an item of whatever session has chosen it.
    Skip {
        /// Its name or id.
        item: String,
    },
    /// Somebody uses the machine again: stop idle sessions.
    Active,
    /// Remove a kept message, or all.
    Clear {
        /// Its number.
        id: Option<u64>,
    },
    /// End as soon as nothing runs, another manager waits to take over.
    Retire,
}

/// A session that a manager runs for another process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Items by name, or those that are checked.
    Sync(SyncOrder),
    /// What follows from an event.
    Fire {
        /// The event as it is written on the command line.
        event: String,
        /// What the user said about items that want to be asked for.
        #[serde(default)]
        consent: Consent,
    },
    /// A click on a message.
    ShowError {
        /// Its number.
        id: u64,
    },
}

/// Whether items that are asked for before each run take part (`R-UI-5`); who fires the event has asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// They do.
    Given,
    /// They do not, also because nobody could be asked.
    #[default]
    Withheld,
}

/// A manual session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncOrder {
    /// The items; none: those that are checked.
    pub names: Vec<String>,
    /// Options of folder items, as the configuration writes them.
    pub options: serde_json::Map<String, serde_json::Value>,
    /// What the guard showed is approved.
    pub approve: bool,
    /// Nothing to do is told by exit code 9.
    pub tell_unchanged: bool,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Something happened in the session.
    Event(Box<Event>),
    /// It waits for this handler to list its items.
    Waiting(String),
    /// The session is over.
    Ended(ExitCode),
    /// It was not begun.
    Refused {
        /// The exit code.
        exit: ExitCode,
        /// What is wrong.
        message: String,
        /// What the user can do.
        hints: Vec<String>,
    },
    /// So many sessions or messages were concerned.
    Delivered(usize),
    /// It is queued or noted.
    Accepted,
    /// Nobody here does such things.
    Declined,
}

impl SyncOrder {
    /// Options as a manager reads them.
    pub fn table(options: &Options) -> serde_json::Map<String, serde_json::Value> {
        stated_values(options).into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// The options; what cannot be read came from a program of another version.
    pub fn options(&self) -> Result<Options, serde_json::Error> {
        serde_json::from_value::<Defaults>(serde_json::Value::Object(self.options.clone())).map(|table| table.0)
    }
}

/// Writes one line.
pub fn send(mut to: impl Write, what: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    to.write_all(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_replies_have_the_published_shape() {
        let sync = SyncOrder { names: vec!["docs".into()], ..SyncOrder::default() };
        for (text, request) in [
            (
                r#"{"run":{"sync":{"names":["docs"],"options":{},"approve":false,"tell_unchanged":false}}}"#,
                Request::Run(Order::Sync(sync)),
            ),
            (
                r#"{"run":{"fire":{"event":"connect:x","consent":"given"}}}"#,
                Request::Run(Order::Fire { event: "connect:x".into(), consent: Consent::Given }),
            ),
            (r#"{"stop":{"session":null}}"#, Request::Stop { session: None }),
            (r#""active""#, Request::Active),
            (
                r#"{"invoke":{"clsid":null,"flags":2,"cookie":"AAE="}}"#,
                Request::Invoke { clsid: None, flags: 2, cookie: Some(Cookie(vec![0, 1])) },
            ),
        ] {
            assert_eq!(serde_json::to_string(&request).unwrap(), text);
            assert_eq!(serde_json::from_str::<Request>(text).unwrap(), request);
        }
        for (text, reply) in [
            (r#"{"ended":4}"#, Reply::Ended(ExitCode::Incomplete)),
            (r#"{"delivered":1}"#, Reply::Delivered(1)),
            (r#""declined""#, Reply::Declined),
        ] {
            assert_eq!(serde_json::to_string(&reply).unwrap(), text);
            assert_eq!(serde_json::from_str::<Reply>(text).unwrap(), reply);
        }
    }

    #[test]
    fn options_travel() {
        let options = Options { perms: Some(false), exclude: vec!["*.o".into()], ..Options::default() };
        let order = SyncOrder { options: SyncOrder::table(&options), ..SyncOrder::default() };
        assert_eq!(order.options().unwrap(), options);
    }
}
