//! The folder handler as the manager sees it.

use std::sync::Arc;

use syncmgr_core::{Callback, Handler, HandlerInfo, ItemInfo, Items, Progress, Verdict};
use syncmgr_proto::{Code, InitFlags, ItemId, ItemStatus};

use super::{Folders, NAME, run};

/// One instance: the pairs it may run, and those that it is to run.
pub(super) struct Instance {
    folders: Folders,
    callback: Option<Arc<dyn Callback>>,
    chosen: Vec<ItemId>,
}

impl Instance {
    pub fn new(folders: Folders) -> Self {
        Self { folders, callback: None, chosen: Vec::new() }
    }
}

impl Handler for Instance {
    fn initialize(&mut self, _flags: InitFlags, _cookie: Option<&[u8]>) -> Code {
        Code::OK
    }

    fn info(&mut self) -> Result<HandlerInfo, Code> {
        Ok(HandlerInfo { name: NAME.to_owned(), flags: 0 })
    }

    fn items(&mut self) -> Result<Items, Code> {
        let items = self.folders.jobs.iter().map(|job| ItemInfo::new(job.pair.id, job.pair.name.clone()));
        Ok(Items::complete(items.collect()))
    }

    fn set_progress_callback(&mut self, callback: Option<Arc<dyn Callback>>) -> Code {
        self.callback = callback;
        Code::OK
    }

    fn prepare(&mut self, items: &[ItemId]) -> Code {
        let Some(callback) = &self.callback else { return Code::UNEXPECTED };
        self.chosen = items.to_vec();
        callback.prepare_completed(Code::OK);
        Code::OK
    }

    fn synchronize(&mut self) -> Code {
        let Some(callback) = self.callback.clone() else { return Code::UNEXPECTED };
        for item in std::mem::take(&mut self.chosen) {
            let Some(job) = self.folders.jobs.iter().find(|job| job.pair.id == item) else { continue };
            // Asked before each item: it may have been skipped, or everything stopped, while others ran.
            let status = match callback.progress(item, None) {
                Ok(Verdict::Continue) => {
                    // The answer is the same as to the question right before.
                    let _ = callback.progress(item, Some(&Progress::status(ItemStatus::Updating)));
                    run::run(&self.folders, job, &callback)
                }
                Ok(Verdict::CancelItem) => ItemStatus::Skipped,
                Ok(Verdict::CancelAll) => ItemStatus::Stopped,
                Err(_) => continue,
            };
            let _ = callback.progress(item, Some(&Progress::status(status)));
        }
        callback.synchronize_completed(Code::OK);
        Code::OK
    }

    fn set_item_status(&mut self, _item: ItemId, _status: ItemStatus) -> Code {
        // The answer to the next progress call says it, too.
        Code::OK
    }
}
