//! What is claimed is durable, on file systems where `syncfs` does nothing, too.

use foldsync::apply::Durability;
use testfs::{Op, Options, PowerCut};

use super::rig::{Rig, home, mount};
use super::tree::tree;
use super::workload::{base, change};

#[test]
fn a_finished_run_survives_a_power_cut_on_fuse() {
    let Some(mut fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = Rig::at(&home.path().join("left"), &fs.join("right"), &home.path().join("state"));
    fs.control().sync();
    for step in [base as fn(&Rig), change] {
        step(&rig);
        fs.control().sync();
        rig.run_well();
        let expected = tree(&rig.left);
        fs.control().power_cut(PowerCut::default());
        fs.remount().unwrap();
        assert_eq!(tree(&rig.right), expected);
        assert!(rig.run_well().is_idle(), "the archive claimed only what is durable");
    }
    assert_eq!(fs.control().calls().count(Op::SyncFs), 0, "nothing relies on it");
}

#[test]
fn trashed_versions_survive_a_power_cut_on_fuse() {
    let Some(fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = Rig::at(&home.path().join("left"), &fs.join("right"), &home.path().join("state"));
    base(&rig);
    change(&rig);
    let before = rig.versions();
    fs.control().sync();
    rig.run_well();
    fs.control().power_cut(PowerCut::default());
    rig.assert_kept(&before);
}

/// Where content is placed before it is durable, a name that comes back would be taken for a user's work: names that went
/// are durable all the same, content costs nothing.
#[test]
fn placing_at_once_makes_only_names_durable() {
    let Some(fs) = mount(Options::default()) else { return };
    let home = home();
    let rig = Rig::at(&home.path().join("left"), &fs.join("right"), &home.path().join("state"));
    base(&rig);
    change(&rig);
    let rig = rig.placing(Durability::Deferred);
    fs.control().forget_calls();
    rig.run_well();
    let calls = fs.control().calls();
    assert_eq!(calls.count(Op::Fsync), 0);
    assert!((1..=20).contains(&calls.count(Op::FsyncDir)), "{}", calls.count(Op::FsyncDir));
}
