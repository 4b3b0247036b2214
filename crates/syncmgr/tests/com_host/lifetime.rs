//! References are counted exactly, and nothing that comes too late has an effect.

use serde_json::json;
use syncmgr_proto::Code;

use crate::child::{Host, SOON, texts};

/// Proves: R-CB-1, R-CB-6, R-CB-9, R-CB-10
#[test]
fn the_callback_has_the_counts_of_the_contract() {
    let mut host = Host::prepared("");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    assert_eq!(host.code("SetProgressCallback", json!({"set": true})), Code::OK);
    assert_eq!(host.code("SetProgressCallback", json!({"set": false})), Code::OK);
    assert_eq!(host.code("SetProgressCallback", json!({"set": false})), Code::OK);
    let ended = host.end();
    let counts: Vec<_> =
        ended.log.iter().map(|(_, text)| text.as_str()).filter(|text| text.contains("count")).collect();
    assert_eq!(
        counts,
        [
            // The manager's own, the one lent for the call, the handler's.
            "SetProgressCallback given, count 3",
            "SetProgressCallback given, count 3",
            "callback released, count 1",
            "callback released, count 1",
        ]
    );
    assert_eq!(ended.complaints, "");
}

/// Proves: R-CB-6, R-CB-9
#[test]
fn a_manager_that_is_gone_leaves_in_order() {
    let ended = Host::prepared("").end();
    // A thread of the handler may still note what its completion was answered.
    let caller = ended.log[0].0;
    let calls: Vec<_> =
        ended.log.iter().filter(|(thread, _)| *thread == caller).map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        calls[calls.len() - 4..],
        ["SetProgressCallback NULL", "callback released, count 1", "SetNull => 0x00000000", "Release -> 0"]
    );
    assert!(ended.status.success() && ended.took < SOON, "{} {:?}", ended.status, ended.took);
    assert!(texts(&ended.log, "destructors ran").is_empty(), "no foreign destructor runs");
}

#[test]
fn without_a_callback_none_is_taken_back() {
    let mut host = Host::start("Initialize=1");
    host.code("Initialize", json!({"protocol": 1, "flags": 4, "event": "idle"}));
    let ended = host.end();
    assert!(texts(&ended.log, "SetProgressCallback").is_empty());
    assert_eq!(ended.log.last().unwrap().1, "Release -> 0");
}

/// Proves: D-4
#[test]
fn a_callback_that_was_taken_back_answers_unexpected_and_lives_as_long_as_it_is_held() {
    let script = "in.Synchronize=keep,done:sync;after.Synchronize=;\
                  in.SetNull=progress:1:3:::,ask:1,log:1:x,delete:all,done:sync,modeless:1,connect:-;\
                  after.SetNull=sleep:1000,progress:1:3:::,ask:1,log:1:x,delete:all,done:sync,modeless:1,connect:-,drop";
    let mut host = Host::prepared(script);
    host.logged("done:prepare ->");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    let call = host.send("SetProgressCallback", json!({"set": false}));
    for question in ["EnableModeless", "EstablishConnection"] {
        let asked = host.until(question);
        host.reply(&asked, Code::OK);
    }
    host.answer_to(call);
    host.story();
    assert_eq!(host.logged("drop ->"), "drop -> 1");
    let log = host.log();
    let end = log.iter().position(|(_, text)| text.starts_with("SetNull =>")).unwrap();
    let late: Vec<_> = log[end + 1..].iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(late.len(), 8, "{late:#?}");
    assert!(late[..7].iter().all(|text| text.ends_with("-> 0x8000ffff")), "{late:#?}");
    assert_eq!(host.story(), [""; 0], "nothing of it is told");
    let ended = host.end();
    assert!(ended.complaints.contains("used the callback 7 times after it was taken back"), "{}", ended.complaints);
}

#[test]
fn a_reference_that_was_not_released_is_told_at_the_end() {
    let ended = Host::prepared("leak=1").end();
    assert!(ended.complaints.contains("did not release the callback: 1 references are left"), "{}", ended.complaints);
    assert!(ended.status.success());
}

#[test]
fn the_callback_answers_query_interface_and_keeps_its_count() {
    let mut host = Host::prepared("in.Synchronize=query,keep,drop,done:sync");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    let log = host.log();
    let said: Vec<_> = texts(&log, "query").into_iter().chain(texts(&log, "keep")).chain(texts(&log, "drop")).collect();
    assert_eq!(
        said,
        [
            "query own -> 0x00000000",
            "query unknown -> 0x00000000",
            "query other -> 0x80004002",
            "query other is NULL",
            "keep -> 3",
            "drop -> 2"
        ]
    );
}
