//! Permissions: which of them travel, and how often.

use foldsync::Side::{Left, Right};
use foldsync::apply::Durability::{Before, Deferred};
use foldsync::{ConflictRule, Mode};

use super::{asks, holds};
use crate::history::Edit::{Append, Chmod, HardLink, MakeFolder, Remove, Rename, Replace, Swap, Touch, Write};
use crate::history::Step::{Disturbed, Edit, Run, Wait};

#[test]
fn permissions_that_a_folder_got_during_the_run_travel_with_the_next() {
    let steps = vec![
        Edit(Right, Replace("a")),
        Edit(Right, Write("c")),
        Disturbed(vec![(9, Left, MakeFolder("d"))]),
        Edit(Left, Swap("d", "a")),
        Disturbed(vec![(6, Left, Chmod("a", 0o444))]),
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Deferred, steps);
}

#[test]
fn new_content_and_new_permissions_of_the_two_sides_join() {
    asks(vec![Edit(Left, Write("b")), Wait, Run, Wait, Edit(Right, Write("b")), Edit(Left, Chmod("b", 0o444)), Run]);
}

#[test]
fn new_permissions_come_once_to_a_file_that_got_another_name() {
    asks(vec![
        Edit(Right, Replace("a")),
        Edit(Right, HardLink("a", "d")),
        Run,
        Edit(Left, Rename("d", "c")),
        Edit(Left, Append("c")),
        Edit(Right, Chmod("a", 0o755)),
    ]);
}

#[test]
fn permissions_that_a_folder_got_while_another_look_at_it_failed_travel_with_the_next_run() {
    asks(vec![
        Edit(Right, Replace("d")),
        Edit(Left, MakeFolder("a")),
        Edit(Right, Rename("d", "c")),
        Disturbed(vec![(11, Right, MakeFolder("c"))]),
        Edit(Left, HardLink("c", "a/b")),
        Disturbed(vec![(3, Right, Chmod("a", 0o444))]),
    ]);
}

#[test]
fn permissions_of_a_file_with_several_names_settle_in_one_run() {
    let steps = vec![
        Edit(Right, Replace("a")),
        Edit(Right, MakeFolder("c")),
        Run,
        Edit(Left, Rename("a", "c/a")),
        Edit(Right, Chmod("a", 0o600)),
        Edit(Left, HardLink("c/a", "b")),
        Edit(Right, HardLink("a", "c/a")),
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Deferred, steps);
}

#[test]
fn permissions_reach_every_name_of_a_file_that_is_made_anew() {
    let steps = vec![
        Edit(Right, Replace("a")),
        Edit(Right, HardLink("a", "A")),
        Run,
        Edit(Right, Write("a")),
        Edit(Left, Chmod("A", 0o755)),
        Edit(Left, Remove("A")),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn permissions_that_a_folder_got_while_the_run_moved_it_are_seen_by_the_next() {
    let steps = vec![
        Edit(Left, MakeFolder("A")),
        Run,
        Edit(Left, Rename("A", "a")),
        Disturbed(vec![(2, Right, Chmod("A", 0o600))]),
    ];
    holds(Mode::MirrorRight, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn permissions_of_the_target_that_the_source_did_not_change_stay() {
    let steps = vec![
        Edit(Left, Write("a")),
        Edit(Left, HardLink("a", "d")),
        Run,
        Edit(Left, Chmod("d", 0o644)),
        Edit(Right, Chmod("a", 0o755)),
    ];
    holds(Mode::LeftToRight, ConflictRule::Left, Before, steps);
}

#[test]
fn a_name_that_the_run_dressed_after_linking_it_can_be_deleted() {
    asks(vec![
        Edit(Left, Write("a")),
        Edit(Left, HardLink("a", "b")),
        Run,
        Edit(Right, HardLink("a", "c")),
        Edit(Right, Chmod("a", 0o600)),
        Run,
        Edit(Right, Remove("c")),
        Run,
    ]);
}

#[test]
fn permissions_of_what_is_replaced_go_to_what_replaces_it_only() {
    let steps = vec![
        Disturbed(vec![(3, Right, Write("a"))]),
        Edit(Right, HardLink("a", "c")),
        Edit(Right, HardLink("c", "b")),
        Run,
        Edit(Right, Append("b")),
        Disturbed(vec![(12, Left, Replace("c"))]),
        Edit(Left, Rename("c", "a")),
        Edit(Right, Chmod("a", 0o755)),
        Disturbed(vec![(2, Left, Write("a"))]),
        Edit(Left, Chmod("c", 0o644)),
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Deferred, steps);
}

#[test]
fn permissions_that_survive_new_content_reach_the_side_that_wrote_it() {
    let steps = vec![
        Edit(Left, Replace("d")),
        Edit(Left, Write("b")),
        Edit(Left, HardLink("d", "c")),
        Run,
        Edit(Right, Swap("b", "d")),
        Edit(Right, MakeFolder("b")),
        Edit(Right, Touch("c", 1_600_000_000)),
        Edit(Left, Chmod("c", 0o755)),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Before, steps);
}

#[test]
fn permissions_that_survive_new_content_reach_the_side_that_replaced_it() {
    let steps = vec![
        Edit(Right, Write("d")),
        Run,
        Edit(Left, HardLink("d", "A")),
        Run,
        Edit(Right, Chmod("d", 0o755)),
        Edit(Left, Chmod("d", 0o444)),
        Edit(Right, Replace("d")),
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn the_target_keeps_its_permissions_under_a_new_name() {
    let steps = vec![Edit(Left, Replace("a")), Run, Edit(Left, HardLink("a", "d")), Edit(Right, Chmod("a", 0o755))];
    holds(Mode::LeftToRight, ConflictRule::Ask, Before, steps);
}

#[test]
fn permissions_travel_from_name_to_name_where_names_of_one_file_were_left_apart() {
    let steps = vec![
        Edit(Right, Write("a")),
        Edit(Left, Write("a")),
        Edit(Right, Chmod("a", 0o755)),
        Edit(Right, HardLink("a", "b")),
        Run,
        Edit(Left, Rename("a", "d")),
        Run,
        Edit(Left, Chmod("a", 0o644)),
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn permissions_that_a_new_folder_did_not_get_travel_with_the_next_run() {
    let steps =
        vec![Edit(Left, MakeFolder("A")), Edit(Left, Chmod("A", 0o444)), Disturbed(vec![(3, Left, Rename("A", "c"))])];
    holds(Mode::MirrorRight, ConflictRule::Ask, Before, steps);
}
