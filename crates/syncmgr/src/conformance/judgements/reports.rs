//! What a handler says: progress, messages, connections.

use syncmgr_proto::ItemStatus;

use super::finding::Finding;
use super::requirement::{Scope, Section, Topic, must, should};
use super::synchronize::given;
use crate::conformance::evidence::Evidence;
use crate::conformance::trace::{Logged, News, Said};
use crate::conformance::trials::Trial;

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::Reports,
        scope: Scope::Both,
        source: "ISyncMgrSynchronizeCallback::Progress, LogError",
        requirements: &[
            must(
                "R-PRG-8",
                "Reports with SYNCMGRFLAG_MAYBOTHERUSER too",
                "report whatever the flags are",
                |evidence| given(evidence, Trial::Session),
            ),
            should(
                "D-19",
                "Progress has a status that exists, a value between 0 and the maximum, and a maximum above 0",
                "compare status and values with the page",
                sensible,
            ),
            should(
                "D-21",
                "A message that leads to ShowError has an id",
                "give ErrorID with ENABLEJUMPTEXT, or `error` with `jump`",
                clickable,
            ),
        ],
    },
    Section {
        topic: Topic::Reports,
        scope: Scope::Modules,
        source: "SYNCMGRPROGRESSITEM, SYNCMGRLOGERRORINFO, EstablishConnection",
        requirements: &[
            must(
                "R-PRG-13",
                "cbSize is the size of SYNCMGRPROGRESSITEM",
                "set cbSize = sizeof(SYNCMGRPROGRESSITEM)",
                progress_size,
            ),
            must(
                "D-16",
                "cbSize is the size of SYNCMGRLOGERRORINFO",
                "set cbSize = sizeof(SYNCMGRLOGERRORINFO)",
                message_size,
            ),
            must(
                "D-22",
                "A message has a level from 1 to 3, and a text",
                "use SYNCMGRLOGLEVEL_…, and never pass NULL",
                level,
            ),
            must("R-EST-7", "dwReserved of EstablishConnection is 0", "pass 0", connection),
        ],
    },
];

const PROGRESS_SIZE: u32 = size_of::<mobsync::structures::SYNCMGRPROGRESSITEM>() as u32;
const MESSAGE_SIZE: u32 = size_of::<mobsync::structures::SYNCMGRLOGERRORINFO>() as u32;
const SILENT: &str = "it reported no progress";
const NO_MESSAGE: &str = "it logged no message";

fn progress(evidence: &Evidence) -> Vec<&News> {
    evidence
        .reports()
        .filter_map(|(_, report)| if let Said::Progress(news) = &report.said { Some(news) } else { None })
        .collect()
}

fn messages(evidence: &Evidence) -> Vec<&Logged> {
    evidence
        .reports()
        .filter_map(|(_, report)| if let Said::LogError(logged) = &report.said { Some(logged) } else { None })
        .collect()
}

fn count(length: usize, what: &str) -> Option<String> {
    (length > 0).then(|| format!("{length} {what}"))
}

fn sensible(evidence: &Evidence) -> Finding {
    let all = progress(evidence);
    let mut breaches = Vec::new();
    for news in &all {
        if let Some(status) = news.status.filter(|status| ItemStatus::from_code(*status).is_none()) {
            breaches.push(format!("the status {status:#x} does not exist"));
        }
        match (news.value, news.max) {
            (_, Some(max)) if max <= 0 => breaches.push(format!("a maximum of {max}")),
            (Some(value), Some(max)) if value < 0 || value > max => breaches.push(format!("{value} of {max}")),
            _ => {}
        }
    }
    Finding::of(breaches, count(all.len(), "reports"), SILENT)
}

fn clickable(evidence: &Evidence) -> Finding {
    let all: Vec<_> = messages(evidence).into_iter().filter(|message| message.jumps).collect();
    let breaches = all.iter().filter(|message| message.error.is_none()).map(|_| "a click leads nowhere".into());
    Finding::of(breaches.collect(), count(all.len(), "messages"), "no message leads to ShowError")
}

fn progress_size(evidence: &Evidence) -> Finding {
    let sizes: Vec<u32> = progress(evidence).into_iter().filter_map(|news| news.size).collect();
    let breaches = sizes
        .iter()
        .filter(|size| **size < PROGRESS_SIZE)
        .map(|size| format!("cbSize is {size}, the structure has {PROGRESS_SIZE} bytes"));
    Finding::of(breaches.collect(), count(sizes.len(), "reports"), SILENT)
}

fn message_size(evidence: &Evidence) -> Finding {
    let sizes: Vec<u32> = messages(evidence).into_iter().filter_map(|message| message.size).collect();
    let breaches = sizes
        .iter()
        .filter(|size| **size < MESSAGE_SIZE)
        .map(|size| format!("cbSize is {size}, the structure has {MESSAGE_SIZE} bytes"));
    Finding::of(breaches.collect(), count(sizes.len(), "messages"), NO_MESSAGE)
}

fn level(evidence: &Evidence) -> Finding {
    let all = messages(evidence);
    let mut breaches = Vec::new();
    for message in &all {
        if !(1..=3).contains(&message.level) {
            breaches.push(format!("the level {} does not exist", message.level));
        }
        if !message.has_text {
            breaches.push("the text is NULL".into());
        }
    }
    Finding::of(breaches, count(all.len(), "messages"), NO_MESSAGE)
}

fn connection(evidence: &Evidence) -> Finding {
    let asked = |(_, report): (_, &crate::conformance::trace::Report)| match report.said {
        Said::EstablishConnection { reserved } => Some(reserved),
        _ => None,
    };
    let all: Vec<u32> = evidence.reports().filter_map(asked).collect();
    let breaches = all.iter().filter(|reserved| **reserved != 0).map(|reserved| format!("it is {reserved:#x}"));
    Finding::of(breaches.collect(), count(all.len(), "connections"), "it asked for no connection")
}
