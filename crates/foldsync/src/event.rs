//! The one outlet of the engine: typed events, problems and failures.

use serde::{Deserialize, Serialize};

use crate::{RelPath, Side};

/// One path could not be handled; the rest of the run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where.
    pub path: RelPath,
    /// On which side, where one is to blame.
    pub side: Option<Side>,
    /// What happened, in a sentence without the path.
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
}

/// Why a run ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// A wrong argument: no such folder, the same folder twice, one inside the other.
    Usage,
    /// A side or the state folder cannot be written to.
    Unwritable,
    /// Later it may work: locked, offline.
    Temporary,
    /// The user asked to stop.
    Interrupted,
    /// Anything else.
    Other,
}

/// The run ended; nothing was lost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// What happened, to what.
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
}

/// The step a run is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Looking at both sides.
    Scan,
    /// Comparing contents and making the plan.
    Reconcile,
    /// Carrying the plan out.
    Apply,
    /// Recording what both sides agree on.
    Commit,
}

/// What the engine tells while it works.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A step began.
    Phase(Phase),
    /// So many entries were seen on a side so far.
    Scanned {
        /// The side.
        side: Side,
        /// Entries so far.
        entries: u64,
    },
    /// How much of the plan is to be done.
    Planned {
        /// Number of operations.
        operations: u64,
        /// Content bytes to be transferred.
        bytes: u64,
    },
    /// More of the plan is done (amounts since the last report).
    Advanced {
        /// Operations.
        operations: u64,
        /// Content bytes.
        bytes: u64,
    },
    /// One path could not be handled.
    Problem(Problem),
    /// A named point that crash tests stop at; of no interest to users.
    Reached(&'static str),
}

/// Receives events; called from several threads.
pub trait Sink: Send + Sync {
    /// Takes one event. Must be quick and must not call back into the engine.
    fn event(&self, event: Event);

    /// Whether the user asked to stop: what is in flight is finished and committed, nothing new begins.
    fn stopping(&self) -> bool {
        false
    }
}

/// Hears nothing and never stops.
impl Sink for () {
    fn event(&self, _: Event) {}
}
