//! Permissions, times, attributes, times of folders.

use crate::{Action, Attributes, Carry, ConflictRule, Mode, Plan, Policy, Time};

use super::laws::{plan_of, policy, settle};
use super::model::World;
use super::scenario::{check, check_with, world};

fn plan(world: &World) -> Plan {
    plan_of(world, &policy(Mode::TwoWay, ConflictRule::Ask))
}

fn mode(world: &World, at: &str) -> (u16, u16) {
    (world.trees.left.inode(&at.into()).unwrap().mode, world.trees.right.inode(&at.into()).unwrap().mode)
}

#[test]
fn permissions_and_times_travel_without_content() {
    check(["put a 1", "chmod a", ""], &["right a: metadata copy"]);
    check(["put a 1", "touch a", ""], &["right a: metadata copy"]);
    check(["mkdir d", "", "chmod d"], &["left d: metadata copy"]);
}

#[test]
fn what_is_not_carried_does_not_travel() {
    let carry = Carry { perms: false, times: false, xattrs: false, ..Carry::USER };
    let policy = Policy { carry, ..policy(Mode::TwoWay, ConflictRule::Ask) };
    check_with(&policy, ["put a 1", "chmod a", "touch a"], &[]);
}

#[test]
fn both_changed_permissions_the_later_holds_and_it_is_no_conflict() {
    let mut world = world("put a 1", "chmod a", "chmod a");
    let (_, right) = mode(&world, "a");
    let plan = plan(&world);
    assert!(plan.conflicts.is_empty());
    world.apply(&plan);
    assert_eq!(mode(&world, "a"), (right, right), "the right clock of the model is ahead");
}

#[test]
fn each_side_changed_something_else_both_hold() {
    let mut world = world("put a 1", "chmod a", "touch a");
    let (left, _) = mode(&world, "a");
    let time = world.trees.right.inode(&"a".into()).unwrap().mtime;
    let plan = plan(&world);
    world.apply(&plan);
    assert_eq!(mode(&world, "a"), (left, left));
    assert_eq!(world.trees.left.inode(&"a".into()).unwrap().mtime, time);
    settle(&mut world, &policy(Mode::TwoWay, ConflictRule::Ask));
}

#[test]
fn new_content_from_one_side_keeps_the_permissions_of_the_other() {
    let mut world = world("put a 1", "put a 2", "chmod a");
    let (_, right) = mode(&world, "a");
    let plan = plan(&world);
    world.apply(&plan);
    assert_eq!(mode(&world, "a"), (right, right));
    assert_eq!(world.trees.left.looks(), world.trees.right.looks());
    settle(&mut world, &policy(Mode::TwoWay, ConflictRule::Ask));
}

#[test]
fn a_change_time_alone_is_only_a_probe() {
    let mut world = world("put a 1", "", "");
    world.trees.left.inode_mut(&"a".into()).ctime = Time::new(5000, 0);
    let found = plan(&world);
    let [operation] = &found.operations[..] else { panic!("{found:?}") };
    assert!(matches!(operation.action, Action::Metadata { attributes: Attributes::Probe, .. }) && !operation.counts());
    assert_eq!(found.adoptions.len(), 1, "the archive learns of it");
    let carry = Carry { xattrs: false, acls: false, ..Carry::USER };
    let without = plan_of(&world, &Policy { carry, ..policy(Mode::TwoWay, ConflictRule::Ask) });
    assert!(without.operations.is_empty() && without.adoptions.len() == 1);
}

#[test]
fn on_a_first_run_the_older_time_and_the_left_permissions_hold() {
    let mut world = World::empty();
    super::scenario::edit(&mut world.trees.left, "put a 1");
    super::scenario::edit(&mut world.trees.right, "put a 1; chmod a");
    let (left, _) = mode(&world, "a");
    let older = world.trees.left.inode(&"a".into()).unwrap().mtime;
    let plan = plan(&world);
    world.apply(&plan);
    assert_eq!(mode(&world, "a"), (left, left));
    assert_eq!(world.trees.right.inode(&"a".into()).unwrap().mtime, older);
}

#[test]
fn the_time_of_a_folder_is_no_operation_and_no_conflict() {
    let found = plan(&world("mkdir d; mkdir e", "touch d", "touch d; touch e"));
    assert!(found.conflicts.is_empty() && found.operations.iter().all(|operation| !operation.counts()));
    let times: Vec<_> = found.folder_times.iter().map(|time| time.path.display().into_owned()).collect();
    assert_eq!(times, ["d", "e"]);
    assert_eq!(found.adoptions.len(), 2);
}

#[test]
fn a_created_folder_gets_its_time_after_its_content() {
    let world = world("", "mkdir d; put d/x 1", "");
    let found = plan(&world);
    let [time] = &found.folder_times[..] else { panic!("{found:?}") };
    assert_eq!(time.time, world.trees.left.inode(&"d".into()).unwrap().mtime);
}

#[test]
fn an_untrusted_record_is_compared_and_equal_content_is_adopted() {
    let mut world = world("put a 1; put b 2", "", "");
    for record in world.archive.values_mut() {
        record.seen.right.ctime = Time::default();
    }
    let found = plan(&world);
    assert!(found.operations.iter().all(|operation| !operation.counts()) && found.adoptions.len() == 2);
    world.trees.right.inode_mut(&"b".into()).content = 7;
    let found = plan(&world);
    assert_eq!(super::scenario::summary(&found), ["left b: update"], "written within the same tick as the last look");
}
