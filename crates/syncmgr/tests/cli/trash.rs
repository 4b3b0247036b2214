use crate::sandbox::Sandbox;

#[test]
fn without_pairs_the_trash_is_empty() {
    let world = Sandbox::new();
    world.run(&["trash", "list"]).ends(0).says("the trash is empty\n");
    world.run(&["trash", "list", "--json"]).ends(0).says("");
    world.run(&["trash", "empty"]).ends(0).says("deleted 0 versions (0 B) for good\n");
}

#[test]
fn what_is_not_there_cannot_be_restored() {
    let world = Sandbox::new();
    world.run(&["trash", "restore", "a/b"]).ends(2).complains("there is no version of `a/b` in the trash");
    world.run(&["trash", "restore", "../b"]).ends(2).complains("leads out of the folder");
    world.run(&["trash", "list", "--item", "docs"]).ends(2).complains("there is no item `docs`");
    world.run(&["trash"]).ends(2).complains("Usage: syncmgr trash");
}

#[test]
fn a_folder_comes_back_with_what_the_newest_run_took() {
    let world = Sandbox::new();
    for name in ["d/a", "d/e/b", "dd/c"] {
        world.write(&format!("left/{name}"), name);
    }
    world.run(&["sync", "./left", "./right"]).ends(0);
    world.write("left/d/a", "newer");
    world.run(&["sync", "./left", "./right"]).ends(0);
    std::fs::remove_dir_all(world.path("left/d")).unwrap();
    std::fs::remove_dir_all(world.path("left/dd")).unwrap();
    world.run(&["sync", "--approve", "./left", "./right"]).ends(7);
    world.run(&["sync", "--approve", "./left", "./right"]).ends(0);
    assert!(world.tree("right").is_empty());
    let lines = world.run(&["trash", "restore", "d", "--json"]).ends(0).json();
    assert_eq!(lines.last().unwrap()["stats"]["created"], 2);
    let right = world.tree("right");
    assert_eq!((right["d/a"].as_str(), right["d/e/b"].as_str()), ("newer", "d/e/b"));
    assert!(!right.contains_key("dd/c"), "{right:?}");
    world.run(&["sync", "./left", "./right"]).ends(0);
    assert_eq!(world.tree("left"), right);
}
