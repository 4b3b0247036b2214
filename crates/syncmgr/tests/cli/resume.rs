use crate::sandbox::Sandbox;

#[test]
fn a_resumed_item_is_as_before() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let before = world.config();
    world.run(&["pause", "docs"]).ends(0);
    world.run(&["resume", "docs"]).ends(0).says("resumed `docs`: takes part in runs again\n");
    assert_eq!(world.config(), before);
    world.run(&["resume", "docs"]).ends(0);
    assert_eq!(world.config(), before);
}
