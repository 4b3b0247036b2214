use crate::sandbox::Sandbox;

#[test]
fn an_item_is_forgotten_and_its_folders_stay() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let before = (world.tree("left"), world.tree("right"));
    world.run(&["remove", "docs"]).ends(0).says("removed `docs`; its folders stay as they are\n");
    assert_eq!(world.config(), "");
    assert_eq!((world.tree("left"), world.tree("right")), before);
}

#[test]
fn an_unknown_item_is_refused_with_near_names() {
    let world = Sandbox::new();
    world.run(&["remove", "docs"]).ends(2).complains("hint: there are no items yet");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let ran = world.run(&["remove", "dosc"]).ends(2);
    ran.complains("error: there is no item `dosc`\nhint: did you mean `docs`?\n");
}

#[test]
fn an_item_can_be_named_by_its_id() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let id = world.run(&["show", "docs", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    world.run(&["remove", id.trim_matches(['{', '}'])]).ends(0);
    assert_eq!(world.config(), "");
}
