//! `Synchronize` and its completion.

use std::collections::BTreeMap;

use syncmgr_proto::{Code, Guid, ItemStatus};

use super::dialogs::asks_of;
use super::finding::Finding;
use super::prepare::{NOTHING, seconds, soon, window};
use super::requirement::{Scope, Section, Topic, must, should};
use crate::com_host::conversions::guid;
use crate::conformance::evidence::{Evidence, Outer, ending, is_final, news, status, told_about};
use crate::conformance::module::OVERWRITTEN;
use crate::conformance::trace::{Method, News, Said, What};
use crate::conformance::trials::{NEVER_LISTED, Trial};

const SOURCE: &str = "ISyncMgrSynchronize::Synchronize, SynchronizeCompleted";

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::Synchronize,
        scope: Scope::Both,
        source: SOURCE,
        requirements: &[
            must(
                "R-SYN-3",
                "Synchronizes the items given to PrepareForSync: all of them, and no others",
                "work on the ids of the last PrepareForSync only",
                exactly,
            ),
            should(
                "R-SYN-4",
                "Returns as soon as possible",
                "do the work on a thread of the handler's own",
                |evidence| soon(evidence, Method::Synchronize),
            ),
            must(
                "R-SYN-6",
                "Gives progress through the callback",
                "call Progress for each item, at its begin and at its end",
                progress,
            ),
            must(
                "R-SYN-7",
                "Gives progress without SYNCMGRFLAG_MAYBOTHERUSER too",
                "report whatever the flags are",
                quiet_progress,
            ),
            should(
                "R-SYN-8",
                "Shows no dialog while it synchronizes",
                "ask in PrepareForSync, or log a message that leads to ShowError",
                dialogs,
            ),
            must("R-SYN-9", "Tells conflicts and errors in messages, to be shown afterwards", "", messages),
            must(
                "R-SYC-1",
                "SynchronizeCompleted comes when the synchronization is over, exactly once",
                "call it once, at the end of the last item, on each way through",
                completed,
            ),
            must(
                "R-SYC-2",
                "SynchronizeCompleted does not come after anything but S_OK",
                "return S_OK only if the completion will come",
                not_completed,
            ),
            must(
                "R-SYC-5",
                "SynchronizeCompleted comes after all items",
                "wait for all threads before you call it",
                last,
            ),
            should(
                "D-18",
                "Each item ends with a final status",
                "end each item with SUCCEEDED, FAILED, SKIPPED or STOPPED",
                ends,
            ),
        ],
    },
    Section {
        topic: Topic::Synchronize,
        scope: Scope::Modules,
        source: SOURCE,
        requirements: &[must("R-SYN-10", "Accepts a NULL parent window", "do not test hWndParent", |evidence| {
            window(evidence, Method::Synchronize, |_, trial| trial == Trial::Session)
        })],
    },
    Section {
        topic: Topic::Synchronize,
        scope: Scope::Both,
        source: "ISyncMgrSynchronizeCallback",
        requirements: &[must(
            "R-CB-12",
            "Calls the callback before each new item, and often",
            "call Progress with UPDATING before the work on an item begins",
            before_each,
        )],
    },
];

const UNDISTURBED_NONE: &str = "no undisturbed session ended with S_OK, once";
/// Sessions that nobody disturbs.
const UNDISTURBED: [Trial; 2] = [Trial::Session, Trial::Quiet];
/// Longer than this nothing should be heard of work, in microseconds.
const OFTEN: u64 = 5_000_000;

/// The calls of Synchronize that went well, with the trial.
pub fn accepted(evidence: &Evidence) -> impl Iterator<Item = (Trial, Outer<'_>)> {
    evidence.outers(Method::Synchronize).filter(|(_, outer)| outer.code == Some(Code::OK))
}

fn exactly(evidence: &Evidence) -> Finding {
    let (mut breaches, mut seen) = (Vec::new(), 0);
    for (trial, outer) in accepted(evidence) {
        let told = told_about(&outer.news());
        for item in told.iter().filter(|item| !outer.prepared().contains(item) && **item != guid(OVERWRITTEN)) {
            breaches.push(format!("it reported on {}, which was not prepared (trial: {trial})", evidence.name(*item)));
        }
        if !UNDISTURBED.contains(&trial) || outer.completions() != [Code::OK] {
            continue;
        }
        for item in outer.prepared().iter().filter(|item| !told.contains(item) && **item != NEVER_LISTED) {
            breaches.push(format!("it ended with S_OK without a word on {} (trial: {trial})", evidence.name(*item)));
        }
        seen += 1;
    }
    Finding::of(breaches, (seen > 0).then(|| format!("{seen} sessions")), UNDISTURBED_NONE)
}

fn progress(evidence: &Evidence) -> Finding {
    given(evidence, Trial::Session)
}

fn quiet_progress(evidence: &Evidence) -> Finding {
    given(evidence, Trial::Quiet)
}

/// Whether progress came in a session.
pub fn given(evidence: &Evidence, wanted: Trial) -> Finding {
    let (mut breaches, mut seen) = (Vec::new(), 0);
    for (_, outer) in accepted(evidence).filter(|(trial, _)| *trial == wanted) {
        match outer.news().len() {
            0 => breaches.push("it reported none".into()),
            count => seen += count,
        }
    }
    Finding::of(breaches, (seen > 0).then(|| format!("{seen} reports")), NOTHING)
}

fn dialogs(evidence: &Evidence) -> Finding {
    let calls: Vec<_> = evidence.outers(Method::Synchronize).collect();
    let breaches = calls
        .iter()
        .filter(|(_, outer)| asks_of(outer) > 0)
        .map(|(trial, _)| format!("it asked for one (trial: {trial})"));
    Finding::of(breaches.collect(), (!calls.is_empty()).then(|| "it asked for none".into()), NOTHING)
}

fn messages(evidence: &Evidence) -> Finding {
    let logged = evidence.reports().filter(|(_, report)| matches!(report.said, Said::LogError(_))).count();
    Finding::of(Vec::new(), (logged > 0).then(|| format!("{logged} messages")), "it logged no message")
}

fn completed(evidence: &Evidence) -> Finding {
    let (mut breaches, mut seen) = (Vec::new(), 0);
    for (trial, outer) in accepted(evidence) {
        match outer.completions().len() {
            0 if outer.is_missed() => breaches.push(format!("it never came (trial: {trial})")),
            0 => {}
            1 => seen += 1,
            count => breaches.push(format!("it came {count} times (trial: {trial})")),
        }
    }
    Finding::of(breaches, (seen > 0).then(|| format!("{seen} sessions")), NOTHING)
}

fn not_completed(evidence: &Evidence) -> Finding {
    let failed = evidence.outers(Method::Synchronize).filter_map(|(trial, outer)| {
        let code = outer.code.filter(|code| *code != Code::OK)?;
        Some((trial, code, outer.completions().len()))
    });
    let (kept, broken): (Vec<_>, Vec<_>) = failed.partition(|(_, _, count)| *count == 0);
    let breaches = broken.iter().map(|(trial, code, _)| format!("it came after {code} (trial: {trial})"));
    let seen = kept.first().map(|(_, code, _)| format!("none came after {code}"));
    let why = if accepted(evidence).next().is_some() { "Synchronize always answered S_OK" } else { NOTHING };
    Finding::of(breaches.collect(), seen, why)
}

fn last(evidence: &Evidence) -> Finding {
    let (mut breaches, mut seen) = (Vec::new(), 0);
    for (trial, outer) in accepted(evidence).filter(|(_, outer)| !outer.completions().is_empty()) {
        seen += 1;
        if let Some((_, news, _)) = news(outer.after()).first() {
            breaches.push(format!("news of {} came after it (trial: {trial})", evidence.name(news.item)));
        }
    }
    Finding::of(breaches, (seen > 0).then(|| format!("{seen} sessions")), NOTHING)
}

fn ends(evidence: &Evidence) -> Finding {
    let (mut breaches, mut seen) = (Vec::new(), 0);
    for (trial, outer) in accepted(evidence).filter(|(_, outer)| !outer.completions().is_empty()) {
        let news = outer.news();
        for item in told_about(&news).into_iter().filter(|item| outer.prepared().contains(item)) {
            seen += 1;
            if ending(&news, item).is_none() {
                breaches.push(format!("{} ended without one (trial: {trial})", evidence.name(item)));
            }
        }
    }
    Finding::of(breaches, (seen > 0).then(|| format!("{seen} items")), NOTHING)
}

/// That work began before it was told shows in an item whose first news are its success; and that nothing was told
/// for long is advice only, because the work may have had to wait.
fn before_each(evidence: &Evidence) -> Finding {
    let (mut breaches, mut longest, mut seen) = (Vec::new(), 0, 0);
    for (trial, outer) in accepted(evidence) {
        let news = outer.news();
        let mut first: BTreeMap<Guid, &News> = BTreeMap::new();
        for (_, news, _) in &news {
            first.entry(news.item).or_insert(news);
        }
        seen += first.len();
        for (item, _) in first.iter().filter(|(_, news)| is_final(news) && status(news) == Some(ItemStatus::Succeeded))
        {
            breaches.push(format!("the first word on {} was SUCCEEDED (trial: {trial})", evidence.name(*item)));
        }
        longest = longest.max(silence(&outer));
    }
    match Finding::of(breaches, (seen > 0).then(|| format!("{seen} items were announced")), NOTHING) {
        finding if !matches!(finding.verdict, super::finding::Verdict::Passed) => finding,
        _ if longest > OFTEN => Finding::advice(format!("it said nothing for {} while it worked", seconds(longest))),
        passed => passed,
    }
}

/// The longest time between two calls of the callback during work.
fn silence(outer: &Outer<'_>) -> u64 {
    let heard = |entry: &&crate::conformance::trace::Entry| {
        matches!(entry.what, What::Report(..) | What::Call(Method::Synchronize, _))
    };
    let times: Vec<u64> = outer.during().iter().filter(heard).map(|entry| entry.at).collect();
    times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default()
}
