//! `EnableModeless`: leave for a dialog, and what becomes of it.

use syncmgr_proto::Code;

use super::finding::Finding;
use super::requirement::{Scope, Section, Topic, must};
use crate::conformance::evidence::{Evidence, Outer};
use crate::conformance::specification::Dialogs;
use crate::conformance::trace::{Entry, Method, Report, Said, What};

pub const SECTIONS: &[Section] = &[Section {
    topic: Topic::EnableModeless,
    scope: Scope::Both,
    source: "ISyncMgrSynchronizeCallback::EnableModeless",
    requirements: &[
        must("R-EMO-1", "Is called with TRUE before each dialog", "ask before the dialog is made", asks_first),
        must(
            "R-EMO-3",
            "After S_FALSE no dialog is shown",
            "test what EnableModeless answers, and call it with FALSE only after S_OK",
            obeys,
        ),
        must(
            "R-EMO-4",
            "Is called with FALSE when the dialog is over",
            "call it on each way out of the dialog",
            gives_back,
        ),
    ],
}];

const NONE: &str = "it asked for no dialog";
/// Where dialogs are asked for.
const METHODS: [Method; 3] = [Method::PrepareForSync, Method::Synchronize, Method::ShowError];

/// The calls of `EnableModeless` among what happened: TRUE or FALSE, and the answer.
fn calls(entries: &[Entry]) -> impl Iterator<Item = (bool, Code)> {
    entries.iter().filter_map(|entry| match &entry.what {
        What::Report(Report { said: Said::EnableModeless(enable), .. }, answer) => Some((*enable, *answer)),
        _ => None,
    })
}

/// How often a dialog was asked for between a call and its completion.
pub fn asks_of(outer: &Outer<'_>) -> usize {
    calls(outer.during()).filter(|(enable, _)| *enable).count()
}

/// What is known of a handler's dialogs: how often one was allowed, refused, given back, given back though it was refused, and
/// given back though it was never asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Balance {
    pub allowed: usize,
    pub refused: usize,
    pub returned: usize,
    pub despite: usize,
    pub unasked: usize,
}

impl Balance {
    /// Goes through calls in their order.
    pub fn of(calls: impl Iterator<Item = (bool, Code)>) -> Self {
        let mut balance = Self::default();
        let (mut open, mut was_refused) = (0, false);
        for (enable, answer) in calls {
            match (enable, answer) {
                (true, Code::OK) => {
                    balance.allowed += 1;
                    open += 1;
                    was_refused = false;
                }
                (true, _) => {
                    balance.refused += 1;
                    was_refused = true;
                }
                (false, _) if open > 0 => {
                    open -= 1;
                    balance.returned += 1;
                }
                (false, _) if was_refused => {
                    balance.despite += 1;
                    was_refused = false;
                }
                (false, _) => balance.unasked += 1,
            }
        }
        balance
    }
}

fn balances(evidence: &Evidence) -> Vec<Balance> {
    evidence.runs.values().map(|run| Balance::of(calls(&run.entries))).collect()
}

fn sum(evidence: &Evidence, count: fn(&Balance) -> usize) -> usize {
    balances(evidence).iter().map(count).sum()
}

fn asks_first(evidence: &Evidence) -> Finding {
    let asked = sum(evidence, |balance| balance.allowed + balance.refused);
    let breach =
        (sum(evidence, |balance| balance.unasked) > 0).then(|| "a dialog was over that had not been asked for".into());
    Finding::of(breach.into_iter().collect(), (asked > 0).then(|| format!("it asked {asked} times")), NONE)
}

/// Whether a dialog is shown cannot be seen; that one is over, which was refused, gives it away, or is careless.
fn obeys(evidence: &Evidence) -> Finding {
    obeyed(sum(evidence, |balance| balance.refused), sum(evidence, |balance| balance.despite))
}

/// What shows whether a refusal was obeyed.
pub fn obeyed(refused: usize, despite: usize) -> Finding {
    match (refused, despite) {
        (0, _) => Finding::not_observed("no dialog was refused"),
        (_, 0) => Finding::passed(format!("it was refused {refused} times, and nothing says that it showed one")),
        _ => Finding::advice("it said that its dialog is over after it had been refused"),
    }
}

fn gives_back(evidence: &Evidence) -> Finding {
    if evidence.dialogs == Dialogs::Refused {
        return Finding::not_observed("no dialog was allowed: --ui allows them");
    }
    let (allowed, returned) = (sum(evidence, |balance| balance.allowed), sum(evidence, |balance| balance.returned));
    let breach =
        (returned < allowed).then(|| format!("{allowed} dialogs were allowed, {returned} were said to be over"));
    Finding::of(breach.into_iter().collect(), (allowed > 0).then(|| format!("{allowed} dialogs")), NONE)
}

/// The dialogs of some methods.
pub fn during(evidence: &Evidence, method: Method) -> Balance {
    debug_assert!(METHODS.contains(&method), "dialogs are asked for elsewhere only by mistake");
    let calls = evidence.outers(method).flat_map(|(_, outer)| calls(outer.during()).collect::<Vec<_>>());
    Balance::of(calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialogs_are_counted_by_what_became_of_them() {
        type Calls = &'static [(bool, Code)];
        const S_FALSE: Code = Code::FALSE;
        let cases: [(Calls, [usize; 5]); 6] = [
            (&[], [0, 0, 0, 0, 0]),
            (&[(true, Code::OK), (false, Code::OK)], [1, 0, 1, 0, 0]),
            (&[(true, Code::OK)], [1, 0, 0, 0, 0]),
            (&[(true, S_FALSE)], [0, 1, 0, 0, 0]),
            (&[(true, S_FALSE), (false, Code::OK)], [0, 1, 0, 1, 0]),
            (&[(false, Code::OK)], [0, 0, 0, 0, 1]),
        ];
        for (calls, [allowed, refused, returned, despite, unasked]) in cases {
            let balance = Balance { allowed, refused, returned, despite, unasked };
            assert_eq!(Balance::of(calls.iter().copied()), balance, "{calls:?}");
        }
    }
}
