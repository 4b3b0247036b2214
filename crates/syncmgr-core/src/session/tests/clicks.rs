//! A click on a message, and the retry that it may lead to.

use super::rig::{HANDLER, Rig, item};
use crate::handler::{ItemInfo, Items};
use crate::session::{Answer, Call, Effect, SessionRequest, Step};
use syncmgr_proto::{Code, ExitCode, Guid, ItemStatus};

fn clicked() -> Rig {
    let mut rig = Rig::new(SessionRequest::show_error(HANDLER, Guid::from_bytes([9; 16])));
    assert!(rig.done.contains(&Effect::Create(0)));
    rig = rig.loaded(&[1, 2]);
    assert!(rig.called(&Call::ShowError(Guid::from_bytes([9; 16]))));
    rig
}

/// Proves: D-23
#[test]
fn a_dialog_that_changed_the_items_leads_to_a_new_list() {
    let mut rig = clicked();
    rig.answer(Answer::ShowError(Code::OK));
    let effects = rig.feed(Step::ErrorShown(0, Code::ENUM_ITEMS, Vec::new()));
    assert_eq!(effects, [Effect::Call(0, Call::Items)]);
    let list = vec![ItemInfo::new(item(3), "i3")];
    let effects = rig.answer(Answer::Items(Ok(Items::complete(list))));
    assert!(effects.contains(&Effect::KeepOnly(HANDLER, vec![item(3)])), "{effects:?}");
    assert!(effects.contains(&Effect::Remember(HANDLER, vec![(item(3), "i3".to_owned())])));
    assert_eq!(rig.outcome().unwrap().exit, ExitCode::InSync);
}

#[test]
fn a_click_leads_to_a_retry_only_with_the_code_for_it() {
    let ids = || vec![item(2), item(5)];
    let table = [
        (Code::OK, Some((Code::OK, ids())), ExitCode::InSync),
        (Code::OK, Some((Code::FAIL, ids())), ExitCode::Error),
        (Code::FALSE, Some((Code::RETRY_SYNC, Vec::new())), ExitCode::InSync),
        (Code::FAIL, None, ExitCode::Error),
    ];
    for (returned, completed, exit) in table {
        let mut rig = clicked();
        rig.answer(Answer::ShowError(returned));
        if let Some((code, items)) = completed.clone() {
            rig.feed(Step::ErrorShown(0, code, items));
        }
        assert_eq!(rig.outcome().unwrap().exit, exit, "{returned} {completed:?}");
        assert!(!rig.done.iter().any(|e| matches!(e, Effect::Emit(..))), "{returned} {completed:?}");
    }
    for early in [true, false] {
        let mut rig = clicked();
        if early {
            rig.feed(Step::ErrorShown(0, Code::RETRY_SYNC, ids()));
        }
        rig.answer(Answer::ShowError(Code::FALSE));
        if !early {
            rig.feed(Step::ErrorShown(0, Code::RETRY_SYNC, ids()));
        }
        assert!(rig.done.contains(&Effect::Admit(0, ids())), "an id that was never listed is passed on");
        rig.answer(Answer::Locked(Vec::new()));
        assert!(rig.called(&Call::Prepare(ids())), "exactly the given items");
        rig.answer(Answer::Prepare(Code::OK));
        rig.feed(Step::Prepared(0, Code::OK));
        rig.answer(Answer::Synchronize(Code::OK));
        rig.feed(Step::Synchronized(0, Code::OK));
        assert_eq!((rig.status(2), rig.outcome().unwrap().exit), (ItemStatus::Succeeded, ExitCode::InSync));
    }
}
