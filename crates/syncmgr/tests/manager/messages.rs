use serde_json::Value;

use crate::service::until;
use crate::world::{CLSID, World, finished, id, items};

/// Logs a message that leads to more.
const CLICKABLE: &str = "after.Synchronize=log:3:bad:7:1:9:1,work,done:sync";

fn number(message: &Value) -> String {
    message["id"].to_string()
}

#[test]
fn messages_of_every_level_are_kept_with_all_they_say() {
    let world = World::new("");
    let behaviour = "after.Synchronize=log:1:one,log:2:two:4:0:0:1,log:3:three:7:1:9:2,log:3:four:1:1,work,done:sync";
    world.run(behaviour, &["sync"]).ends(0);
    let messages = world.messages();
    let fields = ["level", "text", "item", "item_id", "error_id", "jump"];
    let found: Vec<Vec<Value>> =
        messages.iter().map(|message| fields.iter().map(|field| message[field].clone()).collect()).collect();
    let expected = serde_json::json!([
        ["information", "one", null, null, null, false],
        ["warning", "two", "item 1", id(1), null, false],
        ["error", "three", "item 2", id(2), id(9), true],
        ["error", "four", null, null, null, false],
    ]);
    assert_eq!(serde_json::to_value(found).unwrap(), expected);
    assert!(messages.iter().all(|message| message["handler"] == CLSID));
    world.run("", &["errors", "show", &number(&messages[3])]).ends(1);
    assert!(world.called("ShowError").is_empty(), "not clickable");
}

#[test]
fn without_a_manager_a_new_instance_answers() {
    let world = World::new("");
    world.run(CLICKABLE, &["sync", "item 1"]).ends(0);
    let message = number(&world.messages()[0]);
    world.forget();
    world.run("", &["errors", "show", &message]).ends(0);
    let calls = world.calls();
    let wanted = [
        "Initialize reserved=0 flags=0x203",
        "GetHandlerInfo",
        "EnumSyncMgrItems",
        "SetProgressCallback given",
        "ShowError parent=NULL error=9",
    ];
    let mut rest = calls.iter();
    assert!(wanted.iter().all(|wanted| rest.any(|call| call.starts_with(wanted))), "{calls:?}");
    for (behaviour, code) in [
        ("ShowError=0x80004005", 1),
        ("after.ShowError=done:error:0x80004005", 1),
        ("in.ShowError=segv", 1),
        ("ShowError=1", 0),
    ] {
        let behaviour = if behaviour == "ShowError=1" { "ShowError=1;in.ShowError=done:error" } else { behaviour };
        world.run(behaviour, &["errors", "show", &message]).ends(code);
    }
    world.run("", &["handler", "unregister", CLSID]).ends(0);
    world.run("", &["errors", "show", &message]).ends(1).complains("is not registered any more");
}

#[test]
fn a_retry_runs_the_given_items_and_may_settle_the_message() {
    let world = World::new("");
    world.run(CLICKABLE, &["sync", "item 1"]).ends(0);
    let message = number(&world.messages()[0]);
    let retry = "after.ShowError=done:error:0x40202:1:2";
    let lines =
        world.run(&format!("{retry};Synchronize=0x80004005"), &["errors", "show", &message, "--json"]).ends(4).json();
    assert_eq!((finished(&lines), items(&lines).len()), (4, 2));
    let settled = "after.ShowError=delete:9,done:error:0x40202:1";
    let lines = world.run(settled, &["errors", "show", &message, "--json"]).ends(0).json();
    assert_eq!(finished(&lines), 0);
    assert!(!world.messages().iter().any(|kept| number(kept) == message));
    assert!(world.called("PrepareForSync").ends_with(&["PrepareForSync items=1 parent=NULL reserved=0".to_owned()]));
}

#[test]
fn a_manager_keeps_the_instance_until_its_last_message_is_cleared() {
    let world = World::new("");
    let serve = world.serve(CLICKABLE);
    world.run("", &["sync", "item 1"]).ends(0);
    assert!(world.called("Release").is_empty(), "it stays");
    let message = number(&world.messages()[0]);
    world.run("", &["errors", "show", &message]).ends(0);
    assert_eq!((world.called("CreateInstance").len(), world.called("ShowError").len()), (1, 1));
    world.run("", &["errors", "clear", &message]).ends(0);
    until("the release", || world.called("Release").len() == 1);
    assert_eq!(world.called("SetProgressCallback NULL").len(), 1);
    world.run("", &["sync", "item 1"]).ends(0);
    serve.finish();
    assert_eq!(world.called("Release").len(), 2, "the end of the manager releases in order");
    assert_eq!(world.called("SetProgressCallback NULL").len(), 2);
}

#[test]
fn a_manager_releases_an_instance_that_deletes_its_last_message_itself() {
    let world = World::new("");
    let serve = world.serve(&format!("{CLICKABLE};in.ShowError=delete:9"));
    world.run("", &["sync", "item 1"]).ends(0);
    let message = number(&world.messages()[0]);
    world.run("", &["errors", "show", &message]).ends(0);
    until("the release", || world.called("Release").len() == 1);
    assert!(world.messages().is_empty());
    serve.finish();
}
