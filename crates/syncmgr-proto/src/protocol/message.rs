//! One line: a call, a report, an answer.

use std::fmt;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::calls::{Call, Notify};
use super::error::ProtocolError;
use super::reports::{Ask, Notice};

/// Declares the methods of one direction: the variants, their names and how they are read, in one place.
macro_rules! methods {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $method:ident $(($params:ty))?),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug, serde::Serialize, schemars::JsonSchema)]
        #[serde(tag = "method", content = "params")]
        pub enum $name {
            $($(#[$note])* $method $(($params))?),*
        }

        impl $name {
            /// The names of the methods.
            pub const METHODS: &'static [&'static str] = &[$(stringify!($method)),*];

            /// Returns the name of the method.
            pub const fn method(&self) -> &'static str {
                match self {
                    $(Self::$method { .. } => stringify!($method)),*
                }
            }

            /// Reads parameters; `None` if there is no such method.
            pub(in crate::protocol) fn read(method: &str, params: &str) -> Option<serde_json::Result<Self>> {
                $(if method == stringify!($method) {
                    return Some(methods!(@read params, $method $(($params))?));
                })*
                None
            }
        }
    };
    (@read $text:ident, $method:ident) => {{
        let _ = $text;
        Ok(Self::$method)
    }};
    (@read $text:ident, $method:ident ($params:ty)) => {
        serde_json::from_str::<$params>($text).map(Self::$method)
    };
}
pub(in crate::protocol) use methods;

/// Names a request; its answer has the same. The manager counts, a handler may use texts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "an id: a number or a text")]
pub enum Id {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

/// The `error` of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// A number of JSON-RPC.
    pub code: i64,
    /// What went wrong, for people.
    #[serde(default)]
    pub message: String,
}

impl Fault {
    /// There is no such method; for an optional one the documented default counts.
    pub const METHOD_NOT_FOUND: i64 = -32601;
    /// The parameters cannot be read.
    pub const INVALID_PARAMS: i64 = -32602;

    /// Makes the answer to a request that is not known.
    pub fn method_not_found(method: &str) -> Self {
        Self { code: Self::METHOD_NOT_FOUND, message: format!("there is no method `{method}`") }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() { write!(f, "error {}", self.code) } else { f.write_str(&self.message) }
    }
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The request.
    pub id: Id,
    /// The result, still unread, or why there is none.
    pub outcome: Result<Box<RawValue>, Fault>,
}

impl Answer {
    /// Makes an answer.
    ///
    /// # Errors
    /// The result cannot be written as JSON; the types of this module can.
    pub fn new<T: Serialize>(id: Id, result: &T) -> Result<Self, ProtocolError> {
        let result = serde_json::value::to_raw_value(result).map_err(|why| ProtocolError::write(&why))?;
        Ok(Self { id, outcome: Ok(result) })
    }

    /// Makes an answer without a result.
    pub fn fault(id: Id, fault: Fault) -> Self {
        Self { id, outcome: Err(fault) }
    }

    /// Reads a result; `null` counts as an empty one.
    ///
    /// # Errors
    /// It has not the form of the method's result.
    pub fn read<T: DeserializeOwned>(result: &RawValue) -> Result<T, ProtocolError> {
        let text = if result.get() == "null" { "{}" } else { result.get() };
        serde_json::from_str(text).map_err(|why| ProtocolError::form(result.get().as_bytes(), &why))
    }
}

/// What the manager writes and the handler reads.
#[derive(Clone, Debug)]
pub enum ManagerMessage {
    /// A call; it is answered.
    Call(Id, Call),
    /// Something to know; no answer.
    Notify(Notify),
    /// The answer to what the handler asked.
    Answer(Answer),
    /// A method that is not known here: to be answered with [`Fault::method_not_found`] if it has an id, else ignored.
    Unknown(Option<Id>, String),
}

/// What the handler writes and the manager reads.
#[derive(Clone, Debug)]
pub enum HandlerMessage {
    /// A report; no answer.
    Notice(Notice),
    /// A question; it is answered.
    Ask(Id, Ask),
    /// The answer to a call.
    Answer(Answer),
    /// A method that is not known here: to be answered with [`Fault::method_not_found`] if it has an id, else ignored.
    Unknown(Option<Id>, String),
}

/// A line before its method is looked at. The version of JSON-RPC is not insisted on.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    method: Option<String>,
    #[serde(default, borrow)]
    params: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(default)]
    error: Option<Fault>,
}

/// A field that is there, `null` included.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

/// What a line turns out to be.
enum Shape<'a> {
    Request(Id, String, &'a str),
    Notification(String, &'a str),
    Answer(Answer),
}

fn open(line: &[u8]) -> Result<Shape<'_>, ProtocolError> {
    let envelope: Envelope<'_> = serde_json::from_slice(line).map_err(|why| match why.classify() {
        serde_json::error::Category::Data if line.trim_ascii_start().starts_with(b"{") => {
            ProtocolError::form(line, &why)
        }
        _ => ProtocolError::foreign(line),
    })?;
    let params = envelope.params.map_or("{}", |params| if params.get() == "null" { "{}" } else { params.get() });
    let outcome = match (envelope.result, envelope.error) {
        (_, Some(fault)) => Some(Err(fault)),
        (Some(result), None) => Some(Ok(result.to_owned())),
        (None, None) => None,
    };
    match (envelope.id, envelope.method, outcome) {
        (Some(id), Some(method), None) => Ok(Shape::Request(id, method, params)),
        (None, Some(method), None) => Ok(Shape::Notification(method, params)),
        (Some(id), None, Some(outcome)) => Ok(Shape::Answer(Answer { id, outcome })),
        _ => Err(ProtocolError::foreign(line)),
    }
}

impl ManagerMessage {
    /// Reads a line.
    ///
    /// # Errors
    /// It is not a message, or its parameters are wrong.
    pub fn read(line: &[u8]) -> Result<Self, ProtocolError> {
        let form = |why| ProtocolError::form(line, &why);
        Ok(match open(line)? {
            Shape::Answer(answer) => Self::Answer(answer),
            Shape::Request(id, method, params) => match Call::read(&method, params) {
                Some(call) => Self::Call(id, call.map_err(form)?),
                None => Self::Unknown(Some(id), method),
            },
            Shape::Notification(method, params) => match Notify::read(&method, params) {
                Some(notify) => Self::Notify(notify.map_err(form)?),
                None => Self::Unknown(None, method),
            },
        })
    }

    /// Writes a line, its end included.
    ///
    /// # Errors
    /// It cannot be written as JSON; the messages of this module can.
    pub fn write(&self) -> Result<Vec<u8>, ProtocolError> {
        match self {
            Self::Call(id, call) => write(Some(id), Body::Call(call)),
            Self::Notify(notify) => write(None, Body::Call(notify)),
            Self::Answer(answer) => write_answer(answer),
            Self::Unknown(id, method) => write(id.as_ref(), Plain::Unknown { method }),
        }
    }
}

impl HandlerMessage {
    /// Reads a line.
    ///
    /// # Errors
    /// It is not a message, or its parameters are wrong.
    pub fn read(line: &[u8]) -> Result<Self, ProtocolError> {
        let form = |why| ProtocolError::form(line, &why);
        Ok(match open(line)? {
            Shape::Answer(answer) => Self::Answer(answer),
            Shape::Request(id, method, params) => match Ask::read(&method, params) {
                Some(ask) => Self::Ask(id, ask.map_err(form)?),
                None => Self::Unknown(Some(id), method),
            },
            Shape::Notification(method, params) => match Notice::read(&method, params) {
                Some(notice) => Self::Notice(notice.map_err(form)?),
                None => Self::Unknown(None, method),
            },
        })
    }

    /// Writes a line, its end included.
    ///
    /// # Errors
    /// It cannot be written as JSON; the messages of this module can.
    pub fn write(&self) -> Result<Vec<u8>, ProtocolError> {
        match self {
            Self::Notice(notice) => write(None, Body::Call(notice)),
            Self::Ask(id, ask) => write(Some(id), Body::Call(ask)),
            Self::Answer(answer) => write_answer(answer),
            Self::Unknown(id, method) => write(id.as_ref(), Plain::Unknown { method }),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a, T> {
    Call(&'a T),
    Unknown { method: &'a str },
    Result { result: &'a RawValue },
    Error { error: &'a Fault },
}

/// A body without a call.
type Plain<'a> = Body<'a, ()>;

#[derive(Serialize)]
struct Line<'a, T> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Id>,
    #[serde(flatten)]
    body: Body<'a, T>,
}

fn write<T: Serialize>(id: Option<&Id>, body: Body<'_, T>) -> Result<Vec<u8>, ProtocolError> {
    let mut line = serde_json::to_vec(&Line { jsonrpc: "2.0", id, body }).map_err(|why| ProtocolError::write(&why))?;
    line.push(b'\n');
    Ok(line)
}

fn write_answer(answer: &Answer) -> Result<Vec<u8>, ProtocolError> {
    let body = match &answer.outcome {
        Ok(result) => Plain::Result { result },
        Err(error) => Body::Error { error },
    };
    write(Some(&answer.id), body)
}
