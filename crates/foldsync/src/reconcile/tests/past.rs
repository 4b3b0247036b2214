//! Worlds that once went wrong.

use crate::{ConflictRule, Mode};

use super::laws::policy;
use super::scenario::{check, check_with};

#[test]
fn a_folder_and_a_file_swap_on_the_left_while_the_right_replaces_the_file() {
    check(
        ["put a 1; put b 2; put c 3; mkdir d; put d/a 4; put d/b 5", "swap c d", "rm d/a; rm c; mv d c; mv a c/a"],
        &["left a: delete", "left c/a: update", "right d: create"],
    );
}

#[test]
fn both_move_different_folders_to_one_place_and_their_files_apart() {
    let policy = policy(Mode::TwoWay, ConflictRule::Right);
    check_with(
        &policy,
        [
            "put a 1; mkdir b; mkdir b/a; mkdir b/b; put b/c 3; mkdir b/d; put b/d/a 4; mkdir c; put c/a 5",
            "rm a; swap b/d c/a; mv c a",
            "mv c/a x; mv b c/a; mv x b",
        ],
        &[
            "left a/a/d: folder",
            "left a/a/d/a: move from a/a/a",
            "left a/a/a: move from b/a",
            "left a/a/b: move from b/b",
            "left a/a/c: move from b/c",
            "right a: delete",
            "right a: move from c",
            "left b/d: delete",
            "left b: update",
        ],
    );
}
