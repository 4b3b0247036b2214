//! The calls in their order, and what their answers lead to.

use super::rig::{Rig, item};
use crate::session::{Answer, Call, Effect, Selection, Session, SessionRequest, Step, StopKind};
use syncmgr_proto::{Body, Code, ExitCode, ItemStatus, MessageLevel, SessionId, Trigger};

#[test]
fn the_calls_of_a_session_in_their_order() {
    let mut rig = Rig::manual().synchronizing();
    rig.answer(Answer::Synchronize(Code::OK));
    rig.feed(Step::Synchronized(0, Code::OK));
    let calls: Vec<&Effect> =
        rig.done.iter().filter(|e| matches!(e, Effect::Create(_) | Effect::Call(..) | Effect::Lock(..))).collect();
    let flags = SessionRequest::new(Trigger::Manual, Selection::Listed).flags;
    let ids = vec![item(1), item(2)];
    let expected = [
        Effect::Create(0),
        Effect::Call(0, Call::Initialize(flags, None)),
        Effect::Call(0, Call::Info),
        Effect::Call(0, Call::Items),
        Effect::Call(0, Call::SetCallback),
        Effect::Lock(0, ids.clone()),
        Effect::Call(0, Call::Prepare(ids)),
        Effect::Call(0, Call::Synchronize),
    ];
    assert_eq!(calls, expected.iter().collect::<Vec<_>>());
    assert!(matches!(rig.done.last(), Some(Effect::Finish(_))));
    let finished = rig.done.iter().rposition(|e| matches!(e, Effect::Emit(_, Body::Finished { .. }))).unwrap();
    assert!(!rig.done[finished + 1..].iter().any(|e| matches!(e, Effect::Emit(..))), "finished is the last event");
    assert_eq!(rig.feed(Step::Stop(StopKind::Now)), [], "after the end nothing follows");
}

#[test]
fn prepare_decides_after_its_return_and_its_completion() {
    const MISSING: Code = Code::MISSING_ITEMS;
    // returned, completed, synchronize is called, status without it
    let table = [
        (Code::OK, Some(Code::OK), true, None),
        (Code::OK, None, false, None),
        (Code::OK, Some(Code::FAIL), false, Some(ItemStatus::Failed)),
        (Code::OK, Some(MISSING), false, Some(ItemStatus::Failed)),
        (Code::OK, Some(Code::FALSE), false, Some(ItemStatus::Skipped)),
        (Code::FALSE, None, false, Some(ItemStatus::Skipped)),
        (MISSING, None, false, Some(ItemStatus::Failed)),
        (Code::FAIL, None, false, Some(ItemStatus::Failed)),
        // S4: a completion before a failing return does not lead on.
        (Code::FAIL, Some(Code::OK), false, Some(ItemStatus::Failed)),
        (Code::FALSE, Some(Code::OK), false, Some(ItemStatus::Skipped)),
    ];
    for (returned, completed, leads_on, status) in table {
        for early in [false, true] {
            let mut rig = Rig::manual().preparing();
            if early && let Some(code) = completed {
                rig.feed(Step::Prepared(0, code));
                assert!(!rig.called(&Call::Synchronize), "the call has not returned");
            }
            rig.answer(Answer::Prepare(returned));
            if !early && let Some(code) = completed {
                rig.feed(Step::Prepared(0, code));
            }
            let case = format!("{returned} {completed:?} early {early}");
            assert_eq!(rig.called(&Call::Synchronize), leads_on, "{case}");
            assert_eq!(rig.outcome().is_some(), status.is_some(), "{case}");
            if let Some(status) = status {
                assert_eq!((rig.status(1), rig.status(2)), (status, status), "{case}");
                let level = if status == ItemStatus::Skipped { MessageLevel::Information } else { MessageLevel::Error };
                assert_eq!(rig.messages().iter().map(|m| m.0).collect::<Vec<_>>(), [level], "{case}");
            }
        }
    }
}

#[test]
fn the_cookie_goes_only_to_a_program_call() {
    for (trigger, goes) in [(Trigger::Invoke, true), (Trigger::Manual, false)] {
        let mut request = SessionRequest::new(trigger, Selection::Listed);
        request.cookie = Some(vec![1, 2, 3]);
        let flags = request.flags;
        let mut rig = Rig::new(request);
        rig.answer(Answer::Created(Ok(())));
        assert!(rig.called(&Call::Initialize(flags, goes.then(|| vec![1, 2, 3]))), "{trigger}");
    }
}

#[test]
fn without_handlers_a_session_is_over_at_once() {
    let request = SessionRequest::new(Trigger::Manual, Selection::Listed);
    let id: SessionId = request.id;
    let mut session = Session::new(request, []);
    let effects = session.step(jiff::Timestamp::UNIX_EPOCH, Step::Begin);
    assert!(matches!(effects.last(), Some(Effect::Finish(outcome)) if outcome.exit == ExitCode::InSync), "{id}");
}
