//! Real mounts below a root, each script in a mount namespace of its own.

use std::process::Command;

use crate::world::World;

const PROGRAM: &str = env!("CARGO_BIN_EXE_syncmgr");
const WORDS: &str = "the file system that was mounted there is missing";

/// Whether scripts may mount here; says so where not.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn may_mount() -> bool {
    let may = Command::new("unshare").args(["--mount", "true"]).output().is_ok_and(|it| it.status.success());
    if !may {
        eprintln!("skipped: mounting needs root and unshare");
    }
    may
}

/// Runs a script whose `sync CODE` is a run of the program that ends so, and whose `told N` and `hidden N` require that it
/// told of so many file systems that are missing, or hide something.
#[track_caller]
fn script(world: &World, text: &str) {
    let functions = format!(
        "sync() {{ c=0; {PROGRAM} sync --json ./left ./right > out || c=$?; [ $c = $1 ] || {{ cat out >&2; exit 9; }}; }}
         told() {{ [ $(grep -c '{WORDS}' out) = $1 ] || {{ cat out >&2; exit 8; }}; }}
         hidden() {{ [ $(grep -c 'a file system that is mounted there now hides' out) = $1 ] || {{ cat out >&2; exit 7; }}; }}"
    );
    world.shell(&format!("unshare --mount sh -e <<'END'\n{functions}\n{text}\nEND\n"));
}

#[test]
fn a_file_system_that_is_not_mounted_is_not_deleted() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    world.write("left/beside", "x");
    script(
        &world,
        "mkdir left/mnt; mount -t tmpfs none left/mnt; echo 1 > left/mnt/a; sync 0; told 0
         umount left/mnt; sync 4; told 1
         # An empty one in its place is another one.
         mount -t tmpfs none left/mnt; sync 4; told 1; umount left/mnt
         rmdir left/mnt; sync 4; told 1
         # What it held is there again.
         mkdir left/mnt; mount -t tmpfs none left/mnt; cp -p right/mnt/a left/mnt/a; sync 0; told 0
         rm left/mnt/a; sync 0; told 0",
    );
    assert!(world.path("right/mnt").is_dir() && world.read("right/mnt/a").is_none());
}

#[test]
fn a_folder_that_is_bound_there_counts_too() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    world.write("elsewhere/a", "x");
    world.write("left/mnt/.keep", "");
    std::fs::remove_file(world.path("left/mnt/.keep")).unwrap();
    script(&world, "mount --bind elsewhere left/mnt; sync 0; umount left/mnt; sync 4; told 1");
    assert_eq!(world.read("right/mnt/a").as_deref(), Some("x"));
}

#[test]
fn what_is_deleted_is_deleted_where_a_mount_hid_nothing() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    for name in ["a", "b", "c"] {
        world.write(format!("left/mnt/{name}"), name);
    }
    // As for a service that may write to that folder only.
    script(&world, "mount --bind left/mnt left/mnt; sync 0; umount left/mnt; rm left/mnt/a; sync 0; told 0");
    assert_eq!(world.read("right/mnt/a"), None);
    assert_eq!(world.read("right/mnt/b").as_deref(), Some("b"));
}

#[test]
fn a_mount_that_moves_with_the_folder_above_it_moves() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    script(
        &world,
        "mkdir -p left/disks/mnt; mount -t tmpfs none left/disks/mnt; echo 1 > left/disks/mnt/a; sync 0
         mv left/disks left/drives; sync 0; told 0; sync 0; umount left/drives/mnt; sync 4; told 1",
    );
    assert_eq!(world.read("right/drives/mnt/a").as_deref(), Some("1\n"));
    assert!(!world.path("right/disks").exists());
}

#[test]
fn what_is_excluded_since_does_not_show_that_a_file_system_is_there() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    script(
        &world,
        "mkdir left/mnt; mount -t tmpfs none left/mnt; mkdir left/mnt/big; echo 1 > left/mnt/a; echo 2 > left/mnt/big/b; sync 0
         umount left/mnt; echo /mnt/big > left/.syncignore; sync 4; told 1",
    );
    assert_eq!(world.read("right/mnt/a").as_deref(), Some("1\n"));
}

#[test]
fn a_mount_is_known_where_a_run_or_undoing_moved_the_folder_above_it() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    script(
        &world,
        "mkdir -p left/disks/mnt; mount -t tmpfs none left/disks/mnt; echo 1 > left/disks/mnt/a; sync 0
         mv right/disks right/drives; sync 0; umount left/drives/mnt; sync 4; told 1",
    );
    assert_eq!(world.read("right/drives/mnt/a").as_deref(), Some("1\n"));
    let world = World::new();
    script(
        &world,
        &format!(
            "mkdir -p left/disks/mnt; mount -t tmpfs none left/disks/mnt; echo 1 > left/disks/mnt/a; sync 0
             mv right/disks right/drives; sync 0; sync 0; {PROGRAM} undo; umount left/disks/mnt; sync 4; told 1"
        ),
    );
    assert_eq!(world.read("right/drives/mnt/a").as_deref(), Some("1\n"));
}

#[test]
fn what_the_other_side_moved_is_not_deleted_there() {
    if !may_mount() {
        return;
    }
    for moving in ["mv right/disks right/drives", "mkdir right/drives; mv right/disks/mnt right/drives/"] {
        let world = World::new();
        script(
            &world,
            &format!(
                "mkdir -p left/disks/mnt; mount -t tmpfs none left/disks/mnt; echo 1 > left/disks/mnt/a; sync 0
                 umount left/disks/mnt; {moving}; sync 4; told 1; sync 4; told 1"
            ),
        );
        assert_eq!(world.read("right/drives/mnt/a").as_deref(), Some("1\n"), "{moving}");
    }
}

#[test]
fn what_a_mount_hides_is_not_deleted() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    script(
        &world,
        "mkdir -p left/mnt/in; echo 1 > left/mnt/a; echo 2 > left/mnt/in/b; sync 0
         mount -t tmpfs none left/mnt; sync 4; hidden 1; sync 4; hidden 1; umount left/mnt; sync 0; sync 0
         # The files were moved to where they can be seen.
         mkdir left/old; mv left/mnt/* left/old; mount -t tmpfs none left/mnt; echo 3 > left/mnt/c; sync 0",
    );
    assert_eq!(world.read("right/old/in/b").as_deref(), Some("2\n"));
    assert!(world.read("right/mnt/a").is_none() && world.read("right/mnt/c").is_some());
}

#[test]
fn old_versions_below_a_mount_do_not_replace_the_new_ones() {
    if !may_mount() {
        return;
    }
    let world = World::new();
    script(
        &world,
        "mkdir left/mnt; for name in a b; do echo old > left/mnt/$name; touch -d '2020-01-01' left/mnt/$name; done; sync 0
         mkdir disk; cp -a left/mnt/. disk; mount --bind disk left/mnt; sync 0; told 0; echo new > left/mnt/a; sync 0
         umount left/mnt; sync 4; told 1; mount --bind disk left/mnt; sync 0; umount left/mnt
         # Whoever takes the data back has a folder like any other.
         cp -a disk/. left/mnt; sync 0; told 0",
    );
    assert_eq!(world.read("right/mnt/a").as_deref(), Some("new\n"));
}
