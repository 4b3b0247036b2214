//! The engine's values in the words of the product.

use foldsync::guard::Stop;
use foldsync::{Action, Conflict, Failure, FailureKind, Operation, Problem, Side};
use jiff::Timestamp;
use serde::Serialize;
use syncmgr_core::Detail;
use syncmgr_proto::{ConflictSide, ExitCode};

/// The word that a value of the engine has in JSON.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// An operation that was done, or would be, with the content bytes it transfers.
pub(super) fn operation(operation: &Operation, bytes: u64) -> Detail {
    let (op, from) = match &operation.action {
        Action::CreateFolder { .. } | Action::Create { .. } | Action::Link { expected: None, .. } => ("create", None),
        Action::Update { .. } | Action::Link { .. } => ("update", None),
        Action::Metadata { .. } => ("metadata", None),
        Action::Move { from, .. } => ("move", Some(from)),
        Action::Swap { with, .. } => ("swap", Some(with)),
        Action::Delete { .. } => ("delete", None),
    };
    Detail::Operation {
        op: op.to_owned(),
        side: operation.side.name().to_owned(),
        path: operation.path.text().into_owned(),
        from: from.map(|path| path.text().into_owned()),
        bytes,
        reason: word(&operation.reason),
    }
}

/// A conflict.
pub(super) fn conflict(conflict: &Conflict) -> Detail {
    Detail::Conflict {
        path: conflict.path.text().into_owned(),
        left: side(conflict, Side::Left),
        right: side(conflict, Side::Right),
        reason: word(&conflict.reason),
    }
}

fn side(conflict: &Conflict, side: Side) -> Option<Box<ConflictSide>> {
    let stat = conflict.sides.get(side).as_ref()?;
    let mtime = Timestamp::new(stat.mtime.secs, i32::try_from(stat.mtime.nanos).unwrap_or(0)).ok();
    let path = conflict.moved.get(side).as_ref().map(|path| path.text().into_owned());
    Some(Box::new(ConflictSide { kind: word(&stat.kind), size: stat.size, mtime, path }))
}

/// A problem.
pub(super) fn problem(problem: &Problem) -> Detail {
    let path = if problem.path.is_root() { ".".to_owned() } else { problem.path.text().into_owned() };
    Detail::Problem {
        path,
        side: problem.side.map(|side| side.name().to_owned()),
        message: problem.message.clone(),
        hint: problem.hint.clone(),
    }
}

/// A stop of the guard.
pub(super) fn guard(stop: &Stop) -> Detail {
    Detail::Guard {
        reason: word(&stop.reason),
        deletions: stop.deletions,
        overwrites: stop.overwrites,
        of: stop.of,
        side: Some(stop.side.name().to_owned()),
        message: stop.message.clone(),
    }
}

/// The exit code that a failure of the engine means.
pub(super) fn exit_of(failure: &Failure) -> ExitCode {
    match failure.kind {
        FailureKind::Usage | FailureKind::Unwritable => ExitCode::Usage,
        FailureKind::Temporary => ExitCode::Temporary,
        FailureKind::Interrupted => ExitCode::Interrupted,
        FailureKind::Other => ExitCode::Error,
    }
}
