//! Whether the handler lived through every trial.

use super::finding::Finding;
use super::requirement::{Scope, Section, Topic, must};
use crate::conformance::evidence::{End, Evidence, Run};
use crate::conformance::trace::Method;
use crate::conformance::trials::Trial;

pub const SECTIONS: &[Section] = &[Section {
    topic: Topic::Life,
    scope: Scope::Both,
    source: "every page: calls return",
    requirements: &[must(
        "K-1",
        "Lives through every trial: no call crashes, none hangs",
        "run the handler under a debugger up to the call that is named",
        lives,
    )],
}];

fn lives(evidence: &Evidence) -> Finding {
    let breaches = evidence.runs.iter().filter(|(trial, run)| !is_told_elsewhere(**trial, run));
    let breaches: Vec<_> = breaches.filter_map(|(trial, run)| how(*trial, run)).collect();
    let count = evidence.runs.len();
    Finding::of(breaches, (count > 0).then(|| format!("{count} trials")), "no trial was made")
}

/// Traps: a crash there is the breach of the requirement that they are made for.
fn is_told_elsewhere(trial: Trial, run: &Run) -> bool {
    matches!(
        (trial, run.open_call()),
        (Trial::Cookie | Trial::WithoutNumber, _) | (Trial::Info, Some(Method::GetHandlerInfo))
    )
}

/// How a trial ended that did not end well, with the call in which that was.
pub fn how(trial: Trial, run: &Run) -> Option<String> {
    let place = match (run.open_call(), run.last_call()) {
        (Some(call), _) => format!("in {call}"),
        (None, Some(call)) => format!("after {call} had returned"),
        (None, None) => "before the first call".to_owned(),
    };
    match &run.end {
        End::Well => None,
        End::Crashed(how) => Some(format!("died {place} ({how}; trial: {trial})")),
        End::Hung(time) => Some(format!("hung {place} for {} s (trial: {trial})", time.as_secs())),
    }
}
