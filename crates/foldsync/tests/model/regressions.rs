//! Histories that broke a law once, each reduced. With `SYNCMGR_MODEL_TRACE` set each tells what it does, step by step.

use foldsync::Side::{Left, Right};
use foldsync::apply::Durability::{self, Before, Deferred};
use foldsync::{ConflictRule, Mode};

use crate::history::Edit::{
    Append, Chmod, HardLink, MakeFolder, Remove, Rename, Replace, Swap, Symlink, Touch, Truncate, Write,
};
use crate::history::Step::{Crash, Disturbed, Edit, Run, Undo, Wait};
use crate::history::{History, Known, Rules, Step};
use crate::play::play;
use crate::trace;

fn holds(mode: Mode, conflict: ConflictRule, durability: Durability, steps: Vec<Step>) {
    if std::env::var_os("SYNCMGR_MODEL_TRACE").is_some() {
        trace::begin();
    }
    let history = History { rules: Rules { mode, conflict, durability }, steps };
    if let Err(broken) = play(&mut Known::new(&history)).1 {
        panic!("{broken}");
    }
}

fn asks(steps: Vec<Step>) {
    holds(Mode::TwoWay, ConflictRule::Ask, Before, steps);
}

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
fn what_a_crash_left_is_cleared_away_where_the_next_run_has_no_work() {
    let steps = vec![Edit(Right, MakeFolder("A")), Edit(Right, Write("A/c")), Crash(6, vec![])];
    holds(Mode::TwoWay, ConflictRule::Ask, Deferred, steps);
}

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
fn a_file_takes_the_place_of_a_folder_that_the_run_emptied() {
    let steps = vec![Edit(Left, Write("A")), Edit(Right, MakeFolder("A")), Edit(Right, MakeFolder("A/A")), Wait, Run];
    holds(Mode::LeftToRight, ConflictRule::Left, Deferred, steps);
}

#[test]
fn new_content_and_new_permissions_of_the_two_sides_join() {
    asks(vec![Edit(Left, Write("b")), Wait, Run, Wait, Edit(Right, Write("b")), Edit(Left, Chmod("b", 0o444)), Run]);
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
fn the_target_keeps_its_permissions_under_a_new_name() {
    let steps = vec![Edit(Left, Replace("a")), Run, Edit(Left, HardLink("a", "d")), Edit(Right, Chmod("a", 0o755))];
    holds(Mode::LeftToRight, ConflictRule::Ask, Before, steps);
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
fn the_last_of_two_versions_that_come_in_the_instant_of_a_replacement_stays_in_the_tree() {
    asks(vec![
        Edit(Left, Write("a")),
        Run,
        Edit(Left, Append("a")),
        Disturbed(vec![(1, Right, Replace("a")), (7, Right, Replace("a"))]),
    ]);
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

#[test]
fn permissions_that_a_new_folder_did_not_get_travel_with_the_next_run() {
    let steps =
        vec![Edit(Left, MakeFolder("A")), Edit(Left, Chmod("A", 0o444)), Disturbed(vec![(3, Left, Rename("A", "c"))])];
    holds(Mode::MirrorRight, ConflictRule::Ask, Before, steps);
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
