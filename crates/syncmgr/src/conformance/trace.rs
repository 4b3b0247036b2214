//! What a trial writes down: everything that happened between manager and handler, in order.

use std::fmt;

use serde::{Deserialize, Serialize};
use syncmgr_proto::{Code, Guid};

/// One thing that happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// When, in microseconds since the trial began.
    pub at: u64,
    /// On which thread; 0 is the one that makes the calls.
    pub thread: u32,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum What {
    /// The manager is about to make a call.
    Call(Method, Given),
    /// The call has returned.
    Return(Method, Code),
    /// The handler called the callback; and what it was answered.
    Report(Report, Code),
    /// A completion was awaited in vain.
    Missed(Method),
    /// Something that was measured.
    Fact(Fact),
}

/// What is called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Method {
    /// Loading the module, or starting the program.
    Start,
    DllGetClassObject,
    DllCanUnloadNow,
    CreateInstance,
    QueryInterface,
    Release,
    Initialize,
    GetHandlerInfo,
    CoTaskMemFree,
    EnumSyncMgrItems,
    Next,
    Skip,
    Reset,
    Clone,
    GetItemObject,
    ShowProperties,
    SetProgressCallback,
    PrepareForSync,
    Synchronize,
    SetItemStatus,
    ShowError,
    /// A method that does not exist.
    Unknown,
    /// The end of a program's standard input.
    EndOfInput,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("its start"),
            Self::EndOfInput => f.write_str("the end of its input"),
            Self::Unknown => f.write_str("a call of an unknown method"),
            method => fmt::Debug::fmt(method, f),
        }
    }
}

/// What a call is given, as far as a judgement asks.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Given {
    /// Nothing that matters.
    #[default]
    Nothing,
    /// The flags of `Initialize`.
    Flags(u32),
    /// Items, or the id of a message.
    Ids(Vec<Guid>),
    /// The callback with this number; 0 is NULL.
    Callback(u8),
}

/// A call of the callback.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Through which callback it came.
    pub through: u8,
    /// What was said.
    pub said: Said,
}

/// What a handler says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Said {
    Progress(News),
    LogError(Logged),
    DeleteLogError,
    EnableModeless(bool),
    EstablishConnection {
        reserved: u32,
    },
    PrepareForSyncCompleted(Code),
    SynchronizeCompleted(Code),
    ShowPropertiesCompleted(Code),
    ShowErrorCompleted(Code, Vec<Guid>),
    /// A program told something that is no report of the protocol.
    Unknown(String),
}

impl Said {
    /// The result that a completion tells.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::PrepareForSyncCompleted(code)
            | Self::SynchronizeCompleted(code)
            | Self::ShowPropertiesCompleted(code)
            | Self::ShowErrorCompleted(code, _) => Some(*code),
            _ => None,
        }
    }

    /// The call that this ends.
    pub fn completes(&self) -> Option<Method> {
        Some(match self {
            Self::PrepareForSyncCompleted(_) => Method::PrepareForSync,
            Self::SynchronizeCompleted(_) => Method::Synchronize,
            Self::ShowPropertiesCompleted(_) => Method::ShowProperties,
            Self::ShowErrorCompleted(..) => Method::ShowError,
            _ => return None,
        })
    }
}

/// News of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct News {
    /// The item.
    pub item: Guid,
    /// `cbSize`; `None`: a NULL structure, the mere question whether to go on.
    pub size: Option<u32>,
    /// `dwStatusType`, if the mask names it.
    pub status: Option<u32>,
    /// `iProgValue`, if the mask names it.
    pub value: Option<i32>,
    /// `iMaxValue`, if the mask names it.
    pub max: Option<i32>,
}

/// A message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Logged {
    /// Its level, as given.
    pub level: u32,
    /// Whether it has a text.
    pub has_text: bool,
    /// `cbSize`; `None`: a NULL structure.
    pub size: Option<u32>,
    /// Whether `ENABLEJUMPTEXT` is set.
    pub jumps: bool,
    /// Its id, if given.
    pub error: Option<Guid>,
}

/// Something that was measured.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Fact {
    /// Something was asked for that must be refused; whether the place for the pointer holds NULL afterwards.
    Refusal {
        /// What was asked for.
        what: Refusable,
        /// The answer.
        code: Code,
        /// Whether NULL was stored.
        is_null: bool,
    },
    /// Whether an object is the same `IUnknown` each time, from each of its interfaces.
    Identity {
        /// Whether it is.
        is_kept: bool,
    },
    /// Whether what an object gives as its interface was there.
    Interface {
        /// The name of the interface.
        name: String,
        /// The answer to the question for it.
        code: Code,
    },
    /// What `GetHandlerInfo` gave.
    Info(Described),
    /// What the enumerator gave, read to its end.
    Listed(Vec<Listed>),
    /// A step of the enumerator.
    Enumerated {
        /// Which.
        step: Step,
        /// The answer.
        code: Code,
        /// How many entries it says it stored.
        fetched: u32,
        /// The ids of the entries.
        ids: Vec<Guid>,
        /// Whether it wrote behind the entries that were asked for.
        overran: bool,
    },
    /// How many references the handler holds of a callback.
    Held {
        /// After which step.
        after: CallbackStep,
        /// Of the first callback.
        first: i64,
        /// Of the second callback.
        second: i64,
    },
    /// By how many bytes the heap grew in each of some equal series of calls.
    Growth {
        /// The calls.
        method: Method,
        /// How many calls there were in each series.
        rounds: u32,
        /// The growth.
        bytes: Vec<i64>,
    },
    /// How many references the instance counts after the last `Release`.
    Left(u32),
    /// What `DllCanUnloadNow` says, `None` if it is not exported, and threads.
    Unloading {
        /// While an instance lives.
        while_alive: Option<Code>,
        /// After the last `Release`.
        at_the_end: Option<Code>,
        /// Threads that the handler left behind.
        threads: i64,
    },
    /// A program printed something else than the protocol.
    Stray(String),
    /// A program answered something that was not asked, or twice.
    Unasked(String),
    /// The version of the protocol that a program answers with, if it says one.
    Version(Option<u32>),
    /// The error number that an unknown method was answered with; `None`: it was answered with a result.
    Fault(Option<i64>),
    /// A program ended in the middle of everything; how.
    Gone(String),
    /// A program ended after its input did; how long that took, in microseconds. `None`: it had to be killed.
    Ended(Option<u64>),
}

/// What must be refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusable {
    OtherClass,
    OtherInterfaceOfFactory,
    Aggregation,
    OtherInterfaceOfNew,
    OtherInterfaceOfInstance,
    ItemObject,
}

/// What `GetHandlerInfo` gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Described {
    /// Whether a structure came.
    pub is_there: bool,
    /// Its `cbSize`.
    pub size: u32,
    /// The size that this program knows.
    pub known_size: u32,
    /// The flags.
    pub flags: u32,
    /// The name.
    pub name: String,
    /// Whether the name's array holds a terminator.
    pub is_terminated: bool,
}

/// An item, as the enumerator gave it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: Guid,
    /// Its name.
    pub name: String,
    /// Its `cbSize`.
    pub size: u32,
    /// The size that this program knows.
    pub known_size: u32,
    /// Its flags.
    pub flags: u32,
    /// Its default state.
    pub state: u32,
    /// Whether the name's array holds a terminator.
    pub is_terminated: bool,
}

/// A step with an enumerator of `n` items.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Step {
    /// `Next(1)` at the beginning.
    First,
    /// `Next(n + 3)` after that.
    Rest,
    /// `Next(1)` at the end.
    PastEnd,
    /// `Next(0)`.
    Nothing,
    /// `Next(1)` without a place for the number.
    WithoutNumber,
    /// `Skip(1)` at the beginning.
    SkipOne,
    /// `Next(1)` after that.
    AfterSkip,
    /// `Skip(n + 3)`.
    SkipTooMany,
    /// `Next(1)` after that.
    AfterSkipTooMany,
    /// `Reset` at the end.
    Reset,
    /// `Next(n)` after that.
    AfterReset,
    /// `Clone` after one `Next(1)`.
    Clone,
    /// `Next(n)` of the clone.
    OfClone,
    /// `Next(n)` of the original, after the clone was read.
    OfOriginal,
    /// `Next(1)` of a clone whose original was released.
    OfOrphan,
}

/// A step with the callback.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum CallbackStep {
    /// The first was set.
    First,
    /// The second was set.
    Second,
    /// The second was set again.
    SecondAgain,
    /// NULL was set.
    Null,
    /// NULL was set again.
    NullAgain,
    /// The first was set, and the handler released without NULL before.
    ReleasedWithout,
}
