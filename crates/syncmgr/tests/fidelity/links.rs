//! Symbolic links, hard links, holes, and what is no file at all.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::fs::{FileExt, symlink};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::tree::blocks;
use crate::world::{BOTH_WAYS, World, is_root};

#[test]
fn symlinks_travel_as_they_are_and_lead_nobody_out() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write("outside/secret", "secret");
        world.write(format!("{from}/d/file"), "x");
        let link = |target: &str, name: &str| symlink(target, world.path(format!("{from}/{name}"))).unwrap();
        link("d/file", "relative");
        link("nowhere", "dangling");
        link("../outside", "out");
        link(world.path("outside").to_str().unwrap(), "absolute");
        link(".", "loop");
        link(&"t".repeat(4000), "long");
        world.touch(format!("{from}/dangling"), 55, 66);
        world.sync().ends(0).did("created=8 bytes=1");
        world.settled();
        // Another target, another time, another kind.
        fs::remove_file(world.path(format!("{from}/relative"))).unwrap();
        link("d", "relative");
        world.touch(format!("{from}/dangling"), 56, 67);
        fs::remove_file(world.path(format!("{from}/loop"))).unwrap();
        world.write(format!("{from}/loop"), "a file now");
        world.sync().ends(0).did("updated=2 metadata=1 bytes=10");
        world.settled();
        fs::rename(world.path(format!("{from}/out")), world.path(format!("{from}/d/out"))).unwrap();
        fs::remove_file(world.path(format!("{from}/absolute"))).unwrap();
        world.sync().ends(0).did("moved=1 deleted=1");
        world.settled();
        // A folder gives way to a link that leads out: nothing is written through it.
        fs::rename(world.path(format!("{from}/d")), world.path(format!("{from}/e"))).unwrap();
        link("../outside", "d");
        world.write(format!("{to}/d/new"), "written meanwhile");
        world.sync();
        world.sync();
        assert_eq!(fs::read_dir(world.path("outside")).unwrap().count(), 1);
        assert_eq!(world.read("outside/secret").as_deref(), Some("secret"));
    }
}

#[test]
fn links_can_be_skipped_or_followed() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write("outside/inside", "content");
        world.write(format!("{from}/file"), "x");
        symlink("../outside", world.path(format!("{from}/folder"))).unwrap();
        symlink("../outside/inside", world.path(format!("{from}/link"))).unwrap();
        world.sync_with(&["--links", "skip"]).ends(0).did("created=1 bytes=1");
        assert_eq!(world.tree(to).len(), 1);
        world.quiet_with(&["--links", "skip"]);

        let world = World::new();
        let options = ["--links", "follow"];
        world.write("outside/secret", "content");
        world.write(format!("{from}/real/inside"), "content");
        symlink("real", world.path(format!("{from}/folder"))).unwrap();
        symlink("real/inside", world.path(format!("{from}/link"))).unwrap();
        world.sync_with(&options).ends(0).did("created=5 bytes=21");
        assert_eq!(world.read(format!("{to}/folder/inside")).as_deref(), Some("content"));
        assert!(!world.path(format!("{to}/link")).is_symlink());
        world.quiet_with(&options);
        world.write(format!("{from}/real/inside"), "changed!");
        world.sync_with(&options).ends(0).did("updated=3 bytes=24");
        assert_eq!(world.read(format!("{to}/folder/inside")).as_deref(), Some("changed!"));
        world.quiet_with(&options);
        // A link that leads out is told, never followed.
        for (target, name) in
            [("../outside", "out"), ("../outside/secret", "file"), ("nowhere", "dangling"), (".", "loop")]
        {
            symlink(target, world.path(format!("{from}/{name}"))).unwrap();
        }
        world.sync_with(&options).ends(4).did("problems=4");
        assert_eq!(world.tree(to).len(), 5);
    }
}

#[test]
fn hard_links_stay_groups() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let path = |name: &str| world.path(format!("{from}/{name}"));
        world.write(format!("{from}/a/one"), "linked");
        fs::create_dir(path("b")).unwrap();
        fs::hard_link(path("a/one"), path("b/two")).unwrap();
        fs::hard_link(path("a/one"), path("three")).unwrap();
        world.write(format!("{from}/alone"), "linked");
        world.sync().ends(0).did("created=6 bytes=12");
        world.settled();
        // A fourth name; then new content for all; then one name leaves.
        fs::hard_link(path("a/one"), path("four")).unwrap();
        world.sync().ends(0).did("created=1");
        world.settled();
        fs::write(path("a/one"), "changed!").unwrap();
        world.sync().ends(0);
        world.settled();
        fs::remove_file(path("b/two")).unwrap();
        world.sync().ends(0).did("deleted=1");
        world.settled();
        fs::rename(path("three"), path("b/moved")).unwrap();
        world.sync().ends(0).did("moved=1");
        world.settled();
        // One leaves the group by an atomic save, a stranger joins it.
        fs::write(path("temporary"), "saved").unwrap();
        fs::rename(path("temporary"), path("four")).unwrap();
        world.sync().ends(0);
        world.settled();
        fs::remove_file(path("alone")).unwrap();
        fs::hard_link(path("a/one"), path("alone")).unwrap();
        world.sync().ends(0);
        world.settled();
        world.chmod(format!("{from}/a/one"), 0o600);
        world.sync().ends(0);
        world.settled();
        // A folder of linked files moves.
        fs::rename(path("b"), path("c")).unwrap();
        world.sync().ends(0).did("moved=1");
        world.settled();
        // Everything goes.
        for name in ["a", "c"] {
            fs::remove_dir_all(path(name)).unwrap();
        }
        world.sync().ends(0);
        world.settled();
        assert_eq!(world.tree(to).len(), 2);
    }
}

#[test]
fn without_hard_links_each_name_is_a_file() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/one"), "linked");
        fs::hard_link(world.path(format!("{from}/one")), world.path(format!("{from}/two"))).unwrap();
        world.sync_with(&["--no-hard-links"]).ends(0).did("created=2 bytes=12");
        let tree = world.tree(to);
        assert_ne!(tree[OsStr::new("one")].group, tree[OsStr::new("two")].group);
        world.quiet_with(&["--no-hard-links"]);
        world.write(format!("{from}/one"), "both change");
        world.sync_with(&["--no-hard-links"]).ends(0).did("updated=2 bytes=22");
        world.quiet_with(&["--no-hard-links"]);
    }
}

#[test]
fn holes_stay_holes() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let file = File::create(world.path(format!("{from}/sparse"))).unwrap();
        file.set_len(1 << 26).unwrap();
        file.write_all_at(b"middle", 32 << 20).unwrap();
        file.sync_all().unwrap();
        File::create(world.path(format!("{from}/empty"))).unwrap().set_len(16 << 20).unwrap();
        let small = File::create(world.path(format!("{from}/small"))).unwrap();
        small.set_len(200_000).unwrap();
        small.write_all_at(b"end", 199_000).unwrap();
        small.sync_all().unwrap();
        let ran = world.sync().ends(0);
        assert!(ran.stats()["bytes"].as_u64().unwrap() < 1 << 18, "{}", ran.text());
        for name in ["sparse", "empty", "small"] {
            let (one, other) = (world.path(format!("{from}/{name}")), world.path(format!("{to}/{name}")));
            assert_eq!(one.metadata().unwrap().len(), other.metadata().unwrap().len());
            File::open(&other).unwrap().sync_all().unwrap();
            assert!(blocks(&other) <= blocks(&one) + 16, "{name}: {} of {}", blocks(&other), blocks(&one));
        }
        let mut middle = [0; 6];
        File::open(world.path(format!("{to}/sparse"))).unwrap().read_exact_at(&mut middle, 32 << 20).unwrap();
        assert_eq!(&middle, b"middle");
        world.quiet_with(&[]);
        file.write_all_at(b"tail", (1 << 26) - 4).unwrap();
        world.sync().ends(0);
        assert!(blocks(&world.path(format!("{to}/sparse"))) < 4096);
        world.quiet_with(&[]);
    }
}

#[test]
fn what_is_no_file_is_told_and_left_alone() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/d/file"), "x");
        mknodat(CWD, world.path(format!("{from}/d/fifo")), FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(world.path(format!("{from}/d/socket"))).unwrap();
        world.write(format!("{to}/elsewhere"), "y");
        let mut strange = 2;
        if is_root() {
            let device = rustix::fs::makedev(1, 3);
            mknodat(CWD, world.path(format!("{from}/device")), FileType::CharacterDevice, Mode::empty(), device)
                .unwrap();
            strange += 1;
        }
        let ran = world.sync().ends(4).did(&format!("created=3 bytes=2 problems={strange}"));
        let problems = ran.all("problem");
        assert_eq!(problems.len(), strange);
        for problem in &problems {
            assert_eq!(problem["side"], from);
            assert!(problem["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{problem}");
        }
        assert_eq!(world.tree(to).len(), 3);
        // A file gives way to a fifo: its copy is not deleted.
        fs::remove_file(world.path(format!("{from}/d/file"))).unwrap();
        mknodat(CWD, world.path(format!("{from}/d/file")), FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
        world.sync().ends(4).did(&format!("problems={}", strange + 1));
        assert_eq!(world.read(format!("{to}/d/file")).as_deref(), Some("x"));
        // The folder that holds them is deleted on the other side: they stay.
        fs::remove_dir_all(world.path(format!("{to}/d"))).unwrap();
        world.sync().ends(4);
        assert!(world.path(format!("{from}/d/fifo")).exists());
    }
}
