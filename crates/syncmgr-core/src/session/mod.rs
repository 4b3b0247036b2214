//! One session as a pure machine: inputs in, effects out; time and handlers' answers are inputs.
//!
//! The sequences are those of section 4 of the contract, the letters (`D-18`, `S4`) name its decisions.

mod ending;
mod gate;
mod input;
mod instance;
mod loading;
mod machine;
mod names;
mod pace;
mod request;
#[cfg(test)]
mod tests;

pub use gate::LineState;
pub(crate) use gate::{Completion, Gate};
pub use input::{Answer, Busy, Call, Effect, InstanceNo, ItemResult, Outcome, Refused, Step, StopKind};
pub use machine::Session;
pub(crate) use pace::Pace;
pub use request::{Marks, RunKind, Selection, SessionRequest, Unset, Wanted, Work};
