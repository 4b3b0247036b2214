//! Names, while handlers are slow to list their items.

use super::rig::{HANDLER, Rig, item};
use crate::handler::{HandlerInfo, ItemInfo, Items};
use crate::session::{Answer, Effect, Selection, SessionRequest, Step, Wanted};
use syncmgr_proto::{Code, HandlerId, Trigger};

fn slow() -> HandlerId {
    HandlerId::derived(b"slow")
}

fn remembered(n: u8, name: &str) -> Wanted {
    Wanted { item: item(n), name: name.to_owned(), handler: slow() }
}

/// A session over names, with a second handler that is slow; the first has listed items `i1` and `i2`.
fn rig(names: &[&str], known: Vec<Wanted>) -> Rig {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let request = SessionRequest::new(Trigger::Manual, Selection::Named { names, known });
    Rig::over(request, &[HANDLER, slow()]).loaded(&[1, 2])
}

fn begins(rig: &Rig) -> bool {
    rig.done.iter().any(|effect| matches!(effect, Effect::Lock(0, _)))
}

#[test]
fn slow_handlers_are_done_without_only_where_what_they_listed_before_leaves_a_name_clear() {
    let other = || vec![remembered(7, "other")];
    for (names, known, clear, what) in [
        (&["i1"][..], other(), true, "it never had that name"),
        (&["i1", "i2"], other(), true, "nor these"),
        (&["i1"], Vec::new(), false, "nothing is known of it"),
        (&["i1"], vec![remembered(7, "i1")], false, "it had one of that name"),
        (&["other"], other(), false, "it is its own item"),
        (&["i1", "other"], other(), false, "one of them is"),
        (&["nothing"], other(), false, "it may have it now"),
    ] {
        let mut rig = rig(names, known);
        assert!(!begins(&rig), "{names:?}: not before its time");
        rig.feed(Step::Waited);
        assert_eq!(begins(&rig), clear, "{names:?}: {what}");
        assert_eq!(rig.done.contains(&Effect::Release(1)), clear, "{names:?}: {what}");
    }
}

#[test]
fn a_slow_handler_that_comes_to_list_its_items_in_time_counts() {
    for (name, clear) in [("i1", false), ("i3", true)] {
        let mut rig = rig(&["i1"], vec![remembered(7, "i1")]);
        rig.feed(Step::Waited);
        for answer in [
            Answer::Created(Ok(())),
            Answer::Initialize(Code::OK),
            Answer::Info(Ok(HandlerInfo::default())),
            Answer::Items(Ok(Items::complete(vec![ItemInfo::new(item(7), name)]))),
            Answer::SetCallback(Code::OK),
        ] {
            rig.feed(Step::Returned(1, answer));
        }
        assert_eq!(begins(&rig), clear, "{name}");
        assert_eq!(rig.outcome().is_some_and(|outcome| outcome.refused.is_some()), !clear, "{name}");
    }
}
