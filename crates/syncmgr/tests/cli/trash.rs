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

#[test]
fn a_folder_that_is_not_there_hides_no_other_trash() {
    let world = Sandbox::new();
    for pair in ["left right", "one two", "three four"] {
        let (from, to) = pair.split_once(' ').unwrap();
        for name in [from, to] {
            std::fs::create_dir_all(world.path(name)).unwrap();
        }
        if from == "three" {
            world.run(&["add", "docs", from, to]).ends(0);
        }
        for content in ["1", "22"] {
            world.write(&format!("{from}/{from}.txt"), content);
            world.run(&["sync", &format!("./{from}"), &format!("./{to}")]).ends(0);
        }
    }
    for gone in ["two", "four"] {
        std::fs::rename(world.path(gone), world.path(&format!("{gone}-away"))).unwrap();
    }
    let ran = world.run(&["trash", "list"]).ends(0);
    assert!(ran.out.contains("left.txt") && !ran.out.contains("one.txt"), "{}", ran.out);
    assert_eq!(ran.err, "note: [DIR]/four is not there; its trash is left out\n", "nobody misses what has no name");
    assert_eq!(world.run(&["trash", "list", "--json"]).ends(0).json().len(), 1);
    world.run(&["trash", "restore", "left.txt"]).ends(0);
    world.run(&["trash", "empty"]).ends(0).says("deleted 1 version (2 B) for good\n");
    std::fs::rename(world.path("four-away"), world.path("four")).unwrap();
    assert_eq!(world.run(&["trash", "list", "--item", "docs", "--json"]).ends(0).json().len(), 1);
}

#[test]
fn the_log_says_that_something_came_from_the_trash() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.write("left/b", "1");
    world.run(&["sync", "./left", "./right"]).ends(0);
    std::fs::remove_file(world.path("left/a")).unwrap();
    world.run(&["sync", "./left", "./right"]).ends(0);
    world.run(&["trash", "restore", "a"]).ends(0);
    assert_eq!(world.run(&["log", "--json"]).ends(0).json()[0]["purpose"], "restore");
    let log = world.run(&["log"]).ends(0).out;
    let line = log.lines().nth(1).unwrap();
    assert!(line.contains("restored  ") && line.contains("  from the trash: 1 created"), "{log}");
}
