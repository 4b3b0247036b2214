//! Conflict rules, decisions for single paths, conflict copies.

use std::collections::BTreeMap;

use crate::{ConflictRule, Mode, RelPath, Side};

use super::super::{Choices, reconcile};
use super::laws::{choices, policy};
use super::scenario::{check_with, names, summary, world};

fn ruled(rule: ConflictRule, script: [&str; 3], expected: &[&str]) -> super::model::World {
    check_with(&policy(Mode::TwoWay, rule), script, expected)
}

#[test]
fn each_rule_picks_its_version() {
    // The right clock of the model is ahead of the left one; contents have the length 10 + number.
    let script = ["put a 1", "put a 5", "put a 3"];
    for (rule, expected) in [
        (ConflictRule::Ask, "conflict a: BothChanged"),
        (ConflictRule::Newer, "left a: update"),
        (ConflictRule::Older, "right a: update"),
        (ConflictRule::Larger, "right a: update"),
        (ConflictRule::Left, "right a: update"),
        (ConflictRule::Right, "left a: update"),
    ] {
        ruled(rule, script, &[expected]);
    }
}

#[test]
fn a_tie_stays_a_conflict() {
    let world = world("put a 1", "put a 12", "put a 12");
    let mut other = world.clone();
    other.trees.right.inode_mut(&"a".into()).content = 13;
    let mtime = other.trees.left.inode(&"a".into()).unwrap().mtime;
    other.trees.right.inode_mut(&"a".into()).mtime = mtime;
    for rule in [ConflictRule::Newer, ConflictRule::Older, ConflictRule::Larger] {
        let (left, right) = other.scan();
        let plan = reconcile(left, right, &policy(Mode::TwoWay, rule), &choices(), &other);
        assert_eq!(summary(&plan), ["conflict a: BothChanged"]);
    }
}

#[test]
fn both_versions_are_kept_under_two_names() {
    let world = ruled(
        ConflictRule::KeepBoth,
        ["put d.txt 1", "put d.txt 2", "put d.txt 3"],
        &[
            "right d.conflict-right-20260102-030405.txt: move from d.txt",
            "left d.conflict-right-20260102-030405.txt: create",
            "right d.txt: create",
        ],
    );
    assert_eq!(names(&world, Side::Left), ["d.conflict-right-20260102-030405.txt", "d.txt"]);
}

#[test]
fn a_folder_and_a_file_of_one_name_are_both_kept() {
    ruled(
        ConflictRule::KeepBoth,
        ["", "put a 1", "mkdir a; put a/x 2; mkdir a/b; put a/b/y 3"],
        &[
            "right a.conflict-right-20260102-030405: move from a",
            "left a.conflict-right-20260102-030405: folder",
            "right a: create",
            "left a.conflict-right-20260102-030405/b: folder",
            "left a.conflict-right-20260102-030405/b/y: create",
            "left a.conflict-right-20260102-030405/x: create",
        ],
    );
    ruled(
        ConflictRule::KeepBoth,
        ["mkdir a; put a/o 9", "put a/x 2", "rm a; put a 1"],
        &[
            "right a.conflict-right-20260102-030405: move from a",
            "left a.conflict-right-20260102-030405: create",
            "right a: folder",
            "right a/o: create",
            "right a/x: create",
        ],
    );
}

#[test]
fn a_rule_decides_between_kinds_with_all_that_is_below() {
    ruled(ConflictRule::Left, ["", "put a 1", "mkdir a; put a/x 2"], &["right a/x: delete", "right a: update"]);
    ruled(
        ConflictRule::Right,
        ["", "put a 1", "mkdir a; put a/x 2"],
        &["left a: delete", "left a: folder", "left a/x: create"],
    );
    ruled(
        ConflictRule::Right,
        ["mkdir a; put a/o 9", "rm a; put a 1", "put a/x 2"],
        &["left a: delete", "left a: folder", "left a/o: create", "left a/x: create"],
    );
}

#[test]
fn a_decision_for_one_path_is_stronger_than_the_rule_and_only_for_that_path() {
    let world = world("put a 1; put b 2", "put a 3; put b 4", "put a 5; put b 6");
    let overrides = BTreeMap::from([(RelPath::from("b"), ConflictRule::Right)]);
    let choices = Choices { overrides, ..choices() };
    let (left, right) = world.scan();
    let plan = reconcile(left, right, &policy(Mode::TwoWay, ConflictRule::Ask), &choices, &world);
    assert_eq!(summary(&plan), ["left b: update", "conflict a: BothChanged"]);
}
