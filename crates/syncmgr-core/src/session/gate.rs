use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use syncmgr_proto::{Code, Guid, ItemId, ItemStatus};

use crate::handler::{Amounts, LogMessage, Progress, Verdict};

/// A state that stood for so long is shown even if the next one comes before anyone had time to fetch it.
const STANDS: Duration = Duration::from_millis(60);
/// How many such states may wait.
const STANDING: usize = 256;

/// The four completions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completion {
    Prepare,
    Synchronize,
    Properties,
    Error,
}

/// The whole present state of an item, as reported.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LineState {
    /// The status, `None` as long as none was reported.
    pub status: Option<ItemStatus>,
    /// The text.
    pub text: Option<String>,
    /// How far.
    pub value: Option<i32>,
    /// The value at the end.
    pub max: Option<i32>,
    /// How far in files and bytes.
    pub amounts: Amounts,
}

#[derive(Default)]
struct Line {
    state: LineState,
    /// Since when it is as it is, as long as nobody has fetched it.
    fresh: Option<Instant>,
    skipped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Slot {
    #[default]
    Idle,
    /// The call was or is being made; its completion has not come.
    Pending,
    /// The call has returned with a promise; its completion has not come.
    Promised,
}

/// What the callback of one instance may answer by itself: cancel flags, pending completions, lines.
///
/// Pure; the callback object keeps it behind a lock that is never held across a call.
#[derive(Default)]
pub struct Gate {
    lines: BTreeMap<ItemId, Line>,
    /// States that stood and were replaced before they were fetched.
    stood: Vec<(ItemId, LineState)>,
    slots: [Slot; 4],
    logged: Vec<(Option<Guid>, bool)>,
    cancel_all: bool,
    closed: bool,
}

impl Gate {
    /// Lets progress for these items in.
    pub fn admit(&mut self, items: impl IntoIterator<Item = ItemId>) {
        for item in items {
            self.lines.entry(item).or_default();
        }
    }

    /// Makes the record that a completion is awaited; before the call that promises it (3.5).
    pub fn arm(&mut self, completion: Completion) {
        self.slots[completion as usize] = Slot::Pending;
    }

    /// Notes what the outer call said: without its promise a completion is out of place (D-4).
    pub fn returned(&mut self, completion: Completion, promised: bool) {
        let slot = &mut self.slots[completion as usize];
        *slot = match (*slot, promised) {
            (Slot::Pending, true) => Slot::Promised,
            _ => Slot::Idle,
        };
    }

    /// Takes a completion, once.
    pub fn complete(&mut self, completion: Completion) -> Result<(), Code> {
        let slot = &mut self.slots[completion as usize];
        if self.closed || *slot == Slot::Idle {
            return Err(Code::UNEXPECTED);
        }
        *slot = Slot::Idle;
        Ok(())
    }

    /// Tells whether `set_item_status` is allowed now (R-SIS-1).
    pub fn window_open(&self) -> bool {
        let promised = |c: Completion| self.slots[c as usize] == Slot::Promised;
        !self.closed && (promised(Completion::Prepare) || promised(Completion::Synchronize))
    }

    /// Takes a report and answers from the local flags (D-19).
    pub fn progress(&mut self, item: ItemId, progress: Option<&Progress>) -> Result<Verdict, Code> {
        self.progress_at(item, progress, Instant::now())
    }

    fn progress_at(&mut self, item: ItemId, progress: Option<&Progress>, now: Instant) -> Result<Verdict, Code> {
        if self.closed {
            return Err(Code::UNEXPECTED);
        }
        let line = self.lines.get_mut(&item).ok_or(Code::INVALID_ARG)?;
        if let Some(progress) = progress.filter(|progress| **progress != Progress::default()) {
            if line.fresh.is_some_and(|since| now.duration_since(since) >= STANDS) && self.stood.len() < STANDING {
                self.stood.push((item, line.state.clone()));
            }
            line.state.merge(progress);
            line.fresh = Some(now);
        }
        let ended = line.state.status.is_some_and(ItemStatus::is_final);
        Ok(if self.cancel_all {
            Verdict::CancelAll
        } else if line.skipped && !ended {
            Verdict::CancelItem
        } else {
            Verdict::Continue
        })
    }

    /// Takes amounts, which travel with the progress of the item.
    pub fn amounts(&mut self, item: ItemId, amounts: Amounts) -> Code {
        match self.lines.get_mut(&item) {
            _ if self.closed => Code::UNEXPECTED,
            None => Code::INVALID_ARG,
            Some(line) => {
                let old = line.state.amounts;
                line.state.amounts = Amounts {
                    files: amounts.files.or(old.files),
                    files_total: amounts.files_total.or(old.files_total),
                    bytes: amounts.bytes.or(old.bytes),
                    bytes_total: amounts.bytes_total.or(old.bytes_total),
                };
                line.fresh = Some(Instant::now());
                Code::OK
            }
        }
    }

    /// Tells whether an item may be reported on now.
    pub fn knows(&self, item: ItemId) -> Code {
        match (self.closed, self.lines.contains_key(&item)) {
            (true, _) => Code::UNEXPECTED,
            (false, true) => Code::OK,
            (false, false) => Code::INVALID_ARG,
        }
    }

    /// Returns and clears the lines that changed since the last time, and before them the states that stood meanwhile.
    pub fn take_fresh(&mut self) -> Vec<(ItemId, LineState)> {
        let mut all = std::mem::take(&mut self.stood);
        let fresh = self.lines.iter_mut().filter(|(_, line)| line.fresh.is_some());
        all.extend(fresh.map(|(item, line)| {
            line.fresh = None;
            (*item, line.state.clone())
        }));
        all
    }

    /// From now on this item is cancelled, until it ends.
    pub fn skip(&mut self, item: ItemId) {
        if let Some(line) = self.lines.get_mut(&item) {
            line.skipped = true;
        }
    }

    /// From now on everything is cancelled.
    pub fn cancel_all(&mut self) {
        self.cancel_all = true;
    }

    /// Forgets statuses and cancels: the items run again (4.8).
    pub fn again(&mut self) {
        self.cancel_all = false;
        self.stood.clear();
        for line in self.lines.values_mut() {
            line.skipped = false;
            (line.state, line.fresh) = (LineState::default(), None);
        }
    }

    /// Notes a logged message.
    pub fn logged(&mut self, message: &LogMessage) {
        self.logged.push((message.error_id, message.is_clickable()));
    }

    /// Notes a message that an earlier instance logged and this one answers for (A8).
    pub fn inherits(&mut self, error: Guid) {
        self.logged.push((Some(error), true));
    }

    /// Removes messages; the answer says whether there were any (D-25).
    pub fn forget(&mut self, error: Guid) -> Code {
        let before = self.logged.len();
        self.logged.retain(|(id, _)| !error.is_null() && *id != Some(error));
        if self.logged.len() < before { Code::OK } else { Code::FALSE }
    }

    /// Tells whether someone may still click on one of its messages (D-20); a dead instance cannot answer.
    pub fn has_clickable(&self) -> bool {
        !self.closed && self.logged.iter().any(|(_, clickable)| *clickable)
    }

    /// Tells whether the session lets go on with what it has begun.
    pub fn is_cancelled(&self) -> bool {
        self.cancel_all || self.closed
    }

    /// From now on nothing has any effect (D-4).
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Tells whether nothing has any effect.
    pub fn is_closed(&self) -> bool {
        self.closed
    }
}

impl LineState {
    fn merge(&mut self, progress: &Progress) {
        if let Some(text) = &progress.text {
            self.text = Some(text.clone());
        }
        if let Some(status) = progress.status.and_then(ItemStatus::from_code) {
            self.status = Some(status);
        }
        self.value = progress.value.or(self.value);
        self.max = progress.max.or(self.max);
        if let (Some(value), Some(max @ 1..)) = (self.value, self.max) {
            self.value = Some(value.clamp(0, max));
        }
    }
}

#[cfg(test)]
mod tests {
    use syncmgr_proto::MessageLevel;

    use super::*;

    fn item(n: u8) -> ItemId {
        ItemId::derived(&[n])
    }

    fn gate() -> Gate {
        let mut gate = Gate::default();
        gate.admit([item(1), item(2)]);
        gate
    }

    fn report(value: i32, max: i32) -> Progress {
        Progress { value: Some(value), max: Some(max), ..Progress::default() }
    }

    #[test]
    fn a_completion_counts_once_and_only_when_awaited() {
        let mut gate = gate();
        assert_eq!(gate.complete(Completion::Prepare), Err(Code::UNEXPECTED));
        gate.arm(Completion::Prepare);
        assert_eq!(gate.complete(Completion::Synchronize), Err(Code::UNEXPECTED));
        assert_eq!(gate.complete(Completion::Prepare), Ok(()), "before the outer call returned");
        gate.returned(Completion::Prepare, true);
        assert_eq!(gate.complete(Completion::Prepare), Err(Code::UNEXPECTED), "twice");
        gate.arm(Completion::Synchronize);
        gate.returned(Completion::Synchronize, false);
        assert_eq!(gate.complete(Completion::Synchronize), Err(Code::UNEXPECTED), "not promised");
    }

    #[test]
    fn the_window_for_skips_is_between_return_and_completion() {
        let mut gate = gate();
        assert!(!gate.window_open());
        gate.arm(Completion::Synchronize);
        assert!(!gate.window_open(), "the call has not returned");
        gate.returned(Completion::Synchronize, true);
        assert!(gate.window_open());
        gate.complete(Completion::Synchronize).unwrap();
        assert!(!gate.window_open());
        gate.arm(Completion::Properties);
        gate.returned(Completion::Properties, true);
        assert!(!gate.window_open(), "properties have no items to skip");
    }

    #[test]
    fn cancel_is_repeated_until_the_item_ends() {
        let mut gate = gate();
        gate.skip(item(1));
        for _ in 0..3 {
            assert_eq!(gate.progress(item(1), None), Ok(Verdict::CancelItem));
        }
        assert_eq!(gate.progress(item(2), None), Ok(Verdict::Continue));
        let skipped = Progress::status(ItemStatus::Skipped);
        assert_eq!(gate.progress(item(1), Some(&skipped)), Ok(Verdict::Continue));
        gate.cancel_all();
        assert_eq!(gate.progress(item(2), None), Ok(Verdict::CancelAll));
        gate.again();
        assert_eq!(gate.progress(item(1), None), Ok(Verdict::Continue));
    }

    #[test]
    fn odd_reports_do_no_harm() {
        let mut gate = gate();
        assert_eq!(gate.progress(item(9), None), Err(Code::INVALID_ARG));
        assert_eq!(gate.progress(item(1), Some(&report(70, 50))), Ok(Verdict::Continue));
        gate.progress(item(1), Some(&Progress { status: Some(77), ..Progress::default() })).unwrap();
        let fresh = gate.take_fresh();
        assert_eq!((fresh[0].1.value, fresh[0].1.max, fresh[0].1.status), (Some(50), Some(50), None));
        gate.progress(item(1), Some(&report(-3, 0))).unwrap();
        assert_eq!(gate.take_fresh()[0].1.value, Some(-3), "without a maximum there is nothing to clamp to");
        gate.progress(item(1), Some(&Progress::default())).unwrap();
        assert!(gate.take_fresh().is_empty(), "a report of nothing is no news");
        gate.close();
        assert_eq!(gate.progress(item(1), None), Err(Code::UNEXPECTED));
    }

    #[test]
    fn members_that_are_not_reported_keep_their_value() {
        let mut gate = gate();
        let first = Progress { text: Some("a".into()), status: Some(3), value: Some(1), max: Some(9) };
        gate.progress(item(1), Some(&first)).unwrap();
        gate.progress(item(1), Some(&Progress { value: Some(2), ..Progress::default() })).unwrap();
        gate.amounts(item(1), Amounts { bytes: Some(5), ..Amounts::default() });
        gate.amounts(item(1), Amounts { files: Some(1), ..Amounts::default() });
        let fresh = gate.take_fresh();
        assert_eq!(fresh.len(), 1);
        let state = &fresh[0].1;
        assert_eq!(state.text.as_deref(), Some("a"));
        assert_eq!((state.status, state.value, state.max), (Some(ItemStatus::Updating), Some(2), Some(9)));
        assert_eq!((state.amounts.files, state.amounts.bytes), (Some(1), Some(5)));
    }

    /// Proves: R-PRG-1
    #[test]
    fn a_state_that_stood_is_not_lost_when_the_next_one_comes() {
        let (mut gate, zero) = (gate(), Instant::now());
        let mut at = |ms, value| {
            gate.progress_at(item(1), Some(&report(value, 9)), zero + Duration::from_millis(ms)).unwrap();
        };
        for (ms, value) in [(0, 1), (10, 2), (100, 3), (110, 4)] {
            at(ms, value);
        }
        let values: Vec<_> = gate.take_fresh().into_iter().map(|(_, state)| state.value).collect();
        assert_eq!(values, [Some(2), Some(4)]);
    }

    #[test]
    fn messages_are_forgotten_by_id_or_all() {
        let mut gate = gate();
        let (a, b) = (Guid::random(), Guid::random());
        for error_id in [Some(a), Some(a), Some(b), None] {
            let jump = error_id == Some(b);
            let message = LogMessage { error_id, jump, ..LogMessage::about(item(1), MessageLevel::Error, "x") };
            gate.logged(&message);
        }
        assert!(gate.has_clickable());
        assert_eq!(gate.forget(a), Code::OK);
        assert_eq!(gate.forget(a), Code::FALSE);
        assert_eq!(gate.forget(b), Code::OK);
        assert!(!gate.has_clickable());
        assert_eq!(gate.forget(Guid::NULL), Code::OK);
        assert_eq!(gate.forget(Guid::NULL), Code::FALSE);
    }
}
