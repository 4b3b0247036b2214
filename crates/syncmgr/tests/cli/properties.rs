use crate::sandbox::Sandbox;

#[test]
fn what_has_no_properties_says_so() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["properties", "docs"]).ends(1).complains("`docs` has no properties");
    let folders = world.run(&["list", "--json"]).json()[0]["clsid"].as_str().unwrap().to_uppercase();
    world.run(&["properties", &folders]).ends(1).complains("has no properties");
    world.run(&["properties", "dosc"]).ends(2).complains("did you mean `docs`?");
    world.run(&["properties", "{6295df40-35ee-11d1-8707-00c04fd93327}"]).ends(2).complains("there is no item");
}
