//! Skips and stops.

use super::rig::{Rig, item};
use crate::session::{Answer, Call, Effect, Step, StopKind};
use syncmgr_proto::{Code, ExitCode, ItemStatus};

#[test]
fn skips_reach_the_handler_once_and_only_in_the_window() {
    let skip = || Step::Skip(item(1));
    let told = |rig: &Rig| rig.done.iter().filter(|e| **e == Effect::Call(0, Call::Skip(item(1)))).count();

    let mut early = Rig::manual();
    early.feed(skip());
    let mut early = early.loaded(&[1, 2]);
    assert!(early.done.contains(&Effect::Lock(0, vec![item(2)])), "what is skipped before it starts never starts");
    early.answer(Answer::Locked(Vec::new()));
    early.answer(Answer::Prepare(Code::FAIL));
    assert_eq!(early.status(1), ItemStatus::Skipped);

    let mut rig = Rig::manual().preparing();
    rig.feed(skip());
    assert_eq!(told(&rig), 0, "PrepareForSync has not returned");
    assert!(rig.done.contains(&Effect::CancelItem(0, item(1))));
    rig.answer(Answer::Prepare(Code::OK));
    assert_eq!(told(&rig), 1);
    rig.feed(skip());
    rig.feed(Step::Prepared(0, Code::OK));
    rig.answer(Answer::Synchronize(Code::OK));
    rig.feed(skip());
    assert_eq!(told(&rig), 1, "once is enough");
    rig.feed(Step::Synchronized(0, Code::OK));
    assert_eq!(
        (rig.status(1), rig.status(2)),
        (ItemStatus::Stopped, ItemStatus::Succeeded),
        "S9: it said nothing more"
    );

    let mut rig = Rig::manual().synchronizing();
    rig.answer(Answer::Synchronize(Code::OK));
    rig.report(1, ItemStatus::Succeeded);
    rig.feed(skip());
    assert_eq!(told(&rig), 0, "it has ended");
    rig.feed(Step::Synchronized(0, Code::OK));
    assert_eq!(rig.status(1), ItemStatus::Succeeded);
}

#[test]
fn a_skip_is_told_before_progress_is_answered_with_it() {
    let mut rig = Rig::manual().synchronizing();
    rig.answer(Answer::Synchronize(Code::OK));
    rig.feed(Step::Skip(item(1)));
    let cancelled = |rig: &Rig| rig.done.contains(&Effect::CancelItem(0, item(1)));
    assert!(rig.done.contains(&Effect::Call(0, Call::Skip(item(1)))) && !cancelled(&rig));
    rig.answer(Answer::Skip(item(1), Some(Code::FAIL)));
    assert!(cancelled(&rig), "whatever the handler says to it");
}

/// The completion may come between the decision to tell a skip and the call.
#[test]
fn a_skip_that_came_as_its_window_closed_is_told_in_the_next_one() {
    let mut rig = Rig::manual().preparing();
    rig.answer(Answer::Prepare(Code::OK));
    rig.feed(Step::Skip(item(1)));
    rig.answer(Answer::Skip(item(1), None));
    rig.feed(Step::Prepared(0, Code::OK));
    rig.done.clear();
    rig.answer(Answer::Synchronize(Code::OK));
    assert!(rig.called(&Call::Skip(item(1))));
}

#[test]
fn stop_lets_nothing_new_begin_and_waits_for_what_has_begun() {
    let stop = || Step::Stop(StopKind::Graceful);
    let mut loading = Rig::manual();
    loading.feed(stop());
    assert!(loading.outcome().is_none(), "the call that is out is waited for");
    let loading = loading.loaded(&[1, 2]);
    assert!(!loading.done.iter().any(|e| matches!(e, Effect::Lock(..))));

    let mut preparing = Rig::manual().preparing();
    preparing.answer(Answer::Prepare(Code::OK));
    preparing.feed(stop());
    assert!(preparing.called(&Call::Skip(item(1))) && preparing.called(&Call::Skip(item(2))));
    preparing.feed(Step::Prepared(0, Code::OK));
    assert!(!preparing.called(&Call::Synchronize));

    let mut working = Rig::manual().synchronizing();
    working.answer(Answer::Synchronize(Code::OK));
    working.feed(stop());
    assert!(working.done.contains(&Effect::CancelAll(0)));
    assert!(working.outcome().is_none());
    working.feed(Step::Synchronized(0, Code::OK));

    for rig in [&loading, &preparing, &working] {
        assert_eq!((rig.status(1), rig.status(2)), (ItemStatus::Stopped, ItemStatus::Stopped));
        assert_eq!(rig.outcome().unwrap().exit, ExitCode::Interrupted);
    }
}

#[test]
fn the_second_stop_waits_for_nothing() {
    for mut rig in
        [Rig::manual(), Rig::manual().loaded(&[1, 2]), Rig::manual().preparing(), Rig::manual().synchronizing()]
    {
        rig.report(1, ItemStatus::Succeeded);
        rig.feed(Step::Stop(StopKind::Graceful));
        rig.feed(Step::Stop(StopKind::Now));
        assert_eq!(rig.status(2), ItemStatus::Stopped);
        assert_eq!(rig.outcome().unwrap().items.len(), 2);
        assert!(rig.done.contains(&Effect::Terminate(0)));
    }
}
