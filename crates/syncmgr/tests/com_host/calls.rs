//! Each call of the manager arrives in the handler, and what the handler answers arrives in the manager.

use std::collections::HashSet;

use serde_json::json;
use syncmgr_proto::Code;

use crate::child::{Host, id, texts};

/// Every call once, in the order of a session.
fn whole_session(script: &str) -> Host {
    let mut host = Host::start(script);
    assert_eq!(host.code("Initialize", json!({"protocol": 1, "flags": 0x203, "event": "manual"})), Code::OK);
    host.call("GetHandlerInfo", json!({}));
    host.call("EnumSyncMgrItems", json!({}));
    assert_eq!(host.code("SetProgressCallback", json!({"set": true})), Code::OK);
    assert_eq!(host.code("ShowProperties", json!({"item": id(2)})), Code::OK);
    host.until("ShowPropertiesCompleted");
    assert_eq!(host.prepare(&[1, 2]), Code::OK);
    host.until("PrepareForSyncCompleted");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    assert_eq!(host.code("ShowError", json!({"error": id(9)})), Code::OK);
    host.until("ShowErrorCompleted");
    assert_eq!(host.code("SetProgressCallback", json!({"set": false})), Code::OK);
    host
}

/// Proves: R-SYS-12, R-SYS-16, R-INI-1, R-INI-2, R-INI-3, R-INI-12, R-INI-21, R-SPR-2, R-PFS-2, R-SHE-3, R-CB-6, R-GIO-2
#[test]
fn a_session_is_seen_by_the_handler_as_the_contract_has_it() {
    let ended = whole_session("").end();
    let calls: Vec<_> = ended.log.iter().map(|(_, text)| text.as_str()).filter(|text| !text.contains("->")).collect();
    assert_eq!(
        calls,
        [
            "loaded",
            "DllGetClassObject class=0",
            "CreateInstance outer=NULL",
            "Initialize reserved=0 flags=0x203 cb=0 cookie=NULL",
            "Initialize => 0x00000000",
            "GetHandlerInfo",
            "GetHandlerInfo => 0x00000000",
            "EnumSyncMgrItems",
            "EnumSyncMgrItems => 0x00000000",
            "Next celt=16 fetched=given",
            "SetProgressCallback given, count 3",
            "SetProgressCallback => 0x00000000",
            "ShowProperties parent=NULL item=2",
            "ShowProperties => 0x00000000",
            "PrepareForSync items=1,2 parent=NULL reserved=0",
            "PrepareForSync => 0x00000000",
            "Synchronize parent=NULL",
            "Synchronize => 0x00000000",
            "ShowError parent=NULL error=9",
            "ShowError => 0x00000000",
            "SetProgressCallback NULL",
            "callback released, count 1",
            "SetNull => 0x00000000",
        ]
    );
    assert_eq!(ended.log.last().unwrap().1, "Release -> 0");
    assert!(ended.status.success() && ended.complaints.is_empty(), "{} {}", ended.status, ended.complaints);
}

/// Proves: D-3
#[test]
fn one_thread_makes_all_calls_the_module_is_loaded_in_it_too() {
    let mut host = Host::prepared("after.Synchronize=skipped:1,done:sync");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    assert_eq!(host.code("SetItemStatus", json!({"item": id(1), "status": "skipped"})), Code::OK);
    host.until("SynchronizeCompleted");
    let ended = host.end();
    let calls = ended.log.iter().filter(|(_, text)| !text.starts_with("done:"));
    let threads: HashSet<_> = calls.map(|(thread, _)| *thread).collect();
    assert_eq!(threads.len(), 1, "{:#?}", ended.log);
    assert_eq!(texts(&ended.log, "SetItemStatus item=1 status=1").len(), 1);
}

/// Proves: R-INI-22, R-INI-24
#[test]
fn the_cookie_arrives_byte_for_byte() {
    for (cookie, arrives) in [("AP8K", "cb=3 cookie=00ff0a"), ("", "cb=0 cookie=NULL"), ("gA==", "cb=1 cookie=80")] {
        let mut host = Host::start("");
        host.code("Initialize", json!({"protocol": 1, "flags": 5, "event": "invoke", "cookie": cookie}));
        host.logged(&format!("Initialize reserved=0 flags=0x5 {arrives}"));
    }
}

/// Proves: R-INI-4, R-INI-5, R-INI-6, R-INI-7, R-INI-8, R-INI-9, R-INI-10, R-INI-11, R-INI-15, R-INI-16, R-INI-25, D-37
#[test]
fn flags_arrive_as_one_number_and_every_answer_comes_back() {
    let answers =
        [("0x1", Code::FALSE), ("0x80070057", Code::INVALID_ARG), ("0x12345", Code(0x12345)), ("0", Code::OK)];
    for ((code, answered), flags) in answers.into_iter().cycle().zip([1, 2, 3, 4, 5, 6, 0x103, 0x203, 0x301, 77]) {
        let mut host = Host::start(&format!("Initialize={code}"));
        let answer = host.call("Initialize", json!({"protocol": 1, "flags": flags, "event": "manual"}));
        assert_eq!(answer, json!({"code": answered, "protocol": 1}));
        host.logged(&format!("Initialize reserved=0 flags={flags:#x} "));
    }
}

/// Proves: R-GHI-1, R-GHI-4, R-GHI-5, R-GHI-6, R-GHI-10, D-7, D-16, D-17, S3
#[test]
fn the_handlers_description_is_bounded_and_its_failures_are_told() {
    let cases = [
        ("name=Mail;flags=7", json!({"code": Code::OK, "name": "Mail", "flags": 7})),
        ("name=euro;flags=0xFFFFFFFF", json!({"code": Code::OK, "name": "€ 😀", "flags": u32::MAX})),
        ("name=half", json!({"code": Code::OK, "name": "half \u{FFFD} end", "flags": 0})),
        ("name=long", json!({"code": Code::OK, "name": "x".repeat(32), "flags": 0})),
        ("name=", json!({"code": Code::OK, "flags": 0})),
        ("GetHandlerInfo=0x80004005", json!({"code": Code::FAIL, "flags": 0})),
        ("info=null", json!({"code": Code::POINTER, "flags": 0})),
        ("info=small", json!({"code": Code::INVALID_ARG, "flags": 0})),
    ];
    for (script, expected) in cases {
        assert_eq!(Host::start(script).call("GetHandlerInfo", json!({})), expected, "{script}");
    }
}

/// Proves: R-ENS-2, R-ITM-2, R-ITM-3, R-ITM-4, R-ITM-6, R-ITM-7, R-ITM-9, R-ITM-10, R-ITM-11, R-ITM-12, D-15, D-16, D-17, D-38
#[test]
fn items_come_with_all_that_the_handler_says_about_them() {
    let script = "items=6;EnumSyncMgrItems=0x00040201;item1.flags=0x8;item1.name=euro;item2.state=0;item2.flags=0x77;\
                  item3.name=long;item4.smaller=1;item5.id=1;item6.id=0";
    let mut host = Host::start(script);
    let list = host.call("EnumSyncMgrItems", json!({}));
    let item = |n, name: &str, flags, checked, time| json!({"id": id(n), "name": name, "flags": flags, "checked": checked, "last_update": time});
    let items = [
        item(1, "€ 😀", 8, true, json!("1970-01-01T00:00:00Z")),
        item(2, "item 2", 0x77, false, json!(null)),
        item(3, &"x".repeat(128), 0, true, json!(null)),
    ];
    assert_eq!(list, json!({"code": Code::MISSING_ITEMS, "items": items}));
    let ended = host.end();
    assert!(ended.complaints.contains("3 of 6 items"), "{}", ended.complaints);
    assert_eq!(texts(&ended.log, "Enumerator.Release"), ["Enumerator.Release -> 0"]);
}

/// Proves: R-ENU-3, D-8, D-14, S3
#[test]
fn an_enumerator_may_end_and_fail_in_every_way() {
    let cases = [
        ("items=0", Code::OK, 0),
        ("items=16", Code::OK, 16),
        ("items=33", Code::OK, 33),
        ("items=33;Next=0", Code::OK, 33),
        ("Next=0x80004005", Code::FAIL, 0),
        ("enumerator=null", Code::POINTER, 0),
        ("EnumSyncMgrItems=0x80004005", Code::FAIL, 0),
        ("Next.more=15", Code::UNEXPECTED, 0),
        ("items=40;Next.endless=1", Code::UNEXPECTED, 0),
    ];
    for (script, code, count) in cases {
        let mut host = Host::start(script);
        let list = host.call("EnumSyncMgrItems", json!({}));
        assert_eq!((&list["code"], list["items"].as_array().unwrap().len()), (&json!(code), count), "{script}");
        let log = host.end().log;
        let releases = texts(&log, "Enumerator.Release").len();
        assert_eq!(releases, usize::from(!script.contains("null") && !script.starts_with("EnumSync")), "{script}");
    }
}

/// Proves: R-SPR-2, R-SPR-3, R-SPC-1, R-SPC-3, R-SPC-4
#[test]
fn properties_of_an_item_and_of_the_handler() {
    let mut host = Host::loaded("in.ShowProperties=done:properties:0x00040211;after.ShowProperties=done:properties");
    assert_eq!(host.code("ShowProperties", json!({"item": null})), Code::OK);
    assert_eq!(host.story(), [r#"ShowPropertiesCompleted {"code":"S_SYNCMGR_ENUMITEMS"}"#], "before the answer");
    host.logged("ShowProperties parent=NULL item=0");
    let late = host.logged("done:properties ->");
    assert_eq!(late, "done:properties -> 0x8000ffff", "a second completion");

    let mut host = Host::loaded("ShowProperties=0x80004005;in.ShowProperties=done:properties");
    assert_eq!(host.code("ShowProperties", json!({"item": id(1)})), Code::FAIL);
    let mut host = Host::loaded("ShowProperties=1;after.ShowProperties=");
    assert_eq!(host.code("ShowProperties", json!({"item": id(1)})), Code::FALSE, "any success promises a completion");
}

/// Proves: R-PSC-1, R-PSC-2, R-PSC-4, R-SYC-3, R-PFS-8, D-12, D-37, S4, S8
#[test]
fn what_prepare_and_synchronize_answer_comes_back_as_it_is() {
    let answers = [
        ("1", Code::FALSE),
        ("0x80004005", Code::FAIL),
        ("0x00040201", Code::MISSING_ITEMS),
        ("0x8000FFFF", Code::UNEXPECTED),
    ];
    for (code, number) in answers {
        let mut host = Host::loaded(&format!("PrepareForSync={code};Synchronize={code}"));
        assert_eq!(host.prepare(&[1]), number);
        assert_eq!(host.code("Synchronize", json!({})), number);
        assert_eq!(host.story(), [""; 0]);
    }
}

#[test]
fn what_is_no_call_is_answered_or_ignored() {
    let mut host = Host::start("");
    let number = host.send("Levitate", json!({}));
    assert_eq!(host.answer_to(number)["error"]["code"], -32601);
    host.write(&json!({"jsonrpc": "2.0", "method": "Levitate"}));
    host.write(&json!({"jsonrpc": "2.0", "id": 77, "result": {"code": 0}}));
    let number = host.send("Initialize", json!({"protocol": 2, "flags": 3, "event": "manual"}));
    let answer = host.answer_to(number);
    assert!(answer["error"]["message"].as_str().unwrap().contains("protocol 2"), "{answer}");
    assert_eq!(host.code("Initialize", json!({"protocol": 1, "flags": 3, "event": "manual"})), Code::OK);
    let ended = host.end();
    assert_eq!(texts(&ended.log, "Initialize reserved").len(), 1);
}

#[test]
fn a_manager_that_talks_nonsense_ends_it() {
    let mut host = Host::start("");
    host.write(&json!("hello"));
    let ended = host.ended();
    assert!(ended.complaints.contains("hello"), "{}", ended.complaints);
}
