//! Real programs as handlers: good ones, and each way to go wrong.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod programs;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use programs::{Ear, Heard, SLOW, faulty, handler_id, item, loaded, patient, prepared, words};
use syncmgr_core::host::{CrashLog, Limits, Program, Retry};
use syncmgr_core::{Handler, HandlerFactory, HandlerInfo, ItemInfo, Store};
use syncmgr_proto::{Code, Guid, InitFlags, ItemStatus, MessageLevel, Trigger};

const MANUAL: InitFlags = InitFlags::event(Trigger::Manual);

/// A limit that a test wants to see hit.
const SHORT: Duration = Duration::from_millis(300);

/// The processes whose command line has a mark that only one test uses.
fn running(mark: &str) -> usize {
    let is_marked = |dir: &std::fs::DirEntry| {
        let line = std::fs::read(dir.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(mark)
    };
    std::fs::read_dir("/proc").unwrap().flatten().filter(is_marked).count()
}

/// Waits until no process with the mark is there; reaped processes take a moment to leave the table.
fn gone(mark: &str) {
    let patience = Instant::now() + Duration::from_secs(20);
    while running(mark) > 0 {
        assert!(Instant::now() < patience, "still running: {mark}");
        std::thread::yield_now();
    }
}

fn end(mut handler: Box<dyn Handler>) {
    handler.set_progress_callback(None);
}

#[test]
fn a_good_program_is_a_handler() {
    let program = faulty(&["mark-good"]).with_limits(patient());
    let mut handler = program.create().unwrap();
    assert_eq!(handler.initialize(MANUAL, None), Code::OK);
    assert_eq!(handler.info(), Ok(HandlerInfo { name: "Faulty".into(), flags: 1 }));
    let items = handler.items().unwrap();
    assert_eq!((items.code, items.list), (Code::OK, vec![ItemInfo::new(item(), "Item")]));
    let ear = std::sync::Arc::new(Ear::default());
    assert_eq!(handler.set_progress_callback(Some(ear.clone())), Code::OK);
    for _ in 0..2 {
        assert_eq!(handler.prepare(&[item()]), Code::OK);
    }
    assert_eq!(handler.synchronize(), Code::OK);
    assert_eq!(ear.completion(), Code::OK);
    let status = syncmgr_core::Progress::status(ItemStatus::Succeeded);
    assert!(ear.heard().contains(&Heard::Progress(item(), status)));
    assert_eq!(running("mark-good"), 1);
    let begun = Instant::now();
    end(handler);
    assert!(begun.elapsed() < Duration::from_secs(2), "a polite program is not waited for: {:?}", begun.elapsed());
    gone("mark-good");
    assert!(!ear.has_died());
    assert_eq!(program.refused_callbacks(), 0);
}

#[test]
fn codes_pass_through_unchanged() {
    let program = faulty(&[
        "Initialize=code:S_FALSE",
        "GetHandlerInfo=code:-2147467259",
        "EnumSyncMgrItems=code:E_OUTOFMEMORY",
        "PrepareForSync=code:1",
        "Synchronize=code:305419896",
        "ShowProperties=code:E_ACCESSDENIED",
    ])
    .with_limits(patient());
    let mut handler = program.create().unwrap();
    assert_eq!(handler.initialize(MANUAL, None), Code::FALSE);
    assert_eq!(handler.info(), Err(Code::FAIL));
    assert_eq!(handler.items().unwrap_err(), Code::OUT_OF_MEMORY);
    assert_eq!(handler.prepare(&[item()]), Code::FALSE);
    assert_eq!(handler.synchronize(), Code(0x1234_5678));
    assert_eq!(handler.show_properties(None), Code::ACCESS_DENIED);
}

#[test]
fn optional_calls_have_documented_defaults() {
    let program = faulty(&[
        "GetHandlerInfo=unknown",
        "SetProgressCallback=unknown",
        "ShowProperties=unknown",
        "ShowError=unknown",
        "SetItemStatus=unknown",
    ])
    .with_limits(patient());
    let (mut handler, _ear) = loaded(&program);
    assert_eq!(handler.info(), Ok(HandlerInfo { name: "Registered".into(), flags: 0 }));
    assert_eq!(handler.show_properties(Some(item())), Code::NOT_IMPLEMENTED);
    assert_eq!(handler.show_error(Guid::NULL), Code::NOT_IMPLEMENTED);
    assert_eq!(handler.set_item_status(item(), ItemStatus::Skipped), Code::OK);
    end(handler);
}

#[test]
fn a_program_that_cannot_be_started_says_what_to_do() {
    let create = |argv: &[&str]| match Program::new(handler_id(), "x", words(argv)).create() {
        Ok(_) => panic!("{argv:?} was started"),
        Err(why) => why,
    };
    let why = create(&["/nowhere/handler", "x"]);
    assert!(why.starts_with("the program `/nowhere/handler` does not exist: install it, or `syncmgr handler"), "{why}");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("handler");
    std::fs::write(&file, "no program").unwrap();
    let path = file.to_str().unwrap();
    assert!(create(&[path]).contains("may not be executed: `chmod +x` it"), "{}", create(&[path]));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(create(&[path]).contains("begin a script with a line such as `#!/bin/sh`"), "{}", create(&[path]));
    assert!(create(&[]).starts_with("its command is empty"));
}

/// The call that is to go wrong, made on an instance as far along as it needs.
fn call(program: &Program, method: &str) -> (Box<dyn Handler>, String) {
    if ["Initialize", "GetHandlerInfo", "EnumSyncMgrItems"].contains(&method) {
        let mut handler = program.create().unwrap();
        let first = handler.initialize(MANUAL, None);
        match method {
            "Initialize" => assert!(first.is_failure(), "{first}"),
            "GetHandlerInfo" => assert!(handler.info().is_err()),
            _ => assert!(handler.items().is_err()),
        }
        let why = handler.died().unwrap();
        return (handler, why);
    }
    let (mut handler, ear) = if method == "PrepareForSync" { loaded(program) } else { prepared(program) };
    let code = match method {
        "PrepareForSync" => handler.prepare(&[item()]),
        "Synchronize" => handler.synchronize(),
        "ShowProperties" => handler.show_properties(None),
        _ => handler.show_error(Guid::NULL),
    };
    assert_eq!(code, Code::UNEXPECTED, "{method}");
    assert!(ear.has_died(), "the session hears of the death before the call returns");
    (handler, ear.death())
}

const METHODS: [&str; 7] = [
    "Initialize",
    "GetHandlerInfo",
    "EnumSyncMgrItems",
    "PrepareForSync",
    "Synchronize",
    "ShowProperties",
    "ShowError",
];

#[test]
fn an_exit_in_any_call_is_told_with_the_last_words() {
    for method in METHODS {
        let program = faulty(&[&format!("{method}=exit3")]).with_limits(patient());
        let (_handler, why) = call(&program, method);
        let expected =
            format!("the handler ended with exit code 3 during {method}: last words `cannot go on / no disk`");
        assert_eq!(why, expected);
    }
}

#[test]
fn a_hang_in_any_call_ends_at_the_deadline() {
    for method in METHODS {
        let mark = format!("mark-hang-{method}");
        let mut limits = patient();
        match method {
            "Initialize" => limits.initialize = SHORT,
            "GetHandlerInfo" => limits.info = SHORT,
            "EnumSyncMgrItems" => limits.items = SHORT,
            "PrepareForSync" => limits.prepare = SHORT,
            "Synchronize" => limits.synchronize = SHORT,
            _ => limits.show = Some(SHORT),
        }
        // Starting an interpreter takes its time, too: the short limit is not for the calls before.
        let program = faulty(&[&format!("{method}=hang"), &mark]).with_limits(limits);
        let begun = Instant::now();
        let (handler, why) = if method == "GetHandlerInfo" {
            let mut handler = program.create().unwrap();
            assert_eq!(handler.initialize(MANUAL, None), Code::OK);
            assert!(handler.info().is_err());
            let why = handler.died().unwrap();
            (handler, why)
        } else {
            call(&program, method)
        };
        assert_eq!(why, format!("the handler did not answer {method} within 300 ms and was ended"));
        assert!(begun.elapsed() >= SHORT);
        gone(&mark);
        drop(handler);
    }
}

#[test]
fn a_signal_is_named() {
    let program = faulty(&["Synchronize=segv"]).with_limits(patient());
    let (_handler, why) = call(&program, "Synchronize");
    assert_eq!(why, "the handler was killed by signal 11 (SIGSEGV) during Synchronize");
}

#[test]
fn what_is_not_the_protocol_is_quoted() {
    for (fault, expected) in [
        ("garbage", "the handler printed something that is not the protocol: `Hello, world!` during PrepareForSync"),
        ("long", "the handler printed a line of more than 16777216 bytes during PrepareForSync"),
        ("odd", "the handler sent a message that is not understood (`S_MAYBE` is not a result code"),
    ] {
        let mark = format!("mark-{fault}");
        let program = faulty(&[&format!("PrepareForSync={fault}"), &mark]).with_limits(patient());
        let (_handler, why) = call(&program, "PrepareForSync");
        assert!(why.starts_with(expected), "{why}");
        gone(&mark);
    }
}

#[test]
fn another_version_is_refused() {
    let (_handler, why) = call(&faulty(&["Initialize=version"]).with_limits(patient()), "Initialize");
    assert_eq!(why, "the handler speaks protocol 2, this program speaks 1: update syncmgr");
}

#[test]
fn an_error_of_the_program_is_passed_on() {
    let (mut handler, ear) = prepared(&faulty(&["Synchronize=fault"]).with_limits(patient()));
    assert_eq!(handler.synchronize(), Code::FAIL);
    let Heard::Logged(message) = ear.wait_for(|h| matches!(h, Heard::Logged(_))) else { panic!() };
    assert_eq!((message.level, message.text.as_str()), (MessageLevel::Error, "out of cheese"));
    assert!(!ear.has_died());
    end(handler);
}

#[test]
fn a_closed_standard_output_is_noticed() {
    let (_handler, why) = call(&faulty(&["Synchronize=close"]).with_limits(patient()), "Synchronize");
    assert_eq!(why, "the handler closed its standard output during Synchronize");
}

#[test]
fn a_grandchild_that_holds_the_pipes_hides_nothing_and_goes_too() {
    let program = faulty(&["Synchronize=grandchild"]).with_limits(patient());
    let begun = Instant::now();
    let (_handler, why) = call(&program, "Synchronize");
    assert_eq!(why, "the handler ended with exit code 5 during Synchronize: last words `child of mine`");
    assert!(begun.elapsed() < Duration::from_secs(20), "not by a deadline");
    gone("sleep\u{0}98765");
}

#[test]
fn a_completion_may_come_before_the_call_returns_and_only_once() {
    for (fault, refused) in [("early", 0), ("twice", 1)] {
        let program = faulty(&[&format!("Synchronize={fault}")]).with_limits(patient());
        let (mut handler, ear) = prepared(&program);
        assert_eq!(handler.synchronize(), Code::OK);
        assert_eq!(ear.completion(), Code::OK);
        assert_eq!(handler.info().unwrap().name, "Faulty", "everything said before is heard");
        assert_eq!(program.refused_callbacks(), refused);
        end(handler);
    }
}

#[test]
fn work_inside_the_call_may_take_longer_than_the_call() {
    let limits = Limits { synchronize: Duration::from_millis(700), ..patient() };
    let (mut handler, ear) = prepared(&faulty(&["Synchronize=inside"]).with_limits(limits));
    assert_eq!(handler.synchronize(), Code::OK);
    assert_eq!(ear.completion(), Code::OK);
    end(handler);
}

/// Proves: D-13, D-34
#[test]
fn the_time_of_a_call_stands_still_while_the_handler_is_held_up() {
    let limit = Duration::from_millis(700);
    let limits = Limits { prepare: limit, synchronize: limit, ..patient() };
    for fault in ["slow-ask", "dialog"] {
        let faults = [format!("PrepareForSync={fault}"), format!("Synchronize={fault}")];
        let (mut handler, ear) = loaded(&faulty(&faults.each_ref().map(String::as_str)).with_limits(limits));
        ear.allows_dialogs.store(true, Ordering::SeqCst);
        assert_eq!((handler.prepare(&[item()]), handler.synchronize()), (Code::OK, Code::OK), "{fault}");
        assert_eq!(ear.completion(), Code::OK);
        assert!(SLOW > limit && !ear.has_died());
        end(handler);
    }
    let (mut handler, ear) = loaded(&faulty(&["PrepareForSync=stuck-after-dialog"]).with_limits(limits));
    ear.allows_dialogs.store(true, Ordering::SeqCst);
    assert_eq!(handler.prepare(&[item()]), Code::UNEXPECTED);
    assert_eq!(ear.death(), "the handler did not answer PrepareForSync within 700 ms and was ended");
}

#[test]
fn who_never_completes_dies_of_silence_or_by_hand() {
    let limits = Limits { silence: Some(SHORT), ..patient() };
    let (mut handler, ear) = prepared(&faulty(&["Synchronize=never", "mark-silent"]).with_limits(limits));
    assert_eq!(handler.synchronize(), Code::OK);
    assert_eq!(ear.death(), "the handler gave no sign of life for 300 ms during Synchronize and was ended");
    gone("mark-silent");

    let (mut handler, ear) = prepared(&faulty(&["Synchronize=never", "mark-never"]).with_limits(patient()));
    assert_eq!(handler.synchronize(), Code::OK);
    handler.terminator().unwrap().terminate();
    assert_eq!(ear.death(), "the handler was ended at once");
    gone("mark-never");
    assert_eq!(handler.synchronize(), Code::UNEXPECTED);
}

#[test]
fn a_death_after_the_promise_is_told() {
    let (mut handler, ear) = prepared(&faulty(&["Synchronize=late-exit"]).with_limits(patient()));
    assert_eq!(handler.synchronize(), Code::OK);
    assert_eq!(ear.death(), "the handler ended with exit code 4 during Synchronize");
}

#[test]
fn a_million_reports_are_merged() {
    let (mut handler, ear) = prepared(&faulty(&["Synchronize=flood"]).with_limits(patient()));
    assert_eq!(handler.synchronize(), Code::OK);
    assert_eq!(ear.completion(), Code::OK);
    let reports: Vec<_> = ear.heard().into_iter().filter(|h| matches!(h, Heard::Progress(..))).collect();
    assert!(reports.len() < 20_000, "{} callbacks for a million reports", reports.len());
    let last = syncmgr_core::Progress { value: Some(1_000_000), ..Default::default() };
    assert_eq!(reports.last(), Some(&Heard::Progress(item(), last)));
    end(handler);
}

#[test]
fn of_a_flood_of_messages_the_beginning_is_kept() {
    let (mut handler, ear) = prepared(&faulty(&["Synchronize=logs"]).with_limits(patient()));
    assert_eq!(handler.synchronize(), Code::OK);
    assert_eq!(ear.completion(), Code::OK);
    let text = |heard| if let Heard::Logged(message) = heard { Some(message.text) } else { None };
    let logged: Vec<_> = ear.heard().into_iter().filter_map(text).collect();
    assert_eq!(logged.len(), 10_001);
    assert_eq!(logged[999], "line 999");
    assert_eq!(logged[10_000], "the handler logged more than 10000 messages; the rest of this run is left out");
    end(handler);
}

#[test]
fn who_asks_and_never_listens_is_ended() {
    for fault in ["asks", "dances"] {
        let (mut handler, ear) = prepared(&faulty(&[&format!("Synchronize={fault}")]).with_limits(patient()));
        assert_eq!(handler.synchronize(), Code::UNEXPECTED);
        assert_eq!(ear.death(), "the handler asks more than it listens to answers, and was ended", "{fault}");
    }
}

#[test]
fn questions_get_their_answer_and_unknown_reports_none() {
    let (mut handler, ear) = prepared(&faulty(&["Synchronize=ask"]).with_limits(patient()));
    assert_eq!(handler.synchronize(), Code::OK);
    assert_eq!(ear.completion(), Code::ACCESS_DENIED);
    assert!(ear.heard().contains(&Heard::Connection(Some("home".into()))));
    end(handler);
}

#[test]
fn a_cancel_is_pushed_while_the_program_works() {
    for (wanted, text) in [(None, "null"), (Some(item()), "\"{6295df27-35ee-11d1-8707-00c04fd93327}\"")] {
        let (mut handler, ear) = prepared(&faulty(&["Synchronize=cancel"]).with_limits(patient()));
        let canceller = handler.canceller().unwrap();
        assert_eq!(handler.synchronize(), Code::OK);
        ear.wait_for(|h| matches!(h, Heard::Progress(..)));
        canceller.cancel(wanted);
        assert_eq!(ear.completion(), Code::OK);
        let Heard::Logged(message) = ear.wait_for(|h| matches!(h, Heard::Logged(_))) else { panic!() };
        assert_eq!(message.text, text);
        end(handler);
    }
}

#[test]
fn what_comes_after_the_end_is_refused_and_counted() {
    let program = faulty(&["SetProgressCallback=late"]).with_limits(patient());
    let mut handler = program.create().unwrap();
    assert_eq!(handler.initialize(MANUAL, None), Code::OK);
    assert_eq!(handler.set_progress_callback(None), Code::OK);
    assert_eq!(program.refused_callbacks(), 2);
}

#[test]
fn a_program_that_does_not_want_to_end_is_ended() {
    let limits = Limits { end: SHORT, ..patient() };
    for mark in ["gentle", "stay"] {
        let unique = format!("mark-{mark}");
        let (handler, ear) = prepared(&faulty(&[mark, &unique]).with_limits(limits));
        let begun = Instant::now();
        end(handler);
        assert!((SHORT..Duration::from_secs(10)).contains(&begun.elapsed()), "{mark}: {:?}", begun.elapsed());
        gone(&unique);
        assert!(!ear.has_died(), "an end that was asked for is no death");
    }
}

#[test]
fn crashes_are_remembered_until_the_work_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let store = std::sync::Arc::new(Store::open(dir.path()).unwrap());
    let crash_log: std::sync::Arc<dyn CrashLog> = store.clone();
    let crashing = |retry| {
        faulty(&["Synchronize=exit3"]).with_limits(patient()).with_crash_log(std::sync::Arc::clone(&crash_log), retry)
    };
    let crashes = || store.handler_crashes(handler_id()).unwrap();
    // Ended at once by the user: no crash.
    let never = faulty(&["Synchronize=never"]).with_limits(patient());
    let (mut handler, ear) = prepared(&never.with_crash_log(std::sync::Arc::clone(&crash_log), Retry::ByItself));
    assert_eq!(handler.synchronize(), Code::OK);
    handler.terminator().unwrap().terminate();
    ear.death();
    drop(handler);
    assert_eq!(crashes(), []);

    for count in 1..=5 {
        drop(call(&crashing(Retry::ByItself), "Synchronize").0);
        assert_eq!(crashes().len(), count);
    }
    assert!(
        crashes()[0].message.starts_with("the handler ended with exit code 3 during Synchronize"),
        "{:?}",
        crashes()
    );
    drop(call(&crashing(Retry::ByHand), "Synchronize").0);
    assert_eq!(crashes().len(), 5, "who tries by hand sees what comes of it");
    let Err(why) = crashing(Retry::ByItself).create() else { panic!("started while it has to wait") };
    assert!(why.starts_with("it crashed a moment ago; it is started again by itself after "), "{why}");

    // Done its work: all forgotten.
    let good = faulty(&[]).with_limits(patient()).with_crash_log(crash_log, Retry::ByHand);
    let (mut handler, ear) = prepared(&good);
    assert_eq!(handler.synchronize(), Code::OK);
    ear.completion();
    end(handler);
    assert_eq!(crashes(), []);
}

#[test]
fn registering_again_forgets_crashes() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.add_handler_crash(handler_id(), jiff::Timestamp::now(), "gone".to_owned()).unwrap();
    store.register(handler_id(), None, 0).unwrap();
    assert_eq!(store.handler_crashes(handler_id()).unwrap(), []);
}

#[test]
fn only_the_latest_crashes_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let at = |n| jiff::Timestamp::from_second(n).unwrap();
    for n in 0..30 {
        store.add_handler_crash(handler_id(), at(n), format!("{n}")).unwrap();
    }
    let kept = store.handler_crashes(handler_id()).unwrap();
    assert_eq!((kept.len(), kept[0].time, kept[0].message.as_str()), (20, at(10), "10"));
    assert!(Path::new(store.path()).exists());
}
