//! Whatever a handler does to its process, only that process ends, and the manager sees it at once.

use std::os::unix::process::ExitStatusExt;

use serde_json::json;
use syncmgr_proto::Code;

use crate::child::{Host, SOON, id, texts};

const SEGV: i32 = 11;
const ABRT: i32 = 6;

/// Sends every call of a session without waiting; returns how the process ended.
fn run_into(script: &str) -> crate::child::Ended {
    let mut host = Host::start(script);
    host.send("Initialize", json!({"protocol": 1, "flags": 3, "event": "manual"}));
    host.send("GetHandlerInfo", json!({}));
    host.send("EnumSyncMgrItems", json!({}));
    host.send("SetProgressCallback", json!({"set": true}));
    host.send("ShowProperties", json!({"item": null}));
    host.send("PrepareForSync", json!({"items": [id(1)]}));
    host.send("Synchronize", json!({}));
    host.send("SetItemStatus", json!({"item": id(1), "status": "skipped"}));
    host.send("ShowError", json!({"error": id(9)}));
    while let Some(message) = host.hear() {
        // The last call.
        if message["id"] == 9 && message.get("method").is_none() {
            break;
        }
    }
    host.end()
}

/// Proves: D-34
#[test]
fn a_crash_in_each_call_ends_the_process_by_its_signal() {
    let methods = [
        "fault.Load",
        "fault.DllGetClassObject",
        "fault.CreateInstance",
        "in.Initialize",
        "in.GetHandlerInfo",
        "in.EnumSyncMgrItems",
        "fault.Next",
        "in.SetProgressCallback",
        "in.ShowProperties",
        "in.PrepareForSync",
        "in.Synchronize",
        "in.SetItemStatus",
        "in.ShowError",
        "in.SetNull",
        "in.Release",
    ];
    for method in methods {
        let ended = run_into(&format!("after.Synchronize=sleep:1;{method}=segv"));
        assert_eq!(ended.status.signal(), Some(SEGV), "{method}: {:#?}", ended.log);
        assert!(!ended.status.core_dumped());
    }
}

#[test]
fn every_way_to_end_a_process_is_an_end() {
    let ways = [("abort", Some(ABRT)), ("throw", Some(ABRT)), ("overflow", Some(SEGV)), ("twice", Some(ABRT))];
    for (way, signal) in ways {
        for place in ["in", "other", "after"] {
            let mut host = Host::prepared(&format!("{place}.Synchronize={way}"));
            host.send("Synchronize", json!({}));
            while host.hear().is_some() {}
            let ended = host.ended();
            assert_eq!(ended.status.signal(), signal, "{place}.{way}: {}", ended.complaints);
        }
    }
    for (way, code) in [("exit", 0), ("_exit", 7)] {
        let mut host = Host::prepared(&format!("in.Synchronize={way}"));
        host.send("Synchronize", json!({}));
        while host.hear().is_some() {}
        let ended = host.ended();
        assert_eq!(ended.status.code(), Some(code), "{way}");
        assert!(!ended.log.iter().any(|(_, text)| text.starts_with("Synchronize =>")));
    }
}

#[test]
fn a_grandchild_that_keeps_the_pipes_does_not_keep_the_process() {
    let mut host = Host::prepared("in.Synchronize=fork");
    host.send("Synchronize", json!({}));
    let ended = host.ended_of_process();
    assert_eq!(ended.signal(), Some(SEGV));
}

#[test]
fn a_call_that_hangs_does_not_outlive_the_manager() {
    for place in
        ["in.Initialize=hang", "in.Release=hang", "in.SetNull=hang", "fault.Load=hang", "fault.CreateInstance=spin"]
    {
        let mut host = Host::start(place);
        host.send("Initialize", json!({"protocol": 1, "flags": 3, "event": "manual"}));
        host.send("SetProgressCallback", json!({"set": true}));
        if place.starts_with("in.Release") || place.starts_with("in.SetNull") {
            host.answer_to(2);
        } else {
            host.logged(if place.contains("Initialize") { "Initialize reserved" } else { "loaded" });
        }
        let ended = host.end();
        assert!(ended.took < SOON, "{place}: {:?}", ended.took);
        assert!(ended.complaints.contains("did not end within 2 s"), "{place}: {}", ended.complaints);
        assert_eq!(ended.status.code(), Some(1));
    }
}

#[test]
fn a_thread_that_waits_for_an_answer_does_not_keep_the_process() {
    let mut host = Host::prepared("in.Synchronize=modeless:1,connect:-,done:sync");
    host.send("Synchronize", json!({}));
    host.until("EnableModeless");
    let ended = host.end();
    let answers = texts(&ended.log, "modeless:1").len() + texts(&ended.log, "connect").len();
    assert_eq!(answers, 2, "{:#?}", ended.log);
    assert!(ended.log.iter().any(|(_, text)| text == "modeless:1 -> 0x8000ffff"), "{:#?}", ended.log);
    assert!(ended.took < SOON && ended.status.success());
}

#[test]
fn a_handler_that_never_completes_is_ended_with_its_manager() {
    let mut host = Host::prepared("after.Synchronize=hang");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    let ended = host.end();
    assert!(ended.status.success() && ended.took < SOON, "{:?}", ended.took);
}
