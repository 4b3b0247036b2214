//! What the user takes back: `SetItemStatus`, and the answers of `Progress`.

use syncmgr_proto::{Code, Guid, ItemStatus};

use super::finding::Finding;
use super::prepare::seconds;
use super::requirement::{Scope, Section, Topic, must};
use super::synchronize::accepted;
use crate::conformance::evidence::{Evidence, Outer, ending, is_final, status, told_about};
use crate::conformance::trace::{Given, Method, News, What};
use crate::conformance::trials::{Kind, Trial};

pub const SECTIONS: &[Section] = &[Section {
    topic: Topic::SkipAndCancel,
    scope: Scope::Both,
    source: "ISyncMgrSynchronize::SetItemStatus, ISyncMgrSynchronizeCallback::Progress",
    requirements: &[
        must(
            "R-SIS-3",
            "Skips an item that SetItemStatus says is skipped",
            "look at what was skipped before each item, and on the way",
            skips,
        ),
        must(
            "R-PRG-5",
            "S_SYNCMGR_CANCELITEM stops the item as soon as possible, and the others go on",
            "look at what Progress answers, and go on with the next item",
            one,
        ),
        must(
            "R-PRG-6",
            "S_SYNCMGR_CANCELALL stops all items as soon as possible",
            "look at what Progress answers, and begin nothing more",
            all,
        ),
    ],
}];

/// Later than this nothing should come of what was cancelled, in microseconds.
const SOON: u64 = 3_000_000;
/// A cancel that is pushed may cross the end of an item, in microseconds.
const CROSSING: u64 = 1_000_000;
const NONE: &str = "no item was at work when it could have been cancelled";

fn work(evidence: &Evidence, wanted: Trial) -> Option<Outer<'_>> {
    accepted(evidence).find(|(trial, _)| *trial == wanted).map(|(_, outer)| outer)
}

fn skips(evidence: &Evidence) -> Finding {
    let Some(outer) = work(evidence, Trial::Skip) else { return Finding::not_observed(super::prepare::NOTHING) };
    let skipped = outer.entries.iter().position(|entry| matches!(&entry.what, What::Call(Method::SetItemStatus, _)));
    let Some((at, item)) = skipped.and_then(|at| match &outer.entries[at].what {
        What::Call(_, Given::Ids(ids)) => Some((at, *ids.first()?)),
        _ => None,
    }) else {
        return Finding::not_observed("Synchronize had done its work when it returned: there was nothing left to skip");
    };
    let begin = outer.entries[at].at;
    let news = outer.news();
    if ending(&news.iter().filter(|(time, ..)| *time < begin).copied().collect::<Vec<_>>(), item).is_some() {
        return Finding::not_observed("the item had ended before it could be skipped");
    }
    let later: Vec<_> = news.iter().filter(|(time, ..)| *time >= begin).copied().collect();
    verdict(evidence, item, begin, &later)
}

/// What became of an item after it was cancelled.
fn verdict(evidence: &Evidence, item: Guid, begin: u64, later: &[(u64, &News, Code)]) -> Finding {
    let name = evidence.name(item);
    let end = later.iter().find(|(_, news, _)| news.item == item && is_final(news));
    let last_work =
        later.iter().filter(|(_, news, _)| news.item == item && !is_final(news)).map(|(at, ..)| at - begin).max();
    match end {
        Some((at, news, _)) if status(news) == Some(ItemStatus::Succeeded) => {
            if evidence.kind == Kind::Program && at - begin < CROSSING {
                Finding::not_observed(format!("{name} ended before a cancel could reach it"))
            } else {
                Finding::failed(format!("{name} ended with SUCCEEDED, {} later", seconds(at - begin)))
            }
        }
        _ if last_work.is_some_and(|time| time > SOON) => {
            Finding::failed(format!("work on {name} went on for {}", seconds(last_work.unwrap_or_default())))
        }
        Some((_, news, _)) if status(news) == Some(ItemStatus::Failed) => {
            Finding::not_observed(format!("{name} failed before it could be stopped"))
        }
        Some((at, news, _)) => {
            let word = status(news).map(ItemStatus::word).unwrap_or_default();
            Finding::passed(format!("{name} was {word} after {}", seconds(at - begin)))
        }
        None => Finding::passed(format!("nothing more came of {name}")),
    }
}

fn one(evidence: &Evidence) -> Finding {
    let Some(outer) = work(evidence, Trial::CancelItem) else { return Finding::not_observed(super::prepare::NOTHING) };
    let news = outer.news();
    let Some((begin, cancelled)) =
        news.iter().find(|(.., answer)| *answer == Code::CANCEL_ITEM).map(|(at, news, _)| (*at, news.item))
    else {
        return Finding::not_observed(NONE);
    };
    if !outer.prepared().contains(&cancelled) {
        return Finding::not_observed("what it worked on was not prepared");
    }
    let told = told_about(&news);
    let fate = |item: &Guid| match ending(&news, *item) {
        _ if !told.contains(item) => Some("was not begun"),
        Some(ItemStatus::Stopped | ItemStatus::Skipped) => Some("was stopped, too"),
        _ => None,
    };
    let mut others = outer.prepared().iter().filter(|item| **item != cancelled && !outer.completions().is_empty());
    if let Some((item, fate)) = others.find_map(|item| Some((*item, fate(item)?))) {
        let names = [cancelled, item].map(|item| evidence.name(item));
        return Finding::failed(format!("{} was cancelled, and {} {fate}", names[0], names[1]));
    }
    let later: Vec<_> = news.iter().filter(|(at, ..)| *at >= begin).copied().collect();
    verdict(evidence, cancelled, begin, &later)
}

fn all(evidence: &Evidence) -> Finding {
    let Some(outer) = work(evidence, Trial::CancelAll) else { return Finding::not_observed(super::prepare::NOTHING) };
    let news = outer.news();
    let Some(begin) = news.iter().find(|(.., answer)| *answer == Code::CANCEL_ALL).map(|(at, ..)| *at) else {
        return Finding::not_observed(NONE);
    };
    let later: Vec<_> = news.iter().filter(|(at, ..)| *at >= begin).copied().collect();
    let ended = told_about(&later).into_iter().map(|item| verdict(evidence, item, begin, &later));
    let ended: Vec<_> = ended.collect();
    let worst = ended.iter().min_by_key(|finding| finding.verdict).cloned();
    let until = outer.during().last().map_or(0, |entry| entry.at - begin);
    match worst {
        Some(finding) if finding.verdict != super::finding::Verdict::Passed => finding,
        _ if until > SOON && !outer.is_missed() => Finding::failed(format!("it ended {} later", seconds(until))),
        _ => Finding::passed(format!("it ended {} later", seconds(until))),
    }
}
