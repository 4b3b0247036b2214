use crate::sandbox::Sandbox;
use crate::service::{Beside, broken_handler};

#[test]
fn messages_are_listed_and_cleared() {
    let world = Sandbox::new();
    world.run(&["errors"]).ends(0).says("no messages\n");
    broken_handler(&world);
    world.run(&["sync"]).ends(4);
    world.run(&["sync"]).ends(4);
    let messages = world.run(&["errors", "--json"]).ends(0).json();
    assert_eq!(messages.len(), 2);
    for field in ["id", "level", "text", "handler", "item", "item_id", "error_id", "jump", "time", "session"] {
        assert!(messages[0].get(field).is_some(), "{field}");
    }
    assert_eq!(
        (&messages[0]["kind"], &messages[0]["level"], &messages[0]["jump"]),
        (&"message".into(), &"error".into(), &false.into())
    );
    let id = messages[0]["id"].to_string();
    world.run(&["errors", "show", &id]).ends(1).complains("says all there is");
    world.run(&["errors", "clear", &id]).ends(0).says("cleared 1 message\n");
    world.run(&["errors", "clear", &id]).ends(2).complains("there is no message");
    world.run(&["errors", "show", &id]).ends(2).complains("there is no message");
    let serve = Beside::serve(&world);
    world.run(&["errors", "clear", "999"]).ends(2).complains("there is no message 999");
    world.run(&["errors", "show", "999"]).ends(2).complains("there is no message 999");
    world.run(&["errors", "clear"]).ends(0).says("cleared 1 message\n");
    serve.finish();
    world.run(&["errors", "clear"]).ends(0).says("cleared 0 messages\n");
}

#[test]
fn bad_arguments_are_refused() {
    let world = Sandbox::new();
    world.run(&["errors", "show"]).ends(2);
    for wrong in [["errors", "show", "x"], ["errors", "clear", "7th"]] {
        world.run(&wrong).ends(2).complains("messages are named by numbers like 7; `syncmgr errors` lists them");
    }
    world.run(&["errors", "show", "1"]).ends(2).complains("there is no message 1");
    world.run(&["errors", "--item", "nothing"]).ends(2).complains("there is no item `nothing`");
}
