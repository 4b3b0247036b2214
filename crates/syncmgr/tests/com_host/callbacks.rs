//! What a handler says reaches the manager, complete and in order; what it may not say does not.

use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use syncmgr_proto::Code;

use crate::child::{CANCEL_ALL, CANCEL_ITEM, Host, SOON, brief, id, texts};

/// Proves: R-PRG-1, R-PRG-2, R-PRG-9, R-PRG-10, R-PRG-11, R-PRG-12, R-STA-1, R-STA-2, R-SYS-14, R-SYS-18, R-CB-11
#[test]
fn progress_arrives_with_the_members_that_were_named() {
    let mut host = Host::prepared(
        "other.Synchronize=progress:1:3:1:9:euro,sleep:200,progress:1::2::,sleep:200,progress:1:8:::,sleep:200,\
         progress:2:::0:half,sleep:200,progress:1:4:::,done:sync;after.Synchronize=",
    );
    host.story();
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    assert_eq!(
        host.story(),
        [
            r#"Progress {"item":1,"status":"updating","text":"€ 😀","value":1,"max":9}"#,
            r#"Progress {"item":1,"value":2}"#,
            r#"Progress {"item":1,"status":"updating_indeterminate"}"#,
            "Progress {\"item\":2,\"text\":\"half \u{FFFD} end\",\"max\":0}",
            r#"Progress {"item":1,"status":"succeeded"}"#,
            r#"SynchronizeCompleted {"code":"S_OK"}"#,
        ]
    );
    let log = host.log();
    let answers = texts(&log, "progress:");
    assert!(answers.len() == 5 && answers.iter().all(|answer| answer.ends_with("-> 0x00000000")), "{answers:#?}");
}

/// Proves: R-PRG-10, D-16, D-19
#[test]
fn odd_progress_does_no_harm() {
    let script = "in.Synchronize=ask:1,ask:9,progress:9:3:::,progress:1:77:5::,small,larger,progress:1::-3:-8:,\
                  progress:2::::long,done:sync";
    let mut host = Host::prepared(script);
    host.story();
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    let log = host.log();
    let answer = |action: &str| texts(&log, action)[0].rsplit(' ').next().unwrap().to_owned();
    assert_eq!(answer("ask:1"), "0x00000000");
    assert_eq!(answer("ask:9"), "0x80070057", "never listed");
    assert_eq!(answer("progress:9"), "0x80070057");
    assert_eq!(answer("progress:1:77"), "0x00000000");
    assert_eq!(answer("small Progress"), "0x80070057");
    assert_eq!(answer("small LogError"), "0x80070057");
    assert_eq!(answer("larger Progress"), "0x00000000");
    let story = host.story();
    let last: Vec<_> = story.iter().filter(|line| line.contains("\"item\":1")).collect();
    assert!(last.last().unwrap().contains("\"value\":-3") && !story.concat().contains("status"), "{story:#?}");
    let text = story.iter().find(|line| line.contains("xxx")).unwrap();
    assert!(text.len() < 5000 && text.contains("x…"), "{}", text.len());
}

/// Proves: R-PRG-3, R-PRG-4, R-PRG-7, R-CB-10, D-19
#[test]
fn a_pushed_cancel_is_the_next_answer_to_progress() {
    let script = "after.Synchronize=cancelled:1,ask:2,ask:1,progress:1:1:::,ask:1,cancelled:2,ask:1,done:sync";
    let mut host = Host::prepared(script);
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.cancel(Some(1));
    host.logged("cancelled 1 ->");
    host.logged("progress:1:1");
    host.cancel(None);
    host.until("SynchronizeCompleted");
    host.logged("done:sync ->");
    let log = host.log();
    let answers: Vec<_> = log.iter().filter(|(_, text)| text.contains("->")).map(|(_, text)| text.as_str()).collect();
    let after = answers.iter().position(|text| text.starts_with("cancelled 1")).unwrap();
    assert_eq!(
        answers[after..],
        [
            format!("cancelled 1 -> {CANCEL_ITEM}"),
            "ask:2 -> 0x00000000".into(),
            format!("ask:1 -> {CANCEL_ITEM}"),
            "progress:1:1::: -> 0x00000000".into(),
            "ask:1 -> 0x00000000".into(),
            format!("cancelled 2 -> {CANCEL_ALL}"),
            format!("ask:1 -> {CANCEL_ALL}"),
            "done:sync -> 0x00000000".into(),
        ]
    );
}

/// Proves: R-SIS-1, R-SIS-2, R-PRG-3
#[test]
fn a_skip_reaches_set_item_status_before_progress_is_answered_with_it() {
    for way in ["sleep:200", "hang"] {
        let mut host = Host::prepared(&format!("after.Synchronize=cancelled:1;in.SetItemStatus={way}"));
        assert_eq!(host.code("Synchronize", json!({})), Code::OK);
        host.send("SetItemStatus", json!({"item": id(1), "status": "skipped"}));
        host.cancel(Some(1));
        host.logged("cancelled 1 ->");
        let log = host.log();
        let skipped = log.iter().position(|(_, text)| text.starts_with("SetItemStatus item=1 status=1")).unwrap();
        let returned = log.iter().position(|(_, text)| text.starts_with("SetItemStatus =>"));
        let cancelled = log.iter().position(|(_, text)| text.starts_with("cancelled 1")).unwrap();
        assert!(skipped < cancelled, "{log:#?}");
        match way {
            "hang" => assert_eq!(returned, None, "it is not waited for"),
            _ => assert!(returned.is_some_and(|returned| returned < cancelled), "{log:#?}"),
        }
    }
}

/// The manager asks as long as it has not read the completion.
///
/// Proves: R-SIS-1
#[test]
fn a_skip_that_crossed_a_completion_reaches_set_item_status_in_the_next_window() {
    let mut host = Host::prepared("after.Synchronize=skipped:1,done:sync");
    host.send("SetItemStatus", json!({"item": id(1), "status": "skipped"}));
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    let log = host.log();
    let at = |start: &str| log.iter().position(|(_, text)| text.starts_with(start)).unwrap();
    assert!(at("Synchronize =>") < at("SetItemStatus item=1 status=1"), "{log:#?}");
    assert_eq!(texts(&log, "SetItemStatus item").len(), 1);
}

/// Proves: R-SEC-1, R-SEC-2, R-SEC-4, D-24
#[test]
fn a_retry_starts_without_the_cancels_of_the_run_before() {
    let script = "other.ShowError=done:error:0x00040202:2:5;after.PrepareForSync=ask:1,ask:5,done:prepare";
    let mut host = Host::prepared(script);
    host.cancel(None);
    host.story();
    assert_eq!(host.code("ShowError", json!({"error": id(9)})), Code::OK);
    let completed = host.until("ShowErrorCompleted");
    assert_eq!(completed["params"], json!({"code": Code::RETRY_SYNC, "items": [id(2), id(5)]}));
    host.story();
    assert_eq!(host.prepare(&[2, 5]), Code::OK);
    host.until("PrepareForSyncCompleted");
    let log = host.log();
    let asked = texts(&log, "ask:");
    assert_eq!(asked[2..], ["ask:1 -> 0x00000000", "ask:5 -> 0x00000000"], "{asked:?}");
}

/// Proves: R-SEC-3, R-SEC-5, R-SEC-6, R-SHE-6, D-24
#[test]
fn items_of_a_show_error_that_is_no_retry_are_not_looked_at() {
    let mut host = Host::loaded("in.ShowError=done:error:0:nowhere");
    assert_eq!(host.code("ShowError", json!({"error": id(9)})), Code::OK);
    assert_eq!(host.story(), [r#"ShowErrorCompleted {"code":"S_OK","items":[]}"#]);
    let mut host = Host::loaded("in.ShowError=done:error:0x00040202:null,done:error:0x00040202");
    assert_eq!(host.code("ShowError", json!({"error": id(9)})), Code::OK);
    let log = host.log();
    assert_eq!(
        texts(&log, "done:error"),
        ["done:error:0x00040202:null -> 0x80070057", "done:error:0x00040202 -> 0x00000000"]
    );
    assert_eq!(host.story(), [r#"ShowErrorCompleted {"code":"S_SYNCMGR_RETRYSYNC","items":[]}"#]);
}

/// Proves: R-LOG-1, R-LOG-2, R-LOG-3, R-LOG-4, R-LOG-5, R-LOG-6, R-LOG-7, R-LOG-8, R-LOG-9, R-LOG-10, R-LOG-11, D-21, D-22
#[test]
fn messages_arrive_with_the_members_that_were_named() {
    let masks = (0..8).map(|mask| format!("log:{}:m{mask}:{mask}:1:7:2", mask % 3 + 1)).collect::<Vec<_>>().join(",");
    let script = format!("in.PrepareForSync={masks},log:1:euro,log:0:x,log:4:x,log:1:null,log:2:x:1:0xFFFFFFFE");
    let mut host = Host::loaded(&script);
    assert_eq!(host.prepare(&[1]), Code::OK);
    let story = host.story();
    for mask in 0..8_u32 {
        let level = ["information", "warning", "error"][mask as usize % 3];
        let given = |bit: u32, n: u8| if mask & bit != 0 { json!(id(n)) } else { json!(null) };
        let (error, item) = (given(2, 7), given(4, 2));
        let params =
            json!({"level": level, "text": format!("m{mask}"), "item": item, "error": error, "jump": mask & 1 != 0});
        assert_eq!(story[mask as usize], brief(&json!({"method": "LogError", "params": params})));
    }
    assert!(story[8].contains("€ 😀") && story[9].contains("\"jump\":false") && story.len() == 10, "{story:#?}");
    let log = host.log();
    for refused in ["log:0:x", "log:4:x", "log:1:null"] {
        assert_eq!(texts(&log, refused), [format!("{refused} -> 0x80070057")]);
    }
}

/// Proves: R-DEL-1, R-DEL-2, R-DEL-4, R-SHE-3, D-25
#[test]
fn messages_are_taken_back() {
    let script = "in.ShowError=log:3:x:2:0:7,delete:7,delete:7,delete:9,log:3:y,delete:all,delete:all,done:error";
    let mut host = Host::loaded(script);
    assert_eq!(host.code("ShowError", json!({"error": id(9)})), Code::OK);
    let log = host.log();
    let answers: Vec<_> = texts(&log, "delete:").iter().map(|text| text.rsplit(' ').next().unwrap()).collect();
    assert_eq!(answers, ["0x00000000", "0x00000001", "0x00000000", "0x00000000", "0x00000001"]);
    let told: Vec<_> = host.story().into_iter().filter(|line| line.starts_with("Delete")).collect();
    assert_eq!(told[0], r#"DeleteLogError {"error":7}"#);
    assert_eq!(told[3], r#"DeleteLogError {"error":null}"#);
    assert_eq!(told.len(), 5);
}

/// Proves: R-PFS-10, R-SYN-5, R-SPC-1, R-SHE-6, R-PSC-5, R-SYC-4, R-PSC-6, R-CB-11
#[test]
fn completions_come_in_all_orders_and_from_all_threads() {
    for place in ["in", "other", "after"] {
        let mut host = Host::loaded(&format!(
            "{place}.PrepareForSync=done:prepare;{place}.Synchronize=done:sync:0x80004005;\
             after.PrepareForSync=;after.Synchronize="
        ));
        assert_eq!(host.prepare(&[1]), Code::OK);
        assert_eq!(host.until("PrepareForSyncCompleted")["params"], json!({"code": "S_OK"}));
        assert_eq!(host.code("Synchronize", json!({})), Code::OK);
        host.until("SynchronizeCompleted");
        host.logged("done:sync:0x80004005 ->");
        let ended = host.end();
        let threads: HashSet<_> = ended.log.iter().map(|(thread, _)| *thread).collect();
        assert_eq!(threads.len(), if place == "in" { 1 } else { 3 }, "{place}");
        assert!(texts(&ended.log, "done:").iter().all(|text| text.ends_with("-> 0x00000000")), "{:#?}", ended.log);
    }
}

/// Proves: D-4, R-SYC-5
#[test]
fn a_completion_that_nobody_waits_for_has_no_effect() {
    let script = "in.PrepareForSync=done:sync,done:prepare,done:prepare,done:properties,done:error;\
                  after.PrepareForSync=done:prepare;Synchronize=0x80004005;other.Synchronize=sleep:1";
    let mut host = Host::loaded(script);
    assert_eq!(host.prepare(&[1]), Code::OK);
    host.logged("PrepareForSync =>");
    assert_eq!(host.code("Synchronize", json!({})), Code::FAIL);
    assert_eq!(host.story(), [r#"PrepareForSyncCompleted {"code":"S_OK"}"#]);
    while texts(&host.log(), "done:").len() < 6 {
        thread::sleep(Duration::from_millis(1));
    }
    let log = host.log();
    let taken: Vec<_> = texts(&log, "done:").into_iter().filter(|text| text.ends_with("0x00000000")).collect();
    assert_eq!(taken, ["done:prepare -> 0x00000000"]);
}

/// Proves: R-EMO-2, R-EMO-3, R-EMO-5, R-EMO-6, R-EST-1, R-EST-2, R-EST-6
#[test]
fn questions_wait_for_the_managers_answer() {
    let script = "in.PrepareForSync=modeless:1,modeless:0,connect:euro,connect:-,done:prepare";
    let mut host = Host::loaded(script);
    let call = host.send("PrepareForSync", json!({"items": [id(1)]}));
    let unreachable = Code(0x8007_04CF_u32.cast_signed());
    let expected = [
        (r#"EnableModeless {"enable":true}"#, Code::FALSE),
        (r#"EnableModeless {"enable":false}"#, Code::OK),
        (r#"EstablishConnection {"connection":"€ 😀"}"#, unreachable),
        (r#"EstablishConnection {"connection":null}"#, Code::OK),
    ];
    for (asked, answer) in expected {
        let question = host.hear().unwrap();
        assert_eq!(brief(&question), asked);
        host.reply(&question, answer);
    }
    host.answer_to(call);
    let log = host.log();
    let answers: Vec<_> = log.iter().filter_map(|(_, text)| text.split_once(" -> ")).map(|(_, code)| code).collect();
    assert_eq!(answers[answers.len() - 5..], ["0x00000001", "0x00000000", "0x800704cf", "0x00000000", "0x00000000"]);
}

/// Proves: R-SYS-13, D-1
#[test]
fn who_asks_waits_alone() {
    let mut host = Host::prepared("after.Synchronize=modeless:1,done:sync");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    let question = host.until("EnableModeless");
    let begin = Instant::now();
    assert_eq!(host.code("EnumSyncMgrItems", json!({})), Code::OK);
    assert_eq!(host.code("SetItemStatus", json!({"item": id(1), "status": "skipped"})), Code::OK);
    assert!(begin.elapsed() < Duration::from_secs(20));
    host.reply(&question, Code::OK);
    host.until("SynchronizeCompleted");
}

/// Proves: R-SIS-1, R-SIS-2, S7
#[test]
fn an_item_is_skipped_only_while_its_call_runs_on() {
    let mut host = Host::loaded("after.PrepareForSync=skipped:1,done:prepare;after.Synchronize=skipped:2,done:sync");
    let skip = |host: &mut Host, n| host.code("SetItemStatus", json!({"item": id(n), "status": "skipped"}));
    let unexpected = Code::UNEXPECTED;
    assert_eq!(skip(&mut host, 1), unexpected, "before PrepareForSync");
    assert_eq!(host.prepare(&[1, 2]), Code::OK);
    assert_eq!(skip(&mut host, 1), Code::OK);
    host.until("PrepareForSyncCompleted");
    assert_eq!(skip(&mut host, 1), unexpected, "after its completion");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    assert_eq!(skip(&mut host, 2), Code::OK);
    host.until("SynchronizeCompleted");
    assert_eq!(skip(&mut host, 2), unexpected);
    let log = host.end().log;
    assert_eq!(texts(&log, "SetItemStatus item"), ["SetItemStatus item=1 status=1", "SetItemStatus item=2 status=1"]);
}

#[test]
fn a_state_that_stands_is_sent_soon() {
    let mut host = Host::prepared("after.Synchronize=progress:1:3:1:2:,progress:1::2::,sleep:60000,done:sync");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.logged("progress:1::2");
    let begin = Instant::now();
    while !host.heard.iter().any(|message| message["params"]["value"] == 2) {
        let message = host.hear().unwrap();
        host.heard.push(message);
    }
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
}

#[test]
fn what_a_handler_prints_harms_nothing() {
    let mut host = Host::prepared("in.Synchronize=print:{\"jsonrpc\"},print:hello,done:sync");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    let ended = host.end();
    assert!(ended.complaints.contains("hello\n"), "{}", ended.complaints);
    assert!(ended.status.success());
}
