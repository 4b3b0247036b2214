//! A handler written in C++ is driven from Rust.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

use mobsync::codes::*;
use mobsync::constants::*;
use mobsync::{Dialog, GUID, GUID_NULL, Icon, Instance, Level, LoadError, Module, Progress, Verdict, Window};

use crate::recorder::{Call, Manager};
use crate::toolchain::{compiler, succeed, valgrind};

/// The ids of handler.cpp.
fn id(n: u8) -> GUID {
    GUID::from_values(0x0BAD_F00D, 1, 2, [0, 3, 0, 0, 0, 0, 0, n])
}

/// Builds handler.cpp once for all tests of this process.
fn handler() -> &'static Path {
    static BUILT: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let build = || {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("handler.so");
        let mut command = compiler("g++", "c++17");
        command.args(["-g", "-O1", "-shared", "-fPIC", "-fvisibility=hidden", "handler.cpp", "-o"]).arg(&module);
        succeed(&mut command);
        (folder, module)
    };
    &BUILT.get_or_init(build).1
}

fn module() -> Module {
    // SAFETY: handler.cpp keeps the contract.
    unsafe { Module::load(handler()) }.unwrap()
}

fn initialized(module: &Module, flags: u32, cookie: &str) -> Instance {
    let instance = module.create(id(0)).unwrap();
    assert_eq!(instance.initialize(flags, Some(cookie.as_bytes())), S_OK);
    instance
}

/// Proves: R-ABI-3, R-ABI-4, R-ABI-5, R-ABI-8, R-SYS-11, R-CB-2, R-CB-9, R-CB-11
#[test]
fn a_full_session_with_callbacks_from_worker_threads() {
    let (module, manager) = (module(), Manager::new());
    let references = || manager.object.references();
    let instance = initialized(&module, SYNCMGRFLAG_MANUAL | SYNCMGRFLAG_MAYBOTHERUSER, "");

    let info = instance.info().unwrap();
    assert_eq!((info.name.as_str(), info.flags, info.icon), ("C++ handler € 😀", 5, Icon(0xABCD)));
    let items = instance.items().unwrap();
    assert_eq!((items.code, items.list.len(), items.unreadable), (S_OK, 38, 1));
    assert_eq!(module.is_idle(), Some(false));

    assert_eq!(references(), 1);
    let callback = manager.object.interface();
    assert_eq!(instance.set_progress_callback(Some(&callback)), S_OK);
    drop(callback);
    assert_eq!(references(), 2, "R-CB-2: the handler counts its own");

    let chosen = [id(1), id(2), id(3)];
    assert_eq!(instance.prepare_for_sync(&chosen, Window::NONE), S_OK);
    manager.wait();
    let prepared = [Call::Connect(Some("Work".into())), Call::Connect(None), Call::PrepareCompleted(S_OK)];
    assert_eq!(manager.take(), prepared, "R-PFS-10: before the call returned");

    assert_eq!(instance.synchronize(Window::NONE), S_OK);
    manager.wait();
    let calls = manager.take();
    for item in chosen {
        assert_eq!(of(&calls, item), one_item(), "{item:?}");
    }
    assert_eq!(calls.last(), Some(&Call::SynchronizeCompleted(S_OK)));
    assert_eq!(calls.len(), 3 * 13 + 1);

    assert_eq!(instance.set_progress_callback(None), S_OK);
    assert_eq!(references(), 1, "R-CB-9");
    assert_eq!(instance.release(), 0);
    assert_eq!(module.is_idle(), Some(true), "handler, enumerator and factory are gone");
}

/// What the calls say about one item, without the item.
fn of(calls: &[Call], item: GUID) -> Vec<String> {
    let about = |call: &Call| match call {
        Call::Progress(about, Some(news)) if *about == item => Some(format!("{news:?}")),
        Call::Log(message) if message.item == Some(item) => {
            assert!(message.is_clickable() && message.error == Some(id(0xEE)));
            assert_eq!((message.level, message.text.as_str()), (Level::Warning, "a warning with €"));
            Some("warning".to_owned())
        }
        _ => None,
    };
    calls.iter().filter_map(about).collect()
}

fn one_item() -> Vec<String> {
    let news = |done| Progress {
        text: Some("page € 😀".into()),
        status: Some(SYNCMGRSTATUS_UPDATING),
        value: Some(done),
        max: Some(10),
    };
    let mut all: Vec<String> = (0..=10).map(|done| format!("{:?}", news(done))).collect();
    all.extend(["warning".to_owned(), format!("{:?}", Progress::status(SYNCMGRSTATUS_SUCCEEDED))]);
    all
}

/// Proves: R-ITM-2, R-ITM-3, R-ITM-4, R-ITM-6, R-ITM-12, D-16, D-17
#[test]
fn r_itm_d_16_d_17_items_are_read_as_they_are() {
    let module = module();
    let list = initialized(&module, SYNCMGRFLAG_MANUAL, "").items().unwrap().list;
    assert_eq!((list[0].name.as_str(), list[0].checked, list[0].icon), ("Inbox € 😀", true, Icon(0x101)));
    assert!(list[0].has_properties() && list[0].last_update.is_none());
    assert_eq!((list[1].name.as_str(), list[1].checked), ("x".repeat(128).as_str(), false));
    assert_eq!((list[1].flags, list[1].last_update), (0, Some(SystemTime::UNIX_EPOCH)));
    assert_eq!(list[2].name, "half \u{FFFD}");
    assert_eq!((list[3].id, list[37].id), (id(5), id(39)), "the one that is too small is left out");
}

/// Proves: R-CB-4, R-CB-5
#[test]
fn r_cb_4_callbacks_replace_each_other_with_exact_counts() {
    let (module, a, b) = (module(), Manager::new(), Manager::new());
    let instance = initialized(&module, SYNCMGRFLAG_MANUAL, "");
    let counts = || (a.object.references(), b.object.references());
    let set = |manager: Option<&Manager>| {
        let callback = manager.map(|manager| manager.object.interface());
        assert_eq!(instance.set_progress_callback(callback.as_ref()), S_OK);
    };
    set(Some(&a));
    assert_eq!(counts(), (2, 1));
    set(Some(&b));
    assert_eq!(counts(), (1, 2));
    set(Some(&b));
    assert_eq!(counts(), (1, 2));
    set(None);
    assert_eq!(counts(), (1, 1));
    set(None);
    assert_eq!(counts(), (1, 1));
    set(Some(&a));
    drop(instance);
    assert_eq!(counts(), (1, 1), "R-CB-6: dropping takes the callback back");
    assert_eq!(module.is_idle(), Some(true));
}

/// Proves: R-PRG-3, R-PRG-4, R-SIS-2
#[test]
fn r_prg_3_4_r_sis_3_cancelling_and_skipping_reach_the_handler() {
    let (module, manager) = (module(), Manager::new());
    let instance = initialized(&module, SYNCMGRFLAG_MANUAL, "");
    assert_eq!(instance.set_progress_callback(Some(&manager.object.interface())), S_OK);
    let run = |items: &[GUID]| {
        assert_eq!(instance.synchronize(Window::NONE), S_OK);
        manager.wait();
        let calls = manager.take();
        let last = |item| of(&calls, item).pop().unwrap();
        items.iter().map(|item| last(*item)).collect::<Vec<_>>()
    };
    let prepare = |items: &[GUID]| {
        assert_eq!(instance.prepare_for_sync(items, Window::NONE), S_OK);
        manager.wait();
        manager.take();
    };
    let status = |status| format!("{:?}", Progress::status(status));

    for verdict in [Verdict::CancelItem, Verdict::CancelAll] {
        prepare(&[id(1)]);
        manager.answer(Ok(verdict));
        assert_eq!(run(&[id(1)]), [status(SYNCMGRSTATUS_STOPPED)]);
    }
    manager.answer(Err(E_UNEXPECTED));
    prepare(&[id(1), id(3)]);
    assert_eq!(instance.set_item_status(id(3), SYNCMGRSTATUS_SKIPPED), S_OK);
    assert_eq!(instance.set_item_status(id(3), SYNCMGRSTATUS_FAILED), E_INVALIDARG);
    let done = [status(SYNCMGRSTATUS_SUCCEEDED), status(SYNCMGRSTATUS_SKIPPED)];
    assert_eq!(run(&[id(1), id(3)]), done, "D-2: a failure cancels nothing");
}

/// Proves: R-SPC-1, R-SHE-6, R-SEC-3, R-SEC-4
#[test]
fn r_she_r_spr_dialogs_complete_inside_their_calls() {
    let (module, manager) = (module(), Manager::new());
    let instance = initialized(&module, SYNCMGRFLAG_MANUAL, "");
    assert_eq!(instance.show_properties(None, Window::NONE), E_UNEXPECTED, "O-19: there is no callback yet");
    assert_eq!(instance.set_progress_callback(Some(&manager.object.interface())), S_OK);

    assert_eq!(instance.show_properties(None, Window::NONE), S_FALSE);
    assert_eq!(instance.show_properties(Some(id(1)), Window::NONE), S_FALSE);
    let completed = [S_SYNCMGR_ENUMITEMS, S_SYNCMGR_ITEMDELETED].map(Call::PropertiesCompleted);
    assert_eq!(manager.take(), completed, "R-SPC-1");

    assert_eq!(instance.show_error(id(1), Window::NONE), E_INVALIDARG);
    assert_eq!(instance.show_error(id(0xEE), Window(0)), S_OK);
    let expected = [
        Call::Modeless(Dialog::Open),
        Call::Modeless(Dialog::Closed),
        Call::ErrorCompleted(S_SYNCMGR_RETRYSYNC, vec![id(1), id(3)]),
        Call::ErrorCompleted(S_OK, vec![]),
        Call::Delete(id(0xEE)),
        Call::Delete(GUID_NULL),
    ];
    assert_eq!(manager.take(), expected, "R-SEC-2, R-SEC-3, R-SEC-4, R-DEL-2");
}

/// Proves: R-INI-16, R-INI-21, R-INI-22, R-INI-24
#[test]
fn r_ini_16_21_22_events_and_cookies_arrive() {
    let module = module();
    let instance = module.create(id(0)).unwrap();
    assert_eq!(instance.initialize(SYNCMGRFLAG_IDLE, None), S_FALSE);
    assert_eq!(instance.initialize(SYNCMGRFLAG_INVOKE, Some(&[])), S_OK, "an empty cookie is NULL");
    let instance = initialized(&module, SYNCMGRFLAG_INVOKE, "missing items");
    assert_eq!(instance.items().unwrap().code, S_SYNCMGR_MISSINGITEMS);
}

/// Proves: D-7, D-8, D-16, S3
#[test]
fn what_a_handler_must_not_hand_out_is_a_failure() {
    let module = module();
    let failure = |cookie: &str| initialized(&module, SYNCMGRFLAG_INVOKE, cookie).info().unwrap_err();
    assert_eq!(failure("null info"), E_POINTER);
    assert_eq!(failure("small info"), E_INVALIDARG, "D-16");
    assert_eq!(initialized(&module, SYNCMGRFLAG_INVOKE, "null items").items().unwrap_err(), E_POINTER);
}

#[test]
fn what_is_no_module_says_so() {
    // SAFETY: nothing of these is run.
    let load = |path: &Path| unsafe { Module::load(path) }.err().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("empty.c");
    std::fs::write(&source, "int nothing(void);\nint nothing(void) { return 0; }\n").unwrap();
    let empty = folder.path().join("empty.so");
    succeed(compiler("gcc", "c11").args(["-shared", "-fPIC"]).arg(&source).arg("-o").arg(&empty));

    assert!(matches!(load(Path::new("handler.so")), LoadError::NotAbsolute { .. }));
    assert!(matches!(load(&source), LoadError::Open { .. }));
    let no_entry = load(&empty);
    assert!(matches!(no_entry, LoadError::NoEntry { .. }));
    assert!(no_entry.to_string().contains("empty.so: exports no DllGetClassObject"), "{no_entry}");
    assert_eq!(module().create(id(9)).err(), Some(CLASS_E_CLASSNOTAVAILABLE));
}

/// Runs the sessions above in this test program once more, under valgrind.
/// Proves: R-GHI-2, R-CB-9, R-ENU-10, D-39
#[test]
fn the_sessions_are_clean_under_valgrind() {
    let program = std::env::current_exe().unwrap();
    let tests = ["module::a_full_session", "module::r_cb_4", "module::what_a_handler_must_not"];
    let output = succeed(valgrind(&program).args(tests).arg("--test-threads=1"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("3 passed"), "{text}");
}
