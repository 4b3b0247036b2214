//! `ShowProperties` and its completion: made with `--ui` only.

use syncmgr_proto::{Code, Guid};

use super::finding::Finding;
use super::prepare::{completes, window};
use super::requirement::{Scope, Section, Topic, must};
use crate::conformance::evidence::{Evidence, Outer};
use crate::conformance::specification::Dialogs;
use crate::conformance::trace::{Fact, Method};
use crate::conformance::trials::Trial;

const SOURCE: &str = "ISyncMgrSynchronize::ShowProperties, ShowPropertiesCompleted";

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::ShowProperties,
        scope: Scope::Both,
        source: SOURCE,
        requirements: &[
            must(
                "R-SPR-4",
                "With GUID_NULL it shows the properties of the handler",
                "set SYNCMGRHANDLER_HASPROPERTIES only if there are some",
                handler,
            ),
            must(
                "R-SPR-5",
                "An item has SYNCMGRITEM_HASPROPERTIES if it has a property sheet, and only then",
                "set the flag, or return a failure",
                items,
            ),
            must("R-SPR-7", "The dialog looks like a property sheet", "", |_| {
                Finding::not_observed("looks are for people to judge")
            }),
            must(
                "R-SPC-2",
                "ShowPropertiesCompleted comes exactly once after a success code, and never after a failure",
                "call it once on each way through that returns success",
                |evidence| shown(evidence, |evidence| completes(evidence, Method::ShowProperties, Code::is_success)),
            ),
        ],
    },
    Section {
        topic: Topic::ShowProperties,
        scope: Scope::Modules,
        source: SOURCE,
        requirements: &[must("R-SPR-6", "Accepts a NULL parent window", "do not test hWndParent", |evidence| {
            shown(evidence, |evidence| window(evidence, Method::ShowProperties, |outer, _| is_offered(evidence, outer)))
        })],
    },
];

const HAS_PROPERTIES: u32 = 1;

/// A finding about what somebody looked at.
fn shown(evidence: &Evidence, judge: impl FnOnce(&Evidence) -> Finding) -> Finding {
    if evidence.dialogs == Dialogs::Refused {
        return Finding::not_observed("it shows a dialog: --ui allows that");
    }
    judge(evidence)
}

fn handler_has(evidence: &Evidence) -> Option<bool> {
    let info = |(_, fact): (Trial, &Fact)| {
        if let Fact::Info(info) = fact { Some(info.flags & HAS_PROPERTIES != 0) } else { None }
    };
    evidence.facts().find_map(info)
}

/// Whether a manager would make this call.
pub fn is_offered(evidence: &Evidence, outer: &Outer<'_>) -> bool {
    let Some(id) = outer.ids().first() else { return false };
    if id.is_null() {
        return handler_has(evidence) == Some(true);
    }
    evidence.items().iter().any(|item| item.id == *id && item.flags & HAS_PROPERTIES != 0)
}

fn handler(evidence: &Evidence) -> Finding {
    shown(evidence, |evidence| {
        if handler_has(evidence) != Some(true) {
            return Finding::not_observed("the handler has no SYNCMGRHANDLER_HASPROPERTIES");
        }
        let calls = evidence.outers(Method::ShowProperties).filter(|(_, outer)| outer.ids().iter().all(Guid::is_null));
        let codes: Vec<Code> = calls.filter_map(|(_, outer)| outer.code).collect();
        let breaches =
            codes.iter().filter(|code| code.is_failure()).map(|code| format!("it has the flag, and answered {code}"));
        Finding::of(breaches.collect(), codes.first().map(ToString::to_string), "it was not called")
    })
}

fn items(evidence: &Evidence) -> Finding {
    shown(evidence, |evidence| {
        let (mut breaches, mut seen) = (Vec::new(), 0);
        for (_, outer) in evidence.outers(Method::ShowProperties) {
            let (Some(code), Some(id)) = (outer.code, outer.ids().first().filter(|id| !id.is_null())) else { continue };
            seen += 1;
            match (is_offered(evidence, &outer), code.is_success()) {
                (true, false) => {
                    breaches.push(format!("{} has the flag, and ShowProperties answered {code}", evidence.name(*id)));
                }
                (false, true) => {
                    breaches.push(format!("{} lacks the flag, and ShowProperties answered {code}", evidence.name(*id)));
                }
                _ => {}
            }
        }
        Finding::of(breaches, (seen > 0).then(|| format!("{seen} items")), "there are no items")
    })
}
