//! Disks that are full, read-only or broken: each problem is told with its remedy, the rest goes on, and a run
//! after the repair gets there.

use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use testfs::{Access, Errno, Fault, Op, Options};

use super::rig::{Quiet, Rig, home, mount};
use super::workload::{base, change, write};

fn on_right(fs: &testfs::Mounted, home: &Path) -> Rig {
    Rig::at(&home.join("left"), &fs.join("right"), &home.join("state"))
}

#[test]
fn the_disk_or_the_quota_is_full() {
    for (errno, words) in [(Errno::NOSPC, "the disk is full"), (Errno::DQUOT, "the disk quota is used up")] {
        let Some(fs) = mount(Options::default()) else { return };
        let home = home();
        let rig = on_right(&fs, home.path());
        base(&rig);
        fs::write(rig.left.join("large"), vec![b'x'; 300_000]).unwrap();
        fs::remove_file(rig.left.join("del-l")).unwrap();
        write(&rig.left, "up-l", "new on the left");
        fs.control().limit_writes(1000, errno);
        let ran = rig.run();
        ran.says("large", words);
        assert!(!rig.right.join("large").exists(), "no half file");
        assert!(!rig.right.join("del-l").exists(), "the rest goes on");
        fs.control().clear_faults();
        rig.run_well();
        rig.converge(1);
    }
}

#[test]
fn the_target_is_read_only() {
    let Some(fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = on_right(&fs, home.path());
    base(&rig);
    change(&rig);
    let before = rig.versions();
    fs.control().behave(|it| it.access = Access::ReadOnly);
    let failure = rig.try_run(&Quiet).unwrap_err();
    assert!(failure.message.contains("read-only") && failure.hint.is_some(), "{failure:?}");
    rig.assert_kept(&before);
    fs.control().behave(|it| it.access = Access::ReadWrite);
    rig.run_well();
    rig.converge(2);
}

#[test]
fn one_file_cannot_be_read_or_written() {
    for (op, path, side, words) in [
        (Op::Read, "left/up-l", "left", "input/output error"),
        (Op::Write, "right/.syncmgr/stage/*/swap/*", "right", "input/output error"),
        (Op::Rename, "right/up-l", "right", "input/output error"),
        (Op::Fsync, "right/.syncmgr/stage/*/swap/*", "right", "input/output error"),
    ] {
        let Some(fs) = mount(Options::default()) else { return };
        let home = home();
        let rig = Rig::at(&fs.join("left"), &fs.join("right"), &home.path().join("state"));
        base(&rig);
        write(&rig.left, "up-l", "new on the left");
        write(&rig.left, "fine", "new on the left");
        let before = rig.versions();
        fs.control().fail(Fault::on([op]).path(path));
        let ran = rig.run();
        ran.says(&format!("{side} up-l"), words);
        assert_eq!(ran.problems().len(), 1, "{op:?}: {:?}", ran.problems());
        assert!(rig.right.join("fine").exists(), "{op:?}: the rest goes on");
        fs.control().clear_faults();
        rig.assert_kept(&before);
        rig.run_well();
        rig.converge(1);
        rig.assert_kept(&before);
    }
}

/// A refused change of permissions is told in each run until it works.
#[test]
fn metadata_that_cannot_be_set_is_tried_again() {
    let Some(fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = on_right(&fs, home.path());
    base(&rig);
    fs::set_permissions(rig.left.join("perm"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    fs.control().fail(Fault::on([Op::SetAttr]).path("right/perm"));
    for _ in 0..2 {
        rig.run().says("perm", "cannot set permissions");
    }
    fs.control().clear_faults();
    rig.run_well();
    rig.converge(1);
}

/// Times in the future and long ago are times like any other, and a clock that goes back hides no edit.
#[test]
fn clocks_that_go_wrong() {
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    for (path, secs) in [("up-l", 0), ("del-l", 4_000_000_000), ("keep", 1)] {
        let file = fs::File::options().write(true).open(rig.left.join(path)).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(secs)).unwrap();
    }
    rig.run_until_trusted();
    rig.settled();
    let file = fs::File::options().write(true).open(rig.right.join("keep")).unwrap();
    fs::write(rig.right.join("keep"), "olD: keep").unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(1)).unwrap();
    rig.run_well();
    rig.converge(2);
    assert_eq!(fs::read_to_string(rig.left.join("keep")).unwrap(), "olD: keep", "same size, same time");
}

#[test]
fn another_file_system_is_mounted_inside() {
    let Some(fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = Rig::at(&home.path().join("left"), &home.path().join("right"), &home.path().join("state"));
    base(&rig);
    fs::create_dir(rig.right.join("mounted")).unwrap();
    fs::create_dir(rig.left.join("mounted")).unwrap();
    let inner =
        testfs::TestFs::mount_with(rig.right.join("mounted"), fs.control().clone(), Options::default()).unwrap();
    write(&rig.left, "mounted/new", "new");
    write(&rig.left, "fine", "new");
    let before = rig.versions();
    for _ in 0..2 {
        let ran = rig.run();
        ran.says("mounted/new", "another file system");
        rig.assert_kept(&before);
    }
    assert!(rig.right.join("fine").exists());
    drop(inner);
    rig.run_well();
    rig.converge(2);
}

const HOME: &str = "FOLDSYNC_TEST_FEW_HANDLES";

#[test]
#[ignore = "the child of the next test"]
fn child_with_few_handles() {
    let Some(home) = std::env::var_os(HOME) else { return };
    let rig = Rig::within(home.as_ref());
    let few = rustix::process::Rlimit { current: Some(24), maximum: Some(24) };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, few).unwrap();
    match rig.try_run(&Quiet) {
        Ok(ran) => assert!(ran.problems().iter().all(|it| it.contains("oo many open files")), "{:?}", ran.problems()),
        Err(failure) => assert!(failure.message.contains("oo many open files"), "{failure:?}"),
    }
}

/// A new folder deeper than there are handles for it.
#[test]
fn too_many_open_files() {
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    let deep = vec!["d"; 23].join("/");
    fs::create_dir_all(rig.left.join(&deep)).unwrap();
    write(&rig.left, &format!("{deep}/file"), "new");
    let before = rig.versions();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "crash::faults::child_with_few_handles", "--ignored"]).env(HOME, home.path());
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    rig.assert_kept(&before);
    rig.run();
    rig.converge(2);
    rig.assert_kept(&before);
}
