use serde_json::{Value, json};

use crate::world::{CLSID, World, id};

/// Proves: D-36
#[test]
fn handlers_are_asked_each_time_and_items_stand_in_their_order() {
    let world = World::new("");
    let lines = world.run("flags=5;name=Mail;item2.state=0;item1.flags=9", &["list", "--json"]).ends(0).json();
    assert_eq!(lines[0], json!({"kind": "handler", "clsid": CLSID, "name": "Mail", "flags": 5, "properties": true}));
    let yes = json!({"manual": true, "logon": true, "logoff": true, "idle": true, "schedule": true});
    assert_eq!(
        (&lines[1]["name"], &lines[1]["id"], &lines[1]["handler"]),
        (&json!("item 1"), &json!(id(1)), &json!(CLSID))
    );
    assert_eq!((&lines[1]["checked"], &lines[1]["properties"]), (&yes, &json!(true)));
    assert_eq!(lines[2]["checked"]["manual"], false);
    assert_eq!(world.called("Initialize"), ["Initialize reserved=0 flags=0x303 cb=0 cookie=NULL"]);
    assert!(world.called("SetProgressCallback").is_empty() && world.called("Release").len() == 1);
}

/// Proves: R-ITM-6
#[test]
fn the_last_update_is_the_handlers_word_if_it_gives_one() {
    let world = World::new("");
    for _ in 0..2 {
        let lines = world.run("item1.flags=8", &["list", "--json"]).ends(0).json();
        assert_eq!(lines[1]["last_update"], "1970-01-01T00:00:00Z");
        assert_eq!(lines[2]["last_update"], Value::Null, "the member is there, the flag is not");
        world.run("", &["sync"]).ends(0);
    }
}

#[test]
fn handlers_without_items_are_listed_only_when_they_want() {
    let world = World::new("");
    assert_eq!(world.run("items=0", &["list", "--json"]).ends(0).json(), Vec::<Value>::new());
    assert_eq!(world.run("items=0;flags=4", &["list", "--json"]).ends(0).json().len(), 1);
}

#[test]
fn a_handler_that_fails_or_dies_is_left_out() {
    let world = World::new("");
    for behaviour in [
        "in.Initialize=segv",
        "Initialize=0x80004005",
        "EnumSyncMgrItems=0x80004005",
        "fault.Load=abort",
        "Initialize=1",
    ] {
        assert_eq!(world.run(behaviour, &["list", "--json"]).ends(0).json(), Vec::<Value>::new(), "{behaviour}");
    }
}

#[test]
fn marks_survive_an_incomplete_list_and_go_with_a_complete_one() {
    let world = World::new("");
    world.run("", &["uncheck", "item 2"]).ends(0);
    let checked = |behaviour: &str| {
        let lines = world.run(behaviour, &["list", "--json"]).ends(0).json();
        lines.iter().find(|line| line["name"] == "item 2").map(|line| line["checked"]["manual"].clone())
    };
    assert_eq!(checked(""), Some(json!(false)));
    assert_eq!(checked("items=1;EnumSyncMgrItems=0x40201"), None);
    assert_eq!(checked(""), Some(json!(false)), "missing items keep their marks");
    assert_eq!(checked("items=1"), None);
    assert_eq!(checked(""), Some(json!(true)));
}

#[test]
fn a_handler_tells_about_itself() {
    let world = World::new("");
    let info = world.run("flags=3;name=euro", &["handler", "info", &CLSID.to_uppercase(), "--json"]).ends(0).json();
    assert_eq!(
        (&info[0]["name"], &info[0]["flags"], &info[0]["properties"]),
        (&json!("€ 😀"), &json!(3), &json!(true))
    );
    world.run("in.Initialize=segv", &["handler", "info", CLSID]).ends(1).complains("SIGSEGV");
}

#[test]
fn modules_that_are_none_are_refused() {
    let world = World::new("");
    let module = crate::build::handler();
    let other = "{0badf00d-0001-0002-0003-0000000000ff}";
    world
        .run("", &["handler", "register", module.to_str().unwrap(), "--clsid", other])
        .ends(2)
        .complains("has no class");
    let none = crate::build::small_module(&world.sandbox.path("."), "none", "void f() {}", &[]);
    world.run("", &["handler", "register", none.to_str().unwrap(), "--clsid", CLSID]).ends(2).complains(
        "exports no DllGetClassObject, so it is no handler module: give the path of the handler's own .so file",
    );
    let ran =
        world.run("fault.Load=segv", &["handler", "register", module.to_str().unwrap(), "--clsid", CLSID]).ends(0);
    assert!(ran.out.contains("it crashed"), "{}", ran.out);
}

#[test]
fn properties_are_shown_and_waited_for() {
    let world = World::new("");
    world.run("", &["properties", "item 1"]).ends(1).complains("has no properties");
    world.forget();
    world.run("item.flags=1", &["properties", &id(2)]).ends(0);
    assert_eq!(world.called("ShowProperties"), ["ShowProperties parent=NULL item=2"]);
    assert_eq!(world.called("CreateInstance").len(), 1, "the instance that listed the item shows it");
    world.run("flags=1", &["properties", CLSID]).ends(0);
    assert_eq!(world.called("ShowProperties").last().unwrap(), "ShowProperties parent=NULL item=0");
    for (behaviour, why) in [
        ("ShowProperties=0x80004005", "ShowProperties gave E_FAIL"),
        ("after.ShowProperties=done:properties:0x80004005", "(E_FAIL)"),
        ("in.ShowProperties=segv", "SIGSEGV"),
    ] {
        world.run(&format!("item.flags=1;{behaviour}"), &["properties", "item 1"]).ends(1).complains(why);
    }
}

#[test]
fn an_item_that_a_dialog_deleted_loses_its_marks() {
    let world = World::new("");
    world.run("", &["uncheck", "item 1"]).ends(0);
    world.run("item.flags=1;after.ShowProperties=done:properties:0x40210", &["properties", "item 1"]).ends(0);
    assert_eq!(world.run("", &["list", "--json"]).json()[1]["checked"]["manual"], true);
}
