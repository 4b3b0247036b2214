//! Killed with SIGKILL: at every named point, and at random moments.
//!
//! The engine runs in a child: this test binary again, with one ignored test that is told by the environment what to do.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use foldsync::apply::Durability;
use foldsync::{Event, Sink};

use super::rig::{Quiet, Rig, home};
use super::tree::Tree;
use super::workload::{base, change, many};

const HOME: &str = "FOLDSYNC_TEST_HOME";
const POINT: &str = "FOLDSYNC_TEST_POINT";
const DOING: &str = "FOLDSYNC_TEST_DOING";

/// Kills its process at one of the points that are reached.
struct Killer {
    left: AtomicU64,
}

impl Sink for Killer {
    fn event(&self, event: Event) {
        if matches!(event, Event::Reached(_)) && self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            let me = rustix::process::getpid();
            rustix::process::kill_process(me, rustix::process::Signal::KILL).unwrap();
        }
    }
}

#[test]
#[ignore = "the child of the other tests here"]
fn child() {
    let Some(home) = std::env::var_os(HOME) else { return };
    let point = std::env::var(POINT).unwrap().parse().unwrap();
    let killer = Killer { left: AtomicU64::new(point) };
    let rig = Rig::within(home.as_ref());
    match std::env::var(DOING).unwrap().as_str() {
        "undo" => drop(rig.undo(&killer).unwrap()),
        "before" => drop(rig.placing(Durability::Before).try_run(&killer).unwrap()),
        _ => drop(rig.placing(Durability::Deferred).try_run(&killer).unwrap()),
    }
}

/// The engine in a process of its own: it undoes the last session, or runs and places content as `doing` says; it is
/// killed at the given point.
pub fn engine(rig: &Rig, doing: &str, point: u64) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "crash::kill::child", "--ignored", "--quiet"]);
    child.env(HOME, rig.left.parent().unwrap()).env(DOING, doing).env(POINT, point.to_string());
    child.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    child
}

pub fn was_killed(status: ExitStatus) -> bool {
    assert!(status.success() || status.signal() == Some(9), "the child failed by itself: {status}");
    !status.success()
}

/// What a run that nobody disturbs makes of a workload.
fn expected(work: fn(&Rig)) -> Tree {
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    work(&rig);
    rig.converge(2)
}

/// The versions that the workload leaves, before anything is synchronized, are kept, and the second run after the crash finds
/// nothing to do.
fn recovers(work: fn(&Rig), crash: impl FnOnce(&Rig) -> bool, expected: &Tree) -> bool {
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    work(&rig);
    let before = rig.versions();
    let crashed = crash(&rig);
    rig.assert_kept(&before);
    let found = rig.converge(2);
    assert_eq!(&found, expected);
    rig.assert_kept(&before);
    crashed
}

/// Kills at every point until the run gets through.
fn at_every_point(work: fn(&Rig), placing: &str, step: usize) -> usize {
    let expected = expected(work);
    let mut point = 1;
    while recovers(work, |rig| was_killed(engine(rig, placing, point).status().unwrap()), &expected) {
        point += step as u64;
    }
    point as usize
}

#[test]
fn killed_at_every_point_when_durable_first() {
    let points = at_every_point(change, "before", 1);
    assert!(points > 30, "only {points} points were reached");
}

#[test]
fn killed_at_every_point_when_placed_at_once() {
    let points = at_every_point(change, "deferred", 1);
    assert!(points > 30, "only {points} points were reached");
}

#[test]
fn killed_at_points_of_a_large_copy() {
    let points = at_every_point(many, "before", 151);
    assert!(points > 20, "only {points} points were reached");
}

/// Kills the engine when `share` hundredths of the `longest` time that it took so far are over; whether that was in time.
pub fn killed_at(rig: &Rig, doing: &str, share: u32, longest: &mut Duration) -> bool {
    let start = Instant::now();
    let mut child = engine(rig, doing, u64::MAX).spawn().unwrap();
    let moment = *longest * share / 100;
    // Not a wait for something to happen: the moment itself is what is tested.
    while start.elapsed() < moment && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let _ = child.kill();
    let killed = was_killed(child.wait().unwrap());
    if !killed {
        *longest = start.elapsed();
    }
    killed
}

/// At moments between the start and the usual end, spread by a fixed sequence.
#[test]
fn killed_at_random_moments() {
    let expected = expected(change);
    let mut longest = Duration::from_millis(50);
    let mut killed = 0;
    for round in 0..30u32 {
        // 37 and 100 have no factor in common: every moment comes once in a hundred rounds.
        let share = (round * 37 + 5) % 100;
        let crash = |rig: &Rig| killed_at(rig, "deferred", share, &mut longest);
        killed += usize::from(recovers(change, crash, &expected));
    }
    assert!(killed > 5, "only {killed} were killed in time");
}

/// A crash on a crash: each run is killed a little later, until one gets through.
#[test]
fn killed_again_and_again() {
    let expected = expected(change);
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    change(&rig);
    let before = rig.versions();
    let mut point = 1;
    while was_killed(engine(&rig, "before", point).status().unwrap()) {
        rig.assert_kept(&before);
        point += 1;
    }
    assert!(rig.try_run(&Quiet).unwrap().is_idle());
    assert_eq!(rig.settled(), expected);
    rig.assert_kept(&before);
}

/// What a crash leaves behind: the metadata of a file was worked on, its second name is not there yet.
#[test]
fn a_new_name_is_a_link_although_the_other_side_touched_the_file() {
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    std::fs::hard_link(rig.left.join("linked"), rig.left.join("linked-too")).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(rig.right.join("linked"), mode).unwrap();
    rig.converge(2);
}
