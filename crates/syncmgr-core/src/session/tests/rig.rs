//! A session over one handler, fed by hand.

use crate::handler::{HandlerInfo, ItemInfo, Items};
use crate::session::{Answer, Call, Effect, LineState, Outcome, Selection, Session, SessionRequest, Step, Wanted};
use syncmgr_proto::{Body, Code, Guid, HandlerId, ItemId, ItemStatus, MessageLevel, Trigger};

pub const HANDLER: HandlerId = HandlerId(Guid::from_bytes([7; 16]));

pub fn item(n: u8) -> ItemId {
    ItemId(Guid::from_bytes([n; 16]))
}

pub fn wanted(n: u8) -> Wanted {
    Wanted { item: item(n), name: format!("i{n}"), handler: HANDLER }
}

/// A session over one handler, and everything it wanted done.
pub struct Rig {
    pub session: Session,
    pub done: Vec<Effect>,
}

impl Rig {
    pub fn new(request: SessionRequest) -> Self {
        Self::over(request, &[HANDLER])
    }

    /// A session over several handlers; [`Rig::answer`] answers for the first.
    pub fn over(request: SessionRequest, handlers: &[HandlerId]) -> Self {
        let handlers = handlers.iter().map(|id| (*id, "H".to_owned()));
        let mut rig = Self { session: Session::new(request, handlers), done: Vec::new() };
        rig.feed(Step::Begin);
        rig
    }

    /// A manual session over items 1 and 2, which the handler offers.
    pub fn manual() -> Self {
        Self::new(SessionRequest::new(Trigger::Manual, Selection::Items(vec![wanted(1), wanted(2)])))
    }

    pub fn feed(&mut self, step: Step) -> Vec<Effect> {
        let effects = self.session.step(jiff::Timestamp::UNIX_EPOCH, step);
        self.done.extend(effects.clone());
        effects
    }

    pub fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        self.feed(Step::Returned(0, answer))
    }

    pub fn loaded(mut self, items: &[u8]) -> Self {
        self.answer(Answer::Created(Ok(())));
        self.answer(Answer::Initialize(Code::OK));
        self.answer(Answer::Info(Ok(HandlerInfo::default())));
        let list = items.iter().map(|&n| ItemInfo::new(item(n), format!("i{n}"))).collect();
        self.answer(Answer::Items(Ok(Items::complete(list))));
        self.answer(Answer::SetCallback(Code::OK));
        self
    }

    pub fn preparing(self) -> Self {
        let mut rig = self.loaded(&[1, 2]);
        rig.answer(Answer::Locked(Vec::new()));
        rig
    }

    pub fn synchronizing(self) -> Self {
        let mut rig = self.preparing();
        rig.answer(Answer::Prepare(Code::OK));
        rig.feed(Step::Prepared(0, Code::OK));
        rig
    }

    pub fn report(&mut self, n: u8, status: ItemStatus) {
        let state = LineState { status: Some(status), ..LineState::default() };
        self.feed(Step::Progress(0, item(n), state));
    }

    pub fn called(&self, call: &Call) -> bool {
        self.done.contains(&Effect::Call(0, call.clone()))
    }

    pub fn outcome(&self) -> Option<&Outcome> {
        self.done.iter().find_map(|e| if let Effect::Finish(outcome) = e { Some(outcome) } else { None })
    }

    pub fn status(&self, n: u8) -> ItemStatus {
        let outcome = self.outcome().expect("the session is over");
        outcome.items.iter().find(|i| i.item == item(n)).expect("the item was chosen").status
    }

    pub fn messages(&self) -> Vec<(MessageLevel, String)> {
        let message = |e: &Effect| match e {
            Effect::Emit(_, Body::Message { level, text, .. }) => Some((*level, text.clone())),
            _ => None,
        };
        self.done.iter().filter_map(message).collect()
    }
}
