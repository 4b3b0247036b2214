//! What the page of the handler protocol asks.

use super::finding::Finding;
use super::requirement::{Scope, Section, Topic, must, should};
use crate::conformance::evidence::Evidence;
use crate::conformance::trace::{Fact, Given, Method, Said, What};
use crate::conformance::trials::Trial;

pub const SECTIONS: &[Section] = &[Section {
    topic: Topic::Protocol,
    scope: Scope::Programs,
    source: "docs/formats/handler-protocol.md",
    requirements: &[
        must(
            "K-20",
            "Prints nothing on standard output but lines of the protocol",
            "print what is for people on standard error",
            stray,
        ),
        must(
            "K-21",
            "Answers each call once, and nothing else",
            "answer with the id of the call, and never a notification",
            answers,
        ),
        must(
            "K-22",
            "Answers a method that it does not know with the error -32601",
            "end the list of methods with the answer {\"error\":{\"code\":-32601,\"message\":\"no such method\"}}",
            unknown,
        ),
        must(
            "K-23",
            "Speaks version 1 of the protocol",
            "leave the field `protocol` out of the answer to Initialize, or make it 1",
            version,
        ),
        must(
            "K-24",
            "Ends within two seconds when its standard input ends",
            "leave the loop at the end of input",
            ends,
        ),
        must(
            "K-25",
            "Reports nothing before SetProgressCallback with true",
            "wait for SetProgressCallback, or for PrepareForSync, before the first report",
            early,
        ),
        should("K-26", "Reports with the methods of the protocol", "compare the method's name with the page", known),
    ],
}];

const SILENT: &str = "it answered nothing";

/// How many calls were answered.
fn answered(evidence: &Evidence) -> usize {
    let entries = evidence.runs.values().flat_map(|run| &run.entries);
    entries.filter(|entry| matches!(entry.what, What::Return(method, _) if method != Method::Start)).count()
}

fn stray(evidence: &Evidence) -> Finding {
    let stray = evidence
        .facts()
        .filter_map(|(_, fact)| if let Fact::Stray(text) = fact { Some(format!("“{text}”")) } else { None });
    Finding::of(stray.collect(), (answered(evidence) > 0).then(|| "only that".into()), SILENT)
}

fn answers(evidence: &Evidence) -> Finding {
    let unasked = |(trial, fact): (Trial, &Fact)| match fact {
        Fact::Unasked(id) => Some(format!("an answer to {id} that nobody waited for (trial: {trial})")),
        _ => None,
    };
    let count = answered(evidence);
    Finding::of(evidence.facts().filter_map(unasked).collect(), (count > 0).then(|| format!("{count} answers")), SILENT)
}

fn unknown(evidence: &Evidence) -> Finding {
    let fault = evidence.facts().find_map(|(_, fact)| if let Fact::Fault(fault) = fact { Some(*fault) } else { None });
    match fault {
        Some(Some(NOT_FOUND)) => Finding::passed("-32601"),
        Some(Some(other)) => Finding::failed(format!("the error {other}")),
        Some(None) => Finding::failed("a result, as if there were such a method"),
        None => Finding::not_observed("it did not answer"),
    }
}

const NOT_FOUND: i64 = -32601;

fn version(evidence: &Evidence) -> Finding {
    let version =
        evidence.facts().find_map(|(_, fact)| if let Fact::Version(version) = fact { Some(*version) } else { None });
    match version {
        Some(None) => Finding::passed("it says nothing else"),
        Some(Some(1)) => Finding::passed("1"),
        Some(Some(other)) => Finding::failed(format!("it speaks {other}")),
        None => Finding::not_observed("it did not answer Initialize"),
    }
}

fn ends(evidence: &Evidence) -> Finding {
    let ended: Vec<_> = evidence
        .facts()
        .filter_map(|(trial, fact)| if let Fact::Ended(ended) = fact { Some((trial, *ended)) } else { None })
        .collect();
    let breaches =
        ended.iter().filter(|(_, ended)| ended.is_none()).map(|(trial, _)| format!("it did not (trial: {trial})"));
    let longest = ended.iter().filter_map(|(_, ended)| *ended).max();
    Finding::of(
        breaches.collect(),
        longest.map(|time| format!("at most {} ms", time / 1000)),
        "its input was never ended",
    )
}

fn early(evidence: &Evidence) -> Finding {
    let mut breaches = Vec::new();
    for (trial, run) in &evidence.runs {
        let mut is_welcome = false;
        for entry in &run.entries {
            match &entry.what {
                What::Call(Method::SetProgressCallback, Given::Callback(1..)) => is_welcome = true,
                // A program of its own begins anew.
                What::Call(Method::Start, _) => is_welcome = false,
                What::Report(report, _) if !is_welcome => {
                    breaches.push(format!("{} (trial: {trial})", name(&report.said)));
                }
                _ => {}
            }
        }
    }
    Finding::of(breaches, (answered(evidence) > 0).then(|| "nothing came early".into()), SILENT)
}

fn known(evidence: &Evidence) -> Finding {
    let unknown = evidence.reports().filter_map(|(_, report)| {
        if let Said::Unknown(method) = &report.said { Some(format!("`{method}`")) } else { None }
    });
    let reports = evidence.reports().count();
    Finding::of(unknown.collect(), (reports > 0).then(|| format!("{reports} reports")), "it reported nothing")
}

/// The method that a report is made with.
pub fn name(said: &Said) -> String {
    match said {
        Said::Progress(_) => "Progress".into(),
        Said::LogError(_) => "LogError".into(),
        Said::DeleteLogError => "DeleteLogError".into(),
        Said::EnableModeless(_) => "EnableModeless".into(),
        Said::EstablishConnection { .. } => "EstablishConnection".into(),
        Said::Unknown(method) => method.clone(),
        said => said.completes().map(|method| format!("{method}Completed")).unwrap_or_default(),
    }
}
