//! Makes a failing history small: steps, edits and crashes go as long as the same law stays broken.

use std::time::{Duration, Instant};

use crate::history::{History, Known, Step};
use crate::play::{Broken, play};

/// Longest time to spend.
const PATIENCE: Duration = Duration::from_mins(1);

/// A small history that breaks the same law, and how.
pub fn shrink(history: History, first: Broken) -> (History, Broken) {
    let start = Instant::now();
    let (mut best, mut why) = (history, first);
    'again: while start.elapsed() < PATIENCE {
        for smaller in candidates(&best) {
            if start.elapsed() > PATIENCE {
                break 'again;
            }
            if let Err(broken) = play(&mut Known::new(&smaller)).1
                && broken.law == why.law
            {
                (best, why) = (smaller, broken);
                continue 'again;
            }
        }
        break;
    }
    (best, why)
}

fn candidates(history: &History) -> Vec<History> {
    let mut out = Vec::new();
    let mut with = |steps: Vec<Step>| out.push(History { rules: history.rules, steps });
    let steps = &history.steps;
    for size in [8, 4, 2, 1] {
        for at in (0..steps.len()).rev().filter(|at| at % size == 0 && at + size <= steps.len()) {
            with([&steps[..at], &steps[at + size..]].concat());
        }
    }
    for (at, step) in steps.iter().enumerate() {
        for simpler in simpler(step) {
            let mut steps = steps.clone();
            steps[at] = simpler;
            with(steps);
        }
    }
    out
}

fn simpler(step: &Step) -> Vec<Step> {
    match step {
        Step::Disturbed(edits) => {
            let mut out = vec![Step::Run];
            out.extend((0..edits.len()).map(|at| Step::Disturbed(without(edits, at))));
            out
        }
        Step::Crash(at, edits) => {
            let mut out = vec![Step::Run, Step::Disturbed(edits.clone())];
            out.extend((0..edits.len()).map(|edit| Step::Crash(*at, without(edits, edit))));
            out
        }
        Step::UndoCrash(at) => vec![Step::Undo, Step::UndoCrash(at / 2), Step::UndoCrash(at.saturating_sub(1))]
            .into_iter()
            .filter(|simpler| simpler != step)
            .collect(),
        Step::Edit(..) | Step::Run | Step::Wait | Step::Undo | Step::UndoLate => Vec::new(),
    }
}

fn without<T: Clone>(list: &[T], at: usize) -> Vec<T> {
    [&list[..at], &list[at + 1..]].concat()
}
