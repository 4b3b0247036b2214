use crate::sandbox::Sandbox;

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
