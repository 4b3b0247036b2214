//! Who works beside a run, and what a crash left.

use foldsync::Side::{Left, Right};
use foldsync::apply::Durability::{Before, Deferred};
use foldsync::{ConflictRule, Mode};

use super::{asks, holds};
use crate::history::Edit::{Append, Chmod, HardLink, MakeFolder, Remove, Rename, Replace, Symlink, Touch, Write};
use crate::history::Step::{Crash, Disturbed, Edit, Run, Undo};

#[test]
fn what_a_crash_left_is_cleared_away_where_the_next_run_has_no_work() {
    let steps = vec![Edit(Right, MakeFolder("A")), Edit(Right, Write("A/c")), Crash(6, vec![])];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn work_that_gets_an_old_time_during_the_run_stays() {
    asks(vec![
        Edit(Left, Replace("a")),
        Run,
        Edit(Left, Remove("a")),
        Disturbed(vec![(1, Right, Touch("a", 1_600_000_001))]),
        Run,
        Edit(Left, Write("a")),
        Disturbed(vec![(1, Left, Touch("a", 1_600_000_001))]),
    ]);
}

#[test]
fn work_during_a_run_that_only_carried_permissions_stays() {
    let steps = vec![
        Edit(Left, Write("c")),
        Edit(Left, Rename("c", "a")),
        Disturbed(vec![(9, Left, Append("a"))]),
        Edit(Right, Chmod("a", 0o755)),
        Disturbed(vec![(5, Right, Append("a"))]),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn attributes_of_a_file_are_not_compared_while_it_changes_under_another_name() {
    let steps = vec![
        Edit(Left, Write("d")),
        Edit(Left, HardLink("d", "b")),
        Disturbed(vec![(3, Left, Chmod("b", 0o755))]),
        Run,
        Undo,
    ];
    holds(Mode::MirrorRight, ConflictRule::Left, Before, steps);
}

#[test]
fn a_name_is_not_taken_for_agreed_when_its_file_changed_before_it_was_linked() {
    let steps = vec![
        Edit(Left, MakeFolder("b")),
        Edit(Left, Replace("b/b")),
        Run,
        Edit(Right, HardLink("b/b", "b/c")),
        Disturbed(vec![(3, Left, Replace("b/b"))]),
        Edit(Right, Remove("b/b")),
    ];
    holds(Mode::TwoWay, ConflictRule::KeepBoth, Deferred, steps);
}

#[test]
fn work_stays_in_the_tree_when_its_name_is_taken_away_in_the_instant_of_a_replacement() {
    let steps = vec![
        Edit(Right, Replace("a")),
        Edit(Left, Symlink("d", "")),
        Edit(Right, Replace("c")),
        Run,
        Edit(Left, Append("c")),
        Edit(Right, Replace("d")),
        Edit(Right, Replace("a")),
        Disturbed(vec![(7, Right, Replace("c")), (15, Right, Rename("c", "d"))]),
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn the_last_of_two_versions_that_come_in_the_instant_of_a_replacement_stays_in_the_tree() {
    asks(vec![
        Edit(Left, Write("a")),
        Run,
        Edit(Left, Append("a")),
        Disturbed(vec![(1, Right, Replace("a")), (7, Right, Replace("a"))]),
    ]);
}

#[test]
fn what_is_worked_on_in_the_instant_of_a_replacement_stays_in_the_tree() {
    asks(vec![
        Edit(Right, Replace("A")),
        Run,
        Edit(Right, Replace("A")),
        Disturbed(vec![(1, Left, Write("A")), (7, Left, Append("A"))]),
    ]);
}

#[test]
fn what_takes_the_name_in_the_instant_of_a_replacement_stays_in_the_tree() {
    asks(vec![
        Edit(Right, Symlink("d", "")),
        Run,
        Edit(Right, Replace("d")),
        Disturbed(vec![(2, Left, Replace("d")), (5, Left, MakeFolder("d"))]),
    ]);
}
