//! What a user without rights meets: read-only files and folders, folders that cannot be read.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::world::{BOTH_WAYS, World};

#[test]
fn read_only_files_and_folders_travel() {
    for (from, to) in BOTH_WAYS {
        let world = World::unprivileged();
        world.shell(&format!(
            "cd {from}; mkdir -p a/b; echo 1 >a/b/f; echo 2 >a/g; setfattr -n user.x -v y a/b/f a/b; chmod 444 a/b/f; \
             chmod 400 a/g; chmod 555 a/b a"
        ));
        world.shell(&format!("touch {to}/stays"));
        world.sync().ends(0).did("created=5 bytes=4");
        world.settled();
        // New content, a new name and a deletion inside the read-only folder.
        world.shell(&format!(
            "cd {from}; chmod 755 a/b; echo new >a/b/new; rm -f a/b/f; echo replaced >a/b/f; chmod 444 a/b/f; chmod 555 a/b"
        ));
        world.sync().ends(0);
        world.settled();
        world.shell(&format!("cd {from}; chmod 755 a/b a; mv a/b/new a/moved; rm -f a/g; chmod 555 a/b a"));
        world.sync().ends(0).did("moved=1 deleted=1");
        world.settled();
        // The folder itself moves, and gets an attribute.
        world.shell(&format!("cd {from}; chmod 755 a a/b; mkdir c; mv a/b c/; chmod 555 c/b a"));
        let ran = world.sync();
        assert_eq!(ran.code, 0, "{ran:?}");
        world.settled();
        world.shell(&format!("cd {from}; chmod 755 c/b; setfattr -n user.z -v 1 c/b; chmod 555 c/b; chmod 644 c/b/f; setfattr -n user.z -v 1 c/b/f; chmod 444 c/b/f"));
        world.sync().ends(0).did("metadata=2");
        world.settled();
        world.shell(&format!("chmod -R u+w {from}; rm -rf {from}/a {from}/c"));
        world.sync().ends(0);
        world.settled();
        assert_eq!(world.tree(to).len(), 1);
        world.shell("chmod -R u+rwx left right");
    }
}

#[test]
fn what_cannot_be_read_is_told_and_deletes_nothing() {
    for (from, to) in BOTH_WAYS {
        let world = World::unprivileged();
        world.shell(&format!("cd {from}; mkdir -p d/e; echo 1 >d/e/f; echo 2 >g; echo 3 >h"));
        world.sync().ends(0);
        world.settled();
        world.shell(&format!("cd {from}; chmod 000 d/e g; echo 4 >i"));
        let ran = world.sync().ends(4);
        assert!(ran.all("problem").iter().any(|p| p["path"] == "d/e" && p["side"] == from), "{}", ran.text());
        assert_eq!(world.read(format!("{to}/d/e/f")).as_deref(), Some("1\n"));
        assert_eq!(world.read(format!("{to}/i")).as_deref(), Some("4\n"));
        world.shell(&format!("cd {from}; chmod 755 d/e; chmod 644 g"));
        world.sync().ends(0);
        world.settled();
    }
}

#[test]
fn a_side_that_cannot_be_written_is_told() {
    let world = World::unprivileged();
    world.shell("echo 1 >left/f; chmod 555 right");
    let ran = world.sync();
    assert!(matches!(ran.code, 2 | 4), "{ran:?}");
    assert!(ran.text().contains("permission denied"), "{ran:?}");
    world.shell("chmod 755 right");
    world.sync().ends(0).did("created=1 bytes=2");
    world.settled();
    // The sending side of a one-way run need not be writable.
    world.shell("echo 2 >left/g; chmod 555 left");
    world.sync_with(&["--mode", "left-to-right"]).ends(0).did("created=1 bytes=2");
    world.quiet_with(&["--mode", "left-to-right"]);
    world.shell("chmod 755 left");
}

#[test]
fn a_foreign_file_in_place_of_ours_is_replaced_where_the_folder_allows() {
    let world = World::unprivileged();
    world.shell("mkdir left/d; echo 1 >left/d/f");
    world.sync().ends(0);
    world.settled();
    world.shell("echo more >>left/d/f");
    fs::set_permissions(world.path("right/d/f"), fs::Permissions::from_mode(0o444)).unwrap();
    let ran = world.sync();
    assert!(matches!(ran.code, 0 | 3), "{ran:?}");
    assert_eq!(world.read("right/d/f").as_deref(), Some("1\nmore\n"), "{ran:?}");
    assert_eq!(world.sync().code, ran.code);
}
