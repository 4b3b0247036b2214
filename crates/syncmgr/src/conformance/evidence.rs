//! All that was seen, in the forms in which judgements ask for it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use syncmgr_proto::{Code, Guid, ItemStatus};

use super::specification::Dialogs;
use super::trace::{Entry, Fact, Given, Listed, Method, News, Report, Said, What};
use super::trials::{Kind, Trial};

/// How a trial ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// As planned.
    Well,
    /// The process died.
    Crashed(String),
    /// Nothing was heard for so long.
    Hung(Duration),
}

/// One trial.
#[derive(Clone, Debug)]
pub struct Run {
    /// What happened.
    pub entries: Vec<Entry>,
    /// How it ended.
    pub end: End,
}

/// All trials with a handler.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What kind of handler it is.
    pub kind: Kind,
    /// Whether dialogs could be shown.
    pub dialogs: Dialogs,
    /// The trials that were made.
    pub runs: BTreeMap<Trial, Run>,
}

impl Evidence {
    /// One trial, if it was made.
    pub fn run(&self, trial: Trial) -> Option<&Run> {
        self.runs.get(&trial)
    }

    /// The facts of all trials.
    pub fn facts(&self) -> impl Iterator<Item = (Trial, &Fact)> {
        self.runs.iter().flat_map(|(trial, run)| run.facts().map(|fact| (*trial, fact)))
    }

    /// Every call of a method that may be completed.
    pub fn outers(&self, method: Method) -> impl Iterator<Item = (Trial, Outer<'_>)> {
        self.runs.iter().flat_map(move |(trial, run)| run.outers(method).into_iter().map(|outer| (*trial, outer)))
    }

    /// Every return of a method.
    pub fn returns(&self, method: Method) -> impl Iterator<Item = (Trial, Code)> {
        self.runs.iter().flat_map(move |(trial, run)| run.returns(method).map(|code| (*trial, code)))
    }

    /// Every report of every trial.
    pub fn reports(&self) -> impl Iterator<Item = (Trial, &Report)> {
        self.runs.iter().flat_map(|(trial, run)| run.reports().map(|(_, report, _)| (*trial, report)))
    }

    /// The items, as they were listed in a trial that asked for nothing else.
    pub fn items(&self) -> &[Listed] {
        self.facts()
            .find_map(|(_, fact)| if let Fact::Listed(list) = fact { Some(list.as_slice()) } else { None })
            .unwrap_or_default()
    }

    /// An item by its name, where it has one.
    pub fn name(&self, item: Guid) -> String {
        let named = self.items().iter().find(|listed| listed.id == item && !listed.name.is_empty());
        named.map_or_else(|| item.to_string(), |listed| format!("“{}”", listed.name))
    }
}

impl Run {
    /// What was measured.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.entries.iter().filter_map(|entry| if let What::Fact(fact) = &entry.what { Some(fact) } else { None })
    }

    /// What a method returned, in order.
    pub fn returns(&self, method: Method) -> impl Iterator<Item = Code> {
        self.entries.iter().filter_map(move |entry| match entry.what {
            What::Return(of, code) if of == method => Some(code),
            _ => None,
        })
    }

    /// The reports and their answers, in order.
    pub fn reports(&self) -> impl Iterator<Item = (&Entry, &Report, Code)> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            What::Report(report, answer) => Some((entry, report, *answer)),
            _ => None,
        })
    }

    /// What `Initialize` was given and returned, in order.
    pub fn initialized(&self) -> Vec<(u32, Code)> {
        let mut flags = self.entries.iter().filter_map(|entry| match entry.what {
            What::Call(Method::Initialize, Given::Flags(flags)) => Some(flags),
            _ => None,
        });
        self.returns(Method::Initialize).map_while(|code| Some((flags.next()?, code))).collect()
    }

    /// The call that had not returned at the end.
    pub fn open_call(&self) -> Option<Method> {
        let mut open = Vec::new();
        for entry in &self.entries {
            match entry.what {
                What::Call(method, _) => open.push(method),
                What::Return(..) => drop(open.pop()),
                _ => {}
            }
        }
        open.pop()
    }

    /// The last call that was made.
    pub fn last_call(&self) -> Option<Method> {
        self.entries
            .iter()
            .rev()
            .find_map(|entry| if let What::Call(method, _) = entry.what { Some(method) } else { None })
    }

    /// The calls of a method that may be completed, each with what happened until the next one.
    pub fn outers(&self, method: Method) -> Vec<Outer<'_>> {
        let is_call = |entry: &Entry| matches!(entry.what, What::Call(of, _) if of == method);
        let begins: Vec<_> = (0..self.entries.len()).filter(|at| is_call(&self.entries[*at])).collect();
        let ends = begins.iter().skip(1).copied().chain([self.entries.len()]);
        begins.iter().zip(ends).filter_map(|(begin, end)| Outer::new(method, *begin, &self.entries[..end])).collect()
    }
}

/// A call that may be completed, and what happened until the next one of its kind.
#[derive(Clone, Copy, Debug)]
pub struct Outer<'a> {
    /// The method.
    pub method: Method,
    /// What it was given.
    pub given: &'a Given,
    /// What it returned; `None`: it did not return.
    pub code: Option<Code>,
    /// How long it took to return, in microseconds.
    pub took: u64,
    /// All that happened before it.
    before: &'a [Entry],
    /// The call and all that came after it.
    pub entries: &'a [Entry],
}

impl<'a> Outer<'a> {
    fn new(method: Method, begin: usize, entries: &'a [Entry]) -> Option<Self> {
        let (before, entries) = entries.split_at(begin);
        let Entry { at, what: What::Call(_, given), .. } = entries.first()? else { return None };
        let returned = entries.iter().find_map(|entry| match entry.what {
            What::Return(of, code) if of == method => Some((code, entry.at - at)),
            _ => None,
        });
        let (code, took) = returned.map_or((None, 0), |(code, took)| (Some(code), took));
        Some(Self { method, given, code, took, before, entries })
    }

    /// The results with which it was completed.
    pub fn completions(&self) -> Vec<Code> {
        let completes = |said: &Said| said.completes().filter(|of| *of == self.method).and(said.code());
        self.entries
            .iter()
            .filter_map(|entry| if let What::Report(report, _) = &entry.what { completes(&report.said) } else { None })
            .collect()
    }

    /// Whether its completion was awaited in vain.
    pub fn is_missed(&self) -> bool {
        self.entries.iter().any(|entry| entry.what == What::Missed(self.method))
    }

    /// What happened from the call to its completion, which may come before the return; without one, until the instance was
    /// asked for something else.
    pub fn during(&self) -> &'a [Entry] {
        self.completed_at().map_or_else(|| until_next_phase(self.entries), |at| &self.entries[..=at])
    }

    /// What happened after its completion, until the instance was asked for something else.
    pub fn after(&self) -> &'a [Entry] {
        let rest = self.completed_at().map(|at| until_next_phase(&self.entries[at..]));
        rest.and_then(|rest| rest.get(1..)).unwrap_or_default()
    }

    fn completed_at(&self) -> Option<usize> {
        let completes = |entry: &Entry| matches!(&entry.what, What::Report(report, _) if report.said.completes() == Some(self.method));
        self.entries.iter().position(completes)
    }

    /// The items that were prepared before it.
    pub fn prepared(&self) -> &'a [Guid] {
        let ids = |entry: &'a Entry| match &entry.what {
            What::Call(Method::PrepareForSync, Given::Ids(ids)) => Some(ids.as_slice()),
            _ => None,
        };
        self.before.iter().rev().find_map(ids).unwrap_or_default()
    }

    /// The ids that it was given.
    pub fn ids(&self) -> &'a [Guid] {
        if let Given::Ids(ids) = self.given { ids } else { &[] }
    }

    /// The news of items until its completion, with their time and their answer.
    pub fn news(&self) -> Vec<(u64, &'a News, Code)> {
        news(self.during())
    }
}

/// What happened up to the call that begins something else.
fn until_next_phase(entries: &[Entry]) -> &[Entry] {
    let begins = |entry: &Entry| {
        matches!(entry.what, What::Call(Method::PrepareForSync | Method::SetProgressCallback | Method::ShowError, _))
    };
    let first = entries.iter().skip(1).position(begins).map_or(entries.len(), |at| at + 1);
    &entries[..first]
}

/// The news among what happened.
pub fn news<'a>(entries: &'a [Entry]) -> Vec<(u64, &'a News, Code)> {
    let news = |entry: &'a Entry| match entry {
        Entry { at, what: What::Report(Report { said: Said::Progress(news), .. }, answer), .. } => {
            Some((*at, news, *answer))
        }
        _ => None,
    };
    entries.iter().filter_map(news).collect()
}

/// The status of news, if it has one that exists.
pub fn status(news: &News) -> Option<ItemStatus> {
    news.status.and_then(ItemStatus::from_code)
}

/// Whether news end an item.
pub fn is_final(news: &News) -> bool {
    status(news).is_some_and(ItemStatus::is_final)
}

/// The last final status of an item.
pub fn ending(news: &[(u64, &News, Code)], item: Guid) -> Option<ItemStatus> {
    news.iter()
        .rev()
        .filter(|(_, news, _)| news.item == item)
        .find_map(|(_, news, _)| status(news).filter(|status| status.is_final()))
}

/// The items that news are about.
pub fn told_about(news: &[(u64, &News, Code)]) -> BTreeSet<Guid> {
    news.iter().map(|(_, news, _)| news.item).collect()
}
