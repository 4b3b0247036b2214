use serde_json::json;

use crate::world::{World, finished, id, items};

fn pairs(items: &[(String, String)]) -> Vec<(&str, &str)> {
    items.iter().map(|(item, status)| (item.as_str(), status.as_str())).collect()
}

#[test]
fn one_instance_is_driven_in_the_order_of_the_contract() {
    let world = World::new("");
    let lines = world.run("", &["sync", "item 2", "--json"]).ends(0).json();
    assert_eq!(pairs(&items(&lines)), [("item 2", "succeeded")]);
    let calls = world.calls();
    let order = [
        "Initialize reserved=0 flags=0x203 cb=0 cookie=NULL",
        "GetHandlerInfo",
        "EnumSyncMgrItems",
        "SetProgressCallback given",
        "PrepareForSync items=2",
        "Synchronize",
        "SetProgressCallback NULL",
        "Release -> 0",
    ];
    let mut rest = calls.iter();
    for wanted in order {
        assert!(rest.any(|call| call.starts_with(wanted)), "{wanted} in {calls:?}");
    }
    assert_eq!(world.called("CreateInstance").len(), 1, "{calls:?}");
}

#[test]
fn names_ids_and_folders_go_into_one_session() {
    let world = World::new("");
    world.sandbox.write("left/a", "1");
    world.run("", &["add", "docs", "left", "right"]).ends(0);
    let lines = world.run("", &["sync", "docs", &id(1), "item 2@test handler", "--json"]).ends(0).json();
    assert_eq!(pairs(&items(&lines)), [("docs", "succeeded"), ("item 1", "succeeded"), ("item 2", "succeeded")]);
    assert_eq!(world.sandbox.read("right/a").unwrap(), "1");
    world.run("", &["sync", "item 3"]).ends(2).complains("there is no item `item 3`");
    assert_eq!(items(&world.run("", &["sync", "--json"]).ends(0).json()).len(), 3);
    world.run("", &["uncheck", "item 1", "docs"]).ends(0);
    assert_eq!(pairs(&items(&world.run("", &["sync", "--json"]).ends(0).json())), [("item 2", "succeeded")]);
}

#[test]
fn an_ambiguous_name_lists_the_spellings() {
    let world = World::new("");
    world.run("", &["add", "item 1", "left", "right"]).ends(0);
    world.run("", &["sync", "item 1"]).ends(2).complains("`item 1@Folders` or `item 1@test handler`");
    world.run("", &["sync", "item 1@test handler"]).ends(0);
    world.run("", &["check", "item 1", "--for", "idle"]).ends(2).complains("there are several items `item 1`");
}

#[test]
fn two_locations_start_no_other_handler() {
    let world = World::new("");
    world.run("fault.Load=segv", &["sync", "./left", "./right"]).ends(0);
    assert!(world.calls().is_empty());
}

#[test]
fn progress_is_the_whole_state_of_an_item() {
    let world = World::new("");
    let behaviour = "after.Synchronize=progress:1:3:7:9:half,sleep:300,progress:1::8,sleep:300,work,done:sync";
    let lines = world.run(behaviour, &["sync", "item 1", "--json"]).ends(0).json();
    let progress: Vec<_> = lines.iter().filter(|line| line["kind"] == "progress").collect();
    let state = |n: usize| {
        let line = progress[n];
        json!([line["status"], line["text"], line["value"], line["max"], line["item_id"]])
    };
    assert_eq!(state(0), json!(["updating", "half \u{fffd} end", 7, 9, id(1)]));
    assert_eq!(state(1), json!(["updating", "half \u{fffd} end", 8, 9, id(1)]));
}

#[test]
fn failures_are_named_and_nothing_else_suffers() {
    let world = World::new("");
    world.run("", &["add", "docs", "left", "right"]).ends(0);
    world.run("", &["list"]).ends(0);
    for (behaviour, status) in [
        ("fault.Load=segv", "failed"),
        ("in.Initialize=segv", "failed"),
        ("Initialize=0x80004005", "failed"),
        ("Initialize=1", "skipped"),
        ("EnumSyncMgrItems=0x80004005", "failed"),
        ("in.PrepareForSync=abort", "failed"),
        ("PrepareForSync=0x80004005", "failed"),
        ("PrepareForSync=1", "skipped"),
        ("Synchronize=0x80004005", "failed"),
        ("in.Synchronize=segv", "failed"),
        ("in.Synchronize=fork", "failed"),
        ("in.Synchronize=_exit", "failed"),
        ("after.Synchronize=done:sync:0x80004005", "failed"),
    ] {
        let lines = world.run(behaviour, &["sync", "docs", "item 1", "--json"]).ends(4).json();
        assert_eq!(pairs(&items(&lines)), [("docs", "succeeded"), ("item 1", status)], "{behaviour}");
        assert_eq!(finished(&lines), 4);
    }
    let summary = world.run("Synchronize=0x80004005", &["sync", "item 1"]).ends(4).out;
    assert!(summary.contains("item 1: failed"), "{summary}");
}

#[test]
fn what_a_handler_prints_is_not_ours() {
    let world = World::new("");
    let lines = world.run("in.Synchronize=print:noise", &["sync", "--json"]).ends(0).json();
    assert_eq!(finished(&lines), 0);
}

#[test]
fn connections_are_opened_once_and_closed_at_the_end() {
    let world = World::new("");
    let note = |word: &str| format!("echo {word} >> {}", world.sandbox.path("dialled").display());
    let config = format!(
        "[connections.office]\nup = \"{}\"\ndown = \"{}\"\ndefault = true\n[connections.bad]\nup = \"false\"\n",
        note("up"),
        note("down")
    );
    world.sandbox.write("home/.config/syncmgr/config.toml", &config);
    world.run("in.PrepareForSync=connect:-,connect:office,connect:bad,connect:none", &["sync"]).ends(0);
    assert_eq!(world.called("connect")[..2], ["connect:- -> 0x00000000", "connect:office -> 0x00000000"]);
    assert!(world.called("connect")[2..].iter().all(|call| call.contains("-> 0x8")), "{:?}", world.called("connect"));
    assert_eq!(world.sandbox.read("dialled").unwrap(), "up\ndown\n");
}

#[test]
fn ten_thousand_items_are_listed_and_run_in_one_session() {
    let world = World::new("");
    let behaviour = "items=10000;other.Synchronize=work,done:sync";
    let listed = world.run(behaviour, &["list", "--json"]).ends(0).json();
    assert_eq!(listed.iter().filter(|line| line["kind"] == "item").count(), 10_000);
    let lines = world.run(behaviour, &["sync", "--json"]).ends(0).json();
    let ended = items(&lines);
    assert_eq!((ended.len(), finished(&lines)), (10_000, 0));
    assert!(ended.iter().all(|(_, status)| status == "succeeded"));
}

#[test]
fn the_log_does_not_call_partly_in_sync_what_did_not_succeed_at_all() {
    let world = World::new("");
    for (behaviour, word) in [("Synchronize=0x80004005", "failed"), ("PrepareForSync=1", "skipped")] {
        let lines = world.run(behaviour, &["sync", "--json"]).ends(4).json();
        let session = lines[0]["session"].as_str().unwrap()[1..9].to_owned();
        let log = world.run("", &["log"]).ends(0).out;
        let line = log.lines().find(|line| line.contains(&session)).unwrap();
        assert!(line.contains(&format!("  {word}  ")), "{log}");
        let log = world.run("", &["log", &session]).ends(0).out;
        assert!(log.ends_with(&format!("  {word}: nothing done\n")), "{log}");
    }
}
