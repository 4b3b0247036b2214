use std::io::Write;
use std::process::Stdio;

use serde_json::json;

use crate::sandbox::Sandbox;
use crate::service::until;

const CLSID: &str = "{6295df40-35ee-11d1-8707-00c04fd93327}";
const INVALID_ARG: i32 = 0x8007_0057_u32.cast_signed();

fn call(world: &Sandbox, arguments: &[&str]) -> serde_json::Value {
    world.run(&[&["__library"], arguments].concat()).ends(0).json()[0].clone()
}

fn invoke(world: &Sandbox, flags: &str, clsid: &str, cookie: &str) -> serde_json::Value {
    let mut command = world.command(&["__library", "invoke", flags, clsid]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(cookie.as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn registrations_are_facts_of_their_own() {
    let world = Sandbox::new();
    assert_eq!(call(&world, &["info", CLSID]), json!({"hresult": 1, "flags": 0}));
    assert_eq!(call(&world, &["unregister", CLSID]), json!({"hresult": 1}));
    assert_eq!(call(&world, &["register", CLSID, "5", "Mail"]), json!({"hresult": 0}));
    assert_eq!(call(&world, &["info", CLSID]), json!({"hresult": 0, "flags": 5}));
    let listed = world.run(&["handler", "list", "--json"]).json()[1].clone();
    assert_eq!((&listed["description"], &listed["events"]), (&json!("Mail"), &json!(["connect", "idle"])));
    world.run(&["handler", "info", CLSID]).ends(1).complains("nobody has said where its class comes from");
    assert_eq!(call(&world, &["register", CLSID, "0"]), json!({"hresult": 0}));
    assert_eq!(call(&world, &["info", CLSID])["flags"], 0);
    assert_eq!(call(&world, &["unregister", CLSID]), json!({"hresult": 0}));
    assert_eq!(call(&world, &["register", CLSID, "8"])["hresult"], INVALID_ARG);
    let null = "{00000000-0000-0000-0000-000000000000}";
    assert_eq!(call(&world, &["register", null, "1"])["hresult"], INVALID_ARG);
}

#[test]
fn an_unregistered_class_keeps_where_it_comes_from() {
    let world = Sandbox::new();
    world.run(&["handler", "register", "--command", "cat", "--clsid", CLSID, "--events", "idle"]).ends(0);
    call(&world, &["unregister", CLSID]);
    assert_eq!(world.run(&["handler", "list", "--json"]).json().len(), 1);
    call(&world, &["register", CLSID, "3"]);
    let listed = world.run(&["handler", "list", "--json"]).json()[1].clone();
    assert_eq!((&listed["events"], &listed["command"]), (&json!(["connect", "disconnect"]), &json!(["cat"])));
}

#[test]
fn bad_calls_have_their_code() {
    let world = Sandbox::new();
    call(&world, &["register", CLSID, "0"]);
    for (flags, clsid, cookie) in
        [("1", CLSID, ""), ("2", "{6295df41-35ee-11d1-8707-00c04fd93327}", ""), ("2", CLSID, "no base64")]
    {
        assert_eq!(invoke(&world, flags, clsid, cookie)["hresult"], INVALID_ARG, "{flags} {clsid} {cookie}");
    }
}

#[test]
fn a_session_of_a_program_outlives_it_and_needs_no_manager() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    assert_eq!(call(&world, &["update-all"]), json!({"hresult": 0}));
    until("the session", || world.read("right/a").is_some());
    until("the end of the manager", || !world.path("home/.local/state/syncmgr/run/serve.sock").exists());
    let session = world.run(&["log", "--json"]).json()[0].clone();
    assert_eq!((&session["trigger"], &session["exit"]), (&json!("invoke"), &json!(0)));
}
