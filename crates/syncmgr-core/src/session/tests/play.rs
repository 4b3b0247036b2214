//! Handlers, users and crashes in every order, at random.

use super::rig::item;
use crate::handler::{ItemInfo, Items};
use crate::session::{Answer, Busy, Call, Effect, LineState, Selection, Session, SessionRequest, Step, StopKind};
use proptest::prelude::*;
use syncmgr_proto::{Body, Code, ExitCode, Guid, HandlerId, ItemStatus, Trigger};

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
                Call::Skip(item) => Answer::Skip(*item, (code != Code::UNEXPECTED).then_some(code)),
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
