//! `GetHandlerInfo`, `EnumSyncMgrItems`, `GetItemObject` and the structures that they give.

use std::collections::BTreeSet;

use syncmgr_proto::Code;

use super::finding::Finding;
use super::life;
use super::objects::refused;
use super::requirement::{Scope, Section, Topic, must, should};
use crate::conformance::evidence::{End, Evidence};
use crate::conformance::trace::{Described, Fact, Listed, Method, Refusable};
use crate::conformance::trials::Trial;

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::GetHandlerInfo,
        scope: Scope::Modules,
        source: "ISyncMgrSynchronize::GetHandlerInfo, SYNCMGRHANDLERINFO",
        requirements: &[
            must(
                "R-GHI-1",
                "S_OK comes with a structure that CoTaskMemAlloc has made",
                "allocate it anew for each call; the manager frees it with CoTaskMemFree",
                allocated,
            ),
            must(
                "R-GHI-3",
                "cbSize is the size of SYNCMGRHANDLERINFO",
                "set cbSize = sizeof(SYNCMGRHANDLERINFO)",
                info_size,
            ),
        ],
    },
    Section {
        topic: Topic::GetHandlerInfo,
        scope: Scope::Both,
        source: "decision D-7",
        requirements: &[should("D-7", "GetHandlerInfo tells a name", "fill wszHandlerName, or the field `name`", name)],
    },
    Section {
        topic: Topic::EnumSyncMgrItems,
        scope: Scope::Both,
        source: "ISyncMgrSynchronize::EnumSyncMgrItems, SYNCMGRITEM",
        requirements: &[
            must(
                "R-ENS-1",
                "S_OK comes with the items",
                "hand out an enumerator, also when there are no items",
                enumerates,
            ),
            must(
                "R-ENS-2",
                "S_SYNCMGR_MISSINGITEMS comes with those items that are there",
                "hand out an enumerator with this code too",
                missing,
            ),
            must(
                "R-ENU-11",
                "Each entry is an item that can be synchronized, with a name",
                "fill wszItemName, or the field `name`",
                entries,
            ),
            must(
                "D-38",
                "No two items have the same id, and none has GUID_NULL",
                "make an id for each item once, and keep it for ever",
                ids,
            ),
        ],
    },
    Section {
        topic: Topic::EnumSyncMgrItems,
        scope: Scope::Modules,
        source: "SYNCMGRITEM",
        requirements: &[
            must("R-ITM-1", "cbSize is the size of SYNCMGRITEM", "set cbSize = sizeof(SYNCMGRITEM)", item_size),
            must(
                "D-17",
                "Names end with a terminator inside their array",
                "cut names at 31 and 127 units and add the terminator",
                terminated,
            ),
        ],
    },
    Section {
        topic: Topic::GetItemObject,
        scope: Scope::Modules,
        source: "ISyncMgrSynchronize::GetItemObject",
        requirements: &[must(
            "R-GIO-1",
            "Answers E_NOTIMPL and NULL, whatever it is asked for",
            "store NULL in *ppv and return E_NOTIMPL",
            |evidence| refused(evidence, &[Refusable::ItemObject], Code::NOT_IMPLEMENTED),
        )],
    },
];

const NOT_TOLD: &str = "GetHandlerInfo told nothing";
const NO_ITEMS: &str = "it listed no items";

fn info(evidence: &Evidence) -> impl Iterator<Item = &Described> {
    evidence.facts().filter_map(|(_, fact)| if let Fact::Info(info) = fact { Some(info) } else { None })
}

/// Every item of every list.
fn listed(evidence: &Evidence) -> impl Iterator<Item = &Listed> {
    let lists = evidence.facts().filter_map(|(_, fact)| if let Fact::Listed(list) = fact { Some(list) } else { None });
    lists.flatten()
}

fn allocated(evidence: &Evidence) -> Finding {
    let mut breaches = Vec::new();
    if let Some(run) = evidence.run(Trial::Info)
        && run.end != End::Well
        && run.open_call() == Some(Method::GetHandlerInfo)
    {
        breaches.push(format!(
            "it {}, or its structure could not be freed",
            life::how(Trial::Info, run).unwrap_or_default()
        ));
    }
    breaches.extend(info(evidence).filter(|info| !info.is_there).map(|_| "success with NULL".to_owned()));
    let seen = info(evidence).next().map(|_| "it was freed with CoTaskMemFree".into());
    Finding::of(breaches, seen, NOT_TOLD)
}

fn info_size(evidence: &Evidence) -> Finding {
    let there = || info(evidence).filter(|info| info.is_there);
    let breaches =
        there().filter(|info| info.size < info.known_size).map(|info| wrong_size(info.size, info.known_size));
    Finding::of(breaches.collect(), there().next().map(|info| info.size.to_string()), NOT_TOLD)
}

fn wrong_size(size: u32, known: u32) -> String {
    format!("cbSize is {size}, the structure has {known} bytes")
}

fn name(evidence: &Evidence) -> Finding {
    match info(evidence).find(|info| info.is_there && info.size >= info.known_size) {
        Some(info) if info.name.is_empty() => Finding::failed("the name is empty"),
        Some(info) => Finding::passed(format!("“{}”", info.name)),
        None => match evidence.returns(Method::GetHandlerInfo).next() {
            Some((_, code)) if code.is_failure() => {
                Finding::failed(format!("GetHandlerInfo answered {code}: the registered name is shown"))
            }
            _ => Finding::not_observed(NOT_TOLD),
        },
    }
}

fn enumerates(evidence: &Evidence) -> Finding {
    let null = evidence.facts().filter(|(_, fact)| {
        matches!(fact, Fact::Interface { name, code } if name == "ISyncMgrEnumItems" && *code == Code::POINTER)
    });
    let breaches = null.map(|_| "success with NULL".to_owned()).collect();
    let count =
        evidence.facts().find_map(|(_, fact)| if let Fact::Listed(list) = fact { Some(list.len()) } else { None });
    Finding::of(breaches, count.map(|count| format!("{count} items")), "it gave no list")
}

fn missing(evidence: &Evidence) -> Finding {
    let some = evidence.returns(Method::EnumSyncMgrItems).any(|(_, code)| code == Code::MISSING_ITEMS);
    Finding::of(Vec::new(), some.then(|| "it came with a list".into()), "no item was missing")
}

fn entries(evidence: &Evidence) -> Finding {
    let nameless = listed(evidence).filter(|item| item.name.is_empty() && item.is_terminated);
    let breaches = nameless.map(|item| format!("{} has no name", item.id)).collect();
    let count = evidence.items().len();
    Finding::of(breaches, (count > 0).then(|| format!("{count} items with names")), NO_ITEMS)
}

fn ids(evidence: &Evidence) -> Finding {
    let mut breaches = Vec::new();
    for (_, fact) in evidence.facts() {
        let Fact::Listed(list) = fact else { continue };
        let mut known = BTreeSet::new();
        for item in list {
            if item.id.is_null() {
                breaches.push(format!("“{}” has the id GUID_NULL", item.name));
            } else if !known.insert(item.id) {
                breaches.push(format!("{} stands twice", item.id));
            }
        }
    }
    Finding::of(breaches, (!evidence.items().is_empty()).then(|| "all are different".into()), NO_ITEMS)
}

fn item_size(evidence: &Evidence) -> Finding {
    let breaches =
        listed(evidence).filter(|item| item.size < item.known_size).map(|item| wrong_size(item.size, item.known_size));
    Finding::of(breaches.collect(), listed(evidence).next().map(|item| item.size.to_string()), NO_ITEMS)
}

fn terminated(evidence: &Evidence) -> Finding {
    let handlers = info(evidence)
        .filter(|info| !info.is_terminated)
        .map(|info| format!("the handler's name “{}…” does not", info.name));
    let items =
        listed(evidence).filter(|item| !item.is_terminated).map(|item| format!("the name of {} does not", item.id));
    let breaches = handlers.chain(items).collect();
    let seen = info(evidence).map(|_| ()).chain(listed(evidence).map(|_| ())).next();
    Finding::of(breaches, seen.map(|()| "all do".into()), "no name was told")
}
