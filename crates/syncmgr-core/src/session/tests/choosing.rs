//! Which items are chosen, and what a list does to stored choices.

use super::rig::{HANDLER, Rig, item};
use crate::handler::{ItemInfo, Items};
use crate::session::{Answer, Call, Effect, Marks, Selection, SessionRequest, Unset};
use syncmgr_proto::{Code, ExitCode, Guid, ItemId, ItemStatus, Trigger};

#[test]
fn what_fails_while_loading_drops_out() {
    let info = || Answer::Info(Err(Code::FAIL));
    let ok = || Answer::Initialize(Code::OK);
    let created = || Answer::Created(Ok(()));
    let table: Vec<(Vec<Answer>, ItemStatus, &str)> = vec![
        (vec![Answer::Created(Err("no file".into()))], ItemStatus::Failed, "no file"),
        (vec![created(), Answer::Initialize(Code::FAIL)], ItemStatus::Failed, "E_FAIL"),
        (vec![created(), Answer::Initialize(Code::FALSE)], ItemStatus::Skipped, ""),
        (vec![created(), ok(), info(), Answer::Items(Err(Code::OUT_OF_MEMORY))], ItemStatus::Failed, "E_OUTOFMEMORY"),
    ];
    for (answers, status, text) in table {
        let mut rig = Rig::manual();
        for answer in answers.clone() {
            rig.answer(answer);
        }
        assert_eq!(rig.status(1), status, "{answers:?}");
        assert_eq!(rig.messages().is_empty(), text.is_empty(), "{answers:?}");
        assert!(rig.messages().iter().all(|m| m.1.contains(text)), "{answers:?}");
        assert!(rig.done.contains(&Effect::Release(0)));
    }
}

#[test]
fn a_name_that_is_not_listed_any_more_has_failed() {
    let mut rig = Rig::manual().loaded(&[2, 3]);
    rig.answer(Answer::Locked(Vec::new()));
    assert!(rig.called(&Call::Prepare(vec![item(2)])), "only what was chosen and is listed");
    rig.answer(Answer::Prepare(Code::FAIL));
    assert_eq!((rig.status(1), rig.outcome().unwrap().items.len()), (ItemStatus::Failed, 2));
}

#[test]
fn a_list_drops_choices_only_when_it_is_complete_and_manual() {
    let table = [
        (Trigger::Manual, Code::OK, true),
        (Trigger::Manual, Code::MISSING_ITEMS, false),
        (Trigger::Manual, Code::FALSE, false),
        (Trigger::Invoke, Code::OK, false),
        (Trigger::Idle, Code::OK, false),
    ];
    for (trigger, code, drops) in table {
        let mut rig = Rig::new(SessionRequest::new(trigger, Selection::Listed));
        rig.answer(Answer::Created(Ok(())));
        rig.answer(Answer::Initialize(Code::CANCEL_ALL));
        rig.answer(Answer::Info(Err(Code::FAIL)));
        let twice = ItemInfo::new(item(1), "again");
        let null = ItemInfo::new(ItemId(Guid::NULL), "null");
        let list = vec![ItemInfo::new(item(1), "first"), twice, null];
        rig.answer(Answer::Items(Ok(Items { code, list })));
        let dropped = rig.done.contains(&Effect::KeepOnly(HANDLER, vec![item(1)]));
        assert_eq!(dropped, drops, "{trigger} {code}");
        assert_eq!(rig.session.listing(0).1.len(), 1, "D-38");
    }
}

#[test]
fn marks_choose_and_nothing_chosen_is_no_failure() {
    let marks = |checked: &[(u8, bool)]| checked.iter().map(|&(n, on)| ((HANDLER, item(n)), on)).collect::<Marks>();
    let table: Vec<(Marks, Unset, &[u8], &[u8])> = vec![
        (marks(&[]), Unset::AsListed, &[], &[1]),
        (marks(&[]), Unset::Unchecked, &[], &[]),
        (marks(&[(1, false), (2, true)]), Unset::AsListed, &[], &[2]),
        (marks(&[(1, true), (2, true)]), Unset::Unchecked, &[1], &[2]),
        (marks(&[(2, false)]), Unset::AsListed, &[1], &[]),
    ];
    for (marks, unset, paused, expected) in table {
        let paused = paused.iter().map(|&n| item(n)).collect();
        let selection = Selection::Checked { marks, unset, paused };
        let mut rig = Rig::new(SessionRequest::new(Trigger::Connect, selection.clone()));
        rig.answer(Answer::Created(Ok(())));
        rig.answer(Answer::Initialize(Code::OK));
        rig.answer(Answer::Info(Err(Code::FAIL)));
        let mut second = ItemInfo::new(item(2), "i2");
        second.checked = false;
        rig.answer(Answer::Items(Ok(Items::complete(vec![ItemInfo::new(item(1), "i1"), second]))));
        rig.answer(Answer::SetCallback(Code::OK));
        let expected: Vec<ItemId> = expected.iter().map(|&n| item(n)).collect();
        if expected.is_empty() {
            assert_eq!(rig.outcome().unwrap().exit, ExitCode::InSync, "{selection:?}");
            assert!(rig.done.contains(&Effect::Release(0)));
        } else {
            assert!(rig.done.contains(&Effect::Lock(0, expected)), "{selection:?}");
        }
    }
}
