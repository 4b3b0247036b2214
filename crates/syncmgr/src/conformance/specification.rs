//! What a trial shall be made with: all that a child is told.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use syncmgr_proto::{Guid, HandlerId};

use super::trials::Trial;

/// The handler that is tested.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Subject {
    /// A class of a module.
    Module {
        /// The shared library.
        path: PathBuf,
        /// The class.
        clsid: HandlerId,
    },
    /// A program that speaks the protocol.
    Program {
        /// The program and its arguments.
        words: Vec<String>,
    },
}

/// Whether dialogs may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Dialogs {
    /// `EnableModeless` is answered `S_FALSE`, and nothing is called that shows a dialog unasked.
    Refused,
    /// A person looks at them and closes them.
    Allowed,
}

/// Whether items are really synchronized.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Synchronizing {
    /// They are.
    Real,
    /// `PrepareForSync` and `Synchronize` are left out.
    LeftOut,
}

/// What a child is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Specification {
    /// What to do.
    pub trial: Trial,
    /// With whom.
    pub subject: Subject,
    /// The items that may be synchronized; `None`: nobody has chosen yet, and nothing is synchronized.
    pub items: Option<Vec<Guid>>,
    /// What to answer to `EnableModeless`.
    pub dialogs: Dialogs,
    /// How long the handler may be silent.
    pub patience: Duration,
}

impl Specification {
    /// Whether the trial may synchronize an item.
    pub fn permits(&self, item: Guid) -> bool {
        self.items.as_ref().is_some_and(|items| items.contains(&item))
    }
}
