//! The counts of a run are exactly what was done.

use std::fs;

use crate::world::{BOTH_WAYS, World};

#[test]
fn ten_files_of_which_nine_are_there() {
    let world = World::new();
    for n in 0..10 {
        world.write(format!("left/{n}"), "12345");
        world.touch(format!("left/{n}"), 1_000_000_000, 1);
        if n > 0 {
            world.write(format!("right/{n}"), "12345");
            world.touch(format!("right/{n}"), 1_000_000_000, 1);
        }
    }
    let expected = "scanned_left=10 scanned_right=9 created=1 unchanged=9 bytes=5";
    world.sync_with(&["--dry-run"]).ends(0).did(expected);
    assert!(!world.path("state").exists() && !world.path("left/.syncmgr").exists());
    world.sync().ends(0).did(expected);
    world.sync().ends(0).did("scanned_left=10 scanned_right=10 unchanged=10");
    world.settled();
}

#[test]
fn equal_contents_with_other_times_are_no_conflict() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        for side in [from, to] {
            world.write(format!("{side}/same"), "12345");
        }
        world.touch(format!("{from}/same"), 1_000_000_000, 1);
        let ran = world.sync().ends(0);
        let stats = ran.stats();
        assert_eq!(
            (&stats["conflicts"], &stats["bytes"], &stats["created"]),
            (&0.into(), &0.into(), &0.into()),
            "{stats}"
        );
        world.settled();
    }
}

#[test]
fn a_folder_moves_at_once_with_all_it_holds() {
    for ((from, to), count) in BOTH_WAYS.into_iter().zip([10_000, 300]) {
        let world = World::new();
        world.shell(&format!(
            "cd {from}; mkdir -p many other; cd many; seq 10001 $((10000 + {count})) | split -l 1 -a 4 -d -"
        ));
        world.sync().ends(0).did(&format!("created={} bytes={}", count + 2, 6 * count));
        let inode = |path: String| rustix::fs::stat(world.path(path)).unwrap().st_ino;
        let before = inode(format!("{to}/many/x0007"));
        fs::rename(world.path(format!("{from}/many")), world.path(format!("{from}/other/renamed"))).unwrap();
        world.sync_with(&["--dry-run"]).ends(0).did("moved=1");
        world.sync().ends(0).did(&format!("moved=1 unchanged={}", count + 1));
        assert_eq!(inode(format!("{to}/other/renamed/x0007")), before, "the files are the same, not copies");
        world.sync().ends(0).did("");
        if count > 1000 {
            continue;
        }
        // It moves again, and something in it changes, goes, comes.
        fs::rename(world.path(format!("{from}/other/renamed")), world.path(format!("{from}/again"))).unwrap();
        world.write(format!("{from}/again/x0001"), "changed");
        fs::remove_file(world.path(format!("{from}/again/x0002"))).unwrap();
        world.write(format!("{from}/again/new"), "new");
        world.sync().ends(0).did("moved=1 updated=1 deleted=1 created=1 bytes=10");
        world.settled();
        // It moves on one side while the other one changes something in it.
        fs::rename(world.path(format!("{from}/again")), world.path(format!("{from}/other/last"))).unwrap();
        world.write(format!("{to}/again/x0003"), "theirs");
        world.sync().ends(0).did("moved=1 updated=1 bytes=6");
        assert_eq!(world.read(format!("{from}/other/last/x0003")).as_deref(), Some("theirs"));
        world.settled();
    }
}

#[test]
fn moves_of_all_kinds() {
    for (from, _) in BOTH_WAYS {
        let world = World::new();
        let path = |name: &str| world.path(format!("{from}/{name}"));
        let rename = |a: &str, b: &str| fs::rename(path(a), path(b)).unwrap();
        for name in ["a/one", "a/two", "b/three", "c/d/e/four", "swap1", "swap2", "case"] {
            world.write(format!("{from}/{name}"), format!("content of {name}"));
        }
        world.sync().ends(0);
        world.settled();
        rename("swap1", "t");
        rename("swap2", "swap1");
        rename("t", "swap2");
        let ran = world.sync().ends(0);
        assert_eq!(ran.stats()["bytes"], 0, "{}", ran.text());
        world.settled();
        rename("case", "CASE");
        world.sync().ends(0).did("moved=1");
        world.settled();
        // A folder and its child change places.
        rename("c/d/e", "t");
        rename("c", "t/c");
        rename("t", "e");
        let ran = world.sync().ends(0);
        assert_eq!(ran.stats()["bytes"], 0, "{}", ran.text());
        world.settled();
        // Into a new folder; two folders exchange names.
        fs::create_dir(path("new")).unwrap();
        rename("a", "new/a");
        world.sync().ends(0).did("created=1 moved=1");
        world.settled();
        rename("b", "t");
        rename("new/a", "b");
        rename("t", "new/a");
        let ran = world.sync().ends(0);
        assert_eq!(ran.stats()["bytes"], 0, "{}", ran.text());
        world.settled();
        // Moved and changed; moved over something else.
        rename("b/one", "b/uno");
        world.write(format!("{from}/b/uno"), "now longer than it was");
        world.sync().ends(0);
        world.settled();
        rename("CASE", "swap1");
        world.sync().ends(0);
        world.settled();
        // A chain.
        rename("swap2", "chain3");
        rename("swap1", "swap2");
        world.sync().ends(0).did("moved=2");
        world.settled();
        // A file becomes a folder of its name and the other way round.
        fs::remove_file(path("swap2")).unwrap();
        world.write(format!("{from}/swap2/inside"), "x");
        fs::remove_dir_all(path("new")).unwrap();
        world.write(format!("{from}/new"), "a file");
        world.sync().ends(0);
        world.settled();
    }
}

#[test]
fn metadata_alone_is_metadata_alone() {
    for (from, _) in BOTH_WAYS {
        let world = World::new();
        for n in 0..5 {
            world.write(format!("{from}/d/{n}"), "12345");
        }
        world.sync().ends(0);
        world.settled();
        world.touch(format!("{from}/d/0"), 5, 5);
        world.chmod(format!("{from}/d/1"), 0o600);
        world.setxattr(format!("{from}/d/2"), "user.x", b"1");
        world.sync_with(&["-n"]).ends(0);
        world.sync().ends(0).did("metadata=3 unchanged=3");
        world.settled();
        // Rewritten with what was there: only the time is new.
        world.write(format!("{from}/d/3"), "12345");
        world.sync().ends(0).did("metadata=1");
        world.settled();
        // A file replaced by an equal one, as editors do.
        world.write(format!("{from}/d/new"), "12345");
        fs::rename(world.path(format!("{from}/d/new")), world.path(format!("{from}/d/4"))).unwrap();
        world.sync().ends(0).did("metadata=1");
        world.settled();
    }
}

#[test]
fn contents_are_compared_when_asked() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        for n in 0..5 {
            world.write(format!("{from}/d/{n}"), "12345");
            world.write(format!("{from}/e/{n}"), "12345");
        }
        world.sync().ends(0);
        world.quiet_with(&["--checksum"]);
        // Other content of the same size and time. The change time tells it, unless checksums are off and nobody looks.
        let path = world.path(format!("{to}/d/2"));
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        std::os::unix::fs::FileExt::write_all_at(&file, b"x", 0).unwrap();
        file.set_modified(time).unwrap();
        world.sync_with(&["--checksum"]).ends(0).did("updated=1 bytes=5");
        assert_eq!(world.read(format!("{from}/d/2")).as_deref(), Some("x2345"));
        world.settled();
        world.quiet_with(&["--checksum"]);
        // What is left alone is not compared, what cannot be read is no difference.
        world.quiet_with(&["--checksum", "--exclude", "e/"]);
    }
}

#[test]
fn a_plan_counts_what_the_run_counts() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let foretold = |what: &str| {
            world.run(["plan", "--json", "./left", "./right"]).ends(0).did(what);
            world.sync().ends(0).did(what);
            world.settled();
        };
        world.write(format!("{from}/d/file"), "12345");
        world.shell(&format!("ln -s d/file {from}/link; ln {from}/d/file {from}/second; mkdir {from}/empty"));
        foretold("created=5 bytes=5");
        world.shell(&format!("ln -sfn elsewhere {from}/link; rm {to}/second; mv {from}/d {from}/e; echo 1 >{to}/new"));
        foretold("created=1 updated=1 deleted=1 moved=1 bytes=2");
        world.shell(&format!("rm {from}/link; echo file >{from}/link; rm {to}/new; ln -s x {to}/new"));
        foretold("updated=2 bytes=5");
    }
}
