//! `ShowError` and its completion.

use syncmgr_proto::Code;

use super::dialogs::{during, obeyed};
use super::finding::Finding;
use super::prepare::{completes, soon, window};
use super::requirement::{Scope, Section, Topic, must, should};
use crate::conformance::evidence::Evidence;
use crate::conformance::trace::Method;
use crate::conformance::trials::NEVER_LISTED;

const SOURCE: &str = "ISyncMgrSynchronize::ShowError, ShowErrorCompleted";

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::ShowError,
        scope: Scope::Modules,
        source: SOURCE,
        requirements: &[must("R-SHE-4", "Accepts a NULL parent window", "do not test hWndParent", |evidence| {
            window(evidence, Method::ShowError, |outer, _| outer.ids() != [NEVER_LISTED])
        })],
    },
    Section {
        topic: Topic::ShowError,
        scope: Scope::Both,
        source: SOURCE,
        requirements: &[
            should(
                "R-SHE-5",
                "Returns as soon as possible",
                "show dialogs on a thread of the handler's own",
                |evidence| soon(evidence, Method::ShowError),
            ),
            must(
                "R-SHE-7",
                "ShowErrorCompleted comes exactly once after a success code, and never after a failure",
                "call it once on each way through that returns success",
                |evidence| completes(evidence, Method::ShowError, Code::is_success),
            ),
            must("R-SHE-8", "May show a dialog without SYNCMGRFLAG_MAYBOTHERUSER too", "", |_| {
                Finding::not_observed("a permission: there is nothing to keep")
            }),
            must(
                "R-SHE-9",
                "Asks with EnableModeless all the same, and obeys the answer",
                "show the dialog only after S_OK",
                asks,
            ),
        ],
    },
];

fn asks(evidence: &Evidence) -> Finding {
    let balance = during(evidence, Method::ShowError);
    if balance.refused == 0 && balance.allowed == 0 {
        return Finding::not_observed("it asked for no dialog");
    }
    if balance.refused == 0 { Finding::passed("it asked") } else { obeyed(balance.refused, balance.despite) }
}
