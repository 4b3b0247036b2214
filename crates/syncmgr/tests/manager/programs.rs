//! Sessions that programs ask for, by way of the library.

use serde_json::json;

use crate::sandbox::library;
use crate::service::until;
use crate::world::{CLSID, World};

fn invoke(world: &World, behaviour: &str, flags: u32, cookie: Option<&str>) -> i64 {
    let call = json!({"update_items": {"clsid": CLSID, "flags": flags, "cookie": cookie}});
    library(&mut world.command(behaviour, &[]), &call)["hresult"].as_i64().unwrap()
}

fn until_nobody_serves(world: &World) {
    let socket = world.sandbox.path("home/.local/state/syncmgr/run/serve.sock");
    until("the end of the manager", || !socket.exists());
}

#[test]
fn the_cookie_reaches_initialize_and_checked_items_run() {
    let world = World::new("");
    world.run("", &["uncheck", "item 1"]).ends(0);
    world.forget();
    assert_eq!(invoke(&world, "item2.state=0", 2, Some("AAEC/w==")), 0);
    world.wait_for_call("Release");
    assert_eq!(world.called("Initialize"), ["Initialize reserved=0 flags=0x205 cb=4 cookie=000102ff"]);
    assert_eq!(
        world.called("PrepareForSync"),
        ["PrepareForSync items=1 parent=NULL reserved=0"],
        "stored marks do not count"
    );
    until_nobody_serves(&world);
    let marks = world.run("", &["list", "--json"]).json();
    assert_eq!(marks[1]["checked"]["manual"], false, "marks stay");
}

#[test]
fn minimized_bothers_nobody_and_without_start_the_marks_answer() {
    let world = World::new("");
    world.run("", &["uncheck", "item 1"]).ends(0);
    world.forget();
    assert_eq!(invoke(&world, "", 4, None), 0);
    world.wait_for_call("Release");
    assert_eq!(world.called("Initialize"), ["Initialize reserved=0 flags=0x5 cb=0 cookie=NULL"]);
    assert_eq!(world.called("PrepareForSync"), ["PrepareForSync items=2 parent=NULL reserved=0"]);
    until_nobody_serves(&world);
}

#[test]
fn a_second_request_waits_for_the_first() {
    let world = World::new("");
    let slow = "after.Synchronize=sleep:400,work,done:sync";
    let serve = world.serve(slow);
    assert_eq!((invoke(&world, "", 2, Some("AQ==")), invoke(&world, "", 2, Some("Ag=="))), (0, 0));
    until("both", || world.called("Release").len() == 2);
    let ends = world.calls();
    let order: Vec<_> =
        ends.iter().filter(|call| call.starts_with("Initialize") || call.starts_with("Release")).collect();
    assert!(
        order[0].contains("cookie=0") && order[1].starts_with("Release") && order[2].starts_with("Initialize"),
        "{order:?}"
    );
    serve.finish();
}

#[test]
fn update_all_takes_what_is_checked_for_manual_runs() {
    let world = World::new("");
    world.sandbox.write("left/a", "1");
    world.run("", &["add", "docs", "left", "right"]).ends(0);
    world.run("", &["uncheck", "item 2"]).ends(0);
    world.forget();
    assert_eq!(library(&mut world.command("", &[]), &json!("update_all")), json!({"hresult": 0}));
    world.wait_for_call("Release");
    assert_eq!(world.called("Initialize"), ["Initialize reserved=0 flags=0x205 cb=0 cookie=NULL"]);
    assert_eq!(world.called("PrepareForSync"), ["PrepareForSync items=1 parent=NULL reserved=0"]);
    until("the folders", || world.sandbox.read("right/a").is_some());
    until_nobody_serves(&world);
}
