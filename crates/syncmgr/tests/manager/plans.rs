//! Items of handlers are paused, shown and planned like folders.

use crate::world::{CLSID, World, finished, id, items};

fn item<'a>(lines: &'a [serde_json::Value], name: &str) -> &'a serde_json::Value {
    lines.iter().find(|line| line["kind"] == "item" && line["name"] == name).unwrap()
}

/// Proves: R-SYS-5, R-SYS-7, R-UI-8
#[test]
fn the_next_run_of_an_item_is_listed_and_told_when_it_is_overdue() {
    let world = World::new("");
    world.run("", &["schedule", "item 1", "every", "1d"]).ends(0);
    let lines = world.run("", &["list", "--json"]).ends(0).json();
    assert_eq!(item(&lines, "item 1")["schedule"], "every 1d");
    assert!(item(&lines, "item 1")["next_run"].as_str().unwrap().contains('T'));
    assert_eq!(item(&lines, "item 2")["next_run"], serde_json::Value::Null);
    assert!(world.run("", &["list"]).ends(0).out.contains("NEXT RUN"));
    assert!(!world.run("", &["status"]).ends(0).out.contains("overdue"));

    world.run("", &["schedule", "item 1", "every", "1s"]).ends(0);
    crate::service::until("the item is overdue", || {
        world
            .run("", &["status", "--json"])
            .ends(0)
            .json()
            .iter()
            .any(|line| line["kind"] == "overdue" && line["item"] == "item 1" && line["item_id"] == id(1).as_str())
    });
    let status = world.run("", &["status"]).ends(0).out;
    assert!(status.contains("overdue: item 1, since ") && status.contains("start `syncmgr serve`"), "{status}");
    assert!(world.run("", &["list"]).ends(0).out.contains("overdue since "));

    world.run("", &["pause", "item 1"]).ends(0);
    assert!(!world.run("", &["status"]).ends(0).out.contains("overdue"), "what is paused is not expected");
}

/// Proves: R-SYS-7
#[test]
fn a_paused_item_of_a_handler_runs_only_when_it_is_named() {
    let world = World::new("");
    let work = "other.Synchronize=work,done:sync";
    world.run("", &["pause", "item 1"]).ends(0).says("paused `item 1`: left out until `syncmgr resume item 1`\n");
    assert_eq!(item(&world.run("", &["list", "--json"]).json(), "item 1")["paused"], true);
    let lines = world.run(work, &["sync", "--json"]).ends(0).json();
    assert_eq!(items(&lines), [("item 2".to_owned(), "succeeded".to_owned())]);
    let lines = world.run(work, &["sync", "item 1", "--json"]).ends(0).json();
    assert_eq!((items(&lines).len(), finished(&lines)), (1, 0));
    let nobody = world.run("", &["pause", "item 2", "nobody"]).ends(2);
    nobody.complains("there is no item `nobody`");
    world.run("", &["resume", &id(1)]).ends(0);
    assert_eq!(items(&world.run(work, &["sync", "--json"]).ends(0).json()).len(), 2);
}

#[test]
fn an_item_of_a_handler_is_shown() {
    let world = World::new("");
    world.run("", &["uncheck", "item 2", "--for", "idle"]).ends(0);
    let shown = &world.run("name=Mail;item2.flags=1", &["show", &id(2).to_uppercase(), "--json"]).ends(0).json()[0];
    assert_eq!(
        *shown,
        serde_json::json!({
            "kind": "item", "name": "item 2", "id": id(2), "handler": CLSID, "handler_name": "Mail", "properties": true,
            "checked": ["manual", "logon", "logoff", "schedule"], "paused": false, "schedule": null, "next_run": null,
            "options": {},
        })
    );
    let lines = world.run("name=Mail", &["show", "item 2"]).ends(0).out;
    assert!(lines.contains("handler name  Mail\nchecked       manual, logon, logoff, schedule\n"), "{lines}");
}
