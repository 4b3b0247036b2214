use crate::sandbox::Sandbox;

fn items(world: &Sandbox, event: &str) -> Vec<String> {
    let lines = world.run(&["fire", event, "--json"]).ends(0).json();
    assert_eq!(lines.last().unwrap()["kind"], "finished");
    let items = lines.iter().filter(|line| line["kind"] == "item");
    items.map(|line| line["item"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_event_runs_the_items_that_are_marked_for_it() {
    let world = Sandbox::new();
    world.write("more/x", "");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["add", "more", "left", "more"]).ends(0);
    let none: [&str; 0] = [];
    for event in ["connect", "logon", "disconnect", "logoff", "idle", "active", "connect:office"] {
        assert_eq!(items(&world, event), none, "{event}");
    }
    world.run(&["check", "docs", "--for", "logon"]).ends(0);
    world.run(&["trigger", "more", "--on", "connect:office"]).ends(0);
    for (event, expected) in [
        ("connect", &["docs"][..]),
        ("logon", &["docs"]),
        ("logoff", &[]),
        ("connect:office", &["more"]),
        ("connect:home", &[]),
        ("disconnect:office", &[]),
    ] {
        assert_eq!(items(&world, event), expected, "{event}");
    }
    let started = world.run(&["fire", "logon", "--json"]).json();
    assert_eq!((&started[0]["kind"], &started[0]["trigger"]), (&"started".into(), &"connect".into()));
    world.run(&["pause", "docs"]).ends(0);
    assert_eq!(items(&world, "logon"), none);
}

#[test]
fn who_is_to_be_asked_and_is_not_there_says_no() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["trigger", "docs", "--on", "logon", "--ask"]).ends(0);
    assert_eq!(items(&world, "logon"), [""; 0]);
    world.run(&["trigger", "docs", "--on", "logon"]).ends(0);
    assert_eq!(items(&world, "logon"), ["docs"]);
}

#[test]
fn what_is_no_event_is_refused() {
    let world = Sandbox::new();
    for event in ["boot", "connect:", "logon:office", "mount"] {
        world.run(&["fire", event]).ends(2).complains("is no event");
    }
}
