//! What could not be looked at, or is ignored, is neither deleted nor overwritten anywhere.

use crate::{Change, ConflictRule, FileId, Kind, Mode, Plan, RelPath, Snapshot};

use super::super::reconcile;
use super::laws::{choices, policy};
use super::scenario::{summary, world};

fn plan_with(script: [&str; 3], mode: Mode, alter: impl Fn(&mut Snapshot, &mut Snapshot)) -> Plan {
    let [base, left, right] = script;
    let world = world(base, left, right);
    let (mut left, mut right) = world.scan();
    alter(&mut left, &mut right);
    reconcile(left, right, &policy(mode, ConflictRule::Ask), &choices(), &world)
}

const TREE: &str = "mkdir d; put d/x 1; mkdir d/s; put d/s/y 2; put f 3";

#[test]
fn a_folder_with_something_unknown_in_it_is_not_deleted_but_the_rest_is() {
    let plan = plan_with([TREE, "rm d", ""], Mode::TwoWay, |_, right| right.unseen.push("d/s".into()));
    assert_eq!(summary(&plan), ["right d/x: delete"]);
}

#[test]
fn what_is_ignored_stays_on_both_sides() {
    for mode in [Mode::TwoWay, Mode::MirrorRight] {
        let plan = plan_with([TREE, "rm d; rm f", ""], mode, |left, _| left.ignored.push("d".into()));
        assert_eq!(summary(&plan), ["right f: delete"]);
    }
}

#[test]
fn nothing_is_created_or_moved_into_the_unknown() {
    let unseen = |_: &mut Snapshot, right: &mut Snapshot| right.unseen.push("d/s".into());
    assert_eq!(summary(&plan_with([TREE, "put d/s/n 5; put d/n 6", ""], Mode::TwoWay, unseen)), ["right d/n: create"]);
    assert_eq!(summary(&plan_with([TREE, "mv f d/s/f", ""], Mode::TwoWay, unseen)), [""; 0]);
}

#[test]
fn a_folder_above_the_unknown_can_still_be_renamed() {
    let plan = plan_with([TREE, "mv d c", ""], Mode::TwoWay, |_, right| right.unseen.push("d/s".into()));
    assert_eq!(summary(&plan), ["right c: move from d"]);
}

#[test]
fn a_file_in_the_place_of_a_folder_waits_for_the_unknown_in_it() {
    let plan = plan_with([TREE, "rm d; put d 9", ""], Mode::TwoWay, |_, right| right.unseen.push("d/s".into()));
    assert_eq!(summary(&plan), ["conflict d: KindsDiffer"]);
}

#[test]
fn a_special_file_in_the_place_of_a_file_is_no_deletion() {
    let plan = plan_with([TREE, "", ""], Mode::TwoWay, |left, right| {
        let at = RelPath::from("f");
        let was = right.changes.iter().find(|change| change.path == at).and_then(|change| change.was.clone());
        assert!(was.is_none(), "nothing changed on the right");
        let mut special = super::model::Tree::new(1, 1);
        special.create(&at, Kind::File, 0, 0);
        let mut now = special.stat(&at).unwrap();
        (now.kind, now.id) = (Kind::Special, FileId { inode: 77, birth: 7 });
        left.changes.push(Change { path: at, was: None, now: Some(now) });
    });
    assert_eq!(summary(&plan), [""; 0]);
}
