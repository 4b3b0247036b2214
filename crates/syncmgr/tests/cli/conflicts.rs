use crate::sandbox::Sandbox;

#[test]
fn without_conflicts_there_is_nothing_to_decide() {
    let world = Sandbox::new();
    world.run(&["conflicts"]).ends(0).says("no conflicts\n");
    world.run(&["conflicts", "list", "--json"]).ends(0).says("");
    world.run(&["conflicts", "resolve", "--all", "--keep", "left"]).ends(0).says("no conflicts\n");
}

#[test]
fn an_unknown_conflict_is_refused() {
    let world = Sandbox::new();
    world.run(&["conflicts", "show", "a.txt"]).ends(2).complains("there is no conflict `a.txt`");
    world.run(&["conflicts", "resolve", "7", "--keep", "left"]).ends(2).complains("there is no conflict `7`");
}

#[test]
fn a_decision_is_needed() {
    let world = Sandbox::new();
    world.run(&["conflicts", "resolve", "a.txt"]).ends(2).complains("--keep <VERSION>");
    world.run(&["conflicts", "resolve", "--keep", "left"]).ends(2).complains("<ID|PATH>");
    world
        .run(&["conflicts", "resolve", "a.txt", "--keep", "none"])
        .ends(2)
        .complains("possible values: left, right, both");
}

#[test]
fn many_conflicts_are_decided_at_once_because_a_decision_is_an_approval() {
    let world = Sandbox::new();
    for n in 0..30 {
        world.write(&format!("left/{n}"), "the left one");
        world.write(&format!("right/{n}"), "right");
    }
    world.run(&["sync", "./left", "./right"]).ends(3);
    let stopped = world.run(&["sync", "--conflict", "left", "./left", "./right"]).ends(7);
    assert!(stopped.out.contains("would overwrite 30 of 30 entries on the right"), "{}", stopped.out);
    world.run(&["conflicts", "resolve", "--all", "--keep", "right"]).ends(0);
    assert_eq!(world.tree("left"), world.tree("right"));
    assert_eq!(world.read("left/0").unwrap(), "right");
}

#[test]
fn both_places_of_a_folder_are_kept_with_all_it_holds() {
    let world = Sandbox::new();
    world.write("left/notes/a", "a");
    world.write("left/notes/deep/b", "b");
    world.run(&["sync", "./left", "./right"]).ends(0);
    std::fs::rename(world.path("left/notes"), world.path("left/one")).unwrap();
    std::fs::rename(world.path("right/notes"), world.path("right/two")).unwrap();
    world.run(&["sync", "./left", "./right"]).ends(3);
    world.run(&["conflicts", "resolve", "notes", "--keep", "both"]).ends(0);
    let tree = world.tree("left");
    assert_eq!(tree, world.tree("right"));
    for file in ["one/a", "one/deep/b", "two/a", "two/deep/b"] {
        assert!(tree.contains_key(file), "{file} of {tree:?}");
    }
}

#[test]
fn copies_of_both_get_names_that_are_free_and_fit() {
    let world = Sandbox::new();
    let long = format!("{}.txt", "x".repeat(251));
    for round in 0..3 {
        for name in ["a.txt", &long] {
            world.write(&format!("left/{name}"), &format!("left {round}"));
            world.write(&format!("right/{name}"), &format!("the right one {round}"));
        }
        world.run(&["sync", "--conflict", "keep-both", "./left", "./right"]).ends(0);
        let tree = world.tree("left");
        assert_eq!(tree, world.tree("right"));
        // However fast the rounds follow each other.
        assert_eq!(tree.len(), 2 * (round + 2), "{tree:?}");
        assert!(tree.keys().all(|name| std::path::Path::new(name).extension().unwrap() == "txt"), "{tree:?}");
    }
}

#[test]
fn a_decision_carries_over_nothing_that_the_run_left_out() {
    let world = Sandbox::new();
    world.write("left/a", "left");
    world.write("right/a", "the right one");
    world.write("left/secret.key", "secret");
    world.run(&["sync", "--exclude", "*.key", "./left", "./right"]).ends(3);
    world.run(&["conflicts", "resolve", "a", "--keep", "left"]).ends(0);
    assert_eq!(world.read("right/a").unwrap(), "left");
    assert_eq!(world.read("right/secret.key"), None);
    world.run(&["sync", "./left", "./right"]).ends(0);
    assert_eq!(world.read("right/secret.key").unwrap(), "secret", "a run without the pattern");
}

#[test]
fn what_was_moved_apart_is_shown_where_it_is() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["sync", "./left", "./right"]).ends(0);
    std::fs::rename(world.path("left/a"), world.path("left/b")).unwrap();
    std::fs::rename(world.path("right/a"), world.path("right/c")).unwrap();
    let ran = world.run(&["sync", "./left", "./right"]).ends(3);
    assert!(ran.out.contains("a  (left 1 B at b, right 1 B at c: moved to different places)"), "{}", ran.out);
    let shown = world.run(&["conflicts", "show", "a", "--json"]).ends(0).json();
    assert_eq!((&shown[0]["left"]["path"], &shown[0]["right"]["path"]), (&"b".into(), &"c".into()));
    assert!(shown[0]["left_location"].as_str().unwrap().ends_with("left/b"), "{shown:?}");
    let shown = world.run(&["conflicts", "show", "a"]).ends(0).out;
    assert!(shown.contains("/right/c)") && !shown.contains("not there"), "{shown}");
}
