//! Folders: where the engine and the manager meet.
//!
//! The engine knows no manager and the manager knows no files; here a pair of folders becomes an item of a
//! handler, the engine's events become progress, and its plan and outcome become the details that the manager journals.

mod back;
mod instance;
mod patterns;
mod report;
mod run;
mod sink;
mod trash;

use std::path::PathBuf;

use syncmgr_core::{Handler, HandlerFactory, RunKind};
use syncmgr_proto::{Guid, HandlerId, SessionId};

use crate::job::Job;

pub use back::{can_undo, undoable};
pub use patterns::filter;
pub use trash::{Emptied, empty_trash, trash};

/// The folder handler.
pub const CLSID: HandlerId =
    HandlerId(Guid::from_fields(0x7d2c_91e4, 0x5b0a, 0x4f6e, [0x9c, 0x13, 0x2a, 0x84, 0xd7, 0x6b, 0x50, 0xf1]));

/// Its name.
pub const NAME: &str = "Folders";

/// The folder handler with what it is to do.
#[derive(Clone, Debug)]
pub struct Folders {
    /// One job for each pair.
    pub jobs: Vec<Job>,
    /// Whether anything is changed.
    pub run: RunKind,
    /// The session that it works for: names undo log and trash.
    pub session: SessionId,
    /// Where archives are.
    pub state_dir: PathBuf,
}

impl HandlerFactory for Folders {
    fn id(&self) -> HandlerId {
        CLSID
    }

    fn name(&self) -> String {
        NAME.to_owned()
    }

    fn create(&self) -> Result<Box<dyn Handler>, String> {
        Ok(Box::new(instance::Instance::new(self.clone())))
    }
}
