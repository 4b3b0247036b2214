//! File systems that are less than the other side's: what does not fit is told, nothing is overwritten, and a second run has
//! nothing to do.

use std::fs;
use std::path::Path;
use std::time::Duration;

use testfs::{Behaviour, Case, Form, InodeNumbers, NameRules, Options, Permissions, Reserved, Support};

use super::rig::{Rig, home, mount};
use super::tree::tree;
use super::workload::{base, change, write};

fn on_right(fs: &testfs::Mounted, home: &Path) -> Rig {
    Rig::at(&home.join("left"), &fs.join("right"), &home.join("state"))
}

#[test]
fn names_that_the_target_refuses() {
    let names = NameRules { longest: 143, reserved: Reserved::Windows, ..NameRules::default() };
    let Some(fs) = mount(Options { names, ..Options::default() }) else { return };
    let home = home();
    let rig = on_right(&fs, home.path());
    let long = "x".repeat(144);
    for name in [&long, "a:b", "fine"] {
        write(&rig.left, name, "new");
    }
    for _ in 0..2 {
        let ran = rig.run();
        ran.says(&long, "the name is too long");
        ran.says("a:b", "does not accept this name");
        assert_eq!(ran.problems().len(), 2);
    }
    assert!(rig.right.join("fine").exists() && rig.left.join(&long).exists());
    fs::rename(rig.left.join(&long), rig.left.join("short")).unwrap();
    fs::rename(rig.left.join("a:b"), rig.left.join("a-b")).unwrap();
    rig.run_well();
    rig.converge(1);
}

fn vfat() -> Behaviour {
    Behaviour {
        granularity: Duration::from_secs(2),
        xattrs: Support::Refused,
        hard_links: Support::Refused,
        symlinks: Support::Refused,
        rename_flags: Support::Refused,
        permissions: Permissions::FixedRefusing(0o755),
        ..Behaviour::default()
    }
}

/// Lesser file systems: the second run has nothing to do, and an edit on either side still travels.
#[test]
fn lesser_targets_are_stable() {
    let coarse = Behaviour { granularity: Duration::from_secs(2), ..Behaviour::default() };
    let bare = Behaviour { symlinks: Support::Full, hard_links: Support::Full, ..vfat() };
    let ignoring = Behaviour { permissions: Permissions::FixedIgnoring(0o755), ..vfat() };
    for (name, behaviour) in [("coarse times", coarse), ("no links", vfat()), ("bare", bare), ("ignoring", ignoring)] {
        let Some(fs) = mount(Options { behaviour, ..Options::default() }) else { return };
        let home = home();
        let rig = on_right(&fs, home.path());
        fs::create_dir_all(rig.left.join("folder/in")).unwrap();
        for path in ["file", "folder/file", "folder/in/file", "up-l", "up-r"] {
            write(&rig.left, path, "old");
        }
        rig.run_well();
        let again = rig.run_well();
        assert!(again.is_idle(), "{name}: {:#?}", again.plan.operations);
        for (side, path) in [(&rig.left, "up-l"), (&rig.right, "up-r")] {
            write(side, path, "a longer new text");
        }
        fs::rename(rig.left.join("folder"), rig.left.join("renamed")).unwrap();
        fs::remove_file(rig.left.join("file")).unwrap();
        let before = rig.versions();
        rig.run_well();
        let again = rig.run_well();
        assert!(again.is_idle(), "{name}: {:#?}", again.plan.operations);
        let names = |side: &Path| tree(side).into_keys().collect::<Vec<_>>();
        assert_eq!(names(&rig.left), names(&rig.right), "{name}");
        rig.assert_kept(&before);
    }
}

#[test]
fn links_that_the_target_cannot_hold_are_told_and_stay() {
    let Some(fs) = mount(Options { behaviour: vfat(), ..Options::default() }) else { return };
    let home = home();
    let rig = on_right(&fs, home.path());
    write(&rig.left, "file", "old");
    fs::hard_link(rig.left.join("file"), rig.left.join("second")).unwrap();
    std::os::unix::fs::symlink("file", rig.left.join("symlink")).unwrap();
    let first = rig.run();
    first.says("second", "no hard links");
    for _ in 0..2 {
        let ran = rig.run();
        assert!(ran.problems().iter().all(|it| it.contains("symlink")), "{:?}", ran.problems());
        ran.says("symlink", "");
        assert_eq!(ran.finished.counts, foldsync::apply::Counts::default());
    }
    assert!(rig.left.join("symlink").is_symlink() && rig.right.join("second").exists());
}

/// Names that are one name on the other side: told, nothing overwritten, no end in ping-pong.
#[test]
fn names_that_fold_together() {
    let insensitive = NameRules { case: Case::Insensitive, ..NameRules::default() };
    let compared = NameRules { form: Form::Compared, ..NameRules::default() };
    for (names, one, two) in [(insensitive, "readme", "README"), (compared, "caf\u{e9}", "cafe\u{301}")] {
        let Some(fs) = mount(Options { names, ..Options::default() }) else { return };
        let home = home();
        let rig = on_right(&fs, home.path());
        write(&rig.left, one, "one");
        write(&rig.left, two, "two");
        let before = rig.versions();
        let mut last = Vec::new();
        for round in 0..4 {
            let ran = rig.run();
            rig.assert_kept(&before);
            assert_eq!(fs::read_dir(&rig.left).unwrap().count(), 3, "{one} round {round}: {:?}", tree(&rig.left));
            last = ran.problems();
            assert_eq!(last.len(), 1, "{one} round {round}: {last:?}");
            assert!(round == 0 || ran.finished.counts == foldsync::apply::Counts::default(), "{one} round {round}");
        }
        assert!(last[0].contains("differs only by case or Unicode form"), "{last:?}");
        let loser = if last[0].contains(one) { one } else { two };
        fs::rename(rig.left.join(loser), rig.left.join("another")).unwrap();
        rig.run_well();
        rig.converge(1);
        rig.assert_kept(&before);
    }
}

/// Names that are stored in another form than they were given.
#[test]
fn names_that_are_stored_decomposed() {
    let names = NameRules { form: Form::StoredDecomposed, ..NameRules::default() };
    let Some(fs) = mount(Options { names, ..Options::default() }) else { return };
    let home = home();
    let rig = on_right(&fs, home.path());
    write(&rig.left, "caf\u{e9}", "text");
    let before = rig.versions();
    for round in 0..4 {
        let ran = rig.run();
        rig.assert_kept(&before);
        let left = tree(&rig.left);
        assert!(left.len() <= 2, "round {round} doubles names: {left:?} {:?}", ran.problems());
        assert!(left.keys().any(|path| path.to_string_lossy().starts_with("caf")), "round {round}: {left:?}");
    }
}

#[test]
fn inode_numbers_that_change_with_every_mount() {
    let Some(mut fs) = mount(Options { numbers: InodeNumbers::PerMount, ..Options::default() }) else { return };
    let home = home();
    let rig = on_right(&fs, home.path());
    base(&rig);
    let expected = tree(&rig.left);
    for _ in 0..2 {
        fs.remount().unwrap();
        let ran = rig.run_well();
        assert_eq!(ran.finished.counts.bytes, 0, "nothing is copied again: {:?}", ran.finished.counts);
        assert_eq!(rig.converge(1), expected);
    }
    fs.remount().unwrap();
    change(&rig);
    // Whether the right was touched as well cannot be told any more: at worst that is a conflict.
    let before = rig.versions();
    for _ in 0..2 {
        assert_eq!(rig.run().problems(), [""; 0]);
        rig.assert_kept(&before);
    }
}
