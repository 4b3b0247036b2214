//! `SetProgressCallback`: who holds the callback when, and which one is used.

use syncmgr_proto::Code;

use super::finding::Finding;
use super::protocol::name;
use super::requirement::{Scope, Section, Topic, must};
use crate::conformance::evidence::{Evidence, Run};
use crate::conformance::trace::{CallbackStep, Fact, Given, Method, Said, What};
use crate::conformance::trials::Trial;

const SOURCE: &str = "ISyncMgrSynchronize::SetProgressCallback";

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::SetProgressCallback,
        scope: Scope::Modules,
        source: SOURCE,
        requirements: &[
            must("R-CB-2", "Takes one reference to the callback", "call AddRef on the new callback, once", takes),
            must(
                "R-CB-4",
                "With a callback already held: releases the old one and takes a reference to the new one",
                "AddRef the new one, store it, then Release the old one",
                replaces,
            ),
            must("R-CB-5", "Uses the new callback from then on", "take the pointer anew for each report", uses_new),
            must(
                "K-10",
                "Releases the callback when it is itself released without SetProgressCallback(NULL)",
                "release what is held in the destructor",
                released_without,
            ),
        ],
    },
    Section {
        topic: Topic::SetProgressCallback,
        scope: Scope::Both,
        source: SOURCE,
        requirements: &[
            must("R-CB-3", "Reports through the callback that it was given", "report progress through it", uses),
            must(
                "R-CB-7",
                "After NULL it holds no callback and makes no call",
                "release it on NULL, and let threads that are late find none",
                lets_go,
            ),
            must("R-CB-8", "Answers S_OK when the callback is set", "return S_OK, for NULL too", answers),
        ],
    },
];

const NOT_COUNTED: &str = "the trial of the callback did not come so far";

/// How many references were held after each step.
fn held(evidence: &Evidence) -> Vec<(CallbackStep, [i64; 2])> {
    let facts = evidence.run(Trial::Callback).map(|run| run.facts().collect::<Vec<_>>()).unwrap_or_default();
    let held = |fact: &Fact| match fact {
        Fact::Held { after, first, second } => Some((*after, [*first, *second])),
        _ => None,
    };
    facts.into_iter().filter_map(held).collect()
}

fn after(evidence: &Evidence, step: CallbackStep) -> Option<[i64; 2]> {
    held(evidence).into_iter().find_map(|(after, counts)| (after == step).then_some(counts))
}

fn takes(evidence: &Evidence) -> Finding {
    match after(evidence, CallbackStep::First) {
        Some([1, _]) => Finding::passed("one reference"),
        Some([count, _]) => Finding::failed(format!("it holds {count} references after the first call")),
        None => Finding::not_observed(NOT_COUNTED),
    }
}

fn replaces(evidence: &Evidence) -> Finding {
    let Some([first, second]) = after(evidence, CallbackStep::Second) else {
        return Finding::not_observed(NOT_COUNTED);
    };
    let mut breaches = Vec::new();
    if first > 0 && after(evidence, CallbackStep::First).is_some_and(|[before, _]| first >= before) {
        breaches.push(format!("{first} references to the old callback are left"));
    }
    if after(evidence, CallbackStep::First).is_some_and(|[before, _]| before == 1) && second != 1 {
        breaches.push(format!("it holds {second} references to the new one"));
    }
    if let Some([_, again]) = after(evidence, CallbackStep::SecondAgain)
        && again != second
    {
        breaches.push(format!("the same callback again: {again} references instead of {second}"));
    }
    Finding::of(breaches, Some("the old one was released, the new one taken".into()), NOT_COUNTED)
}

/// Calls that came through the first callback after the second one was set.
fn uses_new(evidence: &Evidence) -> Finding {
    let Some(run) = evidence.run(Trial::Session) else { return Finding::not_observed(super::prepare::NOTHING) };
    let is_second = |what: &What| *what == What::Return(Method::SetProgressCallback, Code::OK);
    let rest = run
        .entries
        .iter()
        .skip_while(|entry| !is_second(&entry.what))
        .skip(1)
        .skip_while(|entry| !is_second(&entry.what));
    let reports: Vec<_> =
        rest.filter_map(|entry| if let What::Report(report, _) = &entry.what { Some(report) } else { None }).collect();
    let breaches = reports
        .iter()
        .filter(|report| report.through == 1)
        .map(|report| format!("{} came through the old one", name(&report.said)));
    Finding::of(
        breaches.collect(),
        (!reports.is_empty()).then(|| "all reports came through the new one".into()),
        "it reported nothing",
    )
}

fn released_without(evidence: &Evidence) -> Finding {
    let (Some([last, _]), Some([before, _])) =
        (after(evidence, CallbackStep::ReleasedWithout), after(evidence, CallbackStep::NullAgain))
    else {
        return Finding::not_observed(NOT_COUNTED);
    };
    let left = evidence.run(Trial::Callback).and_then(|run| {
        run.facts().filter_map(|fact| if let Fact::Left(left) = fact { Some(*left) } else { None }).last()
    });
    if left.is_some_and(|left| left > 0) {
        return Finding::not_observed("the instance did not go away with its last Release");
    }
    let breach = (last > before).then(|| format!("{} references are left", last - before));
    Finding::of(breach.into_iter().collect(), Some("it was released".into()), "")
}

fn uses(evidence: &Evidence) -> Finding {
    let used = evidence.reports().filter(|(_, report)| matches!(report.said, Said::Progress(_))).count();
    Finding::of(Vec::new(), (used > 0).then(|| format!("{used} reports of progress")), "it reported no progress")
}

fn lets_go(evidence: &Evidence) -> Finding {
    let mut breaches = Vec::new();
    for (trial, run) in &evidence.runs {
        breaches.extend(late(run).into_iter().map(|what| format!("{what} after NULL (trial: {trial})")));
    }
    if let (Some([_, left]), Some([_, before])) =
        (after(evidence, CallbackStep::Null), after(evidence, CallbackStep::SecondAgain))
        && left > 0
        && left >= before
    {
        breaches.push(format!("{left} references are left after NULL"));
    }
    let (again, null) = (after(evidence, CallbackStep::NullAgain), after(evidence, CallbackStep::Null));
    if let (Some(again), Some(null)) = (again, null)
        && again != null
    {
        breaches.push("NULL again changed what is held".into());
    }
    let asked = evidence.runs.values().any(|run| {
        run.entries.iter().any(|entry| entry.what == What::Call(Method::SetProgressCallback, Given::Callback(0)))
    });
    Finding::of(breaches, asked.then(|| "it let go, and said nothing more".into()), NOT_COUNTED)
}

/// What was reported after NULL had been set and before another callback was.
fn late(run: &Run) -> Vec<String> {
    let (mut is_null, mut late) = (false, Vec::new());
    let mut pending = None;
    for entry in &run.entries {
        match &entry.what {
            What::Call(Method::SetProgressCallback, Given::Callback(number)) => {
                pending = Some(*number);
                is_null &= *number == 0;
            }
            What::Return(Method::SetProgressCallback, _) => is_null = pending == Some(0),
            What::Call(Method::Start, _) => is_null = false,
            What::Report(report, _) if is_null => late.push(name(&report.said)),
            _ => {}
        }
    }
    late
}

fn answers(evidence: &Evidence) -> Finding {
    let codes: Vec<_> = evidence.returns(Method::SetProgressCallback).map(|(_, code)| code).collect();
    let breaches = codes.iter().filter(|code| **code != Code::OK).map(|code| format!("it answered {code}")).collect();
    Finding::of(breaches, (!codes.is_empty()).then(|| "S_OK each time".into()), NOT_COUNTED)
}
