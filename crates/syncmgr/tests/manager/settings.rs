//! The dialogs of the contract, as the command line has them: the choice of items, the settings of each trigger, the error list.

use serde_json::{Value, json};

use crate::service::until;
use crate::world::{CLSID, World, id, items};

/// The boxes of an item.
fn boxes(world: &World, behaviour: &str, item: &str) -> Value {
    let lines = world.run(behaviour, &["list", "--json"]).ends(0).json();
    lines.iter().find(|line| line["kind"] == "item" && line["name"] == item).unwrap()["checked"].clone()
}

/// What the handler was asked to prepare, since the log was forgotten.
fn prepared(world: &World) -> Vec<String> {
    let calls = world.called("PrepareForSync ");
    calls.iter().map(|call| call.split(['=', ' ']).nth(2).unwrap().to_owned()).collect()
}

/// Proves: R-UI-1, R-UI-9, R-SYS-7, R-SYS-8, R-ITM-3, R-ITM-4, D-10
#[test]
fn checked_items_run_and_each_has_its_box() {
    let world = World::new("");
    let script = "item1.state=0";
    assert_eq!(boxes(&world, script, "item 1")["manual"], false, "as the handler has it");
    world.run(script, &["check", "item 1"]).ends(0);
    world.run(script, &["uncheck", "item 2"]).ends(0);
    assert_eq!(boxes(&world, script, "item 1")["manual"], true);
    world.forget();
    world.run(script, &["sync"]).ends(0);
    assert_eq!(prepared(&world), ["1"]);
    world.run(script, &["sync", "item 2"]).ends(0);
    assert_eq!(prepared(&world), ["1", "2"], "by name whatever its box");
    assert_eq!(boxes(&world, script, "item 2")["manual"], false, "which stays as it is");
    world.run("item.flags=1", &["properties", "item 2"]).ends(0);
    assert_eq!(world.called("ShowProperties").len(), 1);
}

/// Proves: R-UI-2, R-UI-3, R-UI-4, R-UI-6, R-SYS-6, D-32
#[test]
fn log_on_and_log_off_and_idle_time_and_networks_are_set_one_by_one() {
    let world = World::new("connect,disconnect,idle");
    let kinds = ["logon", "logoff", "idle", "schedule"];
    for kind in kinds {
        world.run("", &["uncheck", "item 1", "item 2", "--for", kind]).ends(0);
    }
    let none = json!({"manual": true, "logon": false, "logoff": false, "idle": false, "schedule": false});
    assert_eq!(boxes(&world, "", "item 1"), none);
    for kind in kinds {
        world.run("", &["check", "item 1", "--for", kind]).ends(0);
        let mut one = none.clone();
        one[kind] = true.into();
        assert_eq!(boxes(&world, "", "item 1"), one);
        world.run("", &["uncheck", "item 1", "--for", kind]).ends(0);
    }
    world.run("", &["trigger", "item 1", "--on", "logon"]).ends(0);
    world.run("", &["trigger", "item 2", "--on", "logoff"]).ends(0);
    world.run("", &["trigger", "item 1", "--on", "idle:10m"]).ends(0);
    world.run("", &["trigger", "item 2", "--on", "connect:office"]).ends(0);
    world.run("", &["trigger", "item 1", "--on", "disconnect:office"]).ends(0);
    for (event, expected) in [
        ("logon", &["1"][..]),
        ("connect", &["1"]),
        ("logoff", &["2"]),
        ("disconnect", &["2"]),
        ("idle", &["1"]),
        ("connect:office", &["2"]),
        ("disconnect:office", &["1"]),
        ("connect:home", &[]),
    ] {
        world.forget();
        world.run("", &["fire", event]).ends(0);
        assert_eq!(prepared(&world), expected, "{event}");
    }
}

/// Proves: R-UI-7, R-UI-8, R-SYS-5, R-INI-8, R-INI-10
#[test]
fn set_times_and_idle_time_come_round_again() {
    let world = World::new("idle");
    let serve = world.serve("");
    world.run("", &["schedule", "item 2", "every", "1s"]).ends(0);
    world.forget();
    until("two runs at set times", || prepared(&world).len() >= 2);
    world.run("", &["schedule", "item 2", "off"]).ends(0);
    world.run("", &["trigger", "item 1", "--on", "idle:1m", "--every", "1s"]).ends(0);
    until("the last run", || world.called("Initialize").len() == world.called("Release").len());
    world.forget();
    world.run("", &["fire", "idle"]).ends(0);
    until("two more runs while idle", || prepared(&world).len() >= 3);
    world.run("", &["fire", "active"]).ends(0);
    until("their end", || world.called("Initialize").len() == world.called("Release").len());
    let runs = prepared(&world);
    assert!(runs[0] == "1,2" && runs[1..].iter().all(|items| items == "1"), "{runs:?}");
    assert!(world.called("Initialize").iter().all(|call| call.contains("flags=0x4 ")));
    serve.finish();
}

/// Proves: R-UI-7
#[test]
fn handlers_that_are_not_registered_for_idleness_are_not_repeated() {
    let world = World::new("connect");
    world.run("", &["trigger", "item 1", "--on", "idle:1m", "--every", "1s"]).ends(0);
    world.run("", &["schedule", "item 2", "every", "1s"]).ends(0);
    world.forget();
    let serve = world.serve("");
    world.run("", &["fire", "idle"]).ends(0);
    until("three runs at set times", || prepared(&world).len() >= 3);
    serve.finish();
    assert!(prepared(&world).iter().all(|items| items == "2"), "{:?}", prepared(&world));
}

/// Proves: R-UI-10, R-LOG-1, R-DEL-2, R-DEL-3
#[test]
fn an_instance_takes_back_its_own_messages_and_no_others() {
    let world = World::new("");
    world.run("after.Synchronize=log:3:first:7:1:9:1,work,done:sync", &["sync", "item 1"]).ends(0);
    let script = "after.Synchronize=log:3:second:7:1:9:1,log:1:third,delete:all,log:2:fourth:2:0:9,work,done:sync";
    world.run(script, &["sync", "item 1"]).ends(0);
    world.run("after.Synchronize=delete:9,work,done:sync", &["sync", "item 1"]).ends(0);
    assert_eq!(world.called("delete:9"), ["delete:9 -> 0x00000001"], "it logged nothing itself");
    let texts: Vec<_> = world.messages().iter().map(|message| message["text"].clone()).collect();
    assert_eq!(texts, ["first", "fourth"]);
}

/// Proves: R-STA-1, R-STA-2, R-STA-3
#[test]
fn each_status_has_its_word_and_deleted_is_an_end() {
    let world = World::new("");
    let words = [
        "stopped",
        "skipped",
        "pending",
        "updating",
        "succeeded",
        "failed",
        "paused",
        "resuming",
        "updating_indeterminate",
    ];
    let mut reports: Vec<_> = (0..words.len()).map(|status| format!("progress:1:{status}:::,sleep:150")).collect();
    reports.push("progress:1:256:::,sleep:150,progress:2:256:::".to_owned());
    let script = format!("after.Synchronize={},done:sync:0x80004005", reports.join(","));
    let lines = world.run(&script, &["sync", "--json"]).ends(0).json();
    let progress = lines.iter().filter(|line| line["kind"] == "progress" && line["item_id"] == id(1));
    let mut told: Vec<_> = progress.map(|line| line["status"].as_str().unwrap().to_owned()).collect();
    told.dedup();
    assert_eq!(told[..9], words);
    assert_eq!(told[9..], ["deleted"]);
    assert!(items(&lines).iter().all(|(_, status)| status == "succeeded"), "{lines:?}");
}

/// Proves: R-ITM-8, D-11
#[test]
fn temporary_items_keep_no_choices_after_a_session() {
    let world = World::new("");
    let script = "item1.flags=2";
    world.run(script, &["uncheck", "item 1", "item 2"]).ends(0);
    world.run(script, &["check", "item 1", "--for", "idle"]).ends(0);
    assert_eq!(boxes(&world, script, "item 1")["manual"], false, "it is a choice as long as no session was");
    world.run(script, &["sync", "item 2"]).ends(0);
    assert_eq!(boxes(&world, script, "item 1")["manual"], true);
    assert_eq!(boxes(&world, script, "item 2")["manual"], false, "others keep theirs");
}

/// Proves: R-ENU-7, R-ITM-2, R-ENS-4
#[test]
fn items_are_known_by_their_id_in_whatever_order_and_number_they_come() {
    let world = World::new("");
    world.run("items=3", &["uncheck", "item 3"]).ends(0);
    let mixed = "items=3;item1.id=3;item1.name=third;item2.id=1;item3.id=2";
    assert_eq!(boxes(&world, mixed, "third")["manual"], false);
    world.forget();
    world.run(mixed, &["sync"]).ends(0);
    assert_eq!(prepared(&world), ["1,2"]);
    let ids: Vec<_> = world.run(mixed, &["list", "--json"]).json()[1..].iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, [id(3), id(1), id(2)], "in the handler's order");
}

/// Proves: D-23
#[test]
fn a_dialog_that_changed_the_items_leads_to_a_new_list() {
    let world = World::new("");
    for (command, script) in [
        (&["properties", "item 1"][..], "item.flags=1;after.ShowProperties=done:properties:0x40211"),
        (&["properties", CLSID], "flags=1;after.ShowProperties=done:properties:0x40210"),
        (&["errors", "show", "1"], "after.ShowError=done:error:0x40211"),
    ] {
        world.run("after.Synchronize=log:3:x:7:1:9:1,work,done:sync", &["sync"]).ends(0);
        world.forget();
        world.run(script, command).ends(0);
        let calls = world.calls();
        let asked = |call: &&String| call.starts_with("Show") || *call == "EnumSyncMgrItems";
        let asked: Vec<_> = calls.iter().filter(asked).map(|call| call.split(' ').next().unwrap()).collect();
        let [.., before, shown, after] = &asked[..] else { panic!("{asked:?}") };
        assert!(
            shown.starts_with("Show") && [before, after].iter().all(|call| **call == "EnumSyncMgrItems"),
            "{asked:?}"
        );
    }
}
