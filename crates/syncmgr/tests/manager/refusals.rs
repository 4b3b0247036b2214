//! What cannot be a handler: each says which module or program it was and what to do.

use crate::build;
use crate::world::{CLSID, World, finished, items};

#[test]
fn a_module_that_is_gone_is_named_in_the_error_list() {
    let world = World::new("connect");
    let copy = world.sandbox.path("copy.so");
    std::fs::copy(build::handler(), &copy).unwrap();
    world.run("", &["handler", "register", copy.to_str().unwrap(), "--clsid", CLSID, "--events", "connect"]).ends(0);
    world.run("", &["list"]).ends(0);
    std::fs::remove_file(&copy).unwrap();
    let lines = world.run("", &["sync", "item 1", "--json"]).ends(4).json();
    let failed = [("item 1".to_owned(), "failed".to_owned())];
    assert_eq!((finished(&lines), items(&lines)), (4, failed.to_vec()));
    world.run("", &["fire", "logon"]).ends(4);
    let messages = world.messages();
    assert_eq!(messages.len(), 2, "one for each session: {messages:#?}");
    for message in &messages {
        let text = message["text"].as_str().unwrap();
        assert!(
            text.contains("copy.so cannot be read") && text.contains("register the handler's module again"),
            "{text}"
        );
        assert_eq!((&message["level"], &message["handler"]), (&"error".into(), &CLSID.into()));
    }
    world.run("", &["handler", "info", CLSID]).ends(1).complains("copy.so cannot be read");
    world.run("", &["properties", CLSID]).ends(1).complains("copy.so cannot be read");
}

#[test]
fn what_a_class_factory_refuses_is_said_in_a_session_too() {
    let world = World::new("");
    world.run("", &["list"]).ends(0);
    for (behaviour, part) in [
        ("DllGetClassObject=0x80040111", "has no class {0badf00d-"),
        ("CreateInstance=0x8007000E", "does not make class {0badf00d-"),
        ("interface=none", "no ISyncMgrSynchronize"),
        ("instance=null", "does not make class {0badf00d-"),
    ] {
        world.run("", &["errors", "clear"]).ends(0);
        world.run(behaviour, &["sync", "item 1"]).ends(4);
        let text = world.messages()[0]["text"].as_str().unwrap().to_owned();
        assert!(text.contains(part) && text.contains(".so"), "{behaviour}: {text}");
        let lines = world.run(behaviour, &["sync", "--json"]).ends(4).json();
        assert_eq!((finished(&lines), items(&lines)), (4, Vec::new()), "what it would have had to do is not known");
    }
}
