//! A whole handler: a notebook with three pages that are copied to nowhere.
//!
//! Built as a shared library it exports what a module exports; `syncmgr handler register` makes it known. Its class
//! is `{7E0F2B9C-52B7-4B9E-9F5A-6B1D3C0A8E11}`.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use mobsync::codes::{E_INVALIDARG, S_FALSE, S_OK, S_SYNCMGR_RETRYSYNC};
use mobsync::constants::{
    SYNCMGRERRORFLAG_ENABLEJUMPTEXT, SYNCMGRHANDLER_HASPROPERTIES, SYNCMGRITEM_HASPROPERTIES, SYNCMGRSTATUS_FAILED,
    SYNCMGRSTATUS_SKIPPED, SYNCMGRSTATUS_STOPPED, SYNCMGRSTATUS_SUCCEEDED, SYNCMGRSTATUS_UPDATING,
};
use mobsync::{
    Dialog, Event, GUID, HRESULT, HandlerInfo, Icon, Initialization, Item, Items, Level, Message, Progress, Reporter,
    SyncHandler, Verdict, Window,
};

const CLASS: GUID = GUID::from_u128(0x7E0F_2B9C_52B7_4B9E_9F5A_6B1D_3C0A_8E11);
/// The id of the message about the page that cannot be read.
const TORN: GUID = GUID::from_u128(0x7E0F_2B9C_52B7_4B9E_9F5A_6B1D_3C0A_8EEE);
const STEPS: i32 = 10;

const fn page(number: u128) -> GUID {
    GUID::from_u128(0x7E0F_2B9C_52B7_4B9E_9F5A_6B1D_3C0A_0000 + number)
}

/// The page that is torn until somebody asks about the error.
const TORN_PAGE: GUID = page(3);

#[derive(Default)]
struct Notebook {
    state: Arc<Mutex<State>>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct State {
    chosen: Vec<GUID>,
    skipped: BTreeSet<u128>,
    is_mended: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SyncHandler for Notebook {
    fn initialize(&self, question: &Initialization<'_>) -> HRESULT {
        match question.event() {
            Event::Idle => S_FALSE,
            Event::Invoke if question.cookie.is_none() => E_INVALIDARG,
            _ => S_OK,
        }
    }

    fn info(&self) -> Result<HandlerInfo, HRESULT> {
        let flags = SYNCMGRHANDLER_HASPROPERTIES;
        Ok(HandlerInfo { name: "Notebook € 😀".into(), flags, icon: Icon::NONE })
    }

    fn items(&self) -> Result<Items, HRESULT> {
        let item = |page, name: &str| Item { flags: SYNCMGRITEM_HASPROPERTIES, ..Item::new(page, name) };
        let unchecked = Item { checked: false, ..item(page(2), "Second page") };
        Ok(Items::complete(vec![item(page(1), "First page"), unchecked, item(TORN_PAGE, "Torn page")]))
    }

    fn prepare_for_sync(&self, items: Vec<GUID>, _parent: Window, reporter: &Reporter) -> HRESULT {
        let mut state = lock(&self.state);
        state.chosen = items;
        state.skipped.clear();
        drop(state);
        let _ = reporter.prepare_for_sync_completed(S_OK);
        S_OK
    }

    fn synchronize(&self, _parent: Window, reporter: &Reporter) -> HRESULT {
        let (state, reporter) = (Arc::clone(&self.state), reporter.clone());
        let previous = lock(&self.worker).replace(thread::spawn(move || copy_pages(&state, &reporter)));
        if let Some(previous) = previous {
            // A panic of the run before was its own affair.
            let _ = previous.join();
        }
        S_OK
    }

    fn set_item_status(&self, item: GUID, status: u32) -> HRESULT {
        if status != SYNCMGRSTATUS_SKIPPED {
            return E_INVALIDARG;
        }
        lock(&self.state).skipped.insert(item.to_u128());
        S_OK
    }

    fn show_properties(&self, item: Option<GUID>, _parent: Window, reporter: &Reporter) -> HRESULT {
        assert!(item.is_none_or(|item| item != page(99)), "there is no page 99: the manager gets E_UNEXPECTED");
        let _ = reporter.show_properties_completed(S_OK);
        S_OK
    }

    fn show_error(&self, error: GUID, _parent: Window, reporter: &Reporter) -> HRESULT {
        if error != TORN {
            return E_INVALIDARG;
        }
        if reporter.enable_modeless(Dialog::Open) == S_OK {
            // Here a window would explain what happened.
            let _ = reporter.enable_modeless(Dialog::Closed);
        }
        lock(&self.state).is_mended = true;
        let _ = reporter.delete_log_error(Some(TORN));
        let _ = reporter.show_error_completed(S_SYNCMGR_RETRYSYNC, &[TORN_PAGE]);
        S_OK
    }
}

fn copy_pages(state: &Mutex<State>, reporter: &Reporter) {
    let chosen = lock(state).chosen.clone();
    for item in chosen {
        let status = copy_page(item, state, reporter);
        // The answer no longer matters: this page is done.
        let _ = reporter.progress(item, &Progress::status(status));
    }
    let _ = reporter.synchronize_completed(S_OK);
}

/// Copies one page and returns how it ended.
fn copy_page(item: GUID, state: &Mutex<State>, reporter: &Reporter) -> u32 {
    for step in 0..=STEPS {
        if lock(state).skipped.contains(&item.to_u128()) {
            return SYNCMGRSTATUS_SKIPPED;
        }
        let news = Progress {
            text: Some(format!("line {step} of “{STEPS}” €😀")),
            status: Some(SYNCMGRSTATUS_UPDATING),
            value: Some(step),
            max: Some(STEPS),
        };
        if matches!(reporter.progress(item, &news), Ok(Verdict::CancelItem | Verdict::CancelAll)) {
            return SYNCMGRSTATUS_STOPPED;
        }
    }
    if item == TORN_PAGE && !lock(state).is_mended {
        let _ = reporter.log_error(&Message {
            flags: Some(SYNCMGRERRORFLAG_ENABLEJUMPTEXT),
            error: Some(TORN),
            item: Some(item),
            ..Message::new(Level::Error, "This page is torn €😀")
        });
        return SYNCMGRSTATUS_FAILED;
    }
    SYNCMGRSTATUS_SUCCEEDED
}

impl Drop for Notebook {
    fn drop(&mut self) {
        let worker = lock(&self.worker).take();
        if let Some(worker) = worker.filter(|worker| worker.thread().id() != thread::current().id()) {
            let _ = worker.join();
        }
    }
}

mobsync::export_handlers! {
    CLASS => Notebook::default,
}
