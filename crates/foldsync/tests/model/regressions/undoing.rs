//! What comes back when a session is undone.

use foldsync::Side::{Left, Right};
use foldsync::apply::Durability::{Before, Deferred};
use foldsync::{ConflictRule, Mode};

use super::{asks, holds};
use crate::history::Edit::{Chmod, HardLink, MakeFolder, Remove, Rename, Replace, Swap, Symlink, Touch, Write};
use crate::history::Step::{Disturbed, Edit, Run, Undo, UndoCrash, UndoLate, Wait};

#[test]
fn undoing_gives_folders_their_time_back() {
    asks(vec![Edit(Left, MakeFolder("d")), Run, Edit(Left, Write("d/A")), Run, Undo]);
}

#[test]
fn undoing_a_replaced_folder_gives_it_its_time_back() {
    let steps = vec![Edit(Left, MakeFolder("A")), Edit(Left, Write("A/d")), Run, Edit(Right, Write("A")), Run, Undo];
    holds(Mode::TwoWay, ConflictRule::Left, Deferred, steps);
}

#[test]
fn what_the_archive_did_not_know_is_a_change_again_after_undoing() {
    let steps = vec![Edit(Left, MakeFolder("d")), Run, Edit(Right, Touch("d", 1_600_000_000)), Run, Undo];
    holds(Mode::MirrorRight, ConflictRule::Left, Before, steps);
}

#[test]
fn what_was_new_in_a_moved_folder_is_new_again_after_undoing() {
    asks(vec![
        Edit(Right, MakeFolder("c")),
        Wait,
        Run,
        Edit(Right, Rename("c", "a")),
        Edit(Right, Write("a/A")),
        Wait,
        Run,
        Undo,
        Edit(Right, Remove("b")),
    ]);
}

#[test]
fn a_file_that_got_another_time_and_another_name_is_undone() {
    asks(vec![
        Edit(Left, MakeFolder("A")),
        Run,
        Edit(Right, Write("A/A")),
        Run,
        Edit(Right, Touch("A/A", 1_600_000_002)),
        Edit(Right, HardLink("A/A", "A/a")),
        Run,
        Undo,
    ]);
}

#[test]
fn a_move_to_a_name_that_the_session_made_is_done_again_after_undoing() {
    let steps = vec![
        Edit(Left, MakeFolder("b")),
        Wait,
        Run,
        Edit(Right, MakeFolder("b/A")),
        Edit(Left, Write("b")),
        Edit(Left, Symlink("d", "")),
        Wait,
        Run,
        Edit(Left, Swap("d", "b.conflict-right-20260101-000002")),
        Wait,
        Run,
        Undo,
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Before, steps);
}

#[test]
fn a_folder_that_comes_back_does_not_get_the_time_of_the_one_in_its_place() {
    asks(vec![
        Edit(Right, MakeFolder("a")),
        Edit(Right, MakeFolder("b")),
        Run,
        Edit(Right, Swap("b", "a")),
        Edit(Left, Remove("b")),
        Edit(Left, Write("a/d")),
        Edit(Right, Write("a/d")),
        Run,
        Undo,
    ]);
}

#[test]
fn a_folder_of_a_side_that_stepped_aside_gets_its_own_time_back() {
    let steps = vec![
        Edit(Left, Write("b")),
        Run,
        Edit(Left, Rename("b", "A")),
        Edit(Left, MakeFolder("b")),
        Edit(Right, MakeFolder("b")),
        Edit(Left, Write("b/A")),
        Edit(Right, Write("b/c")),
        Run,
        Undo,
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Deferred, steps);
}

#[test]
fn what_was_trashed_below_a_trashed_file_of_the_same_name_comes_back() {
    let steps = vec![
        Edit(Left, Replace("A")),
        Edit(Left, MakeFolder("c")),
        Run,
        Edit(Left, Swap("A", "c")),
        Edit(Left, Replace("c")),
        Edit(Right, Symlink("c/A", "../outside/file")),
        Run,
        Undo,
    ];
    holds(Mode::MirrorRight, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn names_of_one_file_that_nobody_touched_are_joined_where_they_are_put_back() {
    let steps = vec![Edit(Left, Write("b")), Edit(Left, HardLink("b", "c")), Wait, Run, Edit(Right, Write("c"))];
    holds(Mode::MirrorRight, ConflictRule::KeepBoth, Before, steps);
}

#[test]
fn a_rename_that_was_undone_is_the_newer_one() {
    let steps = vec![
        Edit(Right, Write("A")),
        Wait,
        Run,
        Edit(Right, Rename("A", "b")),
        Edit(Right, MakeFolder("A")),
        Edit(Left, Write("a")),
        Edit(Left, Swap("a", "A")),
        Wait,
        Run,
        Undo,
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn a_folder_that_is_moved_back_gets_its_time_back() {
    asks(vec![
        Edit(Left, MakeFolder("a")),
        Run,
        Edit(Right, Write("A")),
        Edit(Right, Write("a/a")),
        Edit(Right, Swap("A", "a")),
        Edit(Left, Touch("a", 1_600_000_000)),
        Run,
        Undo,
    ]);
}

#[test]
fn what_a_folder_was_made_over_is_known_again_after_undoing() {
    let steps = vec![
        Edit(Right, Write("b")),
        Edit(Left, MakeFolder("c")),
        Edit(Right, Rename("b", "A")),
        Edit(Right, Write("c")),
        Wait,
        Run,
        Edit(Left, Swap("A", "c")),
        Edit(Right, Remove("A")),
        Wait,
        Run,
        Undo,
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn the_time_of_a_folder_that_only_settled_is_not_asked_of_undoing() {
    let steps = vec![
        Edit(Left, MakeFolder("d")),
        Edit(Left, MakeFolder("a")),
        Run,
        Edit(Right, Symlink("a/d", "../outside/folder")),
        Edit(Right, Swap("a", "d")),
        Edit(Left, Touch("a", 1_600_000_002)),
        Run,
        Undo,
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn what_waited_with_a_conflict_may_go_on_after_undoing() {
    let steps = vec![
        Edit(Left, Replace("a")),
        Edit(Right, MakeFolder("c")),
        Edit(Right, Symlink("c/a", "a")),
        Wait,
        Run,
        Edit(Left, Rename("c/a", "a")),
        Edit(Right, Swap("a", "c")),
        Wait,
        Run,
        Undo,
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn a_name_whose_time_was_still_to_travel_may_come_back() {
    let steps = vec![
        Edit(Left, Replace("a")),
        Run,
        Edit(Right, MakeFolder("d")),
        Edit(Right, HardLink("a", "d/a")),
        Edit(Left, Touch("a", 1_600_000_000)),
        Run,
        Edit(Right, Remove("d/a")),
        Run,
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn a_folder_has_one_time_on_both_sides_when_undoing_was_cut_short() {
    let steps = vec![
        Edit(Right, MakeFolder("b")),
        Run,
        Edit(Left, Write("b/c")),
        Disturbed(vec![(3, Left, Remove("b/c"))]),
        Edit(Left, Chmod("b", 0o755)),
        Run,
        UndoCrash(5),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Before, steps);
}

#[test]
fn a_folder_that_undoing_left_alone_is_no_obstacle_later() {
    let steps = vec![
        Edit(Right, Write("a")),
        Edit(Right, MakeFolder("d")),
        Run,
        Edit(Left, MakeFolder("d/A")),
        Edit(Left, Swap("d", "a")),
        Edit(Left, HardLink("d", "b")),
        Run,
        Edit(Right, Write("a")),
        UndoLate,
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn new_work_that_looks_like_what_the_session_wrote_is_left_alone() {
    let steps = vec![
        Edit(Left, Replace("a")),
        Edit(Left, Rename("a", "b")),
        Edit(Left, Touch("b", 1_600_000_002)),
        Run,
        Edit(Right, Write("b")),
        Edit(Right, Touch("b", 1_600_000_002)),
        UndoLate,
    ];
    holds(Mode::LeftToRight, ConflictRule::KeepBoth, Before, steps);
}

#[test]
fn what_was_in_a_folder_that_is_not_back_does_not_come_to_another_one() {
    let steps = vec![
        Edit(Left, MakeFolder("a")),
        Edit(Left, Write("a/A")),
        Edit(Left, MakeFolder("b")),
        Disturbed(vec![(11, Left, Write("a"))]),
        Run,
        Edit(Right, Swap("b", "a")),
        UndoLate,
    ];
    holds(Mode::MirrorRight, ConflictRule::Left, Before, steps);
}

#[test]
fn what_both_sides_renamed_by_themselves_keeps_its_name_when_a_session_is_undone() {
    let steps = vec![
        Edit(Right, Symlink("b", "")),
        Edit(Right, Rename("b", "d")),
        Wait,
        Run,
        Edit(Left, Write("b")),
        Edit(Left, Rename("d", "A")),
        Wait,
        Run,
        Edit(Right, Swap("A", "b")),
        Edit(Left, Rename("A", "b")),
        Wait,
        Run,
        Undo,
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Before, steps);
}
