//! Undoing killed with SIGKILL: at every named point, and at random moments.
//!
//! Undoing takes changes back on the side that followed. Cut short it must not look as if somebody had made the
//! opposite changes there: the next run would carry those to the side where the work was done.

use std::fs;
use std::time::Duration;

use foldsync::Sides;
use foldsync::apply::Durability;
use foldsync::undo::UndoLog;
use testfs::{Behaviour, Journal, Options, PowerCut, Survival, Torn};

use super::kill::{engine, killed_at, was_killed};
use super::rig::{Quiet, Rig, home, mount};
use super::tree::{Tree, tree};
use super::workload::{base, change, write};

/// A pair whose last session carried changes of every kind both ways.
fn in_step(home: &std::path::Path) -> Rig {
    let rig = Rig::within(home);
    base(&rig);
    change(&rig);
    rig.run_well();
    rig
}

/// The last session that can be undone.
fn last(rig: &Rig) -> Option<String> {
    UndoLog::sessions(&rig.state).unwrap().into_iter().next()
}

fn trees(rig: &Rig) -> Sides<Tree> {
    Sides::new(tree(&rig.left), tree(&rig.right))
}

/// What undoing that nobody disturbs leaves, and what a run makes of that.
fn undisturbed() -> (Sides<Tree>, Tree) {
    let home = home();
    let rig = in_step(home.path());
    let undone = rig.undo(&Quiet).unwrap();
    assert_eq!(undone.report.left_alone, []);
    (trees(&rig), rig.converge(2))
}

/// After `crash`, a run does again what was undone, and every version is kept.
fn is_done_again(crash: impl FnOnce(&Rig) -> bool, expected: &Tree) -> bool {
    let home = home();
    let rig = in_step(home.path());
    let before = rig.versions();
    let crashed = crash(&rig);
    rig.assert_kept(&before);
    assert_eq!(&rig.converge(2), expected);
    rig.assert_kept(&before);
    assert!(!rig.state.join("undoing").exists());
    crashed
}

/// Kills at every point until undoing gets through.
fn at_every_point(mut killed: impl FnMut(u64) -> bool) {
    let mut point = 1;
    while killed(point) {
        point += 1;
    }
    assert!(point > 60, "only {point} points were reached");
}

fn kill(rig: &Rig, point: u64) -> bool {
    was_killed(engine(rig, "undo", point).status().unwrap())
}

#[test]
fn a_run_after_a_kill_at_any_point_does_again_what_was_undone() {
    let (_, expected) = undisturbed();
    at_every_point(|point| is_done_again(|rig| kill(rig, point), &expected));
}

#[test]
fn a_run_after_a_kill_at_a_random_moment_does_again_what_was_undone() {
    let (_, expected) = undisturbed();
    let mut longest = Duration::from_millis(30);
    let mut killed = 0;
    for round in 0..30u32 {
        let share = (round * 37 + 5) % 100;
        killed += usize::from(is_done_again(|rig| killed_at(rig, "undo", share, &mut longest), &expected));
    }
    assert!(killed > 5, "only {killed} were killed in time");
}

/// In between somebody may look at the plan.
#[test]
fn undoing_again_after_a_kill_at_any_point_ends_what_was_begun() {
    let (restored, again) = undisturbed();
    at_every_point(|point| {
        let home = home();
        let rig = in_step(home.path());
        let (before, session) = (rig.versions(), last(&rig));
        let killed = kill(&rig, point);
        if last(&rig) == session {
            if point % 2 == 0 {
                let left = trees(&rig);
                rig.open().unwrap().plan(&rig.settings, &Quiet).unwrap();
                assert_eq!(trees(&rig), left, "a plan only looks");
            }
            let undone = rig.undo(&Quiet).unwrap();
            assert_eq!(undone.report.left_alone, [], "killed at {point}");
        }
        assert_eq!(trees(&rig), restored, "killed at {point}");
        rig.assert_kept(&before);
        assert_eq!(rig.converge(2), again, "killed at {point}");
        rig.assert_kept(&before);
        killed
    });
}

/// A crash on a crash: undoing is killed a little later each time, until it gets through.
#[test]
fn undoing_killed_again_and_again_comes_to_the_same_end() {
    let (restored, again) = undisturbed();
    let home = home();
    let rig = in_step(home.path());
    let (before, session) = (rig.versions(), last(&rig));
    let mut point = 1;
    while last(&rig) == session && kill(&rig, point) {
        rig.assert_kept(&before);
        point += 1;
    }
    assert_eq!(trees(&rig), restored);
    assert_eq!(rig.converge(2), again);
    rig.assert_kept(&before);
}

/// What somebody changes between the crash and the next run is work, and stays.
#[test]
fn work_on_what_was_put_back_stays() {
    let (_, expected) = undisturbed();
    at_every_point(|point| {
        let home = home();
        let rig = in_step(home.path());
        let killed = kill(&rig, point);
        let back = fs::read_to_string(rig.right.join("up-l")).unwrap() == "old: up-l";
        if back {
            fs::write(rig.right.join("up-l"), "newer on the right").unwrap();
        }
        let ran = rig.run();
        assert_eq!(ran.plan.conflicts.len(), usize::from(back), "killed at {point}");
        assert_eq!(rig.versions().contains("newer on the right"), back);
        assert!(rig.versions().contains("new on the left: up-l"));
        assert_eq!(expected.len(), tree(&rig.left).len());
        killed
    });
}

#[test]
fn a_note_that_nobody_can_read_means_that_the_archive_is_not_trusted() {
    let home = home();
    let rig = in_step(home.path());
    assert!(kill(&rig, 20));
    let before = rig.versions();
    fs::write(rig.state.join("undoing"), "not what was written").unwrap();
    let ran = rig.run();
    assert_eq!(ran.finished.counts.deleted, 0);
    assert!(ran.problems()[0].contains("compared by content, nothing is deleted"), "{:?}", ran.problems());
    rig.assert_kept(&before);
    assert!(!rig.state.join("undoing").exists());
}

/// Of an older session that is undone only what was taken back is as before it.
#[test]
fn what_later_sessions_did_is_not_taken_for_undone() {
    let home = home();
    let rig = in_step(home.path());
    write(&rig.left, "up-l", "again");
    rig.run_well();
    UndoLog::forget(&rig.state, &last(&rig).unwrap()).unwrap();
    assert!(kill(&rig, 1));
    write(&rig.left, "up-l", "once more");
    rig.run_well();
    assert_eq!(fs::read_to_string(rig.right.join("up-l")).unwrap(), "once more: up-l");
}

#[test]
fn undoing_that_cannot_begin_leaves_no_note() {
    let home = home();
    let rig = in_step(home.path());
    let stage = rig.right.join(".syncmgr/stage");
    fs::remove_dir(&stage).unwrap();
    fs::write(&stage, "in the way").unwrap();
    rig.undo(&Quiet).unwrap_err();
    assert!(!rig.state.join("undoing").exists());
}

/// The power fails after so many operations of undoing; whether that was before its end.
fn fails_after(operations: u64, journal: Journal, cut: PowerCut, expected: &Tree) -> Option<bool> {
    let behaviour = Behaviour { journal, ..Behaviour::default() };
    let mut fs = mount(Options { behaviour, ..Options::default() })?;
    let rig = Rig::at(&fs.join("left"), &fs.join("right"), &fs.join("state")).placing(Durability::Before);
    base(&rig);
    change(&rig);
    rig.run_well();
    let before = rig.versions();
    let control = fs.control().clone();
    control.sync();
    control.power_off_after(operations);
    let _ = rig.undo(&Quiet);
    let failed = control.is_off();
    control.power_cut(PowerCut { seed: operations, ..cut });
    fs.remount().unwrap();
    rig.assert_kept(&before);
    rig.run_well();
    assert_eq!(&rig.converge(2), expected, "after {operations} operations");
    rig.assert_kept(&before);
    Some(failed)
}

#[test]
fn the_power_fails_while_undoing() {
    let (_, expected) = undisturbed();
    for (survival, journal) in [
        (Survival::Seeded, Journal::Ordered),
        (Survival::Nothing, Journal::PerFolder),
        (Survival::Metadata, Journal::PerFolder),
    ] {
        let mut operations = 0;
        while fails_after(operations, journal, PowerCut { survival, torn: Torn::Seeded, seed: 0 }, &expected)
            == Some(true)
        {
            operations += 17;
        }
        assert!(operations > 60 || mount(Options::default()).is_none(), "only {operations} operations");
    }
}
