//! The sequences of section 4 of the contract: the manager's sessions with handlers in modules.

use std::sync::{Arc, Mutex};
use std::thread;

use syncmgr_core::store::MarkKey;
use syncmgr_core::{
    Clicked, Connections, Dialer, Keep, Marks, PropertiesResult, Selection, Services, SessionRequest, Store, Wanted,
};
use syncmgr_proto::{Body, Code, ExitCode, Guid, HandlerId, InitFlags, ItemStatus, Mark, MessageLevel, Trigger};

use crate::child::{CANCEL_ALL, CANCEL_ITEM, texts};
use crate::player::{Stage, answers, ends, item};

fn manual() -> SessionRequest {
    SessionRequest::new(Trigger::Manual, Selection::Listed)
}

fn only(items: &[u8]) -> SessionRequest {
    let handler = HandlerId::derived(b"H0");
    let wanted = |n: &u8| Wanted { item: item(*n), name: format!("item {n}"), handler };
    SessionRequest::new(Trigger::Manual, Selection::Items(items.iter().map(wanted).collect()))
}

/// Proves: R-SYS-1, R-SYS-4, R-SYS-12, R-SYS-15, R-SYS-16, R-SYS-17, R-SYS-18, R-INI-1, R-INI-2, R-INI-7, R-CB-1, R-CB-6, R-CB-9, R-PFS-1, R-PFS-2, R-SYN-1, D-5, D-6
#[test]
fn a_manual_session() {
    let stage = Stage::new(&["name=Mail"]);
    let result = stage.run(&manual());
    assert_eq!((result.exit(), ends(&result)), (ExitCode::InSync, vec![ItemStatus::Succeeded; 2]));
    assert_eq!(
        stage.calls(),
        [
            "Initialize reserved=0 flags=0x203 cb=0 cookie=NULL",
            "GetHandlerInfo",
            "EnumSyncMgrItems",
            "SetProgressCallback given, count 3",
            "PrepareForSync items=1,2 parent=NULL reserved=0",
            "Synchronize parent=NULL",
            "SetProgressCallback NULL",
            "Release -> 0",
        ]
    );
    assert_eq!(texts(&stage.log(), "callback released"), ["callback released, count 1"]);
    let statuses: Vec<_> = stage.sink.bodies().into_iter().filter(|body| body.kind() == "progress").collect();
    assert!(!statuses.is_empty());
    assert_eq!(stage.sink.bodies().last().unwrap().kind(), "finished");
}

/// Proves: R-SYS-7, R-SYS-8, R-PFS-2, R-SYN-2, R-ITM-3, R-ITM-4
#[test]
fn only_chosen_items_are_prepared_and_without_any_nothing_is() {
    let stage = Stage::new(&["items=3"]);
    assert_eq!(ends(&stage.run(&only(&[3]))), [ItemStatus::Succeeded]);
    assert!(stage.calls().contains(&"PrepareForSync items=3 parent=NULL reserved=0".to_owned()));

    let stage = Stage::new(&["item1.state=0"]);
    stage.run(&manual());
    assert!(stage.calls().contains(&"PrepareForSync items=2 parent=NULL reserved=0".to_owned()), "dwItemState");

    let stage = Stage::new(&["item.state=0"]);
    assert_eq!(ends(&stage.run(&manual())), []);
    let calls = stage.calls();
    assert!(!calls.iter().any(|call| call.starts_with("Prep") || call.starts_with("Sync")), "{calls:#?}");
    assert_eq!(calls.last().unwrap(), "Release -> 0");
}

/// Proves: R-INI-15, R-INI-16, R-PSC-1, R-PSC-2, R-PSC-4, R-SYC-3, R-CB-6, D-12, D-37, S4, S8
#[test]
fn every_answer_leads_where_the_contract_says() {
    use ItemStatus::{Failed, Skipped, Succeeded};
    let cases: [(&str, &[ItemStatus], &str); 11] = [
        ("Initialize=1", &[], "Initialize"),
        ("Initialize=0x8007000E", &[], "Initialize"),
        ("Initialize=0x12345", &[Succeeded], "Synchronize"),
        ("EnumSyncMgrItems=0x80004005", &[], "EnumSyncMgrItems"),
        ("PrepareForSync=1", &[Skipped], "PrepareForSync"),
        ("PrepareForSync=0x80004005", &[Failed], "PrepareForSync"),
        ("in.PrepareForSync=done:prepare;PrepareForSync=0x80004005", &[Failed], "PrepareForSync"),
        ("after.PrepareForSync=done:prepare:1", &[Skipped], "PrepareForSync"),
        ("after.PrepareForSync=done:prepare:0x80004005", &[Failed], "PrepareForSync"),
        ("Synchronize=1", &[Failed], "Synchronize"),
        ("Synchronize=0x80004005", &[Failed], "Synchronize"),
    ];
    for (script, expected, last) in cases {
        let stage = Stage::new(&[&format!("items=1;{script}")]);
        let result = stage.run(&manual());
        let ends = ends(&result);
        assert!(ends.starts_with(expected) && ends.len() <= 1, "{script}: {ends:?}");
        let calls = stage.calls();
        let working = calls.iter().rfind(|call| !call.starts_with("SetP") && !call.starts_with("Release")).unwrap();
        assert!(working.starts_with(last), "{script}: {calls:#?}");
        assert_eq!(calls.last().unwrap(), "Release -> 0", "{script}");
    }
}

/// Proves: R-PFS-10, R-SYN-5, R-PSC-5, R-PSC-6, R-SYC-4, R-CB-10, R-CB-11, D-1
#[test]
fn completions_come_before_and_after_the_return_in_all_four_orders() {
    for prepare in ["in", "other", "after"] {
        for synchronize in ["in", "other", "after"] {
            let script = format!(
                "{prepare}.PrepareForSync=done:prepare;{synchronize}.Synchronize=work,done:sync;\
                 after.PrepareForSync=;after.Synchronize="
            );
            let stage = Stage::new(&[&script]);
            let result = stage.run(&manual());
            assert_eq!(ends(&result), [ItemStatus::Succeeded; 2], "{prepare} {synchronize}");
            // The process may end before the answer to the last completion is noted.
            assert!(answers(&stage.log(), "done:").iter().all(|code| *code == Code::OK), "{prepare} {synchronize}");
            assert_eq!(stage.calls().iter().filter(|call| call.starts_with("Synchronize")).count(), 1);
        }
    }
}

/// Proves: D-18, R-PRG-11, R-STA-1
#[test]
fn an_item_without_an_end_gets_that_of_the_session() {
    for (code, end) in [("0", ItemStatus::Succeeded), ("0x80004005", ItemStatus::Failed), ("1", ItemStatus::Succeeded)]
    {
        let stage = Stage::new(&[&format!("after.Synchronize=progress:1:3:::,progress:2:5:::,done:sync:{code}")]);
        assert_eq!(ends(&stage.run(&manual())), [end, ItemStatus::Failed], "{code}");
    }
}

/// Proves: R-INI-3, R-INI-4, R-INI-5, R-INI-6, R-INI-7, R-INI-8, R-INI-9, R-INI-10, R-INI-12, D-9
#[test]
fn the_flags_tell_the_event() {
    let expected = [(1, 0x201), (2, 0x202), (3, 0x203), (4, 0x4), (5, 0x205), (6, 0x6)];
    for (trigger, (code, flags)) in Trigger::ALL.into_iter().zip(expected) {
        let stage = Stage::new(&[""]);
        stage.run(&SessionRequest::new(trigger, Selection::Listed));
        assert_eq!(trigger.code(), code);
        assert!(stage.calls()[0].starts_with(&format!("Initialize reserved=0 flags={flags:#x} ")), "{trigger}");
    }
}

/// Proves: R-INI-21, R-INI-22, R-INI-24, R-INV-2
#[test]
fn the_cookie_of_a_call_arrives() {
    let stage = Stage::new(&[""]);
    let cookie = Some(vec![0, 0xFF, 0x7B]);
    stage.run(&SessionRequest { cookie, ..SessionRequest::new(Trigger::Invoke, Selection::Listed) });
    assert_eq!(stage.calls()[0], "Initialize reserved=0 flags=0x205 cb=3 cookie=00ff7b");
}

/// Proves: R-SIS-1, R-SIS-2, R-PRG-3, R-PRG-7, S9
#[test]
fn one_item_is_skipped_and_the_rest_goes_on() {
    let script =
        "after.Synchronize=progress:1:3:::,skipped:1,cancelled:1,ask:2,progress:1:1:::,progress:2:4:::,done:sync";
    let stage = Stage::new(&[script]);
    let result = thread::scope(|scope| {
        scope.spawn(|| {
            stage.sink.wait_for(|body| body.kind() == "progress");
            stage.control.skip(item(1));
        });
        stage.run(&manual())
    });
    assert_eq!(ends(&result), [ItemStatus::Skipped, ItemStatus::Succeeded]);
    assert_eq!(result.exit(), ExitCode::Incomplete);
    let log = stage.log();
    assert_eq!(texts(&log, "SetItemStatus item"), ["SetItemStatus item=1 status=1"]);
    assert_eq!(texts(&log, "cancelled 1"), [format!("cancelled 1 -> {CANCEL_ITEM}")]);
    assert_eq!(answers(&log, "ask:2"), [Code::OK]);
}

/// Proves: R-PRG-4, R-SIS-2
#[test]
fn a_stop_cancels_all_and_waits_for_the_completion() {
    let script = "after.Synchronize=progress:1:3:::,cancelled:1,cancelled:2,sleep:50,done:sync";
    let stage = Stage::new(&[script, script]);
    let result = thread::scope(|scope| {
        scope.spawn(|| {
            stage.sink.wait_for(|body| body.kind() == "progress");
            stage.control.stop();
        });
        stage.run(&manual())
    });
    assert_eq!((result.exit(), ends(&result)), (ExitCode::Interrupted, vec![ItemStatus::Stopped; 4]));
    let log = stage.log();
    let cancelled = texts(&log, "cancelled");
    assert!(cancelled.iter().all(|text| text.ends_with(CANCEL_ALL)), "{cancelled:?}");
    // One that the stop came before was not begun; and a process may end before its handler has noted the last answer.
    assert_eq!(cancelled.len(), 2 * texts(&log, "Synchronize parent").len(), "{log:#?}");
    assert!(answers(&log, "done:sync").iter().all(|code| *code == Code::OK), "{log:#?}");
    assert!(texts(&log, "SetItemStatus item").iter().all(|text| text.ends_with("status=1")));
}

/// Proves: R-SPR-1, R-SPR-2, R-SPR-3, R-SPC-1, R-SPC-3, R-SPC-4, R-ITM-7, R-GHI-6, D-23
#[test]
fn properties_of_items_and_handlers() {
    let show = |script: &str, item| {
        let stage = Stage::new(&[script]);
        let result = stage.runner().show_properties(&stage.handlers[0], item);
        (result, stage.calls())
    };
    let (result, calls) = show("item2.flags=1;after.ShowProperties=done:properties", Some(item(2)));
    assert_eq!(result, PropertiesResult::Shown(Code::OK));
    assert!(calls.contains(&"ShowProperties parent=NULL item=2".to_owned()), "{calls:#?}");
    assert_eq!(calls.last().unwrap(), "Release -> 0");
    let (result, calls) = show("flags=1;in.ShowProperties=done:properties:0x00040211;ShowProperties=1", None);
    assert_eq!(result, PropertiesResult::Shown(Code::ENUM_ITEMS));
    assert!(calls.contains(&"ShowProperties parent=NULL item=0".to_owned()), "{calls:#?}");
    for target in [Some(item(1)), None] {
        let (result, calls) = show("", target);
        assert_eq!(result, PropertiesResult::NoProperties);
        assert!(!calls.iter().any(|call| call.starts_with("ShowP")), "{calls:#?}");
    }
    let (result, _) = show("flags=1;ShowProperties=0x80004005", None);
    assert!(matches!(result, PropertiesResult::Failed(_)), "{result:?}");
    let (result, _) = show("flags=1;in.ShowProperties=segv", None);
    assert!(matches!(result, PropertiesResult::Failed(_)), "{result:?}");
}

/// Proves: R-SHE-1, R-SHE-2, R-SHE-3, R-SHE-6, R-SHE-10, R-SEC-1, R-SEC-2, R-SEC-4, R-SEC-6, R-LOG-1, R-LOG-2, R-LOG-10, R-LOG-11, R-DEL-1, R-SYN-9, D-20, D-24
#[test]
fn a_message_leads_to_show_error_and_from_there_to_a_retry() {
    let script = "after.Synchronize=log:3:lost:7:1:9:2,log:2:seen,progress:1:4:::,progress:2:5:::,done:sync;\
                  in.ShowError=modeless:1,modeless:0,delete:9;after.ShowError=done:error:0x00040202:2";
    let stage = Stage::new(&[script]);
    let scheduled = SessionRequest::new(Trigger::Scheduled, Selection::Listed);
    let runner = stage.runner();
    let mut result = runner.run(&scheduled, &stage.handlers, stage.sink.clone(), &stage.control, Keep::Clickable);
    assert_eq!(ends(&result), [ItemStatus::Succeeded, ItemStatus::Failed]);
    let clickable = stage.sink.bodies().into_iter().find(|body| matches!(body, Body::Message { jump: true, .. }));
    let Some(Body::Message { level, text, item_id, error_id, .. }) = clickable else { panic!("{:#?}", stage.log()) };
    assert_eq!((level, text.as_str(), item_id), (MessageLevel::Error, "lost", Some(item(2))));
    let error: Guid = error_id.unwrap();
    assert_eq!(error, item(9).0);
    assert!(!stage.calls().contains(&"Release -> 0".to_owned()), "it stays while it can be asked");

    let kept = result.kept.pop().unwrap();
    let request = SessionRequest::show_error(kept.handler(), error);
    let again = runner.answer_click(&request, Clicked::Living(kept), stage.sink.clone(), &stage.control, Keep::Nothing);
    assert_eq!(ends(&again), [ItemStatus::Failed], "the script fails item 2 again");
    let calls = stage.calls();
    let from = calls.iter().position(|call| call.starts_with("ShowError")).unwrap();
    assert_eq!(
        calls[from..from + 3],
        ["ShowError parent=NULL error=9", "PrepareForSync items=2 parent=NULL reserved=0", "Synchronize parent=NULL"]
    );
    assert_eq!(calls.iter().filter(|call| call.starts_with("Initialize")).count(), 1, "the same instance");
    assert_eq!(answers(&stage.log(), "modeless:1"), [Code::OK], "without MAYBOTHERUSER");
    assert_eq!(calls.last().unwrap(), "Release -> 0");
}

/// Proves: R-EMO-2, R-EMO-5, R-EMO-6, D-13
#[test]
fn dialogs_of_two_handlers_take_turns() {
    let script = "in.PrepareForSync=modeless:1,note:open,sleep:100,note:closed,modeless:0,done:prepare";
    let stage = Stage::new(&[script, script]);
    assert_eq!(ends(&stage.run(&manual())), [ItemStatus::Succeeded; 4]);
    let log = stage.log();
    let dialogs: Vec<_> =
        log.iter().map(|(_, text)| text.as_str()).filter(|text| ["open", "closed"].contains(text)).collect();
    assert_eq!(dialogs, ["open", "closed", "open", "closed"]);
    assert_eq!(answers(&log, "modeless"), [Code::OK; 4]);
}

/// Proves: R-EMO-5, D-13, S6
#[test]
fn a_dialog_that_is_left_open_counts_as_closed_when_its_handler_has_finished() {
    let second = "after.Synchronize=sleep:200,modeless:1,modeless:0,work,done:sync";
    for first in [
        "after.Synchronize=modeless:1,work,done:sync",
        "in.Synchronize=modeless:1;Synchronize=0x80004005",
        "after.PrepareForSync=modeless:1,done:prepare:0x80004005",
        "after.Synchronize=modeless:1,abort",
        "after.Synchronize=work,done:sync,modeless:1",
    ] {
        let stage = Stage::new(&[first, second]);
        let result = stage.run(&manual());
        assert_eq!(ends(&result)[2..], [ItemStatus::Succeeded; 2], "{first}");
        assert_eq!(answers(&stage.log(), "modeless:1").len(), 2, "{first}");
        let last = answers(&stage.log(), "modeless:1");
        assert_eq!(last[1], Code::OK, "{first}");
        assert_eq!(last[0], if first.ends_with("modeless:1") { Code::FALSE } else { Code::OK }, "{first}");
    }
}

/// Proves: R-EMO-3, R-INI-12, D-13
#[test]
fn without_leave_to_bother_the_user_no_dialog_is_allowed() {
    let stage = Stage::new(&["in.PrepareForSync=modeless:1,done:prepare"]);
    stage.run(&SessionRequest::new(Trigger::Idle, Selection::Listed));
    assert_eq!(answers(&stage.log(), "modeless:1"), [Code::FALSE]);
}

/// Notes what is dialled; a connection called `no` cannot be had.
struct Phone(Arc<Mutex<Vec<String>>>);

impl Dialer for Phone {
    fn up(&self, name: Option<&str>) -> Code {
        self.0.lock().unwrap().push(format!("up {name:?}"));
        if name == Some("no") { Code(0x8007_04CF_u32.cast_signed()) } else { Code::OK }
    }

    fn down(&self, name: Option<&str>) {
        self.0.lock().unwrap().push(format!("down {name:?}"));
    }
}

/// Proves: R-EST-1, R-EST-2, R-EST-3, R-EST-4, R-EST-5, R-EST-6, R-GHI-7, D-29
#[test]
fn connections_stay_up_until_all_handlers_are_done() {
    let mut stage = Stage::new(&[
        "flags=2;in.PrepareForSync=connect:Work,connect:-,connect:Work,connect:no,done:prepare",
        "after.Synchronize=sleep:300,note:last,done:sync",
    ]);
    let calls = Arc::default();
    let connections = Arc::new(Connections::new(Phone(Arc::clone(&calls))));
    stage.services = Services { connections, ..stage.services.clone() };
    stage.run(&manual());
    let dialled = calls.lock().unwrap().clone();
    assert_eq!(dialled[..3], ["up Some(\"Work\")", "up None", "up Some(\"no\")"]);
    let mut down = dialled[3..].to_vec();
    down.sort();
    assert_eq!(down, ["down None", "down Some(\"Work\")"]);
    assert_eq!(answers(&stage.log(), "connect"), [Code::OK, Code::OK, Code::OK, Code(0x8007_04CF_u32.cast_signed())]);
}

/// Proves: R-ENS-3, R-ENS-4, D-8, S1
#[test]
fn stored_choices_survive_an_incomplete_list_only() {
    for (code, survives) in [("0", false), ("0x00040201", true), ("0x12345", true), ("0x80004005", true)] {
        let mut stage = Stage::new(&[&format!("items=1;EnumSyncMgrItems={code}")]);
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(folder.path()).unwrap());
        stage.services = Services { store: Some(Arc::clone(&store)), ..stage.services.clone() };
        let (key, handler) = (MarkKey::new("user", Mark::Manual), HandlerId::derived(b"H0"));
        store.set_marks(key.clone(), vec![(handler, item(2), Some(true))]).unwrap();
        stage.run(&manual());
        store.flush();
        let expected: Marks = survives.then_some(((handler, item(2)), true)).into_iter().collect();
        assert_eq!(store.marks(&key).unwrap(), expected, "{code}");
    }
}

/// Proves: D-34, S2, R-SYS-15
#[test]
fn a_crash_costs_the_items_of_that_handler_and_nothing_else() {
    for fault in ["in.PrepareForSync=segv", "in.Synchronize=abort", "other.Synchronize=throw", "after.Synchronize=exit"]
    {
        let stage = Stage::new(&[fault, ""]);
        let result = stage.run(&manual());
        let (failed, good) = (ItemStatus::Failed, ItemStatus::Succeeded);
        assert_eq!(ends(&result), [failed, failed, good, good], "{fault}");
        assert_eq!(result.exit(), ExitCode::Incomplete);
        assert!(!stage.sink.messages().is_empty(), "{fault}: it is said");
        assert_eq!(stage.sink.bodies().last().unwrap().kind(), "finished");
    }
}

/// Proves: R-INI-11, R-SYS-13, R-GHI-8, D-7
#[test]
fn handlers_are_listed_without_a_session() {
    let stage = Stage::new(&["name=Mail;flags=5", "GetHandlerInfo=0x80004005;items=0", "in.EnumSyncMgrItems=segv"]);
    let flags = InitFlags::event(Trigger::Manual) | InitFlags::SETTINGS;
    let listed = stage.runner().list(&stage.handlers, flags, std::time::Duration::from_mins(1));
    let first = listed[0].as_ref().unwrap();
    assert_eq!((first.name.as_str(), first.flags, first.items.list.len()), ("Mail", 5, 2));
    let second = listed[1].as_ref().unwrap();
    assert_eq!((second.name.as_str(), second.flags, second.items.list.len()), ("H1", 0, 0));
    assert!(listed[2].is_err());
    let calls = stage.calls();
    assert!(calls.iter().any(|call| call.contains("flags=0x103 ")), "{calls:#?}");
    assert!(!calls.iter().any(|call| call.starts_with("Prep") || call.starts_with("Sync")));
}
