//! Folders: where the engine and the manager meet.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use syncmgr_core::{Callback, Handler, HandlerFactory, HandlerInfo, ItemInfo, Items, RunKind};
use syncmgr_proto::{Code, Guid, HandlerId, InitFlags, ItemId, ItemStatus, SessionId};

use crate::error::CliError;
use crate::items::Pair;
use crate::job::{Job, Trashed};

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
        Ok(Box::new(Instance { folders: self.clone() }))
    }
}

struct Instance {
    folders: Folders,
}

impl Handler for Instance {
    fn initialize(&mut self, _flags: InitFlags, _cookie: Option<&[u8]>) -> Code {
        Code::OK
    }

    fn info(&mut self) -> Result<HandlerInfo, Code> {
        Ok(HandlerInfo { name: NAME.to_owned(), flags: 0 })
    }

    fn items(&mut self) -> Result<Items, Code> {
        Ok(Items::complete(
            self.folders.jobs.iter().map(|job| ItemInfo::new(job.pair.id, job.pair.name.clone())).collect(),
        ))
    }

    fn set_progress_callback(&mut self, _callback: Option<Arc<dyn Callback>>) -> Code {
        Code::OK
    }

    fn prepare(&mut self, _items: &[ItemId]) -> Code {
        Code::NOT_IMPLEMENTED
    }

    fn synchronize(&mut self) -> Code {
        Code::NOT_IMPLEMENTED
    }

    fn set_item_status(&mut self, _item: ItemId, _status: ItemStatus) -> Code {
        Code::OK
    }
}

/// What the trash of both sides of `pair` holds, the newest first.
pub fn trash(pair: &Pair, state_dir: &Path) -> Result<Vec<Trashed>, CliError> {
    Err(no_engine(pair, state_dir))
}

/// What was taken out of the trash for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emptied {
    /// Versions.
    pub versions: u64,
    /// Their content bytes.
    pub bytes: u64,
}

/// Deletes what came into the trash of both sides of `pair` before `before`, for good.
pub fn empty_trash(pair: &Pair, state_dir: &Path, before: Timestamp) -> Result<Emptied, CliError> {
    Err(no_engine(pair, state_dir).hint(format!("asked for what is older than {before}")))
}

fn no_engine(pair: &Pair, state_dir: &Path) -> CliError {
    CliError::other(format!("the engine is not joined: {} in {}", pair.name, state_dir.display()))
}
