//! Histories that broke a law once, each reduced. With `SYNCMGR_MODEL_TRACE` set each tells what it does, step by step.

mod disguise;
mod interference;
mod names;
mod permissions;
mod places;
mod undoing;

use foldsync::apply::Durability;
use foldsync::{ConflictRule, Mode};

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
    holds(Mode::TwoWay, ConflictRule::Ask, Durability::Before, steps);
}
