use crate::sandbox::Sandbox;

#[test]
fn an_item_keeps_everything_but_its_name() {
    let world = Sandbox::new();
    world.write("home/.config/syncmgr/config.toml", "# mine\n[items.docs] # papers\nleft = \"/l\"\nright = \"/r\"\n");
    let id = |name| world.run(&["show", name, "--json"]).ends(0).json()[0]["id"].clone();
    let before = id("docs");
    world.run(&["rename", "docs", "papers"]).ends(0).says("renamed `docs` to `papers`\n");
    assert_eq!(world.config(), "# mine\n[items.papers] # papers\nleft = \"/l\"\nright = \"/r\"\n");
    assert_eq!(id("papers"), before);
}

#[test]
fn a_taken_or_impossible_name_is_refused() {
    let world = Sandbox::new();
    world.write("other/x", "");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["add", "more", "left", "other"]).ends(0);
    let before = world.config();
    world.run(&["rename", "docs", "more"]).ends(2).complains("there is an item `more` already");
    world.run(&["rename", "docs", "a/b"]).ends(2).complains("these are for locations");
    world.run(&["rename", "nothing", "x"]).ends(2).complains("there is no item `nothing`");
    world.run(&["rename", "docs", "docs"]).ends(0);
    assert_eq!(world.config(), before);
}
