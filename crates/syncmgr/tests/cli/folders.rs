//! Whole runs over real folders: what the command line promises about results, exit codes and JSON.

use crate::sandbox::Sandbox;

/// The last line of JSON.
fn finished(lines: &[serde_json::Value]) -> &serde_json::Value {
    let last = lines.last().unwrap();
    assert_eq!(last["kind"], "finished");
    last
}

#[test]
fn both_sides_become_alike_and_the_counts_say_what_was_done() {
    let world = Sandbox::new();
    world.write("left/docs/a.txt", "hello");
    world.write("right/b.txt", "b");
    let lines = world.run(&["sync", "--json", "./left", "./right"]).ends(0).json();
    let stats = &finished(&lines)["stats"];
    for (field, count) in [("created", 3), ("updated", 0), ("deleted", 0), ("conflicts", 0), ("problems", 0)] {
        assert_eq!(stats[field], count, "{field} in {stats}");
    }
    assert_eq!((&stats["scanned_left"], &stats["scanned_right"]), (&2.into(), &1.into()));
    assert_eq!(world.tree("left"), world.tree("right"));
    assert_eq!(world.tree("left").len(), 3);
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["sync", "./left", "./right"]).ends(0);
    let ran = world.run(&["sync", "./left", "./right"]).ends(0);
    assert!(ran.out.starts_with("in sync: nothing to do, 1 unchanged ("), "{}", ran.out);
    world.run(&["sync", "--error-on-no-change", "./left", "./right"]).ends(9);
    let lines = world.run(&["sync", "--error-on-no-change", "--json", "./left", "./right"]).ends(9).json();
    assert_eq!(finished(&lines)["exit"], 9);
}

#[test]
fn a_deletion_travels_and_a_change_beats_it() {
    let world = Sandbox::new();
    for name in ["left/gone", "left/kept", "left/other"] {
        world.write(name, "1");
    }
    world.run(&["sync", "./left", "./right"]).ends(0);
    std::fs::remove_file(world.path("left/gone")).unwrap();
    std::fs::remove_file(world.path("left/kept")).unwrap();
    world.write("right/kept", "changed");
    world.run(&["sync", "./left", "./right"]).ends(0);
    assert_eq!(world.read("right/gone"), None);
    assert_eq!(world.read("left/kept").as_deref(), Some("changed"));
}

#[test]
fn a_dry_run_prints_the_plan_and_changes_nothing() {
    let world = Sandbox::new();
    world.write("left/docs/a.txt", "hello");
    world.write("right/b.txt", "b");
    let before = (world.tree("left"), world.tree("right"));
    let ran = world.run(&["sync", "-n", "./left", "./right"]).ends(0);
    assert!(ran.out.contains("left → right  create      docs/a.txt  5 B\n"), "{}", ran.out);
    assert!(ran.out.contains("right → left  create      b.txt  1 B\n"), "{}", ran.out);
    let lines = world.run(&["plan", "--json", "./left", "./right"]).ends(0).json();
    let operation = lines.iter().find(|line| line["path"] == "docs/a.txt").unwrap();
    assert_eq!(operation["kind"], "operation");
    for (field, value) in [("op", "create"), ("side", "right"), ("reason", "created")] {
        assert_eq!(operation[field], value, "{field}");
    }
    assert_eq!(operation["bytes"], 5);
    assert_eq!(finished(&lines)["stats"]["created"], 3);
    assert_eq!((world.tree("left"), world.tree("right")), before);
    assert!(!world.path("home/.local").exists(), "not even state is made");
}

/// Both sides changed `a.txt`.
fn with_conflict() -> Sandbox {
    let world = Sandbox::new();
    world.write("left/a.txt", "first\n");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["sync", "docs"]).ends(0);
    world.write("left/a.txt", "the left\n");
    world.write("right/a.txt", "the right one\n");
    world
}

#[test]
fn a_conflict_waits_for_a_decision() {
    let world = with_conflict();
    let ran = world.run(&["sync", "docs"]).ends(3);
    assert!(ran.out.contains("1 conflict waits for a decision:\n"), "{}", ran.out);
    assert!(ran.out.contains("hint: compare with `syncmgr conflicts show PATH`"), "{}", ran.out);
    assert_eq!(world.read("left/a.txt").as_deref(), Some("the left\n"));
    assert_eq!(world.read("right/a.txt").as_deref(), Some("the right one\n"));
    let listed = world.run(&["conflicts", "--json"]).ends(0).json();
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["path"], &listed[0]["item"]), (&"a.txt".into(), &"docs".into()));
    let shown = world.run(&["conflicts", "show", "a.txt"]).ends(0).out;
    assert!(shown.contains("-the left\n+the right one\n"), "{shown}");
    assert!(world.run(&["status"]).ends(0).out.contains("waiting: 1 conflict;"));
}

#[test]
fn a_decision_settles_the_conflict_on_both_sides() {
    for (keep, content) in [("left", "the left\n"), ("right", "the right one\n")] {
        let world = with_conflict();
        world.run(&["sync", "docs"]).ends(3);
        world.run(&["conflicts", "resolve", "a.txt", "--keep", keep]).ends(0);
        for side in ["left/a.txt", "right/a.txt"] {
            assert_eq!(world.read(side).as_deref(), Some(content), "{keep}");
        }
        world.run(&["conflicts"]).ends(0).says("no conflicts\n");
        world.run(&["sync", "docs"]).ends(0);
    }
}

#[test]
fn keeping_both_gives_the_right_version_another_name() {
    let world = with_conflict();
    world.run(&["sync", "docs", "--conflict", "keep-both"]).ends(0);
    let tree = world.tree("left");
    assert_eq!(tree, world.tree("right"));
    assert_eq!(tree["a.txt"], "the left\n");
    let (name, content) = tree.iter().find(|(name, _)| name.starts_with("a.conflict-right-")).unwrap();
    assert!(std::path::Path::new(name).extension().is_some_and(|extension| extension == "txt"), "{name}");
    assert_eq!(content, "the right one\n");
}

#[test]
fn the_guard_stops_before_the_first_change_and_can_be_approved() {
    let world = Sandbox::new();
    for n in 0..30 {
        world.write(&format!("left/{n}"), "x");
    }
    world.run(&["sync", "./left", "./right"]).ends(0);
    for n in 0..25 {
        std::fs::remove_file(world.path(&format!("left/{n}"))).unwrap();
    }
    let before = world.tree("right");
    let lines = world.run(&["sync", "--json", "./left", "./right"]).ends(7).json();
    let guard = lines.iter().find(|line| line["kind"] == "guard").unwrap();
    assert_eq!((&guard["deletions"], &guard["overwrites"], &guard["of"]), (&25.into(), &0.into(), &30.into()));
    assert_eq!(finished(&lines)["exit"], 7);
    assert_eq!(world.tree("right"), before);
    let ran = world.run(&["sync", "./left", "./right"]).ends(7);
    assert!(ran.out.contains("repeat with --approve"), "{}", ran.out);
    world.run(&["sync", "--approve", "./left", "./right"]).ends(0);
    assert_eq!(world.tree("right"), world.tree("left"));
}

#[test]
fn patterns_leave_paths_alone() {
    let world = Sandbox::new();
    for name in ["left/a.tmp", "left/keep.tmp", "left/b"] {
        world.write(name, "x");
    }
    world.run(&["sync", "./left", "./right", "--exclude", "*.tmp", "--include", "keep.tmp"]).ends(0);
    assert_eq!(world.tree("right").into_keys().collect::<Vec<_>>(), ["b", "keep.tmp"]);
}

#[test]
fn one_way_modes_go_one_way() {
    let world = Sandbox::new();
    world.write("left/a", "left");
    world.write("right/b", "right");
    world.run(&["sync", "--mode", "left-to-right", "./left", "./right"]).ends(0);
    assert_eq!(world.tree("left").into_keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(world.tree("right").into_keys().collect::<Vec<_>>(), ["a", "b"]);
    world.run(&["sync", "--mode", "mirror-right", "./left", "./right"]).ends(0);
    assert_eq!(world.tree("right").into_keys().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn several_items_run_in_one_session_and_their_codes_are_combined() {
    let world = Sandbox::new();
    for name in ["one", "two"] {
        world.write(&format!("{name}-left/a"), name);
        world.write(&format!("{name}-right/b"), name);
        world.run(&["add", name, &format!("{name}-left"), &format!("{name}-right")]).ends(0);
    }
    world.run(&["sync"]).ends(0);
    assert_eq!(world.tree("two-left"), world.tree("two-right"));
    std::fs::remove_dir_all(world.path("one-left")).unwrap();
    world.write("two-left/c", "more");
    let ran = world.run(&["sync"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("one"), "the item that did not succeed is named: {}", ran.out);
    assert_eq!(world.read("two-right/c").as_deref(), Some("more"), "the others run all the same");
    assert!(world.run(&["status"]).ends(0).out.contains("one"));
}

#[test]
fn why_tells_what_would_be_done_by_which_rule() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.write("left/b", "1");
    world.write("left/x.tmp", "1");
    world.run(&["add", "docs", "left", "right", "--exclude", "*.tmp"]).ends(0);
    let next = |path: &str| {
        let out = world.run(&["why", "docs", path]).ends(0).out;
        out.lines().find_map(|line| line.strip_prefix("next")).unwrap().trim().to_owned()
    };
    assert_eq!(next("a"), "create on the right: new on one side");
    assert_eq!(next("x.tmp"), "nothing: a pattern excludes it");
    assert_eq!(next("nowhere"), "nothing: it is on neither side");
    world.run(&["sync", "docs"]).ends(0);
    assert_eq!(next("a"), "nothing: both sides are alike");
    std::fs::remove_file(world.path("left/a")).unwrap();
    assert_eq!(next("a"), "delete on the right: deleted on one side");
    assert!(world.run(&["why", "docs", "a"]).out.contains("left → right  create      a"), "its history is told");
}

#[test]
fn quiet_runs_say_nothing_when_all_is_well() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    let ran = world.run(&["sync", "-q", "./left", "./right"]).ends(0).says("");
    assert_eq!(ran.err, "");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130_and_the_next_run_finishes_the_work() {
    let world = Sandbox::new();
    for n in 0..4000 {
        world.write(&format!("left/{}/{n}", n % 50), "some content");
    }
    let mut child = world.command(&["sync", "-q", "./left", "./right"]).spawn().unwrap();
    // As soon as something has arrived, the run is in the middle of its work.
    while std::fs::read_dir(world.path("right")).unwrap().count() < 2 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended too early");
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let code = child.wait().unwrap().code();
    // The signal may also come after the last file: then the run is complete.
    assert!(matches!(code, Some(130 | 0)), "{code:?}");
    world.run(&["sync", "./left", "./right"]).ends(0);
    assert_eq!(world.tree("left"), world.tree("right"));
}
