use crate::sandbox::Sandbox;

#[test]
fn a_path_has_to_be_inside() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["why", "docs", "../x"]).ends(2).complains("leads out of the folder");
    world.run(&["why", "docs", "."]).ends(2).complains("the path is the folder itself");
    world.run(&["why", "dosc", "x"]).ends(2).complains("did you mean `docs`?");
}

#[test]
fn a_location_inside_a_folder_means_the_path_below_it() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let location = world.path("right/a/b");
    let object = &world.run(&["why", "docs", location.to_str().unwrap(), "--json"]).ends(0).json()[0];
    assert_eq!(object["kind"], "why");
    assert_eq!(object["path"], "a/b");
    assert!(object["left"].is_null() && object["agreed"].is_null());
}
