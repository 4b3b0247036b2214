//! Tables of cases over traces that are written by hand: what was seen, and what that comes to.

use std::collections::BTreeMap;
use std::time::Duration;

use syncmgr_proto::{Code, Guid, InitFlags, ItemStatus, Trigger};

use super::finding::Verdict;
use super::judge;
use crate::com_host::conversions::guid;
use crate::conformance::evidence::{End, Evidence, Run};
use crate::conformance::module::OVERWRITTEN;
use crate::conformance::specification::Dialogs;
use crate::conformance::trace::{Entry, Fact, Given, Listed, Method, News, Report, Said, Step, What};
use crate::conformance::trials::{Kind, Trial};

const FAILED: Verdict = Verdict::Failed;
const ADVICE: Verdict = Verdict::Advice;
const PASSED: Verdict = Verdict::Passed;
const UNSEEN: Verdict = Verdict::NotObserved;

fn item(name: &str) -> Guid {
    Guid::derived(name.as_bytes())
}

/// A trace that is written down entry by entry; each takes a millisecond.
#[derive(Clone, Default)]
struct Trace(Vec<Entry>);

impl Trace {
    fn add(mut self, what: What) -> Self {
        let at = self.0.last().map_or(0, |last| last.at + 1000);
        self.0.push(Entry { at, thread: 0, what });
        self
    }

    /// Time goes by.
    fn later(self, seconds: u64) -> Self {
        let mut trace = self.add(What::Fact(Fact::Left(0)));
        if let Some(last) = trace.0.last_mut() {
            last.at += seconds * 1_000_000;
        }
        trace
    }

    fn call(self, method: Method, given: Given, code: Code) -> Self {
        self.add(What::Call(method, given)).add(What::Return(method, code))
    }

    fn say(self, said: Said, answer: Code) -> Self {
        self.add(What::Report(Report { through: 1, said }, answer))
    }

    fn news(self, name: &str, status: ItemStatus, answer: Code) -> Self {
        self.news_of(item(name), Some(status.code()), answer)
    }

    fn news_of(self, item: Guid, status: Option<u32>, answer: Code) -> Self {
        let news = News { item, size: Some(32), status, value: None, max: None };
        self.say(Said::Progress(news), answer)
    }

    /// Prepares items, and calls Synchronize.
    fn prepared(self, names: &[&str]) -> Self {
        let ids = names.iter().map(|name| item(name)).collect();
        let trace = self.call(Method::PrepareForSync, Given::Ids(ids), Code::OK);
        trace.say(Said::PrepareForSyncCompleted(Code::OK), Code::OK).call(Method::Synchronize, Given::Nothing, Code::OK)
    }

    fn completed(self) -> Self {
        self.say(Said::SynchronizeCompleted(Code::OK), Code::OK)
    }

    /// An item from begin to end.
    fn worked(self, name: &str, end: ItemStatus) -> Self {
        self.news(name, ItemStatus::Updating, Code::OK).news(name, end, Code::OK)
    }
}

fn evidence(trial: Trial, trace: Trace) -> Evidence {
    ended(trial, trace, End::Well)
}

fn ended(trial: Trial, Trace(entries): Trace, end: End) -> Evidence {
    let runs = BTreeMap::from([(trial, Run { entries, end })]);
    Evidence { kind: Kind::Module, dialogs: Dialogs::Refused, runs }
}

/// The verdict and what was seen.
#[track_caller]
fn found(evidence: &Evidence, id: &str) -> (Verdict, String) {
    let judged = judge(evidence).into_iter().find(|judged| judged.requirement.id == id);
    let finding = judged.unwrap_or_else(|| panic!("there is no {id}")).finding;
    (finding.verdict, finding.seen)
}

#[track_caller]
fn expect(evidence: &Evidence, id: &str, verdict: Verdict, part: &str) {
    let (found, seen) = found(evidence, id);
    assert!(found == verdict && seen.contains(part), "{id}: {found:?} {seen}, not {verdict:?} {part}");
}

#[test]
fn nothing_is_claimed_that_was_not_seen() {
    let nothing = |kind| Evidence { kind, dialogs: Dialogs::Allowed, runs: BTreeMap::new() };
    for judged in [Kind::Module, Kind::Program].into_iter().flat_map(|kind| judge(&nothing(kind))) {
        assert_eq!(judged.finding.verdict, UNSEEN, "{}: {}", judged.requirement.id, judged.finding.seen);
        assert!(!judged.finding.seen.is_empty(), "{} says why", judged.requirement.id);
    }
}

#[test]
fn a_completion_comes_once_after_its_promise() {
    let prepare = |code, completions: usize| {
        let trace = Trace::default().call(Method::PrepareForSync, Given::Ids(vec![item("a")]), code);
        let completed = |trace: Trace, _| trace.say(Said::PrepareForSyncCompleted(Code::OK), Code::OK);
        (0..completions).fold(trace, completed)
    };
    for (trace, verdict, part) in [
        (prepare(Code::OK, 1), PASSED, "1 calls"),
        (prepare(Code::OK, 2), FAILED, "came 2 times (trial: a session)"),
        (prepare(Code::OK, 0).add(What::Missed(Method::PrepareForSync)), FAILED, "never came"),
        (prepare(Code::OK, 0), UNSEEN, ""),
        (prepare(Code::FALSE, 0), PASSED, ""),
        (prepare(Code::FALSE, 1), FAILED, "it answered S_FALSE, and PrepareForSyncCompleted came all the same"),
    ] {
        expect(&evidence(Trial::Session, trace), "R-PSC-3", verdict, part);
    }
    // Before the return is as good.
    let early = Trace::default()
        .add(What::Call(Method::PrepareForSync, Given::Nothing))
        .say(Said::PrepareForSyncCompleted(Code::OK), Code::OK)
        .add(What::Return(Method::PrepareForSync, Code::OK));
    expect(&evidence(Trial::Session, early), "R-PSC-3", PASSED, "");
}

#[test]
fn success_codes_promise_different_things() {
    let shown = |code| Trace::default().call(Method::ShowError, Given::Ids(vec![item("e")]), code);
    let completed = |trace: Trace| trace.say(Said::ShowErrorCompleted(Code::OK, Vec::new()), Code::OK);
    for (trace, verdict) in [
        (completed(shown(Code::FALSE)), PASSED),
        (shown(Code::FALSE).add(What::Missed(Method::ShowError)), FAILED),
        (completed(shown(Code::FAIL)), FAILED),
        (shown(Code::FAIL), PASSED),
    ] {
        expect(&evidence(Trial::Session, trace), "R-SHE-7", verdict, "");
    }
    let synchronized = Trace::default().call(Method::Synchronize, Given::Nothing, Code::FALSE);
    expect(&evidence(Trial::Session, synchronized.clone()), "R-SYC-2", PASSED, "none came after S_FALSE");
    expect(&evidence(Trial::Session, synchronized.completed()), "R-SYC-2", FAILED, "it came after S_FALSE");
}

#[test]
fn exactly_the_prepared_items_are_worked_on() {
    let done = ItemStatus::Succeeded;
    let both = Trace::default().prepared(&["a", "b"]);
    for (trace, verdict, part) in [
        (both.clone().worked("a", done).worked("b", done).completed(), PASSED, "1 sessions"),
        (both.clone().worked("a", done).completed(), FAILED, "without a word on"),
        (both.clone().worked("a", done).worked("b", done).worked("c", done).completed(), FAILED, "was not prepared"),
        (both.worked("a", done).say(Said::SynchronizeCompleted(Code::FAIL), Code::OK), UNSEEN, ""),
    ] {
        expect(&evidence(Trial::Session, trace), "R-SYN-3", verdict, part);
    }
    let gone = Trace::default().prepared(&["a"]).news_of(guid(OVERWRITTEN), Some(3), Code::OK).completed();
    expect(&evidence(Trial::Session, gone), "R-PFS-3", FAILED, "what stood in the array after the call");
}

#[test]
fn the_first_word_comes_before_the_work_and_then_often() {
    let begun = Trace::default().prepared(&["a"]);
    for (trace, verdict, part) in [
        (begun.clone().worked("a", ItemStatus::Succeeded).completed(), PASSED, "1 items were announced"),
        (begun.clone().news("a", ItemStatus::Succeeded, Code::OK).completed(), FAILED, "the first word on"),
        (begun.clone().news("a", ItemStatus::Failed, Code::OK).completed(), PASSED, ""),
        (begun.clone().later(6).worked("a", ItemStatus::Succeeded).completed(), ADVICE, "nothing for 6.0 s"),
        (begun.completed(), UNSEEN, ""),
    ] {
        expect(&evidence(Trial::Session, trace), "R-CB-12", verdict, part);
    }
}

#[test]
fn a_cancelled_item_stops_and_the_others_go_on() {
    let begun = Trace::default().prepared(&["a", "b"]).news("a", ItemStatus::Updating, Code::CANCEL_ITEM);
    let on = |trace: Trace| trace.worked("b", ItemStatus::Succeeded).completed();
    for (trace, verdict, part) in [
        (on(begun.clone().news("a", ItemStatus::Stopped, Code::OK)), PASSED, "was stopped after 1 ms"),
        (on(begun.clone()), PASSED, "nothing more came"),
        (on(begun.clone().news("a", ItemStatus::Succeeded, Code::OK)), FAILED, "ended with SUCCEEDED"),
        (on(begun.clone().later(4).news("a", ItemStatus::Updating, Code::CANCEL_ITEM)), FAILED, "went on for 4.0 s"),
        (on(begun.clone().news("a", ItemStatus::Failed, Code::OK)), UNSEEN, "failed before it could be stopped"),
        (begun.clone().news("a", ItemStatus::Stopped, Code::OK).completed(), FAILED, "was not begun"),
        (begun.worked("b", ItemStatus::Stopped).completed(), FAILED, "was stopped, too"),
        (Trace::default().prepared(&["a"]).completed(), UNSEEN, "no item was at work"),
    ] {
        expect(&evidence(Trial::CancelItem, trace), "R-PRG-5", verdict, part);
    }
}

/// A cancel is pushed to a program, and may cross the end of the item.
#[test]
fn a_program_may_end_an_item_before_its_cancel_comes() {
    let begun = Trace::default().prepared(&["a"]).news("a", ItemStatus::Updating, Code::CANCEL_ITEM);
    for (seconds, verdict) in [(0, UNSEEN), (2, FAILED)] {
        let trace = begun.clone().later(seconds).news("a", ItemStatus::Succeeded, Code::OK).completed();
        let evidence = Evidence { kind: Kind::Program, ..evidence(Trial::CancelItem, trace) };
        expect(&evidence, "R-PRG-5", verdict, "");
    }
}

#[test]
fn everything_stops_when_all_is_cancelled() {
    let begun = Trace::default().prepared(&["a", "b"]).news("a", ItemStatus::Updating, Code::CANCEL_ALL);
    let stopped = begun.clone().news("a", ItemStatus::Stopped, Code::CANCEL_ALL);
    for (trace, verdict) in [
        (stopped.clone().completed(), PASSED),
        (stopped.clone().later(4).completed(), FAILED),
        (stopped.news("b", ItemStatus::Succeeded, Code::CANCEL_ALL).completed(), FAILED),
        (begun.news("a", ItemStatus::Succeeded, Code::CANCEL_ALL).completed(), FAILED),
        (Trace::default().prepared(&["a"]).news("a", ItemStatus::Succeeded, Code::OK).completed(), UNSEEN),
    ] {
        expect(&evidence(Trial::CancelAll, trace), "R-PRG-6", verdict, "");
    }
}

#[test]
fn a_skip_counts_when_it_came_in_time() {
    let skip = |trace: Trace| trace.call(Method::SetItemStatus, Given::Ids(vec![item("b")]), Code::OK);
    let begun = Trace::default().prepared(&["a", "b"]).news("a", ItemStatus::Updating, Code::OK);
    for (trace, verdict) in [
        (skip(begun.clone()).worked("b", ItemStatus::Skipped).completed(), PASSED),
        (skip(begun.clone()).worked("b", ItemStatus::Succeeded).completed(), FAILED),
        (skip(begun.clone().worked("b", ItemStatus::Succeeded)).completed(), UNSEEN),
        (begun.completed(), UNSEEN),
    ] {
        expect(&evidence(Trial::Skip, trace), "R-SIS-3", verdict, "");
    }
}

#[test]
fn after_null_nothing_comes() {
    let set = |trace: Trace, number| trace.call(Method::SetProgressCallback, Given::Callback(number), Code::OK);
    let worked = set(Trace::default(), 1).prepared(&["a"]).worked("a", ItemStatus::Succeeded).completed();
    let during = worked
        .clone()
        .add(What::Call(Method::SetProgressCallback, Given::Callback(0)))
        .news("a", ItemStatus::Updating, Code::OK)
        .add(What::Return(Method::SetProgressCallback, Code::OK));
    let late = set(worked.clone(), 0).news("a", ItemStatus::Updating, Code::OK);
    for (trace, verdict) in [(set(worked.clone(), 0), PASSED), (during, PASSED), (late, FAILED), (worked, UNSEEN)] {
        expect(&evidence(Trial::Session, trace), "R-CB-7", verdict, "");
    }
}

#[test]
fn an_end_is_told_with_its_call() {
    let died = || End::Crashed("SIGSEGV".into());
    let inside = Trace::default().add(What::Call(Method::PrepareForSync, Given::Nothing));
    let after = Trace::default().call(Method::Synchronize, Given::Nothing, Code::OK);
    for (trace, end, seen) in [
        (inside.clone(), died(), "died in PrepareForSync (SIGSEGV; trial: a session)"),
        (after, died(), "died after Synchronize had returned (SIGSEGV; trial: a session)"),
        (inside, End::Hung(Duration::from_secs(62)), "hung in PrepareForSync for 62 s (trial: a session)"),
    ] {
        assert_eq!(found(&ended(Trial::Session, trace, end), "K-1"), (FAILED, seen.to_owned()));
    }
    // Traps are the matter of what they were made for.
    let cookie = Trace::default().add(What::Call(Method::Initialize, Given::Flags(3)));
    expect(&ended(Trial::Cookie, cookie.clone(), died()), "K-1", PASSED, "");
    expect(&ended(Trial::Cookie, cookie, died()), "R-INI-23", FAILED, "it read the cookie of a manual event");
}

#[test]
fn an_unknown_event_is_like_manual() {
    let initialized = |trace: Trace, flags, code| trace.call(Method::Initialize, Given::Flags(flags), code);
    let manual = initialized(Trace::default(), Trigger::Manual.code(), Code::OK);
    let bothering = Trigger::Manual.code() | InitFlags::MAY_BOTHER_USER.0;
    let declined = initialized(Trace::default(), bothering, Code::FALSE);
    for (trace, verdict) in [
        (initialized(manual.clone(), 0x7B, Code::OK), PASSED),
        (initialized(manual.clone(), 0x7B, Code::FALSE), FAILED),
        (manual, UNSEEN),
        (initialized(declined, 0x7B, Code::FALSE), UNSEEN),
    ] {
        expect(&evidence(Trial::Events, trace), "R-INI-18", verdict, "");
    }
}

/// What an enumerator of `a`, `b`, `c` does: a step, its code, how many it tells, which it gives.
fn walked(steps: &[(Step, Code, u32, &[&str])]) -> Evidence {
    let listed = |name: &&str| {
        let (id, name) = (item(name), (*name).to_owned());
        Listed { id, name, size: 304, known_size: 304, flags: 0, state: 1, is_terminated: true }
    };
    let list = ["a", "b", "c"].iter().map(listed).collect();
    let mut trace = Trace::default().add(What::Fact(Fact::Listed(list)));
    for (step, code, fetched, names) in steps {
        let ids = names.iter().map(|name| item(name)).collect();
        let fact = Fact::Enumerated { step: *step, code: *code, fetched: *fetched, ids, overran: false };
        trace = trace.add(What::Fact(fact));
    }
    evidence(Trial::Enumerator, trace)
}

#[test]
fn enumerators_are_judged_step_by_step() {
    const OK: Code = Code::OK;
    let first = (Step::First, OK, 1, &["a"][..]);
    let clone = (Step::Clone, OK, 0, &[][..]);
    for (id, steps, verdict) in [
        ("R-ENU-4", vec![first, (Step::SkipOne, OK, 0, &[][..]), (Step::AfterSkip, OK, 1, &["b"][..])], PASSED),
        ("R-ENU-4", vec![first, (Step::SkipOne, OK, 0, &[][..]), (Step::AfterSkip, OK, 1, &["a"][..])], FAILED),
        ("R-ENU-8", vec![first, first, clone, (Step::OfClone, OK, 2, &["b", "c"][..])], PASSED),
        ("R-ENU-8", vec![first, first, clone, (Step::OfClone, OK, 3, &["a", "b", "c"][..])], FAILED),
        ("R-ENU-8", vec![first, first, clone, (Step::OfClone, OK, 1, &["b"][..])], FAILED),
        ("R-ENU-9", vec![first, first, clone, (Step::OfOriginal, OK, 2, &["b", "c"][..])], PASSED),
        ("R-ENU-9", vec![first, first, clone, (Step::OfOriginal, Code::FALSE, 0, &[][..])], FAILED),
        ("R-ENU-6", vec![(Step::Reset, OK, 0, &[][..]), (Step::AfterReset, OK, 3, &["c", "a", "b"][..])], PASSED),
        ("R-ENU-6", vec![(Step::Reset, OK, 0, &[][..]), (Step::AfterReset, Code::FALSE, 0, &[][..])], FAILED),
        ("R-ENU-2", vec![(Step::First, Code::NOT_IMPLEMENTED, 0, &[][..])], FAILED),
        ("D-14", vec![(Step::Nothing, OK, 0, &[][..]), (Step::Rest, Code::FALSE, 2, &["b", "c"][..])], PASSED),
        ("D-14", vec![(Step::Rest, OK, 2, &["b", "c"][..])], ADVICE),
        ("D-14", vec![(Step::Nothing, Code::INVALID_ARG, 0, &[][..])], ADVICE),
    ] {
        expect(&walked(&steps), id, verdict, "");
    }
}
