//! What is excluded is left alone on both sides, whenever the patterns come and go.

use std::fs;

use crate::world::{BOTH_WAYS, World};

#[test]
fn a_change_of_the_patterns_deletes_nothing() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        for name in ["always", "keep/a", "cache/b", "cache/deep/c", "x.tmp", "keep/y.tmp"] {
            world.write(format!("{from}/{name}"), name);
        }
        world.sync().ends(0);
        world.settled();
        let options = ["--exclude", "cache/", "--exclude", "*.tmp"];
        world.quiet_with(&options);
        // Changes and deletions of what is excluded stay where they are.
        fs::remove_dir_all(world.path(format!("{from}/cache"))).unwrap();
        world.write(format!("{to}/x.tmp"), "changed");
        world.quiet_with(&options);
        assert_eq!(world.read(format!("{to}/cache/b")).as_deref(), Some("cache/b"));
        // Without the patterns everything counts again.
        world.sync().ends(0).did("deleted=4 updated=1 bytes=7");
        world.settled();
        // A folder that holds something excluded is not deleted with it.
        fs::remove_file(world.path(format!("{from}/keep/a"))).unwrap();
        fs::remove_file(world.path(format!("{from}/keep/y.tmp"))).unwrap();
        fs::remove_dir(world.path(format!("{from}/keep"))).unwrap();
        let ran = world.sync_with(&["--exclude", "*.tmp"]);
        assert!(world.path(format!("{to}/keep/y.tmp")).exists(), "{ran:?}");
        assert!(matches!(ran.code, 0 | 4), "{ran:?}");
    }
}

#[test]
fn the_ignore_file_is_honoured_and_travels() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/.syncignore"), "# comment\n*.o\n!keep.o\n/build/\n");
        for name in ["a.o", "keep.o", "build/x", "src/build/y", "src/b.o"] {
            world.write(format!("{from}/{name}"), name);
        }
        world.sync().ends(0).did("created=5 bytes=47");
        let names: Vec<String> = world.tree(to).keys().map(|name| name.to_string_lossy().into_owned()).collect();
        assert_eq!(names, [".syncignore", "keep.o", "src", "src/build", "src/build/y"]);
        world.quiet_with(&[]);
        world.quiet_with(&["--include", "nothing"]);
        world.sync_with(&["--include", "a.o"]).ends(0).did("created=1 bytes=3");
        // Taken out again: both keep what they have.
        world.write(format!("{to}/.syncignore"), "src\n");
        world.sync().ends(0);
        assert_eq!(world.read(format!("{from}/.syncignore")).as_deref(), Some("src\n"));
        world.sync().ends(0);
        assert_eq!(world.read(format!("{to}/build/x")).as_deref(), Some("build/x"));
        world.quiet_with(&[]);
        assert!(world.path(format!("{to}/src/build/y")).exists());
        assert!(!world.path(format!("{to}/src/b.o")).exists());
    }
}

#[test]
fn ignore_files_that_differ_count_both_and_are_a_conflict() {
    let world = World::new();
    world.write("left/.syncignore", "*.left\n");
    world.write("right/.syncignore", "*.right\n");
    for side in ["left", "right"] {
        for name in ["a.left", "a.right", "a.both"] {
            world.write(format!("{side}/{side}-{name}"), name);
        }
    }
    let ran = world.sync().ends(3).did("created=2 conflicts=1 bytes=12");
    assert_eq!(ran.all("conflict")[0]["path"], ".syncignore");
    assert!(!world.path("right/left-a.left").exists() && !world.path("right/left-a.right").exists());
    world.sync().ends(3).did("conflicts=1");
}

#[test]
fn patterns_come_from_files_and_bad_ones_are_named() {
    let world = World::new();
    world.write("patterns", "*.bak\n\n# x\n");
    world.write("left/a.bak", "x");
    world.write("left/b", "x");
    world.sync_with(&["--exclude-from", "patterns"]).ends(0).did("created=1 bytes=1");
    world.write("patterns", "fine\n[z-a\n");
    let ran = world.sync_with(&["--exclude-from", "patterns"]).ends(2);
    assert!(ran.err.contains("patterns") && ran.err.contains('2'), "{}", ran.err);
    world.sync_with(&["--exclude-from", "missing"]).ends(2);
    world.sync_with(&["--exclude", "[z-a"]).ends(2);
    world.write("left/.syncignore", "ok\n{a\n[z-a\n");
    world.sync().ends(2);
}

#[test]
fn excluded_things_move_along_with_their_folder() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/d/a"), "a");
        world.write(format!("{from}/d/sub/b"), "b");
        world.sync().ends(0);
        world.write(format!("{to}/d/private.tmp"), "theirs");
        world.sync_with(&["--exclude", "*.tmp"]).ends(0).did("");
        fs::rename(world.path(format!("{from}/d")), world.path(format!("{from}/e"))).unwrap();
        world.sync_with(&["--exclude", "*.tmp"]).ends(0);
        let found = world.read(format!("{to}/e/private.tmp")).or_else(|| world.read(format!("{to}/d/private.tmp")));
        assert_eq!(found.as_deref(), Some("theirs"));
        world.quiet_with(&["--exclude", "*.tmp"]);
    }
}

#[test]
fn an_ignore_file_is_read_where_it_is_one_and_errors_name_it() {
    let world = World::new();
    world.write("left/a", "1");
    world.shell("mkfifo left/.syncignore");
    let ran = world.sync().ends(4);
    assert!(ran.text().contains("is a fifo; not synchronized"), "{ran:?}");
    world.shell("rm left/.syncignore; mkdir left/.syncignore");
    assert!(world.sync().ends(2).text().contains("left/.syncignore: Is a directory"));
    world.shell(
        "rmdir left/.syncignore; printf '*.o\\n# these\\n' >left/.syncignore; printf '\\n[z-a]\\n' >right/.syncignore",
    );
    let ran = world.sync().ends(2);
    assert!(ran.text().contains("right/.syncignore, line 2: this is not a pattern"), "{ran:?}");
}

#[test]
fn excluded_things_keep_their_folder_when_the_other_side_deletes_it() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let exclude = ["--exclude", "*.tmp", "--exclude", "cache/"];
        for name in ["d/a", "d/sub/b", "e/c", "kept"] {
            world.write(format!("{from}/{name}"), name);
        }
        world.sync_with(&exclude).ends(0);
        world.write(format!("{to}/d/sub/mine.tmp"), "mine");
        world.write(format!("{to}/e/cache/x"), "x");
        world.shell(&format!("rm -r {from}/d {from}/e"));
        world.sync_with(&exclude).ends(0).did("deleted=3");
        assert_eq!(world.read(format!("{to}/d/sub/mine.tmp")).as_deref(), Some("mine"));
        assert_eq!(world.read(format!("{to}/e/cache/x")).as_deref(), Some("x"));
        assert!(!world.path(format!("{to}/d/a")).exists() && !world.path(format!("{from}/d")).exists());
        world.quiet_with(&exclude);
        // Without them the folder goes like any other.
        world.shell(&format!("rm {to}/d/sub/mine.tmp"));
        world.sync_with(&exclude).ends(0).did("deleted=2");
        // A mirror leaves alone what is excluded, too.
        world.write(format!("{to}/own/f"), "1");
        world.write(format!("{to}/own/f.tmp"), "1");
        let mode = format!("mirror-{to}");
        let mirror = [&exclude[..], &["--mode", &mode]].concat();
        world.sync_with(&mirror).ends(0).did("deleted=1");
        assert!(world.path(format!("{to}/own/f.tmp")).exists());
        world.quiet_with(&mirror);
    }
}

#[test]
fn excluded_things_keep_their_folder_when_a_folder_above_was_renamed() {
    for (from, to) in BOTH_WAYS {
        for renames in [&["from"][..], &["to"], &["from", "to"]] {
            let world = World::new();
            let exclude = ["--exclude", "*.tmp"];
            for name in ["p/d/a", "p/d/sub/b", "p/stays"] {
                world.write(format!("{from}/{name}"), name);
            }
            world.sync_with(&exclude).ends(0);
            world.write(format!("{to}/p/d/sub/mine.tmp"), "mine");
            fs::remove_dir_all(world.path(format!("{from}/p/d"))).unwrap();
            for side in renames {
                let side = if *side == "from" { from } else { to };
                fs::rename(world.path(format!("{side}/p")), world.path(format!("{side}/q"))).unwrap();
            }
            world.sync_with(&exclude).ends(0);
            assert_eq!(world.read(format!("{to}/q/d/sub/mine.tmp")).as_deref(), Some("mine"));
            assert!(!world.path(format!("{to}/q/d/a")).exists() && !world.path(format!("{from}/q/d")).exists());
            world.quiet_with(&exclude);
        }
    }
}
