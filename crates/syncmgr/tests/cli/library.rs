use serde_json::{Value, json};

use crate::sandbox::{self, Sandbox};
use crate::service::until;

const CLSID: &str = "{6295df40-35ee-11d1-8707-00c04fd93327}";
const NULL: &str = "{00000000-0000-0000-0000-000000000000}";
const INVALID_ARG: i32 = 0x8007_0057_u32.cast_signed();

fn call(world: &Sandbox, call: &Value) -> Value {
    sandbox::library(&mut world.command(&[]), call)
}

fn register(world: &Sandbox, clsid: &str, flags: u32, description: Option<&str>) -> Value {
    call(world, &json!({"register": {"clsid": clsid, "flags": flags, "description": description}}))
}

fn unregister(world: &Sandbox) -> Value {
    call(world, &json!({"unregister": {"clsid": CLSID}}))
}

fn info(world: &Sandbox) -> Value {
    call(world, &json!({"info": {"clsid": CLSID}}))
}

#[test]
fn registrations_are_facts_of_their_own() {
    let world = Sandbox::new();
    assert_eq!(info(&world), json!({"hresult": 1, "flags": 0}));
    assert_eq!(unregister(&world), json!({"hresult": 1}));
    assert_eq!(register(&world, CLSID, 5, Some("Mail")), json!({"hresult": 0}));
    assert_eq!(info(&world), json!({"hresult": 0, "flags": 5}));
    let listed = world.run(&["handler", "list", "--json"]).json()[1].clone();
    assert_eq!((&listed["description"], &listed["events"]), (&json!("Mail"), &json!(["connect", "idle"])));
    world.run(&["handler", "info", CLSID]).ends(1).complains("nobody has said where its class comes from");
    assert_eq!(register(&world, CLSID, 0, None), json!({"hresult": 0}));
    assert_eq!(info(&world)["flags"], 0);
    assert_eq!(unregister(&world), json!({"hresult": 0}));
    assert_eq!(register(&world, CLSID, 8, None)["hresult"], INVALID_ARG);
    assert_eq!(register(&world, NULL, 1, None)["hresult"], INVALID_ARG);
}

#[test]
fn an_unregistered_class_keeps_where_it_comes_from() {
    let world = Sandbox::new();
    world.run(&["handler", "register", "--command", "cat", "--clsid", CLSID, "--events", "idle"]).ends(0);
    unregister(&world);
    assert_eq!(world.run(&["handler", "list", "--json"]).json().len(), 1);
    register(&world, CLSID, 3, None);
    let listed = world.run(&["handler", "list", "--json"]).json()[1].clone();
    assert_eq!((&listed["events"], &listed["command"]), (&json!(["connect", "disconnect"]), &json!(["cat"])));
}

#[test]
fn bad_calls_have_their_code() {
    let world = Sandbox::new();
    register(&world, CLSID, 0, None);
    let update = |flags: u32, clsid: &str| {
        call(&world, &json!({"update_items": {"clsid": clsid, "flags": flags, "cookie": null}}))["hresult"].clone()
    };
    assert_eq!(update(1, CLSID), INVALID_ARG);
    assert_eq!(update(2, "{6295df41-35ee-11d1-8707-00c04fd93327}"), INVALID_ARG);
    let unknown = call(&world, &json!({"dance": {}}));
    assert_eq!(unknown["hresult"], 0x8000_4005_u32.cast_signed());
    assert!(unknown["message"].as_str().unwrap().starts_with("not a call of the library: "), "{unknown}");
}

#[test]
fn a_session_of_a_program_outlives_it_and_needs_no_manager() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    assert_eq!(call(&world, &json!("update_all")), json!({"hresult": 0}));
    until("the session", || world.read("right/a").is_some());
    until("the end of the manager", || !world.path("home/.local/state/syncmgr/run/serve.sock").exists());
    let session = world.run(&["log", "--json"]).json()[0].clone();
    assert_eq!((&session["trigger"], &session["exit"]), (&json!("invoke"), &json!(0)));
}
