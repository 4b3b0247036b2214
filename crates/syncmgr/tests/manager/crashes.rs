//! Handlers that crash again and again.

use jiff::Timestamp;
use syncmgr_core::Store;

use crate::service::until;
use crate::world::{CLSID, World, finished, items};

/// As if the manager had started it so often by itself, and it had crashed each time.
fn crashed(world: &World, times: usize) {
    let store = Store::open(&world.sandbox.path("home/.local/state/syncmgr")).unwrap();
    for _ in 0..times {
        store.add_handler_crash(CLSID.parse().unwrap(), Timestamp::now(), "gone".to_owned()).unwrap();
    }
}

#[test]
fn who_runs_it_by_hand_may_try_as_often_as_he_likes() {
    let world = World::new("connect");
    world.run("", &["list"]).ends(0);
    for _ in 0..12 {
        let lines = world.run("in.Synchronize=segv", &["sync", "--json"]).ends(4).json();
        assert!(items(&lines).iter().all(|(_, status)| status == "failed"));
    }
    world.run("in.Initialize=abort", &["fire", "logon"]).ends(4);
    let lines = world.run("", &["fire", "logon", "--json"]).ends(0).json();
    assert_eq!((finished(&lines), items(&lines).len()), (0, 2));
}

#[test]
fn a_schedule_leaves_it_alone_until_it_did_its_work_or_is_registered_again() {
    let world = World::new("");
    world.run("", &["schedule", "item 1", "every", "1s"]).ends(0);
    crashed(&world, 9);
    world.forget();
    let serve = world.serve("");
    let is_said =
        || world.messages().iter().any(|message| message["text"].to_string().contains("crashed 9 times since"));
    until("the message", is_said);
    assert!(world.calls().is_empty(), "it was not started");
    let status = world.run("", &["status"]).ends(0).out;
    assert!(status.contains(&format!("held back: {CLSID}, it crashed 9 times since")), "{status}");
    let held = |line: &serde_json::Value| line["kind"] == "held_back" && line["handler"] == CLSID;
    assert!(world.run("", &["status", "--json"]).json().iter().any(held));
    world.run("", &["sync", "item 2"]).ends(0);
    until("a run by itself", || !world.called("PrepareForSync items=1 ").is_empty());
    assert!(!world.run("", &["status", "--json"]).json().iter().any(held));
    crashed(&world, 9);
    let module = crate::build::handler();
    world.run("", &["handler", "register", module.to_str().unwrap(), "--clsid", CLSID]).ends(0);
    world.forget();
    until("a run by itself", || !world.called("PrepareForSync items=1 ").is_empty());
    serve.finish();
}
