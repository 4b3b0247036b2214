//! Ways back: undo of everything that a run can do, and the trash.

use std::ffi::OsStr;
use std::fs;

use crate::tree::differences;
use crate::world::{BOTH_WAYS, World, is_root, name};

/// Two sides that agree on a few folders and files.
fn agreed(from: &str) -> World {
    let world = World::new();
    for name in ["a/one", "a/two", "b/sub/three", "b/four", "top"] {
        world.write(format!("{from}/{name}"), format!("content of {name}"));
    }
    for name in ["a", "b/sub", "b"] {
        world.touch(format!("{from}/{name}"), 1_500_000_000, 500);
    }
    world.setxattr(format!("{from}/a/one"), "user.x", b"before");
    world.sync().ends(0);
    world.settled();
    world
}

#[test]
fn everything_a_run_did_is_taken_back() {
    for (from, to) in BOTH_WAYS {
        let world = agreed(from);
        let before = world.tree(to);
        let path = |name: &str| world.path(format!("{from}/{name}"));
        world.write(format!("{from}/new/deep/file"), "created");
        world.write(format!("{from}/a/one"), "updated");
        fs::remove_file(path("a/two")).unwrap();
        fs::rename(path("b"), path("moved")).unwrap();
        world.chmod(format!("{from}/top"), 0o600);
        world.sync().ends(0).did("created=3 updated=1 deleted=1 moved=1 metadata=1 bytes=14");
        world.settled();
        let source = world.tree(from);
        world.run(["undo", "-n"]).ends(0);
        let ran = world.run(["--json", "undo"]).ends(0).did("created=1 updated=1 deleted=3 moved=1 metadata=1");
        assert_eq!(ran.all("operation").len(), 7, "{}", ran.text());
        let found = differences(&before, &world.tree(to));
        assert!(found.is_empty(), "not as before:\n{found}");
        let found = differences(&source, &world.tree(from));
        assert!(found.is_empty(), "the other side was touched:\n{found}");
        // What led to the session is still there, so the next run does it again.
        world.sync().ends(0);
        world.settled();
        let found = differences(&source, &world.tree(to));
        assert!(found.is_empty(), "not as after the first run:\n{found}");
    }
}

#[test]
fn attributes_and_acls_that_a_run_changed_are_taken_back() {
    for (from, to) in BOTH_WAYS {
        let world = agreed(from);
        world.write(format!("{from}/dropped/file"), "x");
        for (name, key) in
            [("a/one", "user.y"), ("a", "user.of-folder"), ("dropped", "user.dropped"), ("b/sub", "user.s")]
        {
            world.setxattr(format!("{from}/{name}"), key, b"before, too");
        }
        if is_root() {
            world.shell(&format!("setfacl -m u:1234:rw {from}/b/four; setfacl -d -m u:1234:rwx {from}/dropped"));
        }
        world.sync().ends(0);
        world.settled();
        let before = world.tree(to);
        let path = |name: &str| world.path(format!("{from}/{name}"));
        world.setxattr(path("a/one"), "user.x", b"after");
        rustix::fs::removexattr(path("a/one"), "user.y").unwrap();
        world.setxattr(path("a/two"), "user.new", b"after");
        world.setxattr(path("a"), "user.of-folder", b"after");
        world.setxattr(path("b/sub"), "user.s", b"after");
        world.chmod(path("b/sub"), 0o711);
        fs::remove_dir_all(path("dropped")).unwrap();
        if is_root() {
            world.shell(&format!("setfacl -b {from}/b/four; setfacl -m u:1234:r {from}/top"));
        }
        let acls = if is_root() { 2 } else { 0 };
        world.sync().ends(0).did(&format!("deleted=2 metadata={}", 4 + acls));
        world.settled();
        let source = world.tree(from);
        world.run(["--json", "undo"]).ends(0).did(&format!("created=2 metadata={}", 4 + acls));
        let found = differences(&before, &world.tree(to));
        assert!(found.is_empty(), "not as before:\n{found}");
        world.sync().ends(0);
        world.settled();
        let found = differences(&source, &world.tree(to));
        assert!(found.is_empty(), "not as after the first run:\n{found}");
        // What somebody gave them since is newer.
        world.setxattr(format!("{to}/a/one"), "user.x", b"newer");
        world.setxattr(format!("{to}/a"), "user.of-folder", b"newer");
        let ran = world.run(["--json", "undo"]).ends(4);
        let mut paths: Vec<_> = ran.all("problem").iter().map(|it| it["path"].as_str().unwrap().to_owned()).collect();
        paths.sort();
        assert_eq!(paths, ["a", "a/one"]);
        let tree = world.tree(to);
        assert_eq!(tree[OsStr::new("a/one")].xattrs[OsStr::new("user.x")], b"newer");
        assert_eq!(tree[OsStr::new("a")].xattrs[OsStr::new("user.of-folder")], b"newer");
    }
}

#[test]
fn undo_takes_back_the_last_session_or_the_one_named_and_leaves_newer_work() {
    for (from, to) in BOTH_WAYS {
        let world = agreed(from);
        world.write(format!("{from}/a/one"), "second");
        world.write(format!("{from}/top"), "second");
        let session = world.sync().ends(0).lines()[0]["session"].as_str().unwrap().to_owned();
        world.write(format!("{from}/top"), "third!");
        world.write(format!("{from}/later"), "later");
        world.sync().ends(0);
        // The older session: `top` was changed since.
        let ran = world.run(["--json", "undo", &session]).ends(4).did("updated=1 problems=1");
        assert_eq!(ran.all("problem")[0]["path"], "top");
        assert_eq!(world.read(format!("{to}/a/one")).as_deref(), Some("content of a/one"));
        assert_eq!(world.read(format!("{to}/top")).as_deref(), Some("third!"));
        world.sync().ends(0);
        world.settled();
        // A session that never was, and one that cannot be undone twice.
        world.run(["undo", "ffffffff"]).ends(2);
    }
}

#[test]
fn an_update_by_the_user_after_the_run_survives_undo() {
    for (from, to) in BOTH_WAYS {
        let world = agreed(from);
        world.write(format!("{from}/a/one"), "updated");
        world.write(format!("{from}/fresh"), "created");
        world.sync().ends(0);
        world.write(format!("{to}/a/one"), "my own work");
        world.write(format!("{to}/fresh"), "my own work, too");
        let ran = world.run(["--json", "undo"]).ends(4);
        assert_eq!(ran.all("problem").len(), 2, "{}", ran.text());
        assert_eq!(world.read(format!("{to}/a/one")).as_deref(), Some("my own work"));
        assert_eq!(world.read(format!("{to}/fresh")).as_deref(), Some("my own work, too"));
        world.sync().ends(0);
        world.settled();
        assert_eq!(world.read(format!("{from}/a/one")).as_deref(), Some("my own work"));
    }
}

#[test]
fn conflicts_that_wait_are_not_forgotten_by_other_commands() {
    let world = agreed("left");
    world.write("left/top", "one");
    world.write("right/top", "other");
    world.write("left/a/one", "updated");
    world.sync().ends(3);
    let open = || world.run(["--json", "conflicts"]).ends(0).lines().len();
    assert_eq!(open(), 1);
    world.run(["undo"]).ends(0);
    assert_eq!(open(), 1, "undo forgot the conflict");
    world.sync().ends(3);
    fs::remove_file(world.path("left/a/two")).unwrap();
    world.sync().ends(3);
    world.run(["trash", "restore", "a/two"]).ends(0);
    assert_eq!(open(), 1, "restoring forgot the conflict");
    world.run(["conflicts", "resolve", "top", "--keep", "right"]).ends(0);
    assert_eq!(open(), 0);
    world.settled();
    assert_eq!(world.read("left/top").as_deref(), Some("other"));
}

#[test]
fn the_trash_gives_back_whatever_its_name() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let names: [&[u8]; 4] = [b"plain", b"new\nline", b"caf\xe9", b"\x1b[31m"];
        for bytes in names {
            world.write(world.path(from).join("d").join(name(bytes)), bytes);
        }
        world.write(format!("{from}/stays"), "x");
        world.sync().ends(0);
        fs::remove_dir_all(world.path(format!("{from}/d"))).unwrap();
        world.sync().ends(0).did("deleted=5");
        let listed = world.run(["--json", "trash", "list"]).ends(0).lines();
        assert_eq!(listed.len(), 4);
        for line in &listed {
            assert_eq!(line["side"], to);
            world.run(["trash", "restore", line["path"].as_str().unwrap()]).ends(0);
        }
        for bytes in names {
            let path = world.path(to).join("d").join(name(bytes));
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        world.sync().ends(0).did("created=5 bytes=22");
        world.settled();
        world.run(["trash", "empty"]).ends(0);
        assert!(world.run(["--json", "trash", "list"]).ends(0).lines().is_empty());
    }
}

#[test]
fn without_trash_nothing_is_kept() {
    for (from, _) in BOTH_WAYS {
        let world = agreed(from);
        world.write(format!("{from}/top"), "updated");
        fs::remove_dir_all(world.path(format!("{from}/b"))).unwrap();
        world.sync_with(&["--no-trash"]).ends(0).did("updated=1 deleted=4 bytes=7");
        assert!(world.run(["--json", "trash", "list"]).ends(0).lines().is_empty());
        world.settled();
    }
}
