//! Whether a handler keeps the contract: the conformance kit behind `syncmgr handler test`.
//!
//! # Theory of operation
//!
//! ```text
//!   parent                         child, one for each trial
//!   supervisor ── specification ─► stage: plays the manager, drives a module or a program
//!              ◄── trace ───────── recorder: each call, return and report, as it happens
//!   judgements: traces → one finding for each requirement
//!   report:     findings → text or lines of JSON
//! ```
//!
//! **Trials observe, judgements judge.** A trial knows no requirement: it makes calls as a manager may, and writes down
//! what happens. A judgement is a pure function of what was written down. So the judgements have tables of cases, and
//! nothing is claimed that was not seen.
//!
//! **Foreign code runs in the children only.** A call is written down before it is made: when a child dies or falls
//! silent, the last line says in which call, the trial is over, and the others are made all the same.

mod answers;
mod evidence;
mod judgements;
mod module;
mod program;
mod recorder;
mod report;
mod run;
mod specification;
mod supervisor;
mod trace;
mod trials;

pub use report::{print, print_json};
pub use run::{Onlooker, Wanted, examine};
pub use specification::{Dialogs, Specification, Subject, Synchronizing};
pub use trials::perform;
