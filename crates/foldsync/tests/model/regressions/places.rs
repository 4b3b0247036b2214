//! Who may have a place: moves, conflicts, folders that make way.

use foldsync::Side::{Left, Right};
use foldsync::apply::Durability::{Before, Deferred};
use foldsync::{ConflictRule, Mode};

use super::{asks, holds};
use crate::history::Edit::{HardLink, MakeFolder, Remove, Rename, Replace, Swap, Symlink, Touch, Truncate, Write};
use crate::history::Step::{Disturbed, Edit, Run, Wait};

#[test]
fn a_file_takes_the_place_of_a_folder_that_the_run_emptied() {
    let steps = vec![Edit(Left, Write("A")), Edit(Right, MakeFolder("A")), Edit(Right, MakeFolder("A/A")), Wait, Run];
    holds(Mode::LeftToRight, ConflictRule::Left, Deferred, steps);
}

#[test]
fn a_move_does_not_decide_the_conflict_of_what_is_moved() {
    asks(vec![
        Edit(Right, Replace("b")),
        Run,
        Edit(Left, MakeFolder("d")),
        Edit(Right, Touch("b", 1_600_000_000)),
        Edit(Left, Truncate("b")),
        Edit(Left, Rename("b", "d/A")),
    ]);
}

#[test]
fn a_move_to_the_place_of_a_conflict_waits_with_it() {
    asks(vec![
        Edit(Left, Write("b")),
        Edit(Right, Write("a")),
        Edit(Left, MakeFolder("d")),
        Run,
        Edit(Left, Rename("a", "d/a")),
        Edit(Left, Swap("b", "d/a")),
        Edit(Right, Rename("b", "d/b")),
    ]);
}

#[test]
fn what_moved_to_the_place_of_a_conflict_of_kinds_waits_with_it() {
    let steps = vec![
        Edit(Right, Replace("A")),
        Edit(Right, Rename("A", "d")),
        Edit(Left, MakeFolder("A")),
        Disturbed(vec![(9, Left, Write("A"))]),
        Edit(Right, Rename("d", "A/d")),
        Edit(Right, Rename("A", "d")),
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn a_name_that_waited_in_a_conflict_may_come_as_a_file_of_its_own() {
    let steps = vec![
        Edit(Right, MakeFolder("a")),
        Edit(Left, Write("a")),
        Edit(Left, HardLink("a", "b")),
        Run,
        Edit(Right, Remove("a")),
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn the_time_of_a_folder_that_is_renamed_during_the_run_travels_with_the_next() {
    let steps = vec![
        Edit(Right, MakeFolder("A")),
        Run,
        Edit(Right, MakeFolder("A/b")),
        Disturbed(vec![(3, Left, Rename("A", "b"))]),
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn the_time_of_a_folder_that_is_renamed_during_two_runs_travels_with_the_next() {
    asks(vec![
        Edit(Left, MakeFolder("a")),
        Disturbed(vec![(2, Left, Rename("a", "c"))]),
        Edit(Right, MakeFolder("a/a")),
        Disturbed(vec![(2, Left, Rename("c", "d"))]),
    ]);
}

#[test]
fn a_conflict_copy_that_is_deleted_stays_deleted() {
    let steps = vec![
        Edit(Right, Write("a")),
        Run,
        Edit(Right, Touch("a", 1_600_000_001)),
        Edit(Left, Write("a")),
        Run,
        Edit(Left, Remove("a.conflict-right-20260101-000002")),
        Run,
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn a_tie_that_the_run_breaks_is_decided_by_the_next() {
    let steps = vec![
        Edit(Left, Replace("a")),
        Edit(Left, HardLink("a", "d")),
        Edit(Left, Write("d")),
        Edit(Right, MakeFolder("a")),
        Run,
        Edit(Right, Touch("d", 1_600_000_000)),
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn what_waited_for_a_place_goes_on_when_the_run_freed_it() {
    asks(vec![
        Edit(Left, Replace("A")),
        Edit(Right, Symlink("a", "../outside/folder")),
        Edit(Right, MakeFolder("b")),
        Run,
        Edit(Right, Swap("b", "A")),
        Edit(Left, Rename("a", "A")),
        Edit(Left, MakeFolder("b/A")),
    ]);
}

#[test]
fn a_file_whose_name_was_exchanged_right_after_a_write_is_deleted_with_its_twin() {
    let steps = vec![
        Edit(Left, Write("a")),
        Edit(Right, Write("c")),
        Run,
        Edit(Right, Replace("c")),
        Edit(Left, Swap("a", "c")),
        Run,
        Edit(Left, Remove("a")),
        Run,
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Before, steps);
}
