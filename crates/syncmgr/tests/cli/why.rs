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

#[test]
fn a_location_alone_finds_its_item() {
    let world = Sandbox::new();
    world.write("left/a/b", "x");
    world.run(&["sync", "./left", "./right"]).ends(0);
    for location in ["./left/a/b", "./right/a/b", "./left/../right/a/b", world.path("right/a/b").to_str().unwrap()] {
        let object = &world.run(&["why", location, "--json"]).ends(0).json()[0];
        assert_eq!(object["path"], "a/b", "{location}");
        assert_eq!(object["left"]["size"], 1, "{location}");
    }
}

#[test]
fn a_location_alone_has_to_be_of_one_item() {
    let world = Sandbox::new();
    world.run(&["why", "./left/a"]).ends(2).complains("lies in no folder that was ever synchronized");
    world.run(&["why", "a"]).ends(2).complains("`a` says neither which path nor where it lies");
    world.run(&["add", "one", "left", "right"]).ends(0);
    world.write("third/c", "x");
    world.run(&["add", "two", "left", "third"]).ends(0);
    world.run(&["why", "./left/a"]).ends(2).complains("several items: `one`, `two`").complains("syncmgr why ITEM PATH");
    world.run(&["why", "./left"]).ends(2).complains("several items");
    world.run(&["why", "./right"]).ends(2).complains("the path is the folder itself");
}

#[test]
fn a_folder_stands_for_its_item() {
    let world = Sandbox::new();
    world.write("left/a/b", "x");
    world.run(&["sync", "./left", "./right"]).ends(0);
    for (item, path) in [
        ("./left", "a/b"),
        ("./right/", "./a/b"),
        ("./right", "./left/a/b"),
        ("./left/a", "b"),
        (world.path("right").to_str().unwrap(), "a/b"),
        ("./left ↔ ./right", "a/b"),
    ] {
        let object = &world.run(&["why", item, path, "--json"]).ends(0).json()[0];
        assert_eq!((&object["path"], &object["left"]["size"]), (&"a/b".into(), &1.into()), "{item} {path}");
    }
    world.run(&["why", "./left/a", "../x"]).ends(2).complains("leads out of the folder");
    world.run(&["why", "./left", "."]).ends(2).complains("the path is the folder itself");
    world.run(&["why", "./other", "a"]).ends(2).complains("./other lies in no folder that was ever synchronized");
    world.write("third/c", "x");
    world.run(&["sync", "./left", "./third"]).ends(0);
    let ran = world.run(&["why", "./left", "a/b"]).ends(2);
    ran.complains("several items: `./left ↔ ./right`, `./left ↔ ./third`");
}

#[test]
fn what_is_never_synchronized_says_so() {
    let world = Sandbox::new();
    world.write("left/a.o", "1");
    world.write("left/b.tmp", "1");
    world.write("left/kept", "1");
    world.write("right/.syncignore", "*.o\n");
    world.run(&["add", "docs", "left", "right", "--exclude", "*.tmp"]).ends(0);
    world.run(&["sync", "docs"]).ends(0);
    std::fs::remove_file(world.path("left/.syncignore")).unwrap();
    for path in ["a.o", "b.tmp"] {
        let ran = world.run(&["why", "docs", path]).ends(0);
        assert!(ran.out.contains("next      nothing: a pattern excludes it"), "{}", ran.out);
    }
    for path in [".syncmgr", ".syncmgr/root"] {
        let ran = world.run(&["why", "docs", path]).ends(0);
        assert!(ran.out.contains("next      nothing: .syncmgr is never synchronized"), "{}", ran.out);
    }
}
