//! `ISyncMgrEnumItems`.

use std::collections::BTreeSet;

use syncmgr_proto::{Code, Guid};

use super::finding::Finding;
use super::life;
use super::requirement::{Scope, Section, Topic, must, should};
use crate::conformance::evidence::{End, Evidence};
use crate::conformance::trace::{Fact, Step};
use crate::conformance::trials::Trial;

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::Enumerator,
        scope: Scope::Modules,
        source: "ISyncMgrEnumItems",
        requirements: &[
            must("R-ENS-5", "The enumerator offers Next, Skip, Reset and Clone", "implement all four", offers),
            must(
                "R-ENU-1",
                "Next stores at most celt entries and tells their number",
                "fill rgelt up to celt, and *pceltFetched with what was stored",
                at_most,
            ),
            must(
                "R-ENU-2",
                "Next answers S_OK on success, and never E_NOTIMPL",
                "return S_OK when all that was asked for was stored",
                success,
            ),
            must("R-ENU-4", "What Skip passes over is not given by the next Next", "move the position in Skip", skips),
            must("R-ENU-5", "Skip answers S_OK on success", "return S_OK when there were that many", skip_code),
            must(
                "R-ENU-6",
                "Reset goes back to the beginning and answers S_OK",
                "set the position to 0 in Reset",
                resets,
            ),
            must(
                "R-ENU-8",
                "Clone gives an enumerator at the same place of the same list",
                "copy the position into the clone",
                clones,
            ),
            must(
                "R-ENU-9",
                "Original and clone move independently",
                "give the clone a position of its own, and a reference to the list",
                independent,
            ),
        ],
    },
    Section {
        topic: Topic::Enumerator,
        scope: Scope::Modules,
        source: "COM enumerators, decision D-14",
        requirements: &[should(
            "D-14",
            "Fewer than asked for is S_FALSE, past the end too; Next(0) is S_OK; one entry may be asked for without a place for the number",
            "return S_FALSE when fewer were there, and test pceltFetched for NULL",
            corners,
        )],
    },
];

const FEW: &str = "there are too few items to see it";

/// What came of a step.
struct Came<'a> {
    code: Code,
    fetched: u32,
    ids: &'a [Guid],
    overran: bool,
}

/// What came of a step, each time it was made.
fn all(evidence: &Evidence, wanted: Step) -> impl Iterator<Item = Came<'_>> {
    evidence.facts().filter_map(move |(_, fact)| match fact {
        Fact::Enumerated { step, code, fetched, ids, overran } if *step == wanted => {
            Some(Came { code: *code, fetched: *fetched, ids, overran: *overran })
        }
        _ => None,
    })
}

fn came(evidence: &Evidence, wanted: Step) -> Option<Came<'_>> {
    all(evidence, wanted).next()
}

/// How many items there are, where the enumerator was walked through.
fn count(evidence: &Evidence) -> Option<usize> {
    let run = evidence.run(Trial::Enumerator)?;
    run.facts().find_map(|fact| if let Fact::Listed(list) = fact { Some(list.len()) } else { None })
}

/// Whether entries can be told apart by their ids.
fn are_distinct(evidence: &Evidence) -> bool {
    let mut known = BTreeSet::new();
    evidence.items().iter().all(|item| known.insert(item.id))
}

const ALIKE: &str = "items with the same id cannot be told apart";

fn offers(evidence: &Evidence) -> Finding {
    let steps = [("Next", Step::First), ("Skip", Step::SkipOne), ("Reset", Step::Reset), ("Clone", Step::Clone)];
    let mut breaches = Vec::new();
    let mut seen = 0;
    for (name, step) in steps {
        let Some(came) = came(evidence, step) else { continue };
        seen += 1;
        if came.code == Code::NOT_IMPLEMENTED {
            breaches.push(format!("{name} answers E_NOTIMPL"));
        }
    }
    Finding::of(breaches, (seen == steps.len()).then(|| "all four".into()), "the enumerator was not walked through")
}

fn at_most(evidence: &Evidence) -> Finding {
    let mut breaches = Vec::new();
    for (step, celt) in [(Step::First, 1), (Step::Nothing, 0), (Step::PastEnd, 1), (Step::AfterSkip, 1)] {
        for came in all(evidence, step) {
            if came.overran {
                breaches.push(format!("Next({celt}) wrote behind the last entry"));
            }
            if came.fetched > celt {
                breaches.push(format!("Next({celt}) told {} entries", came.fetched));
            }
        }
    }
    if let (Some(1..), Some(first)) = (count(evidence), came(evidence, Step::First))
        && first.fetched == 0
        && first.code == Code::OK
    {
        breaches.push("Next(1) told no entry".into());
    }
    let seen = came(evidence, Step::First).map(|_| "never more".into());
    Finding::of(breaches, seen, "the enumerator was not walked through")
}

fn success(evidence: &Evidence) -> Finding {
    let (Some(count), Some(first)) = (count(evidence), came(evidence, Step::First)) else {
        return Finding::not_observed(FEW);
    };
    if count == 0 && first.code != Code::NOT_IMPLEMENTED {
        return Finding::not_observed(FEW);
    }
    if first.code == Code::OK {
        Finding::passed("S_OK")
    } else {
        Finding::failed(format!("Next(1) answered {} with {count} items", first.code))
    }
}

fn skips(evidence: &Evidence) -> Finding {
    if !are_distinct(evidence) {
        return Finding::not_observed(ALIKE);
    }
    let (Some(2..), Some(first), Some(after)) =
        (count(evidence), came(evidence, Step::First), came(evidence, Step::AfterSkip))
    else {
        return Finding::not_observed(FEW);
    };
    if came(evidence, Step::SkipOne).is_none_or(|came| came.code == Code::NOT_IMPLEMENTED) {
        return Finding::not_observed("Skip is not implemented");
    }
    match (first.ids, after.ids) {
        (first, again) if first == again => Finding::failed("Skip(1) did not move"),
        (_, []) => Finding::failed("nothing was left after Skip(1)"),
        _ => Finding::passed("Skip(1) passed over one"),
    }
}

fn skip_code(evidence: &Evidence) -> Finding {
    let (Some(1..), Some(skipped)) = (count(evidence), came(evidence, Step::SkipOne)) else {
        return Finding::not_observed(FEW);
    };
    match skipped.code {
        Code::OK => Finding::passed("S_OK"),
        Code::NOT_IMPLEMENTED => Finding::not_observed("Skip is not implemented"),
        code => Finding::failed(format!("Skip(1) answered {code}")),
    }
}

fn resets(evidence: &Evidence) -> Finding {
    let Some(reset) = came(evidence, Step::Reset) else { return Finding::not_observed(FEW) };
    match reset.code {
        Code::OK => {}
        Code::NOT_IMPLEMENTED => return Finding::not_observed("Reset is not implemented"),
        code => return Finding::failed(format!("Reset answered {code}")),
    }
    match (count(evidence), came(evidence, Step::AfterReset)) {
        (Some(count @ 1..), Some(after)) if after.fetched as usize != count => {
            Finding::failed(format!("{} of {count} items came after Reset", after.fetched))
        }
        _ => Finding::passed("S_OK, and all items came again"),
    }
}

fn clones(evidence: &Evidence) -> Finding {
    if !are_distinct(evidence) {
        return Finding::not_observed(ALIKE);
    }
    let (Some(count), Some(clone)) = (count(evidence), came(evidence, Step::Clone)) else {
        return Finding::not_observed(FEW);
    };
    match clone.code {
        Code::OK => {}
        Code::NOT_IMPLEMENTED => return Finding::not_observed("Clone is not implemented"),
        code => return Finding::failed(format!("Clone answered {code}")),
    }
    // The second walk is the one that was cloned.
    let (Some(first), Some(of_clone)) = (all(evidence, Step::First).nth(1), came(evidence, Step::OfClone)) else {
        return Finding::passed("S_OK");
    };
    if first.ids.iter().any(|id| of_clone.ids.contains(id)) {
        Finding::failed("the clone began at the beginning, not where the original stood")
    } else if of_clone.ids.len() + 1 < count {
        Finding::failed(format!("the clone gave {} of {} items", of_clone.ids.len(), count - 1))
    } else {
        Finding::passed("the clone went on where the original stood")
    }
}

fn independent(evidence: &Evidence) -> Finding {
    let (Some(count @ 2..), Some(original)) = (count(evidence), came(evidence, Step::OfOriginal)) else {
        return Finding::not_observed(FEW);
    };
    if original.ids.len() + 1 < count {
        return Finding::failed(format!(
            "after the clone was read, the original gave {} of {} items",
            original.ids.len(),
            count - 1
        ));
    }
    match came(evidence, Step::OfOrphan) {
        Some(orphan) if orphan.ids.is_empty() => {
            Finding::failed("a clone gave nothing after its original was released")
        }
        _ => Finding::passed("reading one does not move the other"),
    }
}

fn corners(evidence: &Evidence) -> Finding {
    let Some(count) = count(evidence) else { return Finding::not_observed("the enumerator was not walked through") };
    let mut breaches = Vec::new();
    let can_skip = came(evidence, Step::SkipTooMany).is_some_and(|came| came.code != Code::NOT_IMPLEMENTED);
    let mut expect = |step, what: &str, wanted: Code, fetched: Option<u32>| {
        let Some(came) = came(evidence, step).filter(|_| step != Step::AfterSkipTooMany || can_skip) else { return };
        if came.code == Code::NOT_IMPLEMENTED {
            return;
        }
        if came.code != wanted {
            breaches.push(format!("{what} answered {}, not {wanted}", came.code));
        } else if fetched.is_some_and(|fetched| fetched != came.fetched) {
            breaches.push(format!("{what} told {} entries", came.fetched));
        }
    };
    expect(Step::Nothing, "Next(0)", Code::OK, Some(0));
    expect(Step::Rest, "Next for more than there are", Code::FALSE, Some(count.saturating_sub(1) as u32));
    expect(Step::PastEnd, "Next at the end", Code::FALSE, Some(0));
    expect(Step::SkipTooMany, "Skip past the end", Code::FALSE, None);
    expect(Step::AfterSkipTooMany, "Next after Skip past the end", Code::FALSE, Some(0));
    expect(Step::WithoutNumber, "Next(1) without a place for the number", Code::OK, None);
    if let Some(run) = evidence.run(Trial::WithoutNumber)
        && run.end != End::Well
    {
        breaches.push(format!(
            "without a place for the number it {}",
            life::how(Trial::WithoutNumber, run).unwrap_or_default()
        ));
    }
    Finding::of(breaches, Some("all as agreed".into()), "")
}
