use crate::sandbox::Sandbox;

#[test]
fn a_paused_item_is_marked() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["pause", "docs"]).ends(0).says("paused `docs`: left out until `syncmgr resume docs`\n");
    assert!(world.config().ends_with("paused = true\n"));
    assert_eq!(world.run(&["show", "docs", "--json"]).json()[0]["paused"], true);
}

#[test]
fn all_items_are_paused_or_none() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["pause", "docs", "nothing"]).ends(2).complains("there is no item `nothing`").says("");
    assert!(!world.config().contains("paused"));
}
