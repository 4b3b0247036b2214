//! One-way modes: only the receiving side is changed, and there are no conflicts.

use crate::{ConflictRule, Mode, Side};

use super::laws::policy;
use super::model::World;
use super::scenario::{check_with, names};

fn copied(script: [&str; 3], expected: &[&str]) -> World {
    let world = check_with(&policy(Mode::LeftToRight, ConflictRule::Ask), script, expected);
    let [base, left, right] = script;
    let turned: Vec<String> = expected.iter().map(|line| line.replace("right", "left")).collect();
    let turned: Vec<&str> = turned.iter().map(String::as_str).collect();
    check_with(&policy(Mode::RightToLeft, ConflictRule::Ask), [base, right, left], &turned);
    world
}

fn mirrored(script: [&str; 3], expected: &[&str]) {
    let world = check_with(&policy(Mode::MirrorRight, ConflictRule::Ask), script, expected);
    assert_eq!(world.trees.left.looks(), world.trees.right.looks());
}

#[test]
fn a_copy_brings_what_is_new_or_changed() {
    copied(
        ["put a 1", "put a 2; put n 3; mkdir d; put d/x 4", ""],
        &["right a: update", "right d: folder", "right d/x: create", "right n: create"],
    );
    copied(["put a 1", "put a 2", "put a 3"], &["right a: update"]);
    copied(["put a 1", "put a 2", "rm a"], &["right a: create"]);
}

#[test]
fn a_copy_deletes_nothing_and_leaves_the_receivers_own_changes_alone() {
    let world = copied(["put a 1; put b 2; mkdir d; put d/x 3", "rm a; rm d", "put b 4; put o 5"], &[]);
    assert_eq!(names(&world, Side::Right), ["a", "b", "d", "d/x", "o"]);
    copied(["put a 1", "", "rm a"], &[]);
    copied(["mkdir d; put d/x 1", "", "rm d; put d 2"], &[]);
}

#[test]
fn a_copy_of_a_renamed_file_leaves_the_old_name() {
    copied(["put a 1", "mv a b", ""], &["right b: create"]);
}

#[test]
fn a_copy_makes_the_folders_that_the_receiver_deleted_again_where_they_are_needed() {
    copied(["mkdir d; put d/x 1; mkdir e", "put d/n 2", "rm d; rm e"], &["right d: folder", "right d/n: create"]);
    copied(
        ["mkdir d; put d/x 1", "put d/n 2", "rm d; put d 3"],
        &["right d: delete", "right d: folder", "right d/n: create", "right d/x: create"],
    );
}

#[test]
fn a_mirror_takes_back_what_the_receiver_did() {
    mirrored(
        ["put a 1; put b 2; put c 3", "", "put a 4; rm b; put n 5; mv c m"],
        &["right c: move from m", "right n: delete", "right a: update", "right b: create"],
    );
    mirrored(
        ["mkdir d; put d/x 1", "rm d", "put d/n 2"],
        &["right d/n: delete", "right d/x: delete", "right d: delete"],
    );
    mirrored(["put a 1", "mv a b", "put a 3"], &["right b: move from a", "right b: update"]);
    mirrored(
        ["put a 1", "mkdir d", "rm a; mkdir a; put a/x 2"],
        &["right a/x: delete", "right a: update", "right d: folder"],
    );
}
