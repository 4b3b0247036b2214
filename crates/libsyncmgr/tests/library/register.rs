//! `ISyncMgrRegister` from a C++ program.

use serde_json::{Value, json};

use crate::client::{calls, world};
use crate::world::{CLSID, World};

const OK: &str = "0x00000000";
const FALSE: &str = "0x00000001";
const INVALID: &str = "0x80070057";
const OTHER: &str = "{7e0f2b9c-52b7-4b9e-9f5a-6b1d3c0a8e11}";
const NULL: &str = "{00000000-0000-0000-0000-000000000000}";

/// What `handler list` knows about a class.
fn listed(world: &World, clsid: &str) -> Option<Value> {
    let all = world.run("", &["handler", "list", "--json"]).ends(0).json();
    all.into_iter().find(|handler| handler["clsid"] == clsid)
}

fn register(world: &World, clsid: &str, flags: &str, description: &str) -> String {
    calls(world, "", &["register", clsid, flags, description]).remove(0)
}

fn info(world: &World, clsid: &str) -> String {
    calls(world, "", &["info", clsid]).remove(0)
}

fn unregister(world: &World, clsid: &str) -> String {
    calls(world, "", &["unregister", clsid]).remove(0)
}

/// Proves: R-REG-1, R-REG-4, R-REG-6, R-REG-7, R-REG-9, R-REG-11, R-REG-12, R-REG-13, R-REG-15, R-SYS-9, D-30
#[test]
fn d_30_every_valid_set_of_flags_comes_back_in_another_process() {
    let world = world("");
    assert_eq!(info(&world, OTHER), format!("{FALSE} flags=0x0"), "the value passed in is ignored");
    assert_eq!(unregister(&world, OTHER), FALSE);
    for flags in 0..8 {
        assert_eq!(register(&world, OTHER, &flags.to_string(), "Mail"), OK);
        assert_eq!(info(&world, OTHER), format!("{OK} flags={flags:#x}"));
    }
    for flags in ["8", "0x10", "0x100", "0x80000001", "0xffffffff"] {
        assert_eq!(register(&world, OTHER, flags, "Mail"), INVALID, "{flags}");
    }
    assert_eq!(info(&world, OTHER), format!("{OK} flags=0x7"), "what was refused changes nothing");
    assert_eq!(unregister(&world, OTHER), OK);
    assert_eq!(info(&world, OTHER), format!("{FALSE} flags=0x0"));
    assert_eq!(unregister(&world, OTHER), FALSE);
    assert_eq!(register(&world, NULL, "1", "Mail"), INVALID);
}

/// Proves: R-REG-5, D-30
#[test]
fn r_reg_5_a_description_may_be_null_broken_or_very_long_and_is_replaced() {
    let world = world("");
    let description = |word: &str| {
        assert_eq!(register(&world, OTHER, "1", word), OK);
        listed(&world, OTHER).unwrap()["description"].clone()
    };
    assert_eq!(description("Mail"), "Mail");
    assert_eq!(description("-"), Value::Null);
    assert_eq!(description("--help"), "--help");
    assert_eq!(description("half"), "half \u{FFFD} end");
    assert_eq!(description("euro"), "\u{20AC} \u{1F600}");
    assert_eq!(description(""), "");
    assert_eq!(description("long").as_str().unwrap().len(), 1 << 20);
}

/// A direct entry is what `syncmgr handler register` writes into the store: class and registration, without the interface.
///
/// Proves: R-REG-2, R-REG-9, R-REG-13, A2
#[test]
fn r_reg_2_a2_direct_entries_and_those_of_the_interface_are_the_same_facts() {
    let world = world("connect,idle");
    assert_eq!(info(&world, CLSID), format!("{OK} flags=0x5"));
    assert_eq!(unregister(&world, CLSID), OK);
    assert_eq!(listed(&world, CLSID), None);
    assert_eq!(world.run("", &["list", "--json"]).ends(0).out, "", "nobody asks it for items");
    assert_eq!(register(&world, CLSID, "2", "Back again"), OK);
    let back = listed(&world, CLSID).unwrap();
    assert_eq!((&back["events"], &back["description"]), (&json!(["disconnect"]), &json!("Back again")));
    world.run("", &["sync", "item 1"]).ends(0);
    assert_eq!(world.called("PrepareForSync").len(), 1, "its class is still known");
    world.run("", &["handler", "unregister", CLSID]).ends(0);
    assert_eq!(info(&world, CLSID), format!("{FALSE} flags=0x0"));
    assert_eq!(register(&world, CLSID, "1", "-"), OK, "a registration without a class is legal");
    assert!(listed(&world, CLSID).is_some());
    world.forget();
    world.run("", &["fire", "connect"]).ends(0);
    assert_eq!(world.calls(), [""; 0], "and left out of sessions");
}

/// Proves: R-REG-6, R-REG-8, R-REG-9, A2
#[test]
fn r_reg_8_each_bit_is_the_event_of_which_the_handler_is_told_at_once_by_a_manager_that_serves() {
    let world = world("");
    let serve = world.serve("");
    for (flags, told) in
        [("1", "connect"), ("2", "disconnect"), ("4", "idle"), ("0", ""), ("7", "connect disconnect idle")]
    {
        assert_eq!(register(&world, CLSID, flags, "-"), OK);
        for event in ["connect", "disconnect", "idle"] {
            world.forget();
            world.run("", &["fire", event]).ends(0);
            world.run("", &["fire", "active"]).ends(0);
            assert_eq!(
                !world.called("Initialize").is_empty(),
                told.split(' ').any(|told| told == event),
                "{flags} {event}"
            );
        }
    }
    assert_eq!(unregister(&world, CLSID), OK);
    world.forget();
    world.run("", &["fire", "idle"]).ends(0);
    assert_eq!(world.calls(), [""; 0]);
    serve.finish();
}
