use std::collections::BTreeSet;

use jiff::Timestamp;
use syncmgr_proto::{Body, Code, Guid, HandlerId, ItemId, ItemStatus, MessageLevel};

use super::gate::LineState;
use super::input::{Answer, Call, Effect, InstanceNo, Refused, Step, StopKind};
use super::instance::{Instance, Line, Pending, Phase};
use super::request::{RunKind, Selection, SessionRequest, Work};
use crate::handler::{Detail, ItemInfo, LogMessage};

/// A session: its state, and what follows from each input.
///
/// **Invariant:** `Finish` is emitted exactly once, when every instance has ended, and by then every
/// chosen item has a final status.
pub struct Session {
    pub(super) request: SessionRequest,
    pub(super) instances: Vec<Instance>,
    pub(super) started: Option<Timestamp>,
    pub(super) stop: Option<StopKind>,
    pub(super) shown: Option<Code>,
    pub(super) finished: bool,
    /// `Started` was emitted; an answered click has no events unless it leads to a retry.
    pub(super) announced: bool,
    pub(super) skips: BTreeSet<ItemId>,
    /// Names led nowhere: the session ends without having begun.
    pub(super) refused: Option<Refused>,
    /// Handlers had time enough to list their items.
    pub(super) waited: bool,
    /// What is shown once the session is announced.
    pub(super) held: Vec<Effect>,
}

/// The effects of one step, in the order in which they have to be done.
pub(super) type Effects = Vec<Effect>;

impl Session {
    /// Makes a session over fresh instances of these handlers, given with the names they go by, in list order.
    pub fn new(request: SessionRequest, handlers: impl IntoIterator<Item = (HandlerId, String)>) -> Self {
        let concerned = |id: &HandlerId| match request.work {
            Work::Synchronize => request.selection.concerns(*id),
            Work::ShowError { handler, .. } => handler == *id,
        };
        let instances =
            handlers.into_iter().filter(|(id, _)| concerned(id)).map(|(id, name)| Instance::new(id, name)).collect();
        let (started, stop, shown, skips) = (None, None, None, BTreeSet::new());
        let (finished, announced, refused, waited, held) = (false, false, None, false, Vec::new());
        Self { request, instances, started, stop, shown, finished, announced, skips, refused, waited, held }
    }

    /// Makes a session that goes on with a living instance, for a click on one of its messages (D-20).
    pub fn living(request: SessionRequest, handler: HandlerId, name: String, listed: &[ItemInfo]) -> Self {
        let mut session = Self::new(request, [(handler, name)]);
        for instance in &mut session.instances {
            instance.living = true;
            instance.listed = listed.to_vec();
        }
        session
    }

    /// Returns the handlers of the instances, in the order of their numbers.
    pub fn handlers(&self) -> impl Iterator<Item = HandlerId> {
        self.instances.iter().map(|i| i.handler)
    }

    /// Returns name and list of one instance, as far as they are known.
    pub fn listing(&self, at: InstanceNo) -> (String, Vec<ItemInfo>) {
        self.instances.get(at).map(|i| (i.name.clone(), i.listed.clone())).unwrap_or_default()
    }

    /// Takes one input and returns what follows from it. After the end nothing follows any more.
    pub fn step(&mut self, now: Timestamp, input: Step) -> Vec<Effect> {
        let mut fx = Vec::new();
        if self.finished {
            return fx;
        }
        match input {
            Step::Begin => self.begin(now, &mut fx),
            Step::Returned(at, answer) => self.returned(at, answer, &mut fx),
            Step::Prepared(at, code) => self.completed(at, Outer::Prepare, code, &mut fx),
            Step::Synchronized(at, code) => self.completed(at, Outer::Synchronize, code, &mut fx),
            Step::ErrorShown(at, code, items) => self.error_shown(at, code, items, &mut fx),
            Step::PropertiesShown(..) => {}
            Step::Progress(at, item, line) => self.progress(at, item, line, &mut fx),
            Step::Logged(at, message) => self.logged(at, message, &mut fx),
            Step::Deleted(at, error) => fx.push(Effect::ForgetMessages(at, error)),
            Step::Detail(at, item, detail) => self.detail(at, item, detail, &mut fx),
            Step::Cut(at, item_id, listed, total) => {
                let item = self.item_name(at, item_id);
                let of = "operation".to_owned();
                fx.push(Effect::Emit(None, Body::Cut { item, item_id, of, listed, total }));
            }
            Step::Died(at, message) => self.died(at, &message, &mut fx),
            Step::Waited => self.waited = true,
            Step::Skip(item) => self.skip(item, &mut fx),
            Step::Stop(kind) => self.stop(kind, &mut fx),
        }
        self.understand_names(&mut fx);
        self.finish_if_over(now, &mut fx);
        fx
    }

    fn begin(&mut self, now: Timestamp, fx: &mut Effects) {
        self.started = Some(now);
        if self.request.work == Work::Synchronize && !matches!(self.request.selection, Selection::Named { .. }) {
            self.announce(fx);
        }
        for at in 0..self.instances.len() {
            self.instances[at].phase = Phase::Loading;
            match self.request.work {
                Work::ShowError { error, .. } if self.instances[at].living => self.show(at, error, fx),
                _ => fx.push(Effect::Create(at)),
            }
        }
    }

    pub(super) fn announce(&mut self, fx: &mut Effects) {
        self.announced = true;
        let (trigger, items) = (self.request.trigger, self.request.selection.names());
        let dry_run = self.request.run == RunKind::Dry;
        let purpose = self.request.purpose;
        fx.push(Effect::Emit(None, Body::Started { trigger, dry_run, items, purpose }));
    }

    fn returned(&mut self, at: InstanceNo, answer: Answer, fx: &mut Effects) {
        let phase = self.instances[at].phase;
        match (phase, answer) {
            (Phase::Loading, answer) => self.loading(at, answer, fx),
            (Phase::Locking, Answer::Locked(busy)) => self.locked(at, busy, fx),
            (Phase::Preparing(_), Answer::Prepare(code))
            | (Phase::Synchronizing(_), Answer::Synchronize(code))
            | (Phase::Showing(_), Answer::ShowError(code)) => self.outer_returned(at, code, fx),
            (Phase::Relisting, Answer::Items(items)) => {
                self.relisted(at, items.ok(), fx);
                self.end(at, ItemStatus::Stopped, fx);
            }
            (Phase::Preparing(_) | Phase::Synchronizing(_), Answer::Skip(item, code)) => {
                self.skip_returned(at, item, code, fx);
            }
            // The rest is late: the instance has ended meanwhile.
            _ => {}
        }
    }

    pub(super) fn show(&mut self, at: InstanceNo, error: Guid, fx: &mut Effects) {
        self.instances[at].phase = Phase::Showing(Pending::default());
        fx.push(Effect::Call(at, Call::ShowError(error)));
    }

    fn outer_returned(&mut self, at: InstanceNo, code: Code, fx: &mut Effects) {
        if let Phase::Preparing(p) | Phase::Synchronizing(p) | Phase::Showing(p) = &mut self.instances[at].phase {
            p.returned = Some(code);
        }
        self.decide(at, fx);
    }

    fn completed(&mut self, at: InstanceNo, outer: Outer, code: Code, fx: &mut Effects) {
        match (outer, &mut self.instances[at].phase) {
            (Outer::Prepare, Phase::Preparing(p)) | (Outer::Synchronize, Phase::Synchronizing(p)) => {
                p.completed = Some(code);
            }
            _ => return,
        }
        self.decide(at, fx);
    }

    /// Decides after the outer call and its completion, whichever came last (S4).
    fn decide(&mut self, at: InstanceNo, fx: &mut Effects) {
        match self.instances[at].phase {
            Phase::Preparing(Pending { returned: Some(Code::OK), completed: Some(Code::OK) }) => {
                if self.stop.is_some() {
                    return self.end(at, ItemStatus::Stopped, fx);
                }
                self.instances[at].phase = Phase::Synchronizing(Pending::default());
                fx.push(Effect::Call(at, Call::Synchronize));
            }
            Phase::Preparing(
                Pending { returned: Some(Code::OK), completed: Some(code) } | Pending { returned: Some(code), .. },
            ) if code != Code::OK => {
                self.refused(at, "PrepareForSync", code, fx);
            }
            Phase::Synchronizing(Pending { returned: Some(Code::OK), completed: Some(code) }) => {
                let end = if code.is_success() { ItemStatus::Succeeded } else { ItemStatus::Failed };
                if code.is_failure() {
                    self.explain(at, "SynchronizeCompleted", code, fx);
                }
                self.end(at, end, fx);
            }
            Phase::Synchronizing(Pending { returned: Some(code), .. }) if code != Code::OK => {
                // S8: an odd success code is no success.
                self.explain(at, "Synchronize", code, fx);
                self.end(at, ItemStatus::Failed, fx);
            }
            Phase::Showing(Pending { returned: Some(code), .. }) if code.is_failure() => {
                self.shown = Some(code);
                self.end(at, ItemStatus::Failed, fx);
            }
            Phase::Showing(Pending { returned: Some(_), completed: Some(code) }) => self.after_showing(at, code, fx),
            _ => self.tell_skips(at, fx),
        }
    }

    /// The handler did not prepare: politely (D-12) or not.
    fn refused(&mut self, at: InstanceNo, call: &str, code: Code, fx: &mut Effects) {
        if code == Code::FALSE {
            let instance = &self.instances[at];
            let text = format!("{} would have to ask the user first and was left out", instance.name);
            fx.push(say(MessageLevel::Information, text, instance.handler));
            return self.end(at, ItemStatus::Skipped, fx);
        }
        self.explain(at, call, code, fx);
        self.end(at, ItemStatus::Failed, fx);
    }

    fn error_shown(&mut self, at: InstanceNo, code: Code, items: Vec<ItemId>, fx: &mut Effects) {
        let Phase::Showing(pending) = &mut self.instances[at].phase else { return };
        pending.completed = Some(code);
        if code == Code::RETRY_SYNC {
            let instance = &mut self.instances[at];
            let name = |i: &Instance, id: ItemId| i.item_name(id).map_or_else(|| id.to_string(), str::to_owned);
            // D-24: ids that were never listed are passed on as given.
            instance.lines = items.into_iter().map(|id| Line::new(id, name(instance, id))).collect();
        }
        self.decide(at, fx);
    }

    /// A shown error may ask for a retry: the same instance, the same flags, no new `initialize`.
    fn after_showing(&mut self, at: InstanceNo, code: Code, fx: &mut Effects) {
        self.shown = Some(code);
        if code == Code::ENUM_ITEMS && self.stop.is_none() {
            self.instances[at].phase = Phase::Relisting;
            return fx.push(Effect::Call(at, Call::Items));
        }
        let items = self.instances[at].open_items();
        if code != Code::RETRY_SYNC || items.is_empty() || self.stop.is_some() {
            return self.end(at, ItemStatus::Stopped, fx);
        }
        self.announce(fx);
        self.instances[at].phase = Phase::Locking;
        fx.push(Effect::Admit(at, items.clone()));
        fx.push(Effect::Lock(at, items));
    }

    fn progress(&mut self, at: InstanceNo, item_id: ItemId, state: LineState, fx: &mut Effects) {
        if let Some(line) = self.instances[at].line(item_id) {
            line.reported = state.status.or(line.reported);
        }
        let LineState { status, text, value, max, amounts } = state;
        let body = Body::Progress {
            item: self.item_name(at, item_id),
            item_id,
            handler: self.instances[at].handler,
            status,
            text,
            value,
            max,
            files: amounts.files,
            files_total: amounts.files_total,
            bytes: amounts.bytes,
            bytes_total: amounts.bytes_total,
        };
        fx.push(Effect::Emit(None, body));
    }

    fn logged(&mut self, at: InstanceNo, message: LogMessage, fx: &mut Effects) {
        let jump = message.is_clickable();
        let instance = &mut self.instances[at];
        instance.explained |= message.level == MessageLevel::Error;
        let body = Body::Message {
            id: None,
            level: message.level,
            text: message.text,
            handler: Some(instance.handler),
            item: message.item.and_then(|id| instance.item_name(id)).map(str::to_owned),
            item_id: message.item,
            error_id: message.error_id,
            jump,
        };
        fx.push(Effect::Emit(Some(at), body));
    }

    fn detail(&mut self, at: InstanceNo, item_id: ItemId, detail: Detail, fx: &mut Effects) {
        let item = self.item_name(at, item_id);
        let body = match detail {
            Detail::Operation { op, side, path, from, bytes, reason } => {
                Body::Operation { item, item_id, op, side, path, from, bytes, reason }
            }
            Detail::Conflict { path, left, right, reason } => {
                let (left, right) = (left.map(|side| *side), right.map(|side| *side));
                Body::Conflict { id: None, item, item_id, path, left, right, reason }
            }
            Detail::Problem { path, side, message, hint } => Body::Problem { item, item_id, path, side, message, hint },
            Detail::Guard { reason, deletions, overwrites, of, side, message } => {
                Body::Guard { item, item_id, reason, deletions, overwrites, of, side, message }
            }
            Detail::Amounts(_) => return,
            Detail::Result { exit, stats } => {
                if let Some(line) = self.instances[at].line(item_id) {
                    (line.exit, line.stats) = (Some(exit), Some(stats));
                }
                return;
            }
        };
        fx.push(Effect::Emit(None, body));
    }

    fn skip(&mut self, item: ItemId, fx: &mut Effects) {
        self.skips.insert(item);
        for at in 0..self.instances.len() {
            let phase = self.instances[at].phase;
            let Some(line) = self.instances[at].line(item) else { continue };
            match phase {
                Phase::Idle | Phase::Loading | Phase::Listed | Phase::Locking => {
                    line.end = line.end.or(Some(ItemStatus::Skipped));
                }
                Phase::Preparing(_) | Phase::Synchronizing(_) => {
                    line.skipped = true;
                    let told = line.told;
                    self.tell_skips(at, fx);
                    // 4.6: `set_item_status` comes first, where it may come at all.
                    if told || self.instances[at].line(item).is_none_or(|line| !line.told) {
                        fx.push(Effect::CancelItem(at, item));
                    }
                }
                Phase::Showing(_) | Phase::Relisting | Phase::Ended => {}
            }
        }
    }

    /// What the handler says to a skip is of no consequence, but that it was told: now it may learn it from its progress, too.
    /// One that could not be told, as a completion closed the window, is told in the next window.
    fn skip_returned(&mut self, at: InstanceNo, item: ItemId, code: Option<Code>, fx: &mut Effects) {
        let Some(line) = self.instances[at].line(item) else { return };
        line.told = code.is_some();
        if line.skipped {
            fx.push(Effect::CancelItem(at, item));
        }
    }

    fn stop(&mut self, kind: StopKind, fx: &mut Effects) {
        self.stop = self.stop.max(Some(kind));
        for at in 0..self.instances.len() {
            if self.instances[at].phase == Phase::Ended {
                continue;
            }
            fx.push(Effect::CancelAll(at));
            match kind {
                StopKind::Graceful => self.tell_skips(at, fx),
                StopKind::Now => {
                    fx.push(Effect::Terminate(at));
                    self.add_unlisted(at);
                    self.end(at, ItemStatus::Stopped, fx);
                }
            }
        }
    }

    /// Calls `set_item_status` for what the user skips, once an item and only in its window (4.6).
    fn tell_skips(&mut self, at: InstanceNo, fx: &mut Effects) {
        if !self.instances[at].window_open() {
            return;
        }
        let all = self.stop.is_some();
        for line in &mut self.instances[at].lines {
            if (all || line.skipped) && !line.told && !line.has_ended() {
                line.told = true;
                fx.push(Effect::Call(at, Call::Skip(line.item)));
            }
        }
    }

    pub(super) fn item_name(&self, at: InstanceNo, item: ItemId) -> String {
        self.instances[at].item_name(item).map_or_else(|| item.to_string(), str::to_owned)
    }
}

/// The two outer calls that a completion of the work belongs to.
#[derive(Clone, Copy)]
enum Outer {
    Prepare,
    Synchronize,
}

/// A message of the manager about a handler.
pub(super) fn say(level: MessageLevel, text: String, handler: HandlerId) -> Effect {
    message(None, level, text, handler)
}

/// A message of the manager about an item, given with its name.
pub(super) fn say_about(item: (ItemId, &str), level: MessageLevel, text: String, handler: HandlerId) -> Effect {
    message(Some(item), level, text, handler)
}

fn message(item: Option<(ItemId, &str)>, level: MessageLevel, text: String, handler: HandlerId) -> Effect {
    let (item_id, item) = item.map(|(id, name)| (id, name.to_owned())).unzip();
    let (handler, error_id) = (Some(handler), None);
    Effect::Emit(None, Body::Message { id: None, level, text, handler, item, item_id, error_id, jump: false })
}
