//! The callback object that a handler gets: any thread calls it, at any time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use mobsync::codes::{E_OUTOFMEMORY, E_UNEXPECTED};
use mobsync::{Dialog, GUID, HRESULT, Message, Progress, SyncCallback, Verdict};
use syncmgr_proto::ItemId;
use syncmgr_proto::protocol::{
    Ask, Completed, DeleteLogError, EnableModeless, EstablishConnection, HandlerMessage, Id, Notice, ShowErrorCompleted,
};

use super::conversions::{code, guid};
use super::desk::Completion;
use super::outlet::Outlet;
use super::questions::Questions;

/// How many items one retry may name: what fits a line of the protocol.
const RETRIED_ITEMS: usize = 20_000;

/// What all callback objects of this process share.
#[derive(Default)]
pub struct Link {
    /// The way to the manager.
    pub outlet: Outlet,
    /// What waits for its answer.
    pub questions: Questions,
}

/// One callback object, from `SetProgressCallback` until it is taken back.
pub struct Reports {
    link: Arc<Link>,
    is_open: AtomicBool,
    late: AtomicU64,
}

impl Reports {
    /// Reports to the manager.
    pub fn new(link: Arc<Link>) -> Self {
        Self { link, is_open: AtomicBool::new(true), late: AtomicU64::new(0) }
    }

    /// It was taken back: from now on no call has any effect (`D-4`).
    pub fn close(&self) {
        self.is_open.store(false, Ordering::Release);
    }

    /// How many calls came after it was taken back.
    pub fn late(&self) -> u64 {
        self.late.load(Ordering::Relaxed)
    }

    /// The link, unless it is too late.
    fn link(&self) -> Result<&Link, HRESULT> {
        if self.is_open.load(Ordering::Acquire) {
            return Ok(&self.link);
        }
        self.late.fetch_add(1, Ordering::Relaxed);
        Err(E_UNEXPECTED)
    }

    fn complete(&self, completion: Completion, notice: Notice) -> HRESULT {
        let take = |link: &Link| link.outlet.with(|desk| desk.complete(completion, HandlerMessage::Notice(notice)));
        self.link().map_or_else(|refused| refused, take)
    }

    fn ask(&self, ask: Ask) -> HRESULT {
        let wait =
            |link: &Link| link.questions.ask(|number| link.outlet.send(HandlerMessage::Ask(Id::Number(number), ask)));
        self.link().map_or_else(|refused| refused, wait)
    }
}

impl SyncCallback for Reports {
    fn show_properties_completed(&self, result: HRESULT) -> HRESULT {
        let completed = Completed::from(code(result));
        self.complete(Completion::Properties, Notice::ShowPropertiesCompleted(completed))
    }

    fn prepare_for_sync_completed(&self, result: HRESULT) -> HRESULT {
        let completed = Completed::from(code(result));
        self.complete(Completion::Prepare, Notice::PrepareForSyncCompleted(completed))
    }

    fn synchronize_completed(&self, result: HRESULT) -> HRESULT {
        let completed = Completed::from(code(result));
        self.complete(Completion::Synchronize, Notice::SynchronizeCompleted(completed))
    }

    fn show_error_completed(&self, result: HRESULT, items: Vec<GUID>) -> HRESULT {
        if items.len() > RETRIED_ITEMS {
            return E_OUTOFMEMORY;
        }
        let items = items.into_iter().map(|item| ItemId(guid(item))).collect();
        let completed = ShowErrorCompleted { code: code(result), items };
        self.complete(Completion::Error, Notice::ShowErrorCompleted(completed))
    }

    fn enable_modeless(&self, dialog: Dialog) -> HRESULT {
        self.ask(Ask::EnableModeless(EnableModeless { enable: dialog == Dialog::Open }))
    }

    fn progress(&self, item: GUID, progress: Option<Progress>) -> Result<Verdict, HRESULT> {
        self.link()?.outlet.with(|desk| desk.progress(item, progress))
    }

    fn log_error(&self, message: Message) -> HRESULT {
        self.link().map_or_else(|refused| refused, |link| link.outlet.with(|desk| desk.log(message)))
    }

    fn delete_log_error(&self, error: GUID) -> HRESULT {
        let which = (error != mobsync::GUID_NULL).then(|| guid(error));
        let notice = HandlerMessage::Notice(Notice::DeleteLogError(DeleteLogError { error: which }));
        let delete = |link: &Link| link.outlet.with(|desk| desk.delete(error, notice));
        self.link().map_or_else(|refused| refused, delete)
    }

    fn establish_connection(&self, name: Option<String>) -> HRESULT {
        self.ask(Ask::EstablishConnection(EstablishConnection { connection: name }))
    }
}
