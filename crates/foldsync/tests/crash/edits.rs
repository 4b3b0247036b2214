//! People work while the engine does: nothing of theirs is lost, what could not be done is told, the next run gets there.

use std::fs;
use std::path::Path;

use foldsync::apply::Durability;
use testfs::{Call, Control, Mounted, Op, Options};

use super::rig::{Rig, home, mount};
use super::tree::{Thing, tree};
use super::workload::{base, write};

/// What somebody does to the file system while an operation waits.
type Deed = fn(&Control, &Call);

fn on_right(fs: &Mounted, home: &Path) -> Rig {
    Rig::at(&home.join("left"), &fs.join("right"), &home.join("state")).placing(Durability::Deferred)
}

fn on_left(fs: &Mounted, home: &Path) -> Rig {
    Rig::at(&fs.join("left"), &home.join("right"), &home.join("state")).placing(Durability::Deferred)
}

/// The source is worked on between scan and copy.
#[test]
fn the_source_changes_while_it_is_copied() {
    let deeds: [(&str, Deed); 6] = [
        ("edited", |it, _| it.write("left/up-l", "edited meanwhile, and longer than before").unwrap()),
        ("same length", |it, _| it.write("left/up-l", "nEW on the left: up-l").unwrap()),
        ("truncated", |it, _| it.write("left/up-l", "").unwrap()),
        ("removed", |it, _| it.remove("left/up-l").unwrap()),
        ("replaced", |it, _| {
            it.write("left/other", "replaced meanwhile").unwrap();
            it.rename("left/other", "left/up-l").unwrap();
        }),
        ("a link", |it, _| {
            it.remove("left/up-l").unwrap();
            it.symlink("/etc/passwd", "left/up-l").unwrap();
        }),
    ];
    for (name, deed) in deeds {
        let Some(fs) = mount(Options::default()) else { return };
        let home = home();
        let rig = on_left(&fs, home.path());
        base(&rig);
        write(&rig.left, "up-l", "new on the left");
        let old = fs::read(rig.right.join("up-l")).unwrap();
        fs.control().once([Op::Open, Op::Read], "left/up-l", deed);
        let ran = rig.run();
        let told = ran.problems();
        if name != "same length" {
            assert_eq!(told.len(), 1, "{name}: {told:?}");
            assert!(told[0].contains("up-l") && !told[0].contains("no hint"), "{name}: {told:?}");
        }
        if !told.is_empty() {
            assert_eq!(fs::read(rig.right.join("up-l")).unwrap(), old, "{name}: nothing half-made");
        }
        fs.control().clear_hooks();
        let now = tree(&rig.left);
        rig.run_well();
        assert_eq!(rig.converge(2), now, "{name}");
    }
}

/// What is to be replaced or deleted is worked on between the scan and that moment.
#[test]
fn the_target_changes_before_it_is_replaced() {
    let deeds: [(&str, Deed); 4] = [
        ("edited", |it, _| it.write("right/deep/up-l", "edited meanwhile").unwrap()),
        ("replaced", |it, _| {
            it.write("right/other", "edited meanwhile").unwrap();
            it.rename("right/other", "right/deep/up-l").unwrap();
        }),
        ("removed", |it, _| it.remove("right/deep/up-l").unwrap()),
        ("a folder", |it, _| {
            it.remove("right/deep/up-l").unwrap();
            it.make_folder("right/deep/up-l/new").unwrap();
        }),
    ];
    for delete in [false, true] {
        for (name, deed) in deeds {
            let Some(fs) = mount(Options::default()) else { return };
            let home = home();
            let rig = on_right(&fs, home.path());
            base(&rig);
            if delete {
                fs::remove_file(rig.left.join("deep/up-l")).unwrap();
            } else {
                write(&rig.left, "deep/up-l", "new on the left");
            }
            fs.control().once([Op::Rename], "right/deep/up-l", deed);
            let ran = rig.run();
            assert_eq!(ran.problems().len(), 1, "{name} {delete}: {:?}", ran.problems());
            let edited = rig.versions().contains("edited meanwhile");
            assert_eq!(edited, name == "edited" || name == "replaced", "{name} {delete}");
            if edited {
                assert_eq!(fs::read_to_string(rig.right.join("deep/up-l")).unwrap(), "edited meanwhile", "{name}");
            }
            fs.control().clear_hooks();
            let again = rig.run();
            assert_eq!(again.problems(), [""; 0], "{name}");
            if delete || name == "removed" {
                rig.converge(2);
            }
        }
    }
}

#[test]
fn something_appears_where_something_new_is_to_go() {
    for (path, deed) in [
        ("single", (|it, _| it.write("right/single", "theirs").unwrap()) as Deed),
        ("folder", |it, _| {
            it.make_folder("right/folder").unwrap();
            it.write("right/folder/theirs", "theirs").unwrap();
        }),
    ] {
        let Some(fs) = mount(Options::default()) else { return };
        let home = home();
        let rig = on_right(&fs, home.path());
        base(&rig);
        write(&rig.left, "single", "ours");
        fs::create_dir(rig.left.join("folder")).unwrap();
        write(&rig.left, "folder/ours", "ours");
        // The kernel has looked already and believes the place free: the server must refuse.
        fs.control().once([Op::Rename], &format!("right/{path}"), deed);
        let before = rig.versions();
        let ran = rig.run();
        assert!(ran.problems().iter().any(|it| it.contains(path)), "{:?}", ran.problems());
        rig.assert_kept(&before);
        assert!(rig.versions().contains("theirs"), "{path}");
        fs.control().clear_hooks();
        let again = rig.run();
        assert_eq!(again.problems(), [""; 0]);
        assert_eq!(again.plan.conflicts.len(), usize::from(path == "single"));
        assert!(rig.versions().contains("theirs"), "{path}");
    }
}

#[test]
fn a_file_comes_into_a_folder_that_is_being_deleted() {
    let Some(fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = on_right(&fs, home.path());
    base(&rig);
    fs::remove_dir_all(rig.left.join("gone")).unwrap();
    fs.control().once([Op::RmDir], "right/gone/in", |it, _| it.write("right/gone/in/new", "appeared").unwrap());
    let ran = rig.run();
    assert_eq!(ran.problems().len(), 1, "{:?}", ran.problems());
    assert!(ran.problems()[0].contains("not empty"), "{:?}", ran.problems());
    fs.control().clear_hooks();
    rig.run_well();
    let found = rig.converge(2);
    assert!(matches!(found.get(Path::new("gone/in/new")), Some(Thing::File(text, ..)) if text == "appeared"));
}

/// A folder above the target becomes a link that leads out of the root.
#[test]
fn nothing_is_ever_written_outside_the_root() {
    let changes: [fn(&Path); 4] = [
        |left| write(left, "deep/up-l", "new on the left"),
        |left| fs::remove_file(left.join("deep/up-l")).unwrap(),
        |left| write(left, "deep/brand-new", "new on the left"),
        |left| fs::rename(left.join("keep"), left.join("deep/kept")).unwrap(),
    ];
    for change in changes {
        let Some(fs) = mount(Options::default()) else { return };
        let home = home();
        let control = fs.control();
        control.make_folder("outside/er").unwrap();
        control.write("outside/up-l", "not ours").unwrap();
        let rig = on_right(&fs, home.path());
        base(&rig);
        change(&rig.left);
        let outside = tree(&fs.join("outside"));
        // When the stage is made the scan is over, and nothing is placed yet.
        control.once([Op::MkDir], "right/.syncmgr/stage/*", |it, _| {
            it.rename("right/deep", "right/moved-away").unwrap();
            it.symlink("../outside", "right/deep").unwrap();
        });
        let before = rig.versions();
        let ran = rig.run();
        assert_eq!(tree(&fs.join("outside")), outside);
        assert!(ran.problems().iter().any(|it| it.contains("deep") || it.contains("kept")), "{:?}", ran.problems());
        rig.assert_kept(&before);
        rig.run();
        assert_eq!(tree(&fs.join("outside")), outside);
        rig.assert_kept(&before);
    }
}
