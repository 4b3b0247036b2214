//! Several names of one file.

use foldsync::Side::{Left, Right};
use foldsync::apply::Durability::{Before, Deferred};
use foldsync::{ConflictRule, Mode};

use super::{asks, holds};
use crate::history::Edit::{
    Chmod, HardLink, MakeFolder, Remove, Rename, Replace, Swap, Symlink, Touch, Truncate, Write,
};
use crate::history::Step::{Crash, Disturbed, Edit, Run, Wait};

#[test]
fn a_name_that_is_linked_to_a_young_file_is_linked_on_the_other_side_too() {
    asks(vec![Edit(Left, Replace("a")), Run, Edit(Right, HardLink("a", "c"))]);
}

#[test]
fn a_mirror_links_to_a_young_file_that_comes_later_in_the_walk() {
    let steps = vec![Edit(Left, Replace("d")), Run, Edit(Left, HardLink("d", "c"))];
    holds(Mode::MirrorRight, ConflictRule::Ask, Before, steps);
}

#[test]
fn linked_files_are_not_looked_at_again_and_again() {
    let steps = vec![Edit(Left, Replace("c")), Edit(Left, HardLink("c", "a"))];
    holds(Mode::MirrorRight, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn a_name_is_replaced_while_another_of_the_same_file_gets_another_time() {
    let steps = vec![
        Edit(Right, Replace("a")),
        Disturbed(vec![(3, Right, HardLink("a", "c"))]),
        Run,
        Edit(Right, Touch("c", 1_600_000_000)),
        Edit(Right, Replace("a")),
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Before, steps);
}

#[test]
fn a_link_that_a_crashed_run_made_on_both_sides_is_not_made_again() {
    let steps = vec![
        Edit(Left, Write("A")),
        Edit(Left, HardLink("A", "b")),
        Run,
        Edit(Right, Replace("a")),
        Edit(Left, Write("A")),
        Edit(Left, Write("a")),
        Edit(Left, Swap("A", "a")),
        Crash(23, vec![]),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn a_conflict_copy_of_a_linked_file_stays_another_name_of_it() {
    let steps = vec![
        Edit(Right, Write("a")),
        Edit(Left, Replace("a")),
        Edit(Right, HardLink("a", "b")),
        Run,
        Edit(Left, Chmod("b", 0o444)),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn a_conflict_copy_of_a_linked_file_that_is_renamed_stays_another_name_of_it() {
    let steps = vec![
        Edit(Right, Replace("a")),
        Edit(Right, HardLink("a", "A")),
        Edit(Left, Replace("a")),
        Edit(Right, MakeFolder("d")),
        Run,
        Edit(Left, Rename("a.conflict-right-20260101-000001", "d/a")),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn a_name_is_joined_with_those_that_stayed_in_place() {
    let steps = vec![
        Edit(Left, Write("b")),
        Edit(Left, HardLink("b", "c")),
        Edit(Left, HardLink("b", "d")),
        Wait,
        Run,
        Edit(Right, Replace("c")),
    ];
    holds(Mode::MirrorRight, ConflictRule::KeepBoth, Before, steps);
}

#[test]
fn a_name_that_was_removed_is_joined_with_the_last_one() {
    let steps = vec![
        Edit(Left, Write("b")),
        Edit(Left, MakeFolder("A")),
        Edit(Left, Rename("b", "A/c")),
        Edit(Left, HardLink("A/c", "A/a")),
        Run,
        Edit(Right, Remove("A/a")),
    ];
    holds(Mode::MirrorRight, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn names_that_a_crash_parted_come_together_again() {
    let steps = vec![
        Edit(Left, Write("a")),
        Run,
        Edit(Right, HardLink("a", "c")),
        Run,
        Edit(Right, Write("c")),
        Crash(9, vec![]),
        Edit(Left, Chmod("c", 0o755)),
    ];
    holds(Mode::TwoWay, ConflictRule::Newer, Before, steps);
}

#[test]
fn a_run_does_not_both_part_and_join_names_of_one_file() {
    let steps = vec![
        Edit(Left, Write("d")),
        Edit(Right, Write("a")),
        Edit(Left, Truncate("d")),
        Edit(Right, HardLink("a", "d")),
        Edit(Right, Symlink("A", "../outside/folder")),
        Edit(Left, MakeFolder("A")),
        Run,
        Edit(Left, Swap("d", "d.conflict-right-20260101-000001")),
        Edit(Right, Truncate("d.conflict-right-20260101-000001")),
        Edit(Right, Rename("A.conflict-right-20260101-000001", "d")),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Before, steps);
}

#[test]
fn the_time_of_a_file_that_a_link_did_not_get_is_still_to_travel() {
    let steps = vec![
        Edit(Left, Replace("a")),
        Edit(Left, HardLink("a", "d")),
        Edit(Left, Chmod("d", 0o755)),
        Disturbed(vec![(2, Left, HardLink("a", "A")), (4, Left, Touch("a", 1_600_000_000))]),
        Disturbed(vec![(3, Right, Chmod("A", 0o644))]),
    ];
    holds(Mode::MirrorRight, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn a_file_that_is_in_doubt_is_so_under_all_its_names() {
    asks(vec![
        Edit(Left, Replace("a")),
        Run,
        Disturbed(vec![(3, Right, HardLink("a", "b"))]),
        Edit(Right, Touch("b", 1_600_000_002)),
        Run,
        Edit(Left, Chmod("a", 0o600)),
        Edit(Right, Write("b")),
        Edit(Right, Touch("b", 1_600_000_002)),
    ]);
}

#[test]
fn a_name_is_not_linked_to_a_file_with_other_content() {
    let steps = vec![
        Edit(Left, Replace("a")),
        Edit(Left, Touch("a", 1_600_000_000)),
        Run,
        Edit(Left, Write("a")),
        Edit(Left, Touch("a", 1_600_000_000)),
        Edit(Right, HardLink("a", "c")),
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Deferred, steps);
}

#[test]
fn a_name_is_not_linked_to_what_took_the_place_of_its_file() {
    let steps = vec![
        Edit(Left, Write("a")),
        Edit(Left, HardLink("a", "d")),
        Edit(Left, Write("d")),
        Edit(Right, Write("c")),
        Disturbed(vec![(10, Right, HardLink("c", "a"))]),
    ];
    holds(Mode::TwoWay, ConflictRule::Left, Before, steps);
}
