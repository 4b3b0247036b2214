//! Times, permissions, attributes, ACLs, owners: they travel exactly, alone and with content.

use crate::world::{BOTH_WAYS, World, is_root};

#[test]
fn times_of_files_and_folders_travel_to_the_nanosecond() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/a/b/file"), "12345");
        world.write(format!("{from}/a/empty/x"), "");
        std::fs::remove_file(world.path(format!("{from}/a/empty/x"))).unwrap();
        for (n, name) in ["a/b/file", "a/b", "a/empty", "a"].iter().enumerate() {
            world.touch(format!("{from}/{name}"), 1_000_000_000 + n as i64, 123_456_789);
        }
        world.sync().ends(0).did("created=4 bytes=5 unchanged=0");
        assert_eq!(world.tree(to).len(), 4);
        world.settled();
        // A time before the epoch, alone.
        world.touch(format!("{from}/a/b/file"), -5, 999_999_999);
        world.sync().ends(0).did("metadata=1");
        assert_eq!(world.tree(to)["a/b/file".as_ref() as &std::ffi::OsStr].mtime, (-5, 999_999_999));
        world.settled();
        // Folder times alone travel, and are no operation that counts.
        world.touch(format!("{from}/a/empty"), 77, 7);
        let ran = world.sync().ends(0);
        assert_eq!(ran.stats()["created"], 0);
        world.settled();
    }
}

#[test]
fn folders_keep_their_times_when_their_content_changes() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        for name in ["d/one", "d/two", "d/sub/x", "e/y"] {
            world.write(format!("{from}/{name}"), name);
        }
        for name in ["d/sub", "d", "e"] {
            world.touch(format!("{from}/{name}"), 1_234_567_890, 5);
        }
        world.sync().ends(0);
        world.settled();
        let path = |name: &str| world.path(format!("{from}/{name}"));
        std::fs::write(path("d/three"), "3").unwrap();
        world.sync().ends(0).did("created=1 bytes=1");
        world.settled();
        std::fs::remove_file(path("d/one")).unwrap();
        world.sync().ends(0).did("deleted=1");
        world.settled();
        std::fs::rename(path("d/two"), path("e/two")).unwrap();
        world.sync().ends(0).did("moved=1");
        world.settled();
        std::fs::rename(path("d/sub"), path("e/sub")).unwrap();
        world.sync().ends(0).did("moved=1");
        world.settled();
        std::fs::write(path("e/y"), "changed").unwrap();
        world.sync().ends(0).did("updated=1 bytes=7");
        world.settled();
        // The user gives the folder a time together with a new file.
        std::fs::write(path("d/four"), "4").unwrap();
        world.touch(format!("{from}/d"), 4, 4);
        world.sync().ends(0);
        world.settled();
        assert_eq!(world.tree(to)["d".as_ref() as &std::ffi::OsStr].mtime, (4, 4));
    }
}

#[test]
fn permissions_travel_with_their_special_bits() {
    for (from, _) in BOTH_WAYS {
        let world = World::new();
        for mode in [0o4755, 0o2755, 0o1644, 0o600, 0o444, 0o000, 0o777] {
            world.write(format!("{from}/f{mode:o}"), "x");
            world.chmod(format!("{from}/f{mode:o}"), mode);
            std::fs::create_dir(world.path(format!("{from}/d{mode:o}"))).unwrap();
            world.chmod(format!("{from}/d{mode:o}"), mode | if is_root() { 0 } else { 0o700 });
        }
        if !is_root() {
            world.chmod(format!("{from}/f0"), 0o400);
        }
        world.sync().ends(0).did("created=14 bytes=7");
        world.settled();
        world.chmod(format!("{from}/f600"), 0o6711);
        world.chmod(format!("{from}/d777"), 0o1770);
        world.sync().ends(0).did("metadata=2");
        world.settled();
        // Content and permissions at once.
        world.write(format!("{from}/f4755"), "longer");
        world.chmod(format!("{from}/f4755"), 0o6750);
        world.sync().ends(0).did("updated=1 bytes=6");
        world.settled();
    }
}

#[test]
fn extended_attributes_travel_alone_and_with_content() {
    for (from, _) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/d/f"), "x");
        world.write(format!("{from}/d/g"), "x");
        world.setxattr(format!("{from}/d/f"), "user.one", b"1");
        world.setxattr(format!("{from}/d/f"), "user.binary", &[0, 255, 10]);
        world.setxattr(format!("{from}/d"), "user.folder", b"f");
        world.sync().ends(0).did("created=3 bytes=2");
        world.settled();
        world.setxattr(format!("{from}/d/f"), "user.one", b"2");
        rustix::fs::removexattr(world.path(format!("{from}/d/f")), "user.binary").unwrap();
        world.setxattr(format!("{from}/d/g"), "user.new", &[b'v'; 2000]);
        world.setxattr(format!("{from}/d"), "user.folder", b"changed");
        plan(&world).ends(0).did("metadata=3");
        world.sync().ends(0).did("metadata=3");
        world.settled();
        rustix::fs::removexattr(world.path(format!("{from}/d/g")), "user.new").unwrap();
        plan(&world).ends(0).did("metadata=1");
        world.sync().ends(0).did("metadata=1");
        world.settled();
        world.write(format!("{from}/d/f"), "content");
        world.sync().ends(0).did("updated=1 bytes=7");
        world.settled();
        // The file moves and gets an attribute at the same time.
        std::fs::rename(world.path(format!("{from}/d/f")), world.path(format!("{from}/moved"))).unwrap();
        world.setxattr(format!("{from}/moved"), "user.late", b"yes");
        plan(&world).ends(0).did("moved=1 metadata=1");
        world.sync().ends(0).did("moved=1 metadata=1");
        world.settled();
        // Looking at a time that was set again shows that there is nothing to do.
        world.shell(&format!("chmod 600 {from}/moved; chmod 644 {from}/moved"));
        plan(&world).ends(0).did("");
        world.settled();
    }
}

/// What a run would do, which is what it does then.
fn plan(world: &World) -> crate::world::Ran {
    world.run(["plan", "--json", "./left", "./right"])
}

#[test]
fn acls_travel_for_root_and_leave_no_trace_otherwise() {
    if !is_root() {
        return eprintln!("skipped: ACLs travel by themselves for root only");
    }
    for (from, _) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/d/f"), "x");
        world.write(format!("{from}/d/plain"), "x");
        world.shell(&format!("setfacl -m u:1234:rw,g:77:r {from}/d/f; setfacl -d -m u:1234:rwx,o::- {from}/d"));
        world.write(format!("{from}/d/below"), "inherits");
        std::fs::create_dir(world.path(format!("{from}/d/sub"))).unwrap();
        world.sync().ends(0).did("created=5 bytes=10");
        world.settled();
        // New things in a folder with a default ACL, without ACLs of their own.
        world.write(format!("{from}/plain"), "moved in");
        world.chmod(format!("{from}/plain"), 0o664);
        std::fs::create_dir(world.path(format!("{from}/folder"))).unwrap();
        world.write(format!("{from}/folder/x"), "x");
        for name in ["plain", "folder"] {
            std::fs::rename(world.path(format!("{from}/{name}")), world.path(format!("{from}/d/sub/{name}"))).unwrap();
        }
        world.sync().ends(0).did("created=3 bytes=9");
        world.settled();
        world.shell(&format!("setfacl -m u:1234:r {from}/d/plain; setfacl -b {from}/d/f; setfacl -k {from}/d"));
        world.sync().ends(0).did("metadata=3");
        world.settled();
        world.write(format!("{from}/d/plain"), "new content");
        world.write(format!("{from}/d/sub/plain"), "new content, too");
        world.sync().ends(0).did("updated=2 bytes=27");
        world.settled();
    }
}

#[test]
fn a_default_acl_of_the_root_reaches_no_copy() {
    if !is_root() {
        return eprintln!("skipped: ACLs travel by themselves for root only");
    }
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.shell(&format!("setfacl -d -m u:1234:rwx,g::-,o::- {to}"));
        world.write(format!("{from}/d/e/f"), "x");
        world.write(format!("{from}/g"), "x");
        world.sync().ends(0).did("created=4 bytes=2");
        world.settled();
        world.write(format!("{from}/g"), "changed");
        world.sync().ends(0).did("updated=1 bytes=7");
        world.settled();
        world.write(format!("{from}/d/h"), "new");
        world.sync().ends(0).did("created=1 bytes=3");
        world.settled();
    }
}

#[test]
fn owners_travel_for_root() {
    if !is_root() {
        return eprintln!("skipped: only root may give files away");
    }
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        world.write(format!("{from}/d/f"), "x");
        std::os::unix::fs::symlink("nowhere", world.path(format!("{from}/d/link"))).unwrap();
        world.chmod(format!("{from}/d/f"), 0o6755);
        for name in ["d/f", "d/link", "d"] {
            std::os::unix::fs::lchown(world.path(format!("{from}/{name}")), Some(1234), Some(77)).unwrap();
        }
        world.chmod(format!("{from}/d/f"), 0o6755);
        world.sync().ends(0).did("created=3 bytes=1");
        world.settled();
        for name in ["d/f", "d/link", "d"] {
            std::os::unix::fs::lchown(world.path(format!("{from}/{name}")), Some(4321), Some(78)).unwrap();
        }
        world.chmod(format!("{from}/d/f"), 0o6755);
        world.sync().ends(0).did("metadata=3");
        world.settled();
        std::os::unix::fs::chown(world.path(format!("{from}/d/f")), Some(1), Some(1)).unwrap();
        world.sync_with(&["--no-owner", "--no-perms"]).ends(0).did("");
        assert_eq!(crate::world::owner(&world.path(format!("{to}/d/f"))), (4321, 78));
    }
}

#[test]
fn what_does_not_travel_stays_as_it_is() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let options = ["--no-perms", "--no-times", "--no-xattrs", "--no-acls", "--no-owner"];
        world.write(format!("{from}/d/f"), "x");
        world.chmod(format!("{from}/d/f"), 0o640);
        world.touch(format!("{from}/d/f"), 5, 5);
        world.setxattr(format!("{from}/d/f"), "user.one", b"1");
        world.sync_with(&options).ends(0).did("created=2 bytes=1");
        let copy = &world.tree(to)["d/f".as_ref() as &std::ffi::OsStr];
        assert!(copy.xattrs.is_empty(), "{copy:?}");
        assert_ne!((copy.mode, copy.mtime), (0o640, (5, 5)), "{copy:?}");
        world.quiet_with(&options);
        world.chmod(format!("{from}/d/f"), 0o755);
        world.setxattr(format!("{from}/d/f"), "user.one", b"2");
        world.quiet_with(&options);
    }
}
