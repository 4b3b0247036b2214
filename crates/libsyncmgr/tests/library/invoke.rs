//! `ISyncMgrSynchronizeInvoke` from a C++ program. The handler writes down what reaches it.

use std::io::Read;
use std::process::Stdio;

use crate::artifacts::succeed;
use crate::client::{caller, calls, world};
use crate::service::until;
use crate::world::{CLSID, World};

const OK: &str = "0x00000000";
const INVALID: &str = "0x80070057";
const START: &str = "2";

fn update(world: &World, behaviour: &str, flags: &str, cookie: &str) -> String {
    calls(world, behaviour, &["update", flags, CLSID, cookie]).remove(0)
}

/// The manager in the background ends by itself when nothing is left to do.
fn until_nobody_serves(world: &World) {
    let socket = world.sandbox.path("home/.local/state/syncmgr/run/serve.sock");
    until("the end of the manager", || !socket.exists());
}

/// Proves: R-INV-1, R-INV-2, R-INV-3, R-INV-11, R-SYS-9, R-INI-9, R-INI-21, R-INI-22, R-INI-24, D-26, D-27, A13
#[test]
fn d_26_the_cookie_arrives_as_it_was_whether_a_manager_serves_or_not() {
    for serving in [false, true] {
        let world = world("");
        let serve = serving.then(|| world.serve(""));
        for (cookie, arrives) in [
            ("-", "cb=0 cookie=NULL"),
            ("=0", "cb=0 cookie=NULL"),
            ("00", "cb=1 cookie=00"),
            ("000102ff0000", "cb=6 cookie=000102ff0000"),
            ("=1048576", "cb=1048576 cookie=00010203..fcfdfeff sum=2630655429"),
        ] {
            world.forget();
            assert_eq!(update(&world, "", START, cookie), OK);
            world.wait_for_call("Release");
            assert_eq!(world.called("Initialize"), [format!("Initialize reserved=0 flags=0x205 {arrives}")]);
        }
        match serve {
            Some(serve) => serve.finish(),
            None => until_nobody_serves(&world),
        }
    }
}

/// Proves: R-INV-3, R-INV-4, R-INV-5, D-9, D-27, S5, A12
#[test]
fn d_27_s5_with_start_the_list_decides_without_it_the_choice_and_minimized_bothers_nobody() {
    let world = world("");
    world.run("", &["uncheck", "item 1"]).ends(0);
    let listed = "item1.state=1;item2.state=0";
    let serve = world.serve(listed);
    for (flags, initialize, chosen) in [
        ("2", "0x205", Some("items=1 ")),
        ("6", "0x5", Some("items=1 ")),
        // In the choice the mark of manual runs is taken away from item 1, and item 2 is as the handler lists it.
        ("0", "0x205", None),
        ("4", "0x5", None),
    ] {
        world.forget();
        assert_eq!(update(&world, "", flags, "01"), OK);
        world.wait_for_call("Release");
        assert!(world.called("Initialize")[0].contains(&format!("flags={initialize} ")), "{flags}");
        let prepared = world.called("PrepareForSync");
        assert_eq!(prepared.len(), usize::from(chosen.is_some()), "{flags}: {prepared:?}");
        assert!(chosen.is_none_or(|chosen| prepared[0].contains(chosen)), "{flags}: {prepared:?}");
    }
    world.forget();
    world.run("", &["check", "item 1"]).ends(0);
    assert_eq!(update(&world, "", "0", "-"), OK);
    world.wait_for_call("PrepareForSync items=1 ");
    serve.finish();
}

/// Proves: R-INV-6, D-26
#[test]
fn d_26_what_cannot_be_queued_is_refused_with_its_code() {
    let world = world("");
    for flags in ["1", "3", "8", "0x80000002"] {
        assert_eq!(update(&world, "", flags, "-"), INVALID, "{flags}");
    }
    for class in ["{7e0f2b9c-52b7-4b9e-9f5a-6b1d3c0a8e11}", "{00000000-0000-0000-0000-000000000000}"] {
        assert_eq!(calls(&world, "", &["update", START, class, "-"]), [INVALID]);
    }
    assert_eq!(update(&world, "", START, "=16777217"), "0x8007000e", "more than 16 MiB");
    let mut nowhere = caller(&world, "", &["update", START, CLSID, "-", "+", "all"]);
    let out = succeed(nowhere.env("SYNCMGR_STATE_DIR", "/dev/null/state"));
    assert_eq!(out, "0x80004005\n0x80004005\n", "no place for a queue");
    calls(&world, "", &["unregister", CLSID]);
    assert_eq!(update(&world, "", START, "-"), INVALID, "no longer registered");
    assert_eq!(world.calls(), [""; 0]);
}

/// Proves: R-INV-6, R-INV-7, R-INV-8, R-INV-9, R-INV-10, D-28, A13
#[test]
fn d_28_update_all_returns_at_once_and_its_session_outlives_the_caller() {
    let world = world("");
    world.run("", &["uncheck", "item 2"]).ends(0);
    world.sandbox.write("left/a", "1");
    world.run("", &["add", "docs", "left", "right"]).ends(0);
    world.forget();
    // The handler does not end before item 1 is skipped, which happens after the caller is gone.
    assert_eq!(calls(&world, "after.Synchronize=skipped:1,progress:1:1::,done:sync", &["all"]), [OK]);
    world.wait_for_call("Synchronize");
    assert_eq!(world.called("Release"), [""; 0]);
    assert_eq!(world.called("Initialize"), ["Initialize reserved=0 flags=0x205 cb=0 cookie=NULL"]);
    assert_eq!(world.called("PrepareForSync"), ["PrepareForSync items=1 parent=NULL reserved=0"]);
    until("the skip", || world.run("", &["skip", "item 1"]).code == 0);
    world.wait_for_call("Release");
    until("the folders", || world.sandbox.read("right/a").is_some());
    until_nobody_serves(&world);
    let session = world.run("", &["log", "--json"]).json()[0].clone();
    assert_eq!((&session["trigger"], &session["exit"]), (&"invoke".into(), &4.into()));
}

/// Proves: D-26
#[test]
fn d_26_sessions_of_one_handler_queue_behind_each_other() {
    let world = world("");
    let behaviour = "after.Synchronize=skipped:1,progress:1:1::,progress:2:4::,done:sync";
    let second = ["update", START, CLSID, "02"];
    assert_eq!(update(&world, behaviour, START, "01"), OK);
    world.wait_for_call("Synchronize");
    assert_eq!(calls(&world, behaviour, &second), [OK]);
    assert_eq!(world.called("Initialize").len(), 1, "the second one waits");
    until("the skip", || world.run("", &["skip", "item 1"]).code == 0);
    until("the second", || world.called("Synchronize").len() == 2);
    let order = world.calls();
    let at = |beginning: &str| order.iter().position(|call| call.starts_with(beginning)).unwrap();
    assert!(at("Release") < at("Initialize reserved=0 flags=0x205 cb=1 cookie=02"), "{order:?}");
    until("the skip", || world.run("", &["skip", "item 1"]).code == 0);
    until("the end", || world.called("Release").len() == 2);
    until_nobody_serves(&world);
}

/// Proves: D-26
#[test]
fn d_26_many_callers_at_once_need_one_manager_and_none_is_turned_away() {
    let world = world("");
    world.forget();
    let mut callers: Vec<_> = (0..8u8)
        .map(|n| {
            let cookie = format!("{n:02x}");
            let mut caller = caller(&world, "", &["update", START, CLSID, &cookie]);
            caller.stdout(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for caller in &mut callers {
        let mut out = String::new();
        caller.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        assert!(caller.wait().unwrap().success());
        assert_eq!(out.trim_end(), OK);
    }
    until("all sessions", || world.called("Release").len() == 8);
    let mut begun = world.called("Initialize");
    begun.sort_unstable();
    let expected = (0..8).map(|n| format!("Initialize reserved=0 flags=0x205 cb=1 cookie={n:02x}"));
    assert_eq!(begun, expected.collect::<Vec<_>>());
    until_nobody_serves(&world);
}

/// Proves: D-26
#[test]
fn d_26_cookies_arrive_in_the_order_in_which_they_were_given() {
    let world = world("");
    let behaviour = "after.Synchronize=skipped:1,progress:1:1::,progress:2:4::,done:sync";
    let serve = world.serve(behaviour);
    assert_eq!(update(&world, "", START, "00"), OK);
    world.wait_for_call("Synchronize");
    let cookies = ["01", "02", "03", "04", "05", "06"];
    for cookie in cookies {
        assert_eq!(update(&world, "", START, cookie), OK);
    }
    for session in 1..=cookies.len() + 1 {
        until("the session", || world.called("Synchronize").len() == session);
        until("the skip", || world.run("", &["skip", "item 1"]).code == 0);
        until("the end", || world.called("Release").len() == session);
    }
    let begun = world.called("Initialize");
    let arrived: Vec<_> = begun.iter().map(|call| call.rsplit('=').next().unwrap()).collect();
    assert_eq!(arrived, ["00", "01", "02", "03", "04", "05", "06"]);
    serve.finish();
}
