//! Which codes methods may answer. A manager treats every failure alike, so others lead to advice.

use syncmgr_proto::Code;

use super::finding::Finding;
use super::properties::is_offered;
use super::requirement::{Requirement, Scope, Section, Topic, should};
use crate::conformance::evidence::{Evidence, Outer};
use crate::conformance::trace::Method;
use crate::conformance::trials::{NEVER_LISTED, Trial};

const NEXT: &str = "return one of these codes; LogError is there for the details";
/// What every page lists.
const STANDARD: [Code; 3] = [Code::INVALID_ARG, Code::UNEXPECTED, Code::OUT_OF_MEMORY];

const fn section(topic: Topic, source: &'static str, requirements: &'static [Requirement]) -> Section {
    Section { topic, scope: Scope::Both, source, requirements }
}

pub const SECTIONS: &[Section] = &[
    section(
        Topic::Initialize,
        "ISyncMgrSynchronize::Initialize",
        &[should("R-INI-25", "Answers S_OK, S_FALSE, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY", NEXT, |evidence| {
            allowed(evidence, Method::Initialize, &[Code::OK, Code::FALSE])
        })],
    ),
    section(
        Topic::GetHandlerInfo,
        "ISyncMgrSynchronize::GetHandlerInfo",
        &[should("R-GHI-11", "Answers S_OK, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY", NEXT, |evidence| {
            allowed(evidence, Method::GetHandlerInfo, &[Code::OK])
        })],
    ),
    section(
        Topic::EnumSyncMgrItems,
        "ISyncMgrSynchronize::EnumSyncMgrItems",
        &[should(
            "R-ENS-6",
            "Answers S_OK, S_SYNCMGR_MISSINGITEMS, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY",
            NEXT,
            |evidence| allowed(evidence, Method::EnumSyncMgrItems, &[Code::OK, Code::MISSING_ITEMS]),
        )],
    ),
    section(
        Topic::PrepareForSync,
        "ISyncMgrSynchronize::PrepareForSync",
        &[should("R-PFS-11", "Answers S_OK, S_FALSE, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY", NEXT, |evidence| {
            listed(evidence, Method::PrepareForSync, &[Code::OK, Code::FALSE], |_, _| true)
        })],
    ),
    section(
        Topic::Synchronize,
        "ISyncMgrSynchronize::Synchronize",
        &[should("R-SYN-11", "Answers S_OK, E_FAIL, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY", NEXT, |evidence| {
            listed(evidence, Method::Synchronize, &[Code::OK, Code::FAIL], |_, _| true)
        })],
    ),
    section(
        Topic::SkipAndCancel,
        "ISyncMgrSynchronize::SetItemStatus",
        &[should(
            "R-SIS-4",
            "SetItemStatus answers S_OK, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY",
            NEXT,
            |evidence| allowed(evidence, Method::SetItemStatus, &[Code::OK]),
        )],
    ),
    section(
        Topic::ShowError,
        "ISyncMgrSynchronize::ShowError",
        &[should(
            "R-SHE-11",
            "Answers S_OK, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY for a message of its own",
            NEXT,
            |evidence| listed(evidence, Method::ShowError, &[Code::OK], |outer, _| outer.ids() != [NEVER_LISTED]),
        )],
    ),
    section(
        Topic::ShowProperties,
        "ISyncMgrSynchronize::ShowProperties",
        &[should(
            "R-SPR-8",
            "Answers S_OK, E_INVALIDARG, E_UNEXPECTED or E_OUTOFMEMORY where there are properties",
            NEXT,
            |evidence| listed(evidence, Method::ShowProperties, &[Code::OK], |outer, _| is_offered(evidence, outer)),
        )],
    ),
];

fn allowed(evidence: &Evidence, method: Method, good: &[Code]) -> Finding {
    finding(evidence.returns(method).map(|(_, code)| code).collect(), good)
}

/// The same for calls that may be completed, of which only some count.
fn listed(evidence: &Evidence, method: Method, good: &[Code], counts: impl Fn(&Outer<'_>, Trial) -> bool) -> Finding {
    let calls = evidence.outers(method).filter(|(trial, outer)| counts(outer, *trial));
    finding(calls.filter_map(|(_, outer)| outer.code).collect(), good)
}

fn finding(codes: Vec<Code>, good: &[Code]) -> Finding {
    let other = codes.iter().filter(|code| !good.contains(code) && !STANDARD.contains(code));
    let breaches = other.map(|code| format!("it answered {code}")).collect();
    let mut seen = codes;
    seen.sort_unstable();
    seen.dedup();
    let told = seen.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Finding::of(breaches, (!seen.is_empty()).then_some(told), "it was not called, or did not return")
}
