//! Case tables of the machine: what follows from what, in every order.

use proptest::prelude::*;
use syncmgr_proto::{
    Body, Code, ExitCode, Guid, HandlerId, ItemId, ItemStatus, MessageLevel, SessionId, Stats, Trigger,
};

use super::*;
use crate::handler::{Detail, HandlerInfo, ItemInfo, Items, LogMessage};

const HANDLER: HandlerId = HandlerId(Guid::from_bytes([7; 16]));

fn item(n: u8) -> ItemId {
    ItemId(Guid::from_bytes([n; 16]))
}

fn wanted(n: u8) -> Wanted {
    Wanted { item: item(n), name: format!("i{n}"), handler: HANDLER }
}

/// A session over one handler, and everything it wanted done.
struct Rig {
    session: Session,
    done: Vec<Effect>,
}

impl Rig {
    fn new(request: SessionRequest) -> Self {
        let mut rig = Self { session: Session::new(request, [(HANDLER, "H".to_owned())]), done: Vec::new() };
        rig.feed(Step::Begin);
        rig
    }

    /// A manual session over items 1 and 2, which the handler offers.
    fn manual() -> Self {
        Self::new(SessionRequest::new(Trigger::Manual, Selection::Items(vec![wanted(1), wanted(2)])))
    }

    fn feed(&mut self, step: Step) -> Vec<Effect> {
        let effects = self.session.step(jiff::Timestamp::UNIX_EPOCH, step);
        self.done.extend(effects.clone());
        effects
    }

    fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        self.feed(Step::Returned(0, answer))
    }

    fn loaded(mut self, items: &[u8]) -> Self {
        self.answer(Answer::Created(Ok(())));
        self.answer(Answer::Initialize(Code::OK));
        self.answer(Answer::Info(Ok(HandlerInfo::default())));
        let list = items.iter().map(|&n| ItemInfo::new(item(n), format!("i{n}"))).collect();
        self.answer(Answer::Items(Ok(Items::complete(list))));
        self.answer(Answer::SetCallback(Code::OK));
        self
    }

    fn preparing(self) -> Self {
        let mut rig = self.loaded(&[1, 2]);
        rig.answer(Answer::Locked(Vec::new()));
        rig
    }

    fn synchronizing(self) -> Self {
        let mut rig = self.preparing();
        rig.answer(Answer::Prepare(Code::OK));
        rig.feed(Step::Prepared(0, Code::OK));
        rig
    }

    fn report(&mut self, n: u8, status: ItemStatus) {
        let state = LineState { status: Some(status), ..LineState::default() };
        self.feed(Step::Progress(0, item(n), state));
    }

    fn called(&self, call: &Call) -> bool {
        self.done.contains(&Effect::Call(0, call.clone()))
    }

    fn outcome(&self) -> Option<&Outcome> {
        self.done.iter().find_map(|e| if let Effect::Finish(outcome) = e { Some(outcome) } else { None })
    }

    fn status(&self, n: u8) -> ItemStatus {
        let outcome = self.outcome().expect("the session is over");
        outcome.items.iter().find(|i| i.item == item(n)).expect("the item was chosen").status
    }

    fn messages(&self) -> Vec<(MessageLevel, String)> {
        let message = |e: &Effect| match e {
            Effect::Emit(_, Body::Message { level, text, .. }) => Some((*level, text.clone())),
            _ => None,
        };
        self.done.iter().filter_map(message).collect()
    }
}

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
    rig.answer(Answer::Skip(item(1), Code::FAIL));
    assert!(cancelled(&rig), "whatever the handler says to it");
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

fn clicked() -> Rig {
    let mut rig = Rig::new(SessionRequest::show_error(HANDLER, Guid::from_bytes([9; 16])));
    assert!(rig.done.contains(&Effect::Create(0)));
    rig = rig.loaded(&[1, 2]);
    assert!(rig.called(&Call::ShowError(Guid::from_bytes([9; 16]))));
    rig
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

/// What the simulated handlers still owe the machine.
#[derive(Clone, Debug)]
enum Owed {
    Return(usize, Call),
    Create(usize),
    Lock(usize),
    Complete(usize, Call),
}

const CODES: [Code; 5] = [Code::OK, Code::OK, Code::OK, Code::FALSE, Code::FAIL];

/// Plays handlers, user and crashes by a list of dice; returns the effects.
fn play(dice: &[u8], handlers: u8) -> Vec<Effect> {
    let ids = (0..handlers).map(|n| (HandlerId(Guid::from_bytes([n + 1; 16])), format!("h{n}")));
    let mut session = Session::new(SessionRequest::new(Trigger::Manual, Selection::Listed), ids);
    let mut dice = dice.iter().copied().map(usize::from);
    let (mut owed, mut all) = (Vec::new(), Vec::new());
    let mut steps = vec![Step::Begin];
    loop {
        for step in std::mem::take(&mut steps) {
            for effect in session.step(jiff::Timestamp::UNIX_EPOCH, step) {
                match &effect {
                    Effect::Create(at) => owed.push(Owed::Create(*at)),
                    Effect::Lock(at, _) => owed.push(Owed::Lock(*at)),
                    Effect::Call(at, call) => owed.push(Owed::Return(*at, call.clone())),
                    _ => {}
                }
                all.push(effect);
            }
        }
        if owed.is_empty() {
            return all;
        }
        let roll = dice.next().unwrap_or(200);
        match roll {
            0..=5 => steps.push(Step::Skip(item(roll as u8 % 4 + 1))),
            6 => steps.push(Step::Stop(StopKind::Graceful)),
            7 => steps.push(Step::Stop(StopKind::Now)),
            8 => steps.push(Step::Died(roll % usize::from(handlers), "dice".into())),
            9..=40 => {
                let state = LineState { status: ItemStatus::from_code(roll as u32 % 10), ..LineState::default() };
                steps.push(Step::Progress(roll % usize::from(handlers), item(roll as u8 % 4 + 1), state));
            }
            _ => {
                let code = CODES[dice.next().unwrap_or(0) % CODES.len()];
                let next = owed.swap_remove(roll % owed.len());
                steps.push(settle(next, code, &mut owed));
            }
        }
    }
}

/// Pays one debt; a promise becomes the next one.
fn settle(next: Owed, code: Code, owed: &mut Vec<Owed>) -> Step {
    let list = || vec![ItemInfo::new(item(1), "a"), ItemInfo::new(item(2), "b"), ItemInfo::new(item(3), "c")];
    let (at, answer) = match next {
        Owed::Create(at) => (at, Answer::Created(if code.is_failure() { Err("dice".into()) } else { Ok(()) })),
        Owed::Lock(at) => {
            let busy = Busy { item: item(1), exit: ExitCode::AlreadyRunning, message: "busy".into() };
            (at, Answer::Locked(if code == Code::FALSE { vec![busy] } else { Vec::new() }))
        }
        Owed::Complete(at, Call::Prepare(_)) => return Step::Prepared(at, code),
        Owed::Complete(at, _) => return Step::Synchronized(at, code),
        Owed::Return(at, call) => {
            let answer = match &call {
                Call::Initialize(..) => Answer::Initialize(code),
                Call::Info => Answer::Info(Err(code)),
                Call::Items if code.is_failure() => Answer::Items(Err(code)),
                Call::Items => Answer::Items(Ok(Items { code, list: list() })),
                Call::SetCallback => Answer::SetCallback(code),
                Call::Prepare(_) => Answer::Prepare(code),
                Call::Synchronize => Answer::Synchronize(code),
                Call::Skip(item) => Answer::Skip(*item, code),
                Call::ShowError(_) => Answer::ShowError(code),
                Call::ShowProperties(_) => Answer::ShowProperties(code),
            };
            if code == Code::OK && matches!(call, Call::Prepare(_) | Call::Synchronize) {
                owed.push(Owed::Complete(at, call));
            }
            (at, answer)
        }
    };
    Step::Returned(at, answer)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_order_of_events_ends_with_every_item_ended(
        dice in proptest::collection::vec(any::<u8>(), 0..120),
        handlers in 1_u8..4,
    ) {
        let effects = play(&dice, handlers);
        let finishes = effects.iter().filter(|e| matches!(e, Effect::Finish(_))).count();
        prop_assert_eq!(finishes, 1);
        let Some(Effect::Finish(outcome)) = effects.last() else { panic!("the end is not the end") };
        for item in &outcome.items {
            prop_assert!(matches!(
                item.status,
                ItemStatus::Succeeded | ItemStatus::Failed | ItemStatus::Skipped | ItemStatus::Stopped
            ));
        }
        let items = effects.iter().filter(|e| matches!(e, Effect::Emit(_, Body::Item { .. }))).count();
        prop_assert_eq!(items, outcome.items.len());
        for at in 0..usize::from(handlers) {
            let calls = |wanted: fn(&Call) -> bool| {
                effects.iter().filter(|e| matches!(e, Effect::Call(n, call) if *n == at && wanted(call))).count()
            };
            prop_assert!(calls(|c| matches!(c, Call::Prepare(_))) <= 1);
            prop_assert!(calls(|c| matches!(c, Call::Synchronize)) <= calls(|c| matches!(c, Call::Prepare(_))));
            let release = effects.iter().position(|e| *e == Effect::Release(at)).unwrap();
            let late = effects[release..].iter().any(|e| matches!(e, Effect::Call(n, _) if *n == at));
            prop_assert!(!late, "a call after the release");
        }
    }
}
