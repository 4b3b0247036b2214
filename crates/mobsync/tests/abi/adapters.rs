//! Both adapters against each other and against callers that do not know the rules.

use std::ptr::{null, null_mut};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};

use mobsync::codes::*;
use mobsync::constants::*;
use mobsync::interfaces::ISyncMgrSynchronizeCallback;
use mobsync::object::{Owned, living_objects};
use mobsync::{
    CallbackObject, Dialog, GUID, GUID_NULL, HRESULT, HandlerInfo, HandlerObject, IUnknown, Initialization, Instance,
    Interface, Item, Items, Level, Message, Progress, Reporter, SyncHandler, Verdict, Window, expose_handler,
};

use crate::recorder::{Call, Manager, Recorder};

const ITEM: GUID = GUID::from_u128(0x11);

/// Says everything that can be said, then gives its reporter to the test.
struct Talker {
    reporters: Mutex<std::sync::mpsc::Sender<Reporter>>,
    seen: Mutex<Vec<String>>,
}

impl Talker {
    fn see(&self, what: impl std::fmt::Debug) {
        self.seen.lock().unwrap().push(format!("{what:?}"));
    }
}

impl SyncHandler for Talker {
    fn initialize(&self, question: &Initialization<'_>) -> HRESULT {
        assert_ne!(question.cookie, Some(&b"panic"[..]));
        self.see(question);
        S_OK
    }
    fn info(&self) -> Result<HandlerInfo, HRESULT> {
        Err(E_OUTOFMEMORY)
    }
    fn items(&self) -> Result<Items, HRESULT> {
        let items = Items::complete(vec![Item::new(ITEM, "only")]);
        Ok(Items { code: S_SYNCMGR_MISSINGITEMS, ..items })
    }
    fn prepare_for_sync(&self, items: Vec<GUID>, parent: Window, reporter: &Reporter) -> HRESULT {
        self.see((items, parent));
        self.reporters.lock().unwrap().send(reporter.clone()).unwrap();
        S_OK
    }
    fn synchronize(&self, _: Window, reporter: &Reporter) -> HRESULT {
        // Inside the call, on the same thread: the manager may not hold a lock now.
        reporter.synchronize_completed(S_OK)
    }
    fn set_item_status(&self, item: GUID, status: u32) -> HRESULT {
        self.see((item, status));
        S_OK
    }
}

struct Pair {
    manager: Manager,
    object: Owned<HandlerObject<Talker>>,
    instance: Instance,
    reporters: Receiver<Reporter>,
}

fn pair() -> Pair {
    let (sender, reporters) = channel();
    let object = expose_handler(Talker { reporters: Mutex::new(sender), seen: Mutex::default() });
    // SAFETY: an object of our own.
    let instance = unsafe { Instance::new(object.interface()) };
    Pair { manager: Manager::new(), object, instance, reporters }
}

impl Pair {
    fn connect(&self) -> Reporter {
        assert_eq!(self.instance.set_progress_callback(Some(&self.manager.object.interface())), S_OK);
        assert_eq!(self.instance.prepare_for_sync(&[ITEM], Window(7)), S_OK);
        self.reporters.recv().unwrap()
    }

    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.object.handler().seen.lock().unwrap())
    }
}

#[test]
fn everything_a_handler_can_say_arrives() {
    let pair = pair();
    let reporter = pair.connect();
    let news = Progress { text: Some("half".into()), value: Some(5), ..Progress::default() };
    assert_eq!(reporter.progress(ITEM, &news), Ok(Verdict::Continue));
    pair.manager.answer(Ok(Verdict::CancelAll));
    assert_eq!(reporter.ask(ITEM), Ok(Verdict::CancelAll));
    pair.manager.answer(Err(E_INVALIDARG));
    assert_eq!(reporter.ask(ITEM), Err(E_INVALIDARG));
    let message = Message { error: Some(GUID::from_u128(9)), ..Message::new(Level::Information, "plain") };
    let codes = [
        reporter.log_error(&message),
        reporter.log_error(&Message::new(Level::Error, "")),
        reporter.delete_log_error(Some(ITEM)),
        reporter.delete_log_error(None),
        reporter.enable_modeless(Dialog::Open),
        reporter.enable_modeless(Dialog::Closed),
        reporter.establish_connection(Some("Home €")),
        reporter.establish_connection(None),
        reporter.prepare_for_sync_completed(S_FALSE),
        reporter.synchronize_completed(E_FAIL),
        reporter.show_properties_completed(S_SYNCMGR_ENUMITEMS),
        reporter.show_error_completed(S_SYNCMGR_RETRYSYNC, &[ITEM, GUID_NULL]),
        reporter.show_error_completed(S_SYNCMGR_RETRYSYNC, &[]),
        reporter.show_error_completed(S_OK, &[ITEM]),
    ];
    assert_eq!(codes, [S_OK; 14]);
    let expected = [
        Call::Progress(ITEM, Some(news)),
        Call::Progress(ITEM, None),
        Call::Progress(ITEM, None),
        Call::Log(message),
        Call::Log(Message::new(Level::Error, "")),
        Call::Delete(ITEM),
        Call::Delete(GUID_NULL),
        Call::Modeless(Dialog::Open),
        Call::Modeless(Dialog::Closed),
        Call::Connect(Some("Home €".into())),
        Call::Connect(None),
        Call::PrepareCompleted(S_FALSE),
        Call::SynchronizeCompleted(E_FAIL),
        Call::PropertiesCompleted(S_SYNCMGR_ENUMITEMS),
        Call::ErrorCompleted(S_SYNCMGR_RETRYSYNC, vec![ITEM, GUID_NULL]),
        Call::ErrorCompleted(S_SYNCMGR_RETRYSYNC, vec![]),
        Call::ErrorCompleted(S_OK, vec![]),
    ];
    assert_eq!(pair.manager.take(), expected);
}

#[test]
fn everything_a_manager_can_say_arrives() {
    let pair = pair();
    let cookie = Some(&b"\0cookie"[..]);
    assert_eq!(pair.instance.initialize(SYNCMGRFLAG_INVOKE, cookie), S_OK);
    assert_eq!(pair.instance.initialize(SYNCMGRFLAG_MANUAL, cookie), S_OK);
    assert_eq!(pair.instance.set_item_status(ITEM, SYNCMGRSTATUS_SKIPPED), S_OK);
    assert_eq!(pair.instance.prepare_for_sync(&[], Window::NONE), S_OK);
    let expected = [
        format!("{:?}", Initialization { flags: SYNCMGRFLAG_INVOKE, cookie }),
        // R-INI-23
        format!("{:?}", Initialization { flags: SYNCMGRFLAG_MANUAL, cookie: None }),
        format!("{:?}", (ITEM, SYNCMGRSTATUS_SKIPPED)),
        format!("{:?}", (Vec::<GUID>::new(), Window::NONE)),
    ];
    assert_eq!(pair.seen(), expected);
    assert_eq!(pair.instance.info(), Err(E_OUTOFMEMORY));
    let items = pair.instance.items().unwrap();
    assert_eq!((items.code, items.list), (S_SYNCMGR_MISSINGITEMS, vec![Item::new(ITEM, "only")]));
    assert_eq!(pair.instance.show_properties(None, Window::NONE), E_NOTIMPL);
    assert_eq!(pair.instance.show_error(ITEM, Window::NONE), E_NOTIMPL);
}

/// Proves: R-CB-7, R-CB-9
#[test]
fn r_cb_7_9_after_null_a_reporter_is_dead_and_holds_nothing() {
    let pair = pair();
    let reporter = pair.connect();
    assert_eq!(pair.manager.object.references(), 2);
    assert_eq!(pair.instance.set_progress_callback(None), S_OK);
    assert_eq!(pair.manager.object.references(), 1);
    assert_eq!(reporter.ask(ITEM), Err(E_UNEXPECTED));
    assert_eq!(reporter.synchronize_completed(S_OK), E_UNEXPECTED);
    assert_eq!(pair.manager.take(), []);
}

/// Proves: R-CB-9
#[test]
fn a_handler_that_dies_with_a_callback_gives_it_back() {
    let Pair { manager, object, instance, reporters } = pair();
    // SAFETY: an object of our own; the raw call leaves the instance unaware of the callback.
    unsafe {
        assert_eq!(instance.as_interface().SetProgressCallback(&manager.object.interface()), S_OK);
    }
    assert_eq!(instance.prepare_for_sync(&[], Window::NONE), S_OK);
    let late = reporters.recv().unwrap();
    assert_eq!(manager.object.references(), 2);
    drop(object);
    assert_eq!(instance.release(), 0);
    assert_eq!(manager.object.references(), 1);
    assert_eq!(late.ask(ITEM), Err(E_UNEXPECTED));
}

/// Proves: R-SYN-5, R-PFS-10
#[test]
fn r_syn_5_a_completion_inside_the_call_reaches_the_manager() {
    let pair = pair();
    pair.connect();
    assert_eq!(pair.instance.synchronize(Window::NONE), S_OK);
    assert_eq!(pair.manager.take(), [Call::SynchronizeCompleted(S_OK)]);
}

#[test]
fn a_panic_of_either_side_is_e_unexpected_to_the_other() {
    let pair = pair();
    assert_eq!(pair.instance.initialize(SYNCMGRFLAG_INVOKE, Some(b"panic")), E_UNEXPECTED);
    assert_eq!(pair.instance.initialize(SYNCMGRFLAG_INVOKE, Some(b"calm")), S_OK);

    let broken = Manager::broken();
    let callback = broken.object.interface();
    assert_eq!(pair.instance.set_progress_callback(Some(&callback)), S_OK);
    assert_eq!(pair.instance.prepare_for_sync(&[], Window::NONE), S_OK);
    let reporter = pair.reporters.recv().unwrap();
    assert_eq!(reporter.ask(ITEM), Err(E_UNEXPECTED));
    let codes = [
        reporter.log_error(&Message::new(Level::Error, "x")),
        reporter.delete_log_error(None),
        reporter.enable_modeless(Dialog::Open),
        reporter.establish_connection(None),
        reporter.prepare_for_sync_completed(S_OK),
        reporter.synchronize_completed(S_OK),
        reporter.show_properties_completed(S_OK),
        reporter.show_error_completed(S_OK, &[]),
    ];
    assert_eq!(codes, [E_UNEXPECTED; 8]);
}

#[test]
fn an_object_that_panics_when_it_goes_ends_quietly() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }
    impl SyncHandler for Bomb {
        fn initialize(&self, _: &Initialization<'_>) -> HRESULT {
            S_OK
        }
        fn info(&self) -> Result<HandlerInfo, HRESULT> {
            Ok(HandlerInfo::default())
        }
        fn items(&self) -> Result<Items, HRESULT> {
            Err(E_FAIL)
        }
        fn prepare_for_sync(&self, _: Vec<GUID>, _: Window, _: &Reporter) -> HRESULT {
            S_OK
        }
        fn synchronize(&self, _: Window, _: &Reporter) -> HRESULT {
            S_OK
        }
        fn set_item_status(&self, _: GUID, _: u32) -> HRESULT {
            S_OK
        }
    }
    // SAFETY: an object of our own.
    let instance = unsafe { Instance::new(expose_handler(Bomb).into_interface()) };
    assert_eq!(instance.items().unwrap_err(), E_FAIL);
    assert_eq!(instance.release(), 0);
}

/// Proves: R-ABI-19
#[test]
fn r_abi_19_null_is_legal_where_it_is_and_an_error_elsewhere() {
    let manager = Manager::new();
    let callback: ISyncMgrSynchronizeCallback = manager.object.interface();
    let text = [0x78_u16, 0];
    // SAFETY: NULL is what is tested; all else is valid.
    unsafe {
        assert_eq!(callback.ShowErrorCompleted(S_OK, 0, null()), S_OK);
        assert_eq!(callback.Progress(&raw const ITEM_PLACE, null()), S_OK);
        assert_eq!(callback.LogError(1, text.as_ptr(), null()), S_OK);
        assert_eq!(callback.EstablishConnection(null(), 0), S_OK);
        assert_eq!(manager.take().len(), 4);

        assert_eq!(callback.ShowErrorCompleted(S_SYNCMGR_RETRYSYNC, 1, null()), E_INVALIDARG, "D-24");
        assert_eq!(callback.ShowErrorCompleted(S_SYNCMGR_RETRYSYNC, u32::MAX, &raw const ITEM_PLACE), E_INVALIDARG);
        assert_eq!(callback.Progress(null(), null()), E_INVALIDARG);
        assert_eq!(callback.LogError(1, null(), null()), E_INVALIDARG, "D-22");
        assert_eq!(callback.LogError(0, text.as_ptr(), null()), E_INVALIDARG, "D-22");
        assert_eq!(callback.DeleteLogError(null(), 0), E_INVALIDARG);
        assert_eq!(manager.take(), [], "a call that failed had no effect");
    }
}

static ITEM_PLACE: GUID = ITEM;

/// Proves: D-16, R-PRG-13
#[test]
fn d_16_a_small_progress_structure_is_refused_and_a_large_one_read() {
    let manager = Manager::new();
    let callback: ISyncMgrSynchronizeCallback = manager.object.interface();
    let mut news = mobsync::structures::SYNCMGRPROGRESSITEM {
        cbSize: 1000,
        mask: SYNCMGRPROGRESSITEM_STATUSTYPE,
        lpcStatusText: null(),
        dwStatusType: SYNCMGRSTATUS_PENDING,
        iProgValue: 1,
        iMaxValue: 2,
    };
    // SAFETY: only the known members are read, which are there.
    assert_eq!(unsafe { callback.Progress(&raw const ITEM_PLACE, &raw const news) }, S_OK);
    news.cbSize = 4;
    // SAFETY: as above.
    assert_eq!(unsafe { callback.Progress(&raw const ITEM_PLACE, &raw const news) }, E_INVALIDARG);
    assert_eq!(manager.take(), [Call::Progress(ITEM, Some(Progress::status(SYNCMGRSTATUS_PENDING)))]);
}

#[test]
fn null_arguments_to_a_handler_are_errors() {
    let pair = pair();
    let raw = pair.instance.as_interface();
    // SAFETY: NULL is what is tested.
    unsafe {
        assert_eq!(raw.GetHandlerInfo(null_mut()), E_POINTER);
        assert_eq!(raw.EnumSyncMgrItems(null_mut()), E_POINTER);
        assert_eq!(raw.GetItemObject(null(), null(), null_mut()), E_POINTER);
        assert_eq!(raw.ShowProperties(null_mut(), null()), E_INVALIDARG);
        assert_eq!(raw.ShowError(null_mut(), null()), E_INVALIDARG);
        assert_eq!(raw.SetItemStatus(null(), 1), E_INVALIDARG);
        assert_eq!(raw.PrepareForSync(2, null(), null_mut(), 0), E_INVALIDARG);
        assert_eq!(raw.Initialize(7, SYNCMGRFLAG_MANUAL, 0, null()), E_INVALIDARG);
        assert_eq!(raw.Initialize(0, SYNCMGRFLAG_INVOKE, 7, null()), E_INVALIDARG);
        let mut out = std::ptr::dangling_mut();
        assert_eq!(raw.GetItemObject(&raw const ITEM_PLACE, &IUnknown::IID, &raw mut out), E_NOTIMPL, "R-GIO-1");
        assert!(out.is_null());
        let mut info = std::ptr::dangling_mut();
        assert_eq!(raw.GetHandlerInfo(&raw mut info), E_OUTOFMEMORY);
        assert!(info.is_null(), "NULL on failure");
    }
    assert_eq!(pair.seen(), [""; 0]);
}

/// Proves: R-ABI-2
#[test]
fn identity_and_counts_are_those_of_com() {
    let manager = Manager::new();
    let callback = manager.object.interface();
    let unknown: IUnknown = callback.cast().unwrap();
    assert_eq!(manager.object.references(), 3);
    assert_eq!(unknown.as_raw(), unknown.cast::<IUnknown>().unwrap().as_raw());
    assert_eq!(unknown.cast::<ISyncMgrSynchronizeCallback>().unwrap(), callback);
    assert!(unknown.cast::<mobsync::interfaces::ISyncMgrRegister>().is_err());
    let twin = manager.object.clone();
    assert_eq!(twin.references(), 4);
    drop((twin, unknown, callback));
    assert_eq!(manager.object.references(), 1);
    assert!(living_objects() >= 1);
}

/// Proves: R-CB-9, R-CB-11, D-1
#[test]
fn threads_that_report_while_callbacks_change_leave_nothing_behind() {
    let pair = pair();
    let reporter = pair.connect();
    let others: Vec<Manager> = (0..3).map(|_| Manager::new()).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let reporter = reporter.clone();
            scope.spawn(move || {
                for round in 0..2000 {
                    let _ = reporter.progress(ITEM, &Progress { value: Some(round), ..Progress::default() });
                }
            });
        }
        for round in 0..2000 {
            let callback = others.get(round % 4).map(|manager| manager.object.interface());
            assert_eq!(pair.instance.set_progress_callback(callback.as_ref()), S_OK);
        }
    });
    assert_eq!(pair.instance.set_progress_callback(None), S_OK);
    assert!(others.iter().chain([&pair.manager]).all(|manager| manager.object.references() == 1));
}

const fn is_shared<T: Send + Sync>() {}
const _: () = {
    is_shared::<Owned<CallbackObject<Recorder>>>();
    is_shared::<Owned<HandlerObject<Talker>>>();
    is_shared::<Reporter>();
};
