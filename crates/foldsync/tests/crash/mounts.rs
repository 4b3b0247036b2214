//! File systems mounted below a root: what is on one that is not mounted was not deleted.

use std::fs;
use std::path::{Path, PathBuf};

use foldsync::{FailureKind, Mode};
use testfs::{Mounted, NO_FUSE, Options, TestFs};

use super::rig::{Quiet, Ran, Rig, home};
use super::workload::write;

const WORDS: &str = "the file system that was mounted there is missing";

/// A pair in step, of which a folder of the left side is a file system of its own.
struct World {
    _home: tempfile::TempDir,
    rig: Rig,
    at: PathBuf,
    mounted: Option<Mounted>,
}

/// `None` where there is no FUSE and tests may be skipped for that.
fn world(at: &str) -> Option<World> {
    if let Err(skipped) = Mounted::needed(Options::default().backing, std::env::var_os(NO_FUSE)) {
        eprintln!("{skipped}");
        return None;
    }
    let home = home();
    let rig = Rig::within(home.path());
    let at = rig.left.join(at);
    fs::create_dir_all(&at).unwrap();
    let mounted = Some(TestFs::mount(&at, Options::default()).unwrap());
    fs::create_dir(at.join("inner")).unwrap();
    for file in ["1", "2", "inner/3"] {
        write(&at, file, "on the other file system");
    }
    write(&rig.left, "beside", "on this one");
    rig.run_until_trusted();
    Some(World { _home: home, rig, at, mounted })
}

impl World {
    /// Takes the file system away; what it holds can be mounted again.
    fn unmount(&mut self) -> testfs::Control {
        let mounted = self.mounted.take().unwrap();
        mounted.control().clone()
    }

    fn mount(&mut self, control: testfs::Control) {
        self.mounted = Some(TestFs::mount_with(&self.at, control, Options::default()).unwrap());
    }

    /// A run that does not see what is on the file system, and changes nothing of it.
    fn run_unseeing(&self, path: &str) -> Ran {
        let ran = self.rig.run();
        ran.says(&format!("left {path}"), WORDS);
        assert_eq!(ran.problems().len(), 1, "{:?}", ran.problems());
        let there = self.rig.right.join(path);
        for file in ["1", "2", "inner/3"] {
            assert!(there.join(file).exists(), "{file}");
        }
        ran
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_not_mounted_is_not_deleted_and_goes_on_when_it_is_back() {
    let Some(mut world) = world("mnt") else { return };
    let control = world.unmount();
    assert_eq!(names(&world.at), [""; 0]);
    write(&world.rig.left, "new", "travels all the same");
    for _ in 0..2 {
        world.run_unseeing("mnt");
        assert!(world.rig.right.join("new").exists());
        assert_eq!(names(&world.at), [""; 0], "nothing is put where the file system belongs");
    }
    world.mount(control);
    world.rig.run_until_trusted();
    write(&world.at, "1", "changed since");
    fs::remove_dir_all(world.at.join("inner")).unwrap();
    world.rig.run_until_trusted();
    assert_eq!(fs::read_to_string(world.rig.right.join("mnt/1")).unwrap(), "changed since: 1");
    assert_eq!(names(&world.rig.right.join("mnt")), ["1", "2"], "what is deleted on it is deleted");
    for path in ["1", "2"] {
        fs::remove_file(world.at.join(path)).unwrap();
    }
    world.rig.run_until_trusted();
    assert_eq!(names(&world.rig.right.join("mnt")), [""; 0], "also when that was all");
    world.rig.settled();
}

#[test]
fn a_folder_that_goes_with_its_file_system_is_missing_too() {
    for at in ["mnt", "media/stick"] {
        let Some(mut world) = world(at) else { return };
        world.unmount();
        fs::remove_dir_all(world.rig.left.join(at.split('/').next().unwrap())).unwrap();
        world.run_unseeing(at);
        world.run_unseeing(at);
    }
}

#[test]
fn what_lies_below_a_mount_is_no_part_of_it() {
    let Some(mut world) = world("mnt") else { return };
    world.unmount();
    write(&world.at, "NOT MOUNTED", "a note to oneself");
    world.run_unseeing("mnt");
    assert!(!world.rig.right.join("mnt/NOT MOUNTED").exists());
}

#[test]
fn nothing_is_put_where_the_file_system_of_the_receiving_side_belongs() {
    let Some(mut world) = world("mnt") else { return };
    world.unmount();
    for mode in [Mode::RightToLeft, Mode::MirrorLeft, Mode::MirrorRight] {
        world.rig.settings.policy.mode = mode;
        world.run_unseeing("mnt");
        assert_eq!(names(&world.at), [""; 0], "{mode:?}");
    }
}

#[test]
fn what_was_moved_from_it_into_a_plain_folder_stays_in_step() {
    let Some(mut world) = world("mnt") else { return };
    world.unmount();
    fs::create_dir(world.at.join("inner")).unwrap();
    for file in ["1", "2", "inner/3"] {
        fs::copy(world.rig.right.join("mnt").join(file), world.at.join(file)).unwrap();
    }
    world.rig.run_until_trusted();
    assert!(!world.rig.state.join("mounts").exists(), "it is a folder like any other");
    fs::remove_file(world.at.join("1")).unwrap();
    world.rig.run_until_trusted();
    assert!(!world.rig.right.join("mnt/1").exists());
}

#[test]
fn who_deletes_it_on_the_other_side_too_is_rid_of_it() {
    let Some(mut world) = world("mnt") else { return };
    world.unmount();
    world.run_unseeing("mnt");
    fs::remove_dir_all(world.rig.right.join("mnt")).unwrap();
    world.rig.run_until_trusted();
    world.rig.settled();
    assert!(!world.rig.state.join("mounts").exists());
}

#[test]
fn a_note_that_cannot_be_understood_ends_the_run() {
    let Some(world) = world("mnt") else { return };
    fs::write(world.rig.state.join("mounts"), "mounts 2\n").unwrap();
    let failure = world.rig.try_run(&Quiet).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Other);
    assert!(failure.message.contains("state/mounts") && failure.hint.is_some(), "{failure:?}");
}
