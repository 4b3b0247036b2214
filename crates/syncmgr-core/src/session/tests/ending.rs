//! How items, handlers and sessions end.

use super::rig::{Rig, item};
use crate::handler::{Detail, LogMessage};
use crate::session::{Answer, Step};
use syncmgr_proto::{Code, ExitCode, ItemStatus, MessageLevel, Stats};

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
