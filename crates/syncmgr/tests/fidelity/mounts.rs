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

/// Runs a script whose `sync CODE` is a run of the program that ends so, and whose `told N` requires that it told of so
/// many missing file systems.
#[track_caller]
fn script(world: &World, text: &str) {
    let functions = format!(
        "sync() {{ c=0; {PROGRAM} sync --json ./left ./right > out || c=$?; [ $c = $1 ] || {{ cat out >&2; exit 9; }}; }}
         told() {{ [ $(grep -c '{WORDS}' out) = $1 ] || {{ cat out >&2; exit 8; }}; }}"
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
