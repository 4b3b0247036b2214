//! The power fails at the n-th operation that changes or syncs something, on a file system that then forgets what was not
//! made durable.

use std::path::Path;

use foldsync::apply::Durability;
use foldsync::local::Flush;
use foldsync::{Side, Sides};
use testfs::{Backing, Behaviour, Journal, Mounted, Options, PowerCut, Survival, Torn};

use super::rig::{Quiet, Rig, home, mount};
use super::tree::Tree;
use super::workload::{base, change};

/// What is on the file system that loses power.
#[derive(Clone, Copy, PartialEq)]
enum Fragile {
    Right,
    RightAndState,
    Everything,
}

/// How the power fails, and what is left then.
#[derive(Clone, Copy)]
struct Case {
    fragile: Fragile,
    backing: Backing,
    journal: Journal,
    /// `None`: the process just ends, nothing is lost.
    cut: Option<PowerCut>,
    step: u64,
}

const fn cut(survival: Survival, torn: Torn) -> PowerCut {
    PowerCut { survival, torn, seed: 0 }
}

fn rig(fs: &Mounted, home: &Path, case: &Case) -> Rig {
    let inside = |fragile: bool, name: &str| if fragile { fs.join(name) } else { home.join(name) };
    let left = inside(case.fragile == Fragile::Everything, "left");
    let state = inside(case.fragile != Fragile::Right, "state");
    let mut rig = Rig::at(&left, &fs.join("right"), &state).placing(Durability::Before);
    if case.backing == Backing::Block {
        rig.flush = Sides::new(Some(Flush::Whole), Some(Flush::Whole));
    }
    rig
}

fn expected() -> Tree {
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    change(&rig);
    rig.converge(2)
}

/// One run whose power fails after `operations`; whether that was before it ended.
fn fails_after(case: &Case, operations: u64, expected: &Tree) -> Option<bool> {
    let behaviour = Behaviour { journal: case.journal, ..Behaviour::default() };
    let mut fs = mount(Options { backing: case.backing, behaviour, ..Options::default() })?;
    let home = home();
    let rig = rig(&fs, home.path(), case);
    base(&rig);
    change(&rig);
    let before = rig.versions();
    let control = fs.control().clone();
    control.sync();
    control.power_off_after(operations);
    // What it reports is of no interest: the machine is gone.
    let _ = rig.try_run(&Quiet);
    let failed = control.is_off();
    match case.cut {
        Some(cut) => control.power_cut(PowerCut { seed: operations, ..cut }),
        None => control.power_on(),
    }
    fs.remount().unwrap();
    rig.assert_kept(&before);
    let found = rig.converge(2);
    assert_eq!(&found, expected, "after {operations} operations");
    rig.assert_kept(&before);
    Some(failed)
}

fn fails_everywhere(case: Case) {
    let expected = expected();
    let mut operations = 0;
    while fails_after(&case, operations, &expected) == Some(true) {
        operations += case.step;
    }
    assert!(operations > 60 || mount(Options::default()).is_none(), "only {operations} operations");
}

const PLAIN: Case =
    Case { fragile: Fragile::Right, backing: Backing::Plain, journal: Journal::PerFolder, cut: None, step: 11 };

#[test]
fn the_process_ends_at_any_operation() {
    fails_everywhere(Case { fragile: Fragile::Everything, ..PLAIN });
}

#[test]
fn nothing_unsynced_survives() {
    fails_everywhere(Case { cut: Some(cut(Survival::Nothing, Torn::Empty)), ..PLAIN });
}

#[test]
fn names_survive_without_their_data() {
    fails_everywhere(Case { cut: Some(cut(Survival::Metadata, Torn::Seeded)), ..PLAIN });
}

#[test]
fn a_journal_keeps_everything_or_nothing() {
    let case = Case { journal: Journal::Ordered, cut: Some(cut(Survival::Seeded, Torn::Seeded)), ..PLAIN };
    fails_everywhere(case);
}

#[test]
fn the_state_folder_loses_power_too() {
    let cut = Some(cut(Survival::Nothing, Torn::Empty));
    fails_everywhere(Case { fragile: Fragile::RightAndState, cut, step: 13, ..PLAIN });
}

#[test]
fn everything_loses_power() {
    let case = Case { fragile: Fragile::Everything, journal: Journal::Ordered, step: 23, ..PLAIN };
    fails_everywhere(Case { cut: Some(cut(Survival::Seeded, Torn::Seeded)), ..case });
}

#[test]
fn one_syncfs_is_enough_where_it_works() {
    let case = Case { backing: Backing::Block, journal: Journal::Ordered, ..PLAIN };
    fails_everywhere(Case { cut: Some(cut(Survival::Seeded, Torn::Seeded)), ..case });
}

#[test]
fn flushing_is_chosen_by_side() {
    let home = home();
    let rig = Rig::within(home.path());
    let pair = rig.open().unwrap().with_flush(Side::Left, Flush::Each);
    assert_eq!((pair.root(Side::Left).flush(), pair.root(Side::Right).flush()), (Flush::Each, Flush::Whole));
}
