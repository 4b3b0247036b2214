//! `PrepareForSync` and its completion.

use syncmgr_proto::Code;

use super::dialogs::asks_of;
use super::finding::Finding;
use super::requirement::{Scope, Section, Topic, must, should};
use crate::com_host::conversions::guid;
use crate::conformance::evidence::{Evidence, Outer, told_about};
use crate::conformance::module::OVERWRITTEN;
use crate::conformance::trace::Method;
use crate::conformance::trials::Trial;

const SOURCE: &str = "ISyncMgrSynchronize::PrepareForSync, PrepareForSyncCompleted";

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::PrepareForSync,
        scope: Scope::Modules,
        source: SOURCE,
        requirements: &[
            must(
                "R-PFS-3",
                "Keeps the ids of the items for Synchronize, not the address of the array",
                "copy the array during the call",
                copies,
            ),
            must("R-PFS-4", "Accepts a NULL parent window", "do not test hWndParent", null_parent),
            must("R-PFS-5", "Ignores dwReserved, whatever its value", "do not test dwReserved", reserved),
        ],
    },
    Section {
        topic: Topic::PrepareForSync,
        scope: Scope::Both,
        source: SOURCE,
        requirements: &[
            must("R-PFS-6", "May show a dialog and initialize here", "", |_| {
                Finding::not_observed("a permission: there is nothing to keep")
            }),
            must(
                "R-PFS-7",
                "Asks for a dialog only with SYNCMGRFLAG_MAYBOTHERUSER",
                "return S_FALSE when a dialog would be needed",
                quiet,
            ),
            must(
                "R-PFS-8",
                "Without the flag and without a way to do it silently: answers S_FALSE",
                "return S_FALSE",
                polite,
            ),
            should(
                "R-PFS-9",
                "Returns as soon as possible",
                "do the work on a thread of the handler's own",
                |evidence| soon(evidence, Method::PrepareForSync),
            ),
            must(
                "R-PSC-3",
                "PrepareForSyncCompleted comes exactly once after S_OK, and never after anything else",
                "call it once on each way through, and return S_OK only with it",
                |evidence| completes(evidence, Method::PrepareForSync, |code| code == Code::OK),
            ),
        ],
    },
];

/// Why nothing of a session was seen.
pub const NOTHING: &str = "no item was synchronized";
/// A method that takes longer has not returned as soon as possible, in microseconds.
const SOON: u64 = 1_000_000;

fn copies(evidence: &Evidence) -> Finding {
    let gone = guid(OVERWRITTEN);
    let (mut breaches, mut is_seen) = (Vec::new(), false);
    for (trial, outer) in evidence.outers(Method::Synchronize).filter(|(_, outer)| outer.code == Some(Code::OK)) {
        let told = told_about(&outer.news());
        is_seen |= !told.is_empty();
        if told.contains(&gone) {
            breaches.push(format!("it worked on what stood in the array after the call (trial: {trial})"));
        }
    }
    Finding::of(breaches, is_seen.then(|| "the array was overwritten after the call".into()), NOTHING)
}

/// Codes with which a NULL window is refused.
const NO_WINDOW: [Code; 4] = [Code::INVALID_ARG, Code::POINTER, Code::HANDLE, Code(0x8007_0578_u32.cast_signed())];

fn null_parent(evidence: &Evidence) -> Finding {
    window(evidence, Method::PrepareForSync, |outer, trial| trial == Trial::Session && !outer.ids().is_empty())
}

/// Whether a method accepts that there is no parent window.
pub fn window(evidence: &Evidence, method: Method, counts: impl Fn(&Outer<'_>, Trial) -> bool) -> Finding {
    let asked = evidence.outers(method).filter(|(trial, outer)| counts(outer, *trial));
    let codes: Vec<Code> = asked.filter_map(|(_, outer)| outer.code).collect();
    let breaches = codes.iter().filter(|code| NO_WINDOW.contains(code)).map(|code| format!("{method} answered {code}"));
    let seen = codes.iter().any(|code| code.is_success()).then(|| "it was called with NULL".into());
    Finding::of(breaches.collect(), seen, "the call was not made, or failed for another reason")
}

fn reserved(evidence: &Evidence) -> Finding {
    let code = |trial| evidence.run(trial).and_then(|run| run.outers(Method::PrepareForSync).first()?.code);
    match (code(Trial::Session), code(Trial::Quiet)) {
        (Some(Code::OK), Some(code)) if code.is_failure() => {
            Finding::failed(format!("{code} with dwReserved = 0xBADC0FFE, S_OK with 0"))
        }
        (_, Some(Code::OK)) => Finding::passed("dwReserved was 0xBADC0FFE"),
        _ => Finding::not_observed(NOTHING),
    }
}

fn quiet(evidence: &Evidence) -> Finding {
    let calls = evidence.outers(Method::PrepareForSync).filter(|(trial, _)| trial.is_quiet());
    let calls: Vec<_> = calls.map(|(_, outer)| outer).collect();
    let breaches = calls.iter().filter(|outer| asks_of(outer) > 0).map(|_| "it asked for one without the flag".into());
    Finding::of(breaches.collect(), (!calls.is_empty()).then(|| "it asked for none without the flag".into()), NOTHING)
}

fn polite(evidence: &Evidence) -> Finding {
    let refused = evidence.returns(Method::PrepareForSync).any(|(_, code)| code == Code::FALSE);
    let is_prepared = evidence.outers(Method::PrepareForSync).any(|(trial, _)| trial.is_quiet());
    let why = if is_prepared { "it can prepare silently, as far as was seen" } else { NOTHING };
    Finding::of(Vec::new(), refused.then(|| "it answered S_FALSE".into()), why)
}

/// Whether every call of a method returned soon.
pub fn soon(evidence: &Evidence, method: Method) -> Finding {
    let took: Vec<u64> =
        evidence.outers(method).filter(|(_, outer)| outer.code.is_some()).map(|(_, outer)| outer.took).collect();
    let longest = took.iter().copied().max();
    let breach = longest.filter(|time| *time > SOON).map(|time| format!("it returned after {}", seconds(time)));
    Finding::of(breach.into_iter().collect(), longest.map(|time| format!("after at most {}", seconds(time))), NOTHING)
}

/// A time as people read it.
pub fn seconds(micros: u64) -> String {
    if micros < 1_000_000 {
        format!("{} ms", micros.div_ceil(1000))
    } else {
        format!("{}.{} s", micros / 1_000_000, micros / 100_000 % 10)
    }
}

/// Whether every promise of a method was kept exactly once, and nothing else was completed.
pub fn completes(evidence: &Evidence, method: Method, is_promise: fn(Code) -> bool) -> Finding {
    let (mut breaches, mut seen) = (Vec::new(), 0);
    for (trial, outer) in evidence.outers(method) {
        let Some(code) = outer.code else { continue };
        let count = outer.completions().len();
        match (is_promise(code), count) {
            (true, 0) if outer.is_missed() => {
                breaches.push(format!("it answered {code}, and {method}Completed never came (trial: {trial})"));
            }
            (true, 0) => {}
            (true, 1) | (false, 0) => seen += 1,
            (true, count) => breaches.push(format!("{method}Completed came {count} times (trial: {trial})")),
            (false, _) => {
                breaches.push(format!("it answered {code}, and {method}Completed came all the same (trial: {trial})"));
            }
        }
    }
    Finding::of(breaches, (seen > 0).then(|| format!("{seen} calls")), NOTHING)
}
