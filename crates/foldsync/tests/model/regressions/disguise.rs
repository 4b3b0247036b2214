//! Work that has the time and length of older work.

use foldsync::Side::{Left, Right};
use foldsync::apply::Durability::Deferred;
use foldsync::{ConflictRule, Mode};

use super::{asks, holds};
use crate::history::Edit::{Chmod, HardLink, MakeFolder, Remove, Rename, Swap, Touch, Write};
use crate::history::Step::{Edit, Run, Wait};

#[test]
fn a_move_does_not_hide_work_of_equal_length() {
    asks(vec![
        Edit(Right, Write("b")),
        Wait,
        Run,
        Edit(Right, Write("b")),
        Edit(Left, Write("b")),
        Edit(Left, Rename("b", "d")),
        Run,
    ]);
}

#[test]
fn work_with_the_time_of_old_work_is_not_replaced_by_another_kind_of_thing() {
    let steps = vec![
        Edit(Right, Write("d")),
        Edit(Right, Touch("d", 1_600_000_000)),
        Run,
        Edit(Left, MakeFolder("c")),
        Edit(Right, Write("d")),
        Edit(Right, MakeFolder("c")),
        Edit(Right, Touch("d", 1_600_000_000)),
        Edit(Left, Swap("d", "c")),
    ];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

#[test]
fn work_with_the_time_of_old_work_is_not_deleted() {
    asks(vec![
        Edit(Right, Write("d")),
        Edit(Right, Touch("d", 1_600_000_000)),
        Run,
        Edit(Right, Write("d")),
        Edit(Right, Touch("d", 1_600_000_000)),
        Edit(Left, Remove("d")),
    ]);
}

#[test]
fn work_with_the_time_of_old_work_travels_when_it_is_renamed() {
    asks(vec![
        Edit(Left, Write("A")),
        Edit(Left, Touch("A", 1_600_000_001)),
        Run,
        Edit(Right, Write("A")),
        Edit(Right, Touch("A", 1_600_000_001)),
        Edit(Right, Rename("A", "c")),
    ]);
}

#[test]
fn work_with_the_time_of_old_work_travels_when_it_gets_another_name() {
    asks(vec![
        Edit(Left, Write("A")),
        Edit(Left, Touch("A", 1_600_000_001)),
        Run,
        Edit(Right, Write("A")),
        Edit(Right, Touch("A", 1_600_000_001)),
        Edit(Right, HardLink("A", "c")),
    ]);
}

#[test]
fn work_with_the_time_of_old_work_travels_when_it_gets_permissions() {
    asks(vec![
        Edit(Left, Write("A")),
        Edit(Left, Touch("A", 1_600_000_001)),
        Run,
        Edit(Right, Write("A")),
        Edit(Right, Touch("A", 1_600_000_001)),
        Edit(Right, Chmod("A", 0o600)),
    ]);
}

#[test]
fn renamed_work_with_the_time_of_old_work_is_not_replaced_by_what_the_run_dressed() {
    asks(vec![
        Edit(Right, Write("c")),
        Run,
        Edit(Left, Touch("c", 1_600_000_002)),
        Run,
        Edit(Left, Write("c")),
        Edit(Left, Rename("c", "d")),
        Edit(Left, Touch("d", 1_600_000_002)),
    ]);
}
