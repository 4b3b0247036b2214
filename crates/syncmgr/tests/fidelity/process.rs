//! What happens around a run: approval, a second run, interruption, folders that are not there.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Child;

use crate::world::{BOTH_WAYS, Ran, World};

/// Waits until the run tells of progress in copying, or ends.
fn wait_for_copying(child: &mut Child) {
    let lines = BufReader::new(child.stdout.take().unwrap());
    let found =
        lines.lines().map_while(Result::ok).any(|line| line.contains("\"bytes\":") || line.contains("finished"));
    assert!(found);
}

fn interrupt(child: &Child) {
    let pid = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
}

#[test]
fn the_guard_stops_and_lets_pass_exactly_what_it_showed() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        for n in 0..40 {
            world.write(format!("{from}/{n}"), "x");
        }
        world.sync().ends(0);
        for n in 0..30 {
            fs::remove_file(world.path(format!("{from}/{n}"))).unwrap();
        }
        let before = world.tree(to);
        let ran = world.sync_with(&["--approve"]).ends(7).did("");
        let guard = &ran.all("guard")[0];
        assert_eq!((&guard["deletions"], &guard["overwrites"], &guard["of"]), (&30.into(), &0.into(), &40.into()));
        assert_eq!(world.tree(to), before);
        // Another plan than the one that was shown.
        fs::remove_file(world.path(format!("{from}/30"))).unwrap();
        world.sync_with(&["--approve"]).ends(7);
        world.sync_with(&["--approve"]).ends(0).did("deleted=31");
        world.settled();
        // Limits of one's own.
        for n in 31..33 {
            fs::remove_file(world.path(format!("{from}/{n}"))).unwrap();
        }
        world.sync_with(&["--max-delete", "1"]).ends(7);
        world.sync_with(&["--max-delete", "2"]).ends(0).did("deleted=2");
        world.settled();
    }
}

#[test]
fn a_folder_that_is_not_there_deletes_nothing() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/a"), "x");
        fs::rename(world.path(to), world.path("away")).unwrap();
        world.sync().ends(2);
        fs::rename(world.path("away"), world.path(to)).unwrap();
        world.sync().ends(0);
        fs::rename(world.path(to), world.path("away")).unwrap();
        let ran = world.sync().ends(7);
        assert_eq!(ran.all("guard")[0]["reason"], "root-missing", "{}", ran.text());
        // An empty folder in its place, as when a disk is not mounted.
        fs::create_dir(world.path(to)).unwrap();
        world.sync().ends(7);
        assert_eq!(world.read(format!("{from}/a")).as_deref(), Some("x"));
        fs::remove_dir_all(world.path(to)).unwrap();
        fs::rename(world.path("away"), world.path(to)).unwrap();
        world.settled();
    }
}

#[test]
fn a_second_run_of_the_pair_is_refused() {
    let world = World::new();
    world.write("left/large", vec![7; 3 << 20]);
    let mut first = world.start(["sync", "--json", "./left", "./right", "--bwlimit", "1M"]);
    wait_for_copying(&mut first);
    world.sync().ends(10);
    interrupt(&first);
    interrupt(&first);
    Ran::of(first.wait_with_output().unwrap()).ends(130);
    world.sync().ends(0);
    world.settled();
}

#[test]
fn an_interrupted_run_commits_what_it_did_and_the_next_one_goes_on() {
    let world = World::new();
    for n in 0..60 {
        world.write(format!("left/{n}"), vec![n; 100_000]);
    }
    let mut run = world.start(["sync", "--json", "./left", "./right", "--bwlimit", "2M"]);
    wait_for_copying(&mut run);
    interrupt(&run);
    Ran::of(run.wait_with_output().unwrap()).ends(130);
    let there = world.tree("right").len();
    assert!((1..60).contains(&there), "{there}");
    let ran = world.sync().ends(0);
    assert_eq!(ran.stats()["created"], 60 - there as u64);
    world.settled();
}

#[test]
fn one_way_modes() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let towards = if to == "right" { "left-to-right" } else { "right-to-left" };
        let mirror = format!("mirror-{to}");
        for name in ["a", "b", "c"] {
            world.write(format!("{from}/{name}"), name);
        }
        world.sync_with(&["--mode", towards]).ends(0).did("created=3 bytes=3");
        world.settled();
        fs::remove_file(world.path(format!("{from}/a"))).unwrap();
        world.write(format!("{to}/own"), "theirs");
        world.write(format!("{from}/b"), "bb");
        world.sync_with(&["--mode", towards]).ends(0).did("updated=1 bytes=2");
        assert!(world.path(format!("{to}/a")).exists() && !world.path(format!("{from}/own")).exists());
        world.write(format!("{to}/c"), "changed there");
        let source = world.tree(from);
        world.sync_with(&["--mode", &mirror]).ends(0).did("updated=1 deleted=2 bytes=1");
        assert_eq!(world.tree(from), source);
        world.settled();
    }
}

#[test]
fn conflicts_by_every_rule() {
    for (rule, winner) in [
        ("newer", "longer, newer"),
        ("older", "old"),
        ("larger", "longer, newer"),
        ("left", "old"),
        ("right", "longer, newer"),
    ] {
        let world = World::new();
        world.write("left/f.txt", "agreed");
        world.sync().ends(0);
        world.write("left/f.txt", "old");
        world.touch("left/f.txt", 1_900_000_000, 0);
        world.write("right/f.txt", "longer, newer");
        world.touch("right/f.txt", 1_900_000_000, 1);
        world.sync().ends(3).did("conflicts=1");
        world.sync_with(&["--conflict", rule]).ends(0);
        assert_eq!(world.read("left/f.txt").as_deref(), Some(winner), "{rule}");
        world.settled();
    }
    let world = World::new();
    world.write("left/f.txt", "one");
    world.write("right/f.txt", "other");
    world.sync_with(&["--conflict", "keep-both"]).ends(0);
    world.settled();
    let names: Vec<_> = world.tree("left").keys().map(|name| name.to_string_lossy().into_owned()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    let copy = names.iter().find(|name| name.starts_with("f.conflict-right-")).unwrap();
    assert_eq!((copy.len(), &copy[copy.len() - 4..]), ("f.conflict-right-20260101-000000.txt".len(), ".txt"));
    assert_eq!(world.read(format!("left/{copy}")).as_deref(), Some("other"));
    assert_eq!(world.read("right/f.txt").as_deref(), Some("one"));
}

#[test]
fn the_private_folder_of_a_root_inside_another_stays_where_it_is() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/sub/a"), "1");
        world.shell("mkdir third");
        let inner = ["sync", "--json", &format!("./{from}/sub"), "./third"];
        world.run(inner).ends(0);
        world.write("third/a", "22");
        world.run(inner).ends(0);
        world.sync().ends(0).did("created=2 bytes=2");
        assert!(!world.path(format!("{to}/sub/.syncmgr")).exists());
        world.quiet_with(&[]);
        // The trash of the inner pair survives whatever happens to the outer one.
        world.write(format!("{from}/other"), "x");
        world.sync().ends(0);
        fs::remove_dir_all(world.path(format!("{to}/sub"))).unwrap();
        world.sync();
        world.run(inner);
        assert_eq!(world.run(["trash", "list", "--json"]).ends(0).all("trashed").len(), 2, "a twice");
    }
}

#[test]
fn what_took_the_place_of_a_folder_stops_the_run() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/a"), "x");
        world.sync().ends(0);
        let before = world.tree(from);
        for (script, reason) in [
            (format!("mv {to} away; echo 1 >{to}"), "root-type-changed"),
            (format!("rm {to}; ln -s nowhere {to}"), "root-missing"),
        ] {
            world.shell(&script);
            let ran = world.sync().ends(7);
            assert_eq!(ran.all("guard")[0]["reason"], reason, "{ran:?}");
            world.sync_with(&["--approve"]).ends(7);
        }
        assert_eq!(world.tree(from), before);
        world.shell(&format!("rm {to}; mv away {to}"));
        world.settled();
    }
}
