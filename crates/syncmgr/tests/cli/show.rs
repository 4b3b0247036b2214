use crate::sandbox::Sandbox;

#[test]
fn an_item_is_shown_with_what_is_stated_for_it() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right", "--max-delete", "12", "--exclude", "a,b", "--no-times"]).ends(0);
    let ran = world.run(&["show", "docs"]).ends(0);
    let lines: Vec<_> = ran.out.lines().filter(|line| !line.starts_with("id ")).collect();
    assert_eq!(
        lines,
        [
            "name          docs",
            "left          [DIR]/left",
            "right         [DIR]/right",
            "exclude       a,b",
            "max-delete    12",
            "times         no",
        ]
    );
}

#[test]
fn json_has_every_field() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right", "--jobs", "2"]).ends(0);
    let object = &world.run(&["show", "docs", "--json"]).ends(0).json()[0];
    assert_eq!(object["kind"], "item");
    assert_eq!(object["name"], "docs");
    assert_eq!(object["left"], "[DIR]/left");
    assert_eq!(object["paused"], false);
    assert_eq!(object["options"], serde_json::json!({"jobs": 2}));
    assert!(object["id"].as_str().unwrap().starts_with('{'));
}

#[test]
fn names_cannot_drive_the_terminal() {
    let world = Sandbox::new();
    let text = "[items.docs]\nleft = \"/a\\u001b[31m\"\nright = \"/b\"\n";
    world.write("home/.config/syncmgr/config.toml", text);
    assert!(world.run(&["show", "docs"]).ends(0).out.contains("/a\\u{1b}[31m"));
}
