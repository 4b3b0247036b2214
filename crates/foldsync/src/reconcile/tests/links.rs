//! Hard links.

use crate::{Carry, ConflictRule, Mode, Policy};

use super::laws::{plan_of, policy};
use super::scenario::{check, check_with, world};

const PAIR: &str = "put a 1; ln b a; put c 3";

#[test]
fn new_names_are_linked_not_copied() {
    check(["", "put a 1; ln b a; ln c a", ""], &["right a: create", "right b: link to a", "right c: link to a"]);
    check(["put m 1", "ln a m; ln z m", ""], &["right a: link to m", "right z: link to m"]);
    check([PAIR, "ln d b", ""], &["right d: link to a"]);
}

#[test]
fn an_edited_group_stays_a_group() {
    let world = check([PAIR, "put a 2", ""], &["right a: update", "right b: relink to a"]);
    let right = &world.trees.right;
    assert_eq!(right.names[&"a".into()], right.names[&"b".into()]);
}

#[test]
fn names_that_were_separated_are_separated() {
    check([PAIR, "save b 1", ""], &["right b: update"]);
    let world = check([PAIR, "save b 2", ""], &["right b: update"]);
    assert_ne!(world.trees.right.names[&"a".into()], world.trees.right.names[&"b".into()]);
}

#[test]
fn names_that_were_joined_are_joined() {
    let world = check(["put a 1; put b 2", "rm b; ln b a", ""], &["right b: relink to a"]);
    assert_eq!(world.trees.right.names[&"a".into()], world.trees.right.names[&"b".into()]);
}

#[test]
fn a_name_renamed_within_a_group_moves() {
    check([PAIR, "mv b d", ""], &["right d: move from b"]);
    check([PAIR, "rm b", ""], &["right b: delete"]);
}

#[test]
fn a_permission_of_a_group_is_changed_once() {
    check([PAIR, "chmod a", ""], &["right a: metadata copy"]);
}

#[test]
fn without_carrying_links_files_are_independent() {
    let policy =
        Policy { carry: Carry { hard_links: false, ..Carry::USER }, ..policy(Mode::TwoWay, ConflictRule::Ask) };
    check_with(&policy, ["", "put a 1; ln b a", ""], &["right a: create", "right b: create"]);
}

#[test]
fn a_name_of_a_file_that_the_other_side_edited_is_copied() {
    let world = world("put a 1", "ln b a", "put a 2");
    let plan = plan_of(&world, &policy(Mode::TwoWay, ConflictRule::Ask));
    assert_eq!(super::scenario::summary(&plan), ["left a: update", "right b: create"]);
}
