//! All requirements, in the order of the report, and what came of each.

use super::finding::{Finding, Verdict};
use super::requirement::{Requirement, Scope, Section, Topic, Weight};
use super::{
    callback, cancel, codes, dialogs, enumerator, initialize, items, life, objects, prepare, properties, protocol,
    reports, show_error, synchronize,
};
use crate::conformance::evidence::Evidence;
use crate::conformance::trials::Kind;

const SECTIONS: &[&[Section]] = &[
    life::SECTIONS,
    objects::SECTIONS,
    protocol::SECTIONS,
    initialize::SECTIONS,
    items::SECTIONS,
    enumerator::SECTIONS,
    callback::SECTIONS,
    prepare::SECTIONS,
    synchronize::SECTIONS,
    cancel::SECTIONS,
    reports::SECTIONS,
    dialogs::SECTIONS,
    show_error::SECTIONS,
    properties::SECTIONS,
    codes::SECTIONS,
];

/// A requirement and what came of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The requirement.
    pub requirement: Requirement,
    /// What it is about.
    pub topic: Topic,
    /// Where it stands.
    pub source: &'static str,
    /// What came of it.
    pub finding: Finding,
}

/// A finding for every requirement.
pub fn judge(evidence: &Evidence) -> Vec<Judged> {
    let sections = SECTIONS.iter().copied().flatten();
    let mut judged: Vec<_> = sections
        .flat_map(|section| section.requirements.iter().map(move |requirement| one(section, *requirement, evidence)))
        .collect();
    judged.sort_by_key(|judged| judged.topic);
    judged
}

fn one(section: &Section, requirement: Requirement, evidence: &Evidence) -> Judged {
    let mut finding = match (section.scope, evidence.kind) {
        (Scope::Modules, Kind::Program) => Finding::not_observed("it concerns modules only"),
        (Scope::Programs, Kind::Module) => Finding::not_observed("it concerns programs only"),
        _ => (requirement.judge)(evidence),
    };
    if finding.verdict == Verdict::Failed && requirement.weight == Weight::Should {
        finding.verdict = Verdict::Advice;
    }
    Judged { requirement, topic: section.topic, source: section.source, finding }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_requirement_stands_once_and_says_what_to_do() {
        let mut ids = BTreeSet::new();
        for section in SECTIONS.iter().copied().flatten() {
            for Requirement { id, text, next, .. } in section.requirements {
                assert!(ids.insert(*id), "{id} stands twice");
                assert!(!text.is_empty() && !text.ends_with('.'), "{id}: {text}");
                assert!(!next.ends_with('.') && !section.source.is_empty(), "{id}: {next}");
            }
        }
        assert!(ids.len() > 90, "{}", ids.len());
    }
}
