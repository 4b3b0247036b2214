//! Plays a history and checks the laws after each run.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use foldsync::Side;
use foldsync::pair::Finished;

use crate::history::{Author, History, Step};
use crate::laws::{self, Before, Calm};
use crate::trace;
use crate::travel::{self, Agreed};
use crate::undo::{self, Age};
use crate::world::{Disturbance, End, World};

/// A law that was broken.
#[derive(Debug)]
pub struct Broken {
    pub law: &'static str,
    pub why: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.why)
    }
}

/// That `law` is broken.
pub fn broken<T>(law: &'static str, why: impl Into<String>) -> Result<T, Broken> {
    Err(Broken { law, why: why.into() })
}

/// Plays what `author` writes; returns what was played and what came of it.
pub fn play(author: &mut dyn Author) -> (History, Result<(), Broken>) {
    let world = World::new(author.rules());
    let mut history = History { rules: author.rules(), steps: Vec::new() };
    let mut last = Last { session: None, fresh_edits: Age::Old, age: Age::Old, agreed: None };
    while let Some(step) = author.next(&world) {
        trace::tell(|| format!("{}\n{step:?}", world.print()));
        history.steps.push(step.clone());
        if let Err(broken) = perform(&world, &step, &mut last) {
            return (history, Err(broken));
        }
    }
    (history, finish(&world))
}

/// What undo has to know of the steps before.
struct Last {
    session: Option<undo::Last>,
    /// Of the edits since the last run.
    fresh_edits: Age,
    age: Age,
    /// How the last run ended, if nobody disturbed it and only edits came since.
    agreed: Option<Agreed>,
}

impl Last {
    fn ran(&mut self) {
        if self.fresh_edits == Age::Young {
            self.age = Age::Young;
        }
    }
}

fn perform(world: &World, step: &Step, last: &mut Last) -> Result<(), Broken> {
    if !matches!(step, Step::Edit(..) | Step::Wait | Step::Run) {
        last.agreed = None;
    }
    match step {
        Step::Edit(side, edit) => {
            last.fresh_edits = Age::Young;
            world.edit(*side, *edit);
        }
        Step::Wait => {
            last.fresh_edits = Age::Old;
            wait();
        }
        Step::Run => {
            last.ran();
            let before = world.trees();
            let session = world.fresh_session();
            let finished = calm_run(world, &session)?;
            if let Some(agreed) = last.agreed.take() {
                travel::travelled(world, &agreed, &before)?;
            }
            let after = world.trees();
            last.agreed = Agreed::after(&finished, &after);
            let conflicts = !finished.outcome.plan.conflicts.is_empty();
            last.session = Some(undo::Last { session, before, after, conflicts });
        }
        Step::Disturbed(edits) => {
            last.age = Age::Young;
            run(world, Disturbance { edits, crash: None })?;
        }
        Step::Crash(at, edits) => {
            last.age = Age::Young;
            run(world, Disturbance { edits, crash: Some(*at) })?;
        }
        Step::Undo => undo::undo(world, last.session.take(), last.age, None)?,
        Step::UndoCrash(at) => undo::undo(world, last.session.take(), last.age, Some(*at))?,
        Step::UndoLate => {
            last.age = Age::Young;
            undo::undo_late(world, last.session.take())?;
        }
    }
    Ok(())
}

/// Long enough for every time stamp to be trusted.
fn wait() {
    std::thread::sleep(Duration::from_millis(12));
}

fn run(world: &World, disturbance: Disturbance<'_>) -> Result<(), Broken> {
    let before = Before::look(world);
    match world.run(&world.fresh_session(), disturbance) {
        End::Finished(finished, _) => laws::after_run(world, &before, Some(&finished), Calm::No),
        End::Crashed => laws::after_run(world, &before, None, Calm::No),
        End::Failed(failure) => broken("no run fails", failure.to_string()),
        End::Panicked(words) => broken("nothing panics", words),
    }
}

/// A run that nobody disturbs.
pub fn calm_run(world: &World, session: &str) -> Result<Finished, Broken> {
    let before = Before::look(world);
    match world.run(session, Disturbance::default()) {
        End::Finished(finished, advanced) => {
            laws::after_run(world, &before, Some(&finished), Calm::Yes { advanced })?;
            if !finished.outcome.plan.conflicts.is_empty() {
                world.disturbed.store(true, Ordering::Relaxed);
            }
            Ok(*finished)
        }
        End::Crashed => broken("nothing panics", "crashed by itself"),
        End::Failed(failure) => broken("no run fails", failure.to_string()),
        End::Panicked(words) => broken("nothing panics", words),
    }
}

/// More names of one file than most histories have.
const MANY_NAMES: usize = 4;

/// Nobody does anything any more.
fn finish(world: &World) -> Result<(), Broken> {
    trace::tell(|| format!("{}\nthe end", world.print()));
    wait();
    let first = calm_run(world, &world.fresh_session())?;
    wait();
    let mut second = calm_run(world, &world.fresh_session())?;
    if first.counts.moved > 0 || !first.outcome.plan.conflicts.is_empty() {
        // Moves that tangle may take two steps. What the run does elsewhere may take the cause of a conflict away: what held a
        // place, permissions under another name, a tie of times.
        wait();
        second = calm_run(world, &world.fresh_session())?;
    }
    for _ in 0..MANY_NAMES {
        // Where a run that was disturbed left out that names are one file, permissions travel from name to name.
        if !(world.disturbed.load(Ordering::Relaxed) && laws::only_dresses_names(&second)) {
            break;
        }
        wait();
        second = calm_run(world, &world.fresh_session())?;
    }
    laws::nothing_to_do(&second, "a second quiet run")?;
    laws::agreed(world, &second.outcome.plan.conflicts)?;
    for side in Side::BOTH {
        laws::no_litter(world, side)?;
    }
    wait();
    let third = calm_run(world, &world.fresh_session())?;
    laws::nothing_to_learn(&third)
}
