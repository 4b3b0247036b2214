use serde_json::json;

use crate::sandbox::library;
use crate::service::until;
use crate::world::{World, finished, items};

fn flags(world: &World) -> Vec<String> {
    let flags = world.called("Initialize");
    flags.iter().map(|call| call.split("flags=").nth(1).unwrap().split(' ').next().unwrap().to_owned()).collect()
}

/// Proves: R-REG-6, R-REG-8, R-REG-15, R-SYS-6, D-48
#[test]
fn each_event_reaches_the_handlers_that_are_registered_for_it() {
    for (events, event, expected) in [
        ("connect", "connect", Some("0x201")),
        ("connect", "logon", Some("0x201")),
        ("disconnect", "disconnect", Some("0x202")),
        ("disconnect,idle", "logoff", Some("0x202")),
        ("idle", "idle", Some("0x4")),
        ("connect,idle", "logoff", None),
        ("", "logon", None),
        ("connect", "connect:office", None),
    ] {
        let world = World::new(events);
        let lines = world.run("", &["fire", event, "--json"]).ends(0).json();
        assert_eq!(flags(&world), Vec::from_iter(expected.map(str::to_owned)), "{events} {event}");
        assert_eq!(items(&lines).len(), if expected.is_some() { 2 } else { 0 });
    }
}

#[test]
fn marks_choose_the_items_and_networks_have_their_own() {
    let world = World::new("connect");
    world.run("", &["uncheck", "item 1", "--for", "logon"]).ends(0);
    world.run("", &["trigger", "item 1", "--on", "connect:office"]).ends(0);
    world.forget();
    for (event, prepared) in [("connect", "items=2"), ("connect:office", "items=1")] {
        world.run("", &["fire", event]).ends(0);
        assert!(world.called("PrepareForSync").last().unwrap().contains(prepared), "{event}");
    }
    world.run("", &["trigger", "item 1", "--on", "connect:office", "off"]).ends(0);
    world.forget();
    world.run("", &["fire", "connect:office"]).ends(0);
    assert!(world.calls().is_empty());
}

#[test]
fn schedules_and_idle_time_run_marked_items_only() {
    let world = World::new("idle");
    world.run("", &["schedule", "item 2", "every", "1s"]).ends(0);
    world.forget();
    let serve = world.serve("");
    until("two runs", || world.called("PrepareForSync").len() >= 2);
    world.run("", &["schedule", "item 2", "off"]).ends(0);
    assert!(world.called("PrepareForSync").iter().all(|call| call.contains("items=2 ")), "{:?}", world.calls());
    assert!(flags(&world).iter().any(|flags| flags == "0x6"));
    world.run("", &["trigger", "item 1", "--on", "idle:5m", "--every", "1s"]).ends(0);
    world.forget();
    world.run("", &["fire", "idle"]).ends(0);
    until("the repetition", || world.called("PrepareForSync items=1 ").len() >= 2);
    assert_eq!(world.called("PrepareForSync")[0], "PrepareForSync items=1,2 parent=NULL reserved=0");
    world.run("", &["fire", "active"]).ends(0);
    serve.finish();
}

/// Proves: R-REG-4, R-REG-5, R-REG-9
#[test]
fn a_registration_counts_at_once_while_a_manager_serves() {
    let world = World::new("idle");
    let serve = world.serve("");
    let clsid = crate::world::CLSID;
    library(&mut world.command("", &[]), &json!({"unregister": {"clsid": clsid}}));
    world.run("", &["fire", "idle"]).ends(0);
    assert!(world.calls().is_empty());
    let again = json!({"register": {"clsid": clsid, "flags": 1, "description": null}});
    library(&mut world.command("", &[]), &again);
    world.run("", &["fire", "idle"]).ends(0);
    assert!(world.calls().is_empty(), "other flags now");
    world.run("", &["fire", "connect"]).ends(0);
    assert_eq!(flags(&world), ["0x201"]);
    serve.finish();
}

/// Proves: D-34
#[test]
fn the_log_off_goes_on_when_its_wait_is_over_whatever_handlers_do() {
    let world = World::new("disconnect");
    world.sandbox.write("home/.config/syncmgr/config.toml", "[sessions]\nlogoff-wait = \"1s\"\n");
    let waiting = "other.Synchronize=cancelled:1,done:sync";
    let lines = world.run(waiting, &["fire", "logoff", "--json"]).ends(130).json();
    assert_eq!(
        items(&lines),
        [("item 1".to_owned(), "stopped".to_owned()), ("item 2".to_owned(), "stopped".to_owned())]
    );
    let hanging = world.run("in.Synchronize=hang", &["fire", "logoff", "--json"]).json();
    assert!(items(&hanging).iter().all(|(_, status)| status != "succeeded"), "{hanging:?}");
    finished(&hanging);
    world.run("other.Synchronize=work,done:sync", &["fire", "connect", "--json"]).ends(0);
}
