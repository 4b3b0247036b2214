//! Renames, alone and on both sides: one operation each, nothing copied.

use crate::{ConflictRule, Mode, Side};

use super::laws::{plan_of, policy};
use super::model::World;
use super::scenario::{check, check_with, names, world};

const TREE: &str = "mkdir d; put d/x 1; put d/y 2; mkdir e; put e/z 3; put f 4; put g 5";

#[test]
fn one_side_renames() {
    for (edits, expected) in [
        ("mv f h", &["right h: move from f"][..]),
        ("mv f F", &["right F: move from f"]),
        ("mv f d/f", &["right d/f: move from f"]),
        ("mv d c", &["right c: move from d"]),
        ("mv d e/d", &["right e/d: move from d"]),
        ("swap f g", &["right g: swap with f"]),
        ("swap d e", &["right e: swap with d"]),
        ("mv g h; mv f g", &["right h: move from g", "right g: move from f"]),
        ("mv f t; mv g f; mv d/x g; mv t d/x", &["right f: swap with g", "right g: swap with d/x"]),
        ("mkdir n; mv f n/f", &["right n: folder", "right n/f: move from f"]),
        ("mkdir n; mkdir n/m; mv d n/m/d", &["right n: folder", "right n/m: folder", "right n/m/d: move from d"]),
        ("mv d c; mv c/x c/w", &["right c: move from d", "right c/w: move from c/x"]),
        ("mv d/x t; mv d c; mv t c/x", &["right c: move from d"]),
        ("mv d/x x; rm d", &["right x: move from d/x", "right d/y: delete", "right d: delete"]),
        ("mv d c; put c/n 9; rm c/y", &["right c: move from d", "right c/y: delete", "right c/n: create"]),
        ("mv f h; put h 6", &["right h: move from f", "right h: update"]),
        ("mv f f~; put f 6", &["right f~: move from f", "right f: create"]),
        ("rm g; mv f g", &["right g: delete", "right g: move from f"]),
    ] {
        check([TREE, edits, ""], expected);
        let turned: Vec<String> = expected.iter().map(|line| line.replace("right", "left")).collect();
        check([TREE, "", edits], &turned.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn parent_and_child_change_places() {
    check(
        ["mkdir a; mkdir a/b; put a/b/x 1; put a/y 2", "mv a/b t; mv a t/a; mv t b", ""],
        &["right b: move from a/b", "right b/a: move from a"],
    );
}

#[test]
fn a_folder_that_holds_one_of_its_name_is_unpacked_without_copying() {
    check(
        ["mkdir a; mkdir a/a; put a/a/x 1", "mv a/a t; rm a; mv t a", ""],
        &["right a/x: move from a/a/x", "right a/a: delete"],
    );
}

#[test]
fn the_same_rename_on_both_sides_is_only_news_for_the_archive() {
    let world = check([TREE, "mv d c; mv f h", "mv d c; mv f h"], &[]);
    assert!(world.archive.contains_key(&"c/x".into()) && !world.archive.contains_key(&"d/x".into()));
}

#[test]
fn edits_follow_the_folder_that_the_other_side_moved() {
    check(
        [TREE, "mv d c", "put d/x 7; put d/n 8; rm d/y"],
        &["right c: move from d", "left c/y: delete", "left c/n: create", "left c/x: update"],
    );
}

#[test]
fn both_sides_rename_different_levels() {
    check([TREE, "mv d c", "mv d/x d/w"], &["left c/w: move from c/x", "right c: move from d"]);
    check([TREE, "mv d e/d", "mv e h"], &["left h: move from e", "right h/d: move from d"]);
}

#[test]
fn different_names_for_one_thing_are_a_conflict_and_stay() {
    let world = check([TREE, "mv d c", "mv d b; put b/x 9"], &["conflict d: MovedApart"]);
    assert!(names(&world, Side::Left).contains(&"c/x".into()) && names(&world, Side::Right).contains(&"b/x".into()));
    let right = policy(Mode::TwoWay, ConflictRule::Right);
    check_with(&right, [TREE, "mv d c", "mv d b"], &["left b: move from c"]);
    let both = policy(Mode::TwoWay, ConflictRule::KeepBoth);
    check_with(&both, [TREE, "mv f c", "mv f b"], &["left b: create", "right c: create"]);
}

#[test]
fn different_things_of_one_name_are_both_kept_or_a_conflict() {
    check([TREE, "mv f h", "mv g h"], &["right f: delete", "left g: delete", "conflict h: BothCreated"]);
}

#[test]
fn folders_moved_into_each_other_lose_nothing() {
    let mut world = world(TREE, "mv d e/d", "mv e d/e");
    let plan = plan_of(&world, &policy(Mode::TwoWay, ConflictRule::Ask));
    world.apply(&plan);
    assert_eq!(world.trees.left.looks(), world.trees.right.looks());
    let mut contents = world.trees.left.contents();
    contents.sort_unstable();
    assert_eq!(contents, [1, 2, 3, 4, 5]);
}

#[test]
fn a_move_beats_a_deletion() {
    check([TREE, "mv f h", "rm f"], &["right h: create"]);
    check([TREE, "mv d c", "rm d"], &["right c: folder", "right c/x: create", "right c/y: create"]);
    check([TREE, "rm e", "mv f e/f"], &["left e: folder", "left e/f: move from f", "right e/z: delete"]);
}

#[test]
fn rotated_logs_move_in_order() {
    check(
        ["put log 1; put log.1 2; put log.2 3", "rm log.2; mv log.1 log.2; mv log log.1; put log 9", ""],
        &["right log.2: delete", "right log.2: move from log.1", "right log.1: move from log", "right log: create"],
    );
}

#[test]
fn a_long_chain_of_renames_is_put_in_order() {
    let base: Vec<String> = (0..2000).map(|n| format!("put f{n:05} {n}")).collect();
    let edits: Vec<String> = (0..2000).rev().map(|n| format!("mv f{n:05} f{:05}", n + 1)).collect();
    let mut world = World::empty();
    super::scenario::edit(&mut world.trees.left, &base.join(";"));
    let policy = policy(Mode::TwoWay, ConflictRule::Ask);
    let plan = plan_of(&world, &policy);
    assert_eq!(plan.operations.len(), 2000);
    let (left, right) = world.scan();
    let mut archive = super::model::Archive::new();
    for change in left.changes.iter().chain(&right.changes) {
        let stat = change.now.unwrap();
        archive.insert(change.path.clone(), crate::archive::Record::of(&stat, &stat));
    }
    world.archive = archive;
    world.trees.right = world.trees.left.clone();
    super::scenario::edit(&mut world.trees.left, &edits.join(";"));
    let plan = plan_of(&world, &policy);
    let moves =
        plan.operations.iter().filter(|operation| matches!(operation.action, crate::Action::Move { .. })).count();
    assert_eq!((moves, plan.sequential), (2000, 2000));
}

#[test]
fn a_copy_that_replaced_its_original_elsewhere_is_found_by_content() {
    // Another identity, same length and content: as if moved across file systems.
    check([TREE, "rm f; put e/f 4", ""], &["right e/f: move from f", "right e/f: metadata copy"]);
    check([TREE, "rm f; put e/f 4", "put f 6"], &["right e/f: create", "left f: create"]);
}

#[test]
fn a_saved_file_in_a_moved_folder_is_the_old_one_changed() {
    check(
        [TREE, "mv d c; save c/x 9", "chmod d/y"],
        &["right c: move from d", "right c/x: update", "left c/y: metadata copy"],
    );
}
