//! A pair that was in step, and then changed on both sides in every way there is.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::rig::Rig;

/// What both sides hold when they are in step.
pub fn base(rig: &Rig) {
    let left = &rig.left;
    for folder in ["deep/er", "gone/in", "mv", "mvdir/in", "was-folder"] {
        fs::create_dir_all(left.join(folder)).unwrap();
    }
    for file in [
        "keep",
        "deep/er/keep",
        "up-l",
        "up-r",
        "deep/up-l",
        "del-l",
        "del-r",
        "gone/a",
        "gone/in/b",
        "mv/a",
        "mvdir/x",
        "mvdir/in/y",
        "swap-1",
        "swap-2",
        "perm",
        "was-file",
        "was-file-2",
        "was-folder/z",
        "linked",
    ] {
        write(left, file, "old");
    }
    symlink("keep", left.join("symlink")).unwrap();
    rig.run_until_trusted();
}

/// Changes both sides; nothing conflicts.
pub fn change(rig: &Rig) {
    let (left, right) = (&rig.left, &rig.right);
    for file in ["up-l", "deep/up-l"] {
        write(left, file, "new on the left");
    }
    write(right, "up-r", "new on the right");
    fs::remove_file(left.join("del-l")).unwrap();
    fs::remove_file(right.join("del-r")).unwrap();
    fs::remove_dir_all(left.join("gone")).unwrap();
    fs::rename(left.join("mv/a"), left.join("mv/z")).unwrap();
    fs::rename(right.join("mvdir"), right.join("deep/moved")).unwrap();
    for (from, to) in [("swap-1", "swap"), ("swap-2", "swap-1"), ("swap", "swap-2")] {
        fs::rename(left.join(from), left.join(to)).unwrap();
    }
    fs::set_permissions(left.join("perm"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::hard_link(left.join("linked"), left.join("linked-too")).unwrap();
    change_kinds(left, right);
    for (side, name) in [(left, "new-l"), (right, "new-r")] {
        fs::create_dir_all(side.join(name).join("a/b")).unwrap();
        for file in ["1", "a/2", "a/b/3"] {
            write(side, &format!("{name}/{file}"), "new");
        }
        write(side, &format!("single-{name}"), "new");
        symlink("nowhere", side.join(name).join("link")).unwrap();
    }
}

fn change_kinds(left: &Path, right: &Path) {
    fs::remove_file(left.join("was-file")).unwrap();
    fs::create_dir(left.join("was-file")).unwrap();
    write(left, "was-file/inside", "new");
    fs::remove_file(right.join("was-file-2")).unwrap();
    symlink("keep", right.join("was-file-2")).unwrap();
    fs::remove_dir_all(right.join("was-folder")).unwrap();
    write(right, "was-folder", "a file now");
}

/// Writes a text that no other file has.
pub fn write(root: &Path, path: &str, what: &str) {
    fs::write(root.join(path), format!("{what}: {path}")).unwrap();
}

/// A new folder too large to be staged as one, and a few others.
pub fn many(rig: &Rig) {
    fs::create_dir_all(rig.left.join("big/part")).unwrap();
    for number in 0..2100 {
        fs::write(rig.left.join(format!("big/{number}")), "").unwrap();
    }
    for number in 0..40 {
        write(&rig.left, &format!("big/part/{number}"), "new");
        write(&rig.right, &format!("deep/{number}"), "new");
    }
}
