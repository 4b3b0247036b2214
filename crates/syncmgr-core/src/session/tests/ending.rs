//! How items, handlers and sessions end.

use super::rig::{HANDLER, Rig, item};
use crate::handler::{Detail, HandlerInfo, ItemInfo, Items, LogMessage};
use crate::session::{Answer, Effect, RunKind, Selection, SessionRequest, Step};
use syncmgr_proto::{Code, ExitCode, ItemStatus, MessageLevel, Stats, Trigger};

#[test]
fn every_item_ends_when_synchronize_does() {
    use ItemStatus::{Deleted, Failed, Paused, Skipped, Stopped, Succeeded, Updating};
    // reported, returned, completed, status at the end
    let table = [
        (None, Code::OK, Some(Code::OK), Succeeded),
        (None, Code::OK, Some(Code::FALSE), Succeeded),
        (None, Code::OK, Some(Code::FAIL), Failed),
        (Some(Updating), Code::OK, Some(Code::OK), Succeeded),
        (Some(Paused), Code::OK, Some(Code::FAIL), Failed),
        (Some(Failed), Code::OK, Some(Code::OK), Failed),
        (Some(Skipped), Code::OK, Some(Code::OK), Skipped),
        (Some(Stopped), Code::OK, Some(Code::OK), Stopped),
        (Some(Deleted), Code::OK, Some(Code::OK), Succeeded),
        (Some(Succeeded), Code::OK, Some(Code::FAIL), Succeeded),
        (None, Code::FAIL, None, Failed),
        (None, Code::FALSE, None, Failed),
        (None, Code::MISSING_ITEMS, Some(Code::OK), Failed),
    ];
    for (reported, returned, completed, status) in table {
        let mut rig = Rig::manual().synchronizing();
        if let Some(reported) = reported {
            rig.report(1, reported);
        }
        rig.answer(Answer::Synchronize(returned));
        if let Some(code) = completed {
            rig.feed(Step::Synchronized(0, code));
        }
        assert_eq!(rig.status(1), status, "{reported:?} {returned} {completed:?}");
    }
}

#[test]
fn a_handler_that_dies_fails_its_items_wherever_it_was() {
    let died = || Step::Died(0, "killed".into());
    let mut loading = Rig::manual();
    let mut preparing = Rig::manual().preparing();
    let mut synchronizing = Rig::manual().synchronizing();
    synchronizing.report(1, ItemStatus::Succeeded);
    for (name, rig) in [("loading", &mut loading), ("preparing", &mut preparing), ("working", &mut synchronizing)] {
        rig.feed(died());
        assert_eq!((rig.status(1), rig.status(2)), (ItemStatus::Failed, ItemStatus::Failed), "{name}");
        assert!(rig.messages().iter().any(|(l, t)| *l == MessageLevel::Error && t.contains("killed")), "{name}");
        assert_eq!(rig.outcome().unwrap().exit, ExitCode::Incomplete, "{name}");
    }
    let mut completed = Rig::manual().synchronizing();
    completed.feed(Step::Synchronized(0, Code::OK));
    completed.feed(died());
    assert_eq!(completed.status(1), ItemStatus::Succeeded, "S2: the completion had been taken");
}

#[test]
fn exit_codes_come_from_the_items() {
    use ExitCode::{Conflicts, Guard, InSync, Incomplete, NothingToDo, Temporary};
    use ItemStatus::{Failed, Succeeded};
    // status and own code of both items, code of the session
    let table = [
        ((Succeeded, None), (Succeeded, None), InSync),
        ((Succeeded, Some(NothingToDo)), (Succeeded, Some(NothingToDo)), NothingToDo),
        ((Succeeded, Some(NothingToDo)), (Succeeded, Some(InSync)), InSync),
        ((Succeeded, Some(Conflicts)), (Succeeded, Some(InSync)), Conflicts),
        ((Failed, None), (Succeeded, Some(Conflicts)), Incomplete),
        ((Failed, Some(InSync)), (Succeeded, None), Incomplete),
        ((Failed, Some(Guard)), (Failed, Some(Temporary)), Guard),
        ((Failed, Some(Temporary)), (Succeeded, None), Temporary),
    ];
    for (first, second, expected) in table {
        let mut rig = Rig::manual().synchronizing();
        for (n, (status, exit)) in [(1, first), (2, second)] {
            rig.report(n, status);
            if let Some(exit) = exit {
                let stats = Stats { bytes: 5, ..Stats::default() };
                rig.feed(Step::Detail(0, item(n), Detail::Result { exit, stats }));
            }
        }
        rig.answer(Answer::Synchronize(Code::OK));
        rig.feed(Step::Synchronized(0, Code::OK));
        assert_eq!(rig.outcome().unwrap().exit, expected, "{first:?} {second:?}");
        let counted = [first, second].iter().filter(|(_, exit)| exit.is_some()).count() as u64;
        assert_eq!(rig.outcome().unwrap().stats.bytes, 5 * counted);
    }
}

#[test]
fn what_the_handler_logged_is_not_said_twice() {
    for (logs, expected) in [(false, 1), (true, 1)] {
        let mut rig = Rig::manual().synchronizing();
        if logs {
            rig.feed(Step::Logged(0, LogMessage::about(item(1), MessageLevel::Error, "disk on fire")));
        }
        rig.answer(Answer::Synchronize(Code::FAIL));
        assert_eq!(rig.messages().len(), expected, "{:?}", rig.messages());
    }
}

#[test]
fn what_the_handler_said_of_a_failed_call_is_enough() {
    let mut rig = Rig::manual();
    rig.answer(Answer::Created(Ok(())));
    let (level, text) = (MessageLevel::Error, "/x.so cannot be read: register it again".to_owned());
    rig.feed(Step::Logged(0, LogMessage { level, text: text.clone(), item: None, error_id: None, jump: false }));
    rig.answer(Answer::Initialize(Code::FAIL));
    assert_eq!(rig.messages(), [(level, text)]);
    assert_eq!((rig.status(1), rig.status(2)), (ItemStatus::Failed, ItemStatus::Failed));
}

/// Proves: R-ITM-8, D-11
#[test]
fn nothing_is_remembered_about_temporary_items() {
    let temporary = |n| ItemInfo { flags: ItemInfo::TEMPORARY, ..ItemInfo::new(item(n), "t") };
    for run in [RunKind::Real, RunKind::Dry] {
        let request = SessionRequest { run, ..SessionRequest::new(Trigger::Connect, Selection::Listed) };
        let mut rig = Rig::new(request);
        rig.answer(Answer::Created(Ok(())));
        rig.answer(Answer::Initialize(Code::OK));
        rig.answer(Answer::Info(Ok(HandlerInfo::default())));
        let list = vec![temporary(1), ItemInfo::new(item(2), "i2"), ItemInfo { checked: false, ..temporary(3) }];
        rig.answer(Answer::Items(Ok(Items::complete(list))));
        rig.answer(Answer::SetCallback(Code::OK));
        let forgets = |rig: &Rig| {
            let forget =
                |effect: &Effect| matches!(effect, Effect::Forget(HANDLER, items) if *items == [item(1), item(3)]);
            rig.done.iter().position(forget)
        };
        assert_eq!(forgets(&rig), None, "the choices count in this session");
        rig.feed(Step::Died(0, "gone".to_owned()));
        assert_eq!(forgets(&rig).is_some(), run == RunKind::Real);
    }
}
