use crate::sandbox::Sandbox;

#[test]
fn an_unchecked_item_is_left_out_of_a_run_without_names() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["uncheck", "docs"]).ends(0).says("unchecked `docs` for manual runs\n");
    let lines = world.run(&["sync", "--json"]).ends(0).json();
    assert!(lines.iter().all(|line| line["kind"] != "item"), "{lines:?}");
    assert_eq!(world.run(&["list", "--json"]).json()[1]["checked"]["manual"], false);
}
