use crate::sandbox::Sandbox;
use crate::service::{Beside, slow_pair};

#[test]
fn nothing_ran_yet() {
    let world = Sandbox::new();
    world.run(&["status"]).ends(0).says("nothing has run yet\n");
    assert!(!world.path("home/.local").exists(), "asking makes no state");
}

#[test]
fn all_is_well_after_a_run_without_trouble() {
    let world = Sandbox::new();
    world.run(&["sync"]).ends(0);
    assert!(world.run(&["status"]).ends(0).out.starts_with("all is well; the last run began 2"));
    world.run(&["status", "--json"]).ends(0).says("");
}

#[test]
fn paused_items_are_told() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["pause", "docs"]).ends(0);
    world.run(&["sync"]).ends(0);
    assert!(world.run(&["status"]).ends(0).out.contains("paused: docs\n"));
    assert_eq!(world.run(&["status", "--json"]).ends(0).json()[0]["kind"], "paused");
}

#[test]
fn a_broken_configuration_is_told() {
    let world = Sandbox::new();
    world.write("c.toml", "[items.docs\n");
    world.run(&["--config", "c.toml", "status"]).ends(2).complains("[DIR]/c.toml, line 1: ");
}

#[test]
fn a_session_whose_process_was_killed_does_not_run_but_was_interrupted() {
    let world = Sandbox::new();
    slow_pair(&world);
    let mut sync = Beside::start(&world, &["sync"]);
    let session = sync.wait_for("progress")["session"].clone();
    let running = world.run(&["status", "--json"]).ends(0).json();
    assert_eq!((&running[0]["kind"], &running[0]["session"]), (&"running".into(), &session));
    let short = session.as_str().unwrap()[1..9].to_owned();
    assert!(world.run(&["log"]).ends(0).out.contains("  running"));
    // It is not waited for: as long as nobody does, its number still stands for a process.
    sync.signal(rustix::process::Signal::KILL);
    while sync.line().is_some() {}
    let told = world.run(&["status", "--json"]).ends(0).json();
    assert_eq!((&told[0]["kind"], &told[0]["session"]), (&"interrupted".into(), &session));
    let told = world.run(&["status"]).ends(0).out;
    assert!(told.starts_with(&format!("interrupted: session {short} since ")), "{told}");
    assert!(world.run(&["log"]).ends(0).out.contains("  interrupted"));
    assert!(world.run(&["log", &short]).ends(0).out.contains("interrupted: its process ended before it did"));
    assert_eq!(told.matches("over docs;").count(), 1, "{told}");
    // Whatever else ran: it is the item that was not finished.
    world.write("other/a", "1");
    world.run(&["sync", "./left", "./other", "--exclude", "*"]).ends(0);
    let told = world.run(&["status", "--json"]).ends(0).json();
    assert_eq!((&told[0]["kind"], &told[0]["session"]), (&"interrupted".into(), &session));
    assert_eq!(told[0]["unfinished"][0]["item"], "docs");
    world.run(&["sync", "docs", "--bwlimit", "100M"]).ends(0);
    assert!(world.run(&["status"]).ends(0).out.starts_with("all is well"));
}

#[test]
fn an_interrupted_item_that_is_gone_is_no_matter_any_more() {
    let world = Sandbox::new();
    slow_pair(&world);
    let mut sync = Beside::start(&world, &["sync"]);
    sync.wait_for("progress");
    sync.signal(rustix::process::Signal::KILL);
    while sync.line().is_some() {}
    world.write("other/a", "1");
    world.run(&["sync", "./other", "./right"]).ends(0);
    assert!(world.run(&["status"]).ends(0).out.starts_with("interrupted: "));
    world.run(&["remove", "docs"]).ends(0);
    assert!(world.run(&["status"]).ends(0).out.starts_with("all is well"));
}
