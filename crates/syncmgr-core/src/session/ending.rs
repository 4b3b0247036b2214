//! How instances and sessions end.

use jiff::Timestamp;
use syncmgr_proto::{Body, Code, ExitCode, ItemStatus, MessageLevel, Stats};

use super::input::{Effect, InstanceNo, ItemResult, Outcome, Refused};
use super::instance::{Dropped, Instance, Pending, Phase};
use super::machine::{Effects, Session, say};
use super::request::{RunKind, Work};
use crate::handler::ItemInfo;

impl Session {
    /// An instance ends: every line without an end gets one (D-18).
    pub(super) fn end(&mut self, at: InstanceNo, otherwise: ItemStatus, fx: &mut Effects) {
        let stopping = self.stop.is_some();
        let instance = &mut self.instances[at];
        for line in instance.lines.iter_mut().filter(|l| l.end.is_none()) {
            line.end = Some(match line.reported.filter(|s| s.is_final()) {
                Some(ItemStatus::Deleted) => ItemStatus::Succeeded,
                Some(reported) => reported,
                None if line.skipped || stopping => ItemStatus::Stopped,
                None => otherwise,
            });
        }
        self.retire(at, fx);
    }

    fn retire(&mut self, at: InstanceNo, fx: &mut Effects) {
        let instance = &mut self.instances[at];
        let worked = matches!(instance.phase, Phase::Synchronizing(_) | Phase::Showing(_));
        instance.phase = Phase::Ended;
        // 4.3: those that synchronized are kept until all have finished, the others go at once.
        if worked {
            fx.push(Effect::Rest(at));
        } else {
            instance.released = true;
            fx.push(Effect::Release(at));
        }
    }

    /// A handler does not get as far as its items.
    pub(super) fn drop_out(&mut self, at: InstanceNo, dropped: Dropped, why: &str, fx: &mut Effects) {
        self.instances[at].dropped = Some(dropped);
        if self.request.work == Work::Synchronize {
            self.add_unlisted(at);
        } else {
            self.shown = Some(Code::FAIL);
        }
        if !why.is_empty() {
            let instance = &self.instances[at];
            fx.push(say(MessageLevel::Error, format!("{}: {why}", instance.name), instance.handler));
        }
        self.end(at, dropped.status(), fx);
    }

    /// The handler's process is gone: its items failed, unless the completion had been taken (S2).
    pub(super) fn died(&mut self, at: InstanceNo, message: &str, fx: &mut Effects) {
        let otherwise = match self.instances[at].phase {
            Phase::Ended => return,
            Phase::Synchronizing(Pending { completed: Some(code), .. }) if code.is_success() => ItemStatus::Succeeded,
            Phase::Synchronizing(Pending { completed: Some(_), .. }) => ItemStatus::Failed,
            phase => {
                let dropped = if phase == Phase::Loading { Dropped::Broken } else { Dropped::Failed };
                self.instances[at].dropped = Some(dropped);
                self.add_unlisted(at);
                for line in self.instances[at].lines.iter_mut().filter(|l| l.end.is_none()) {
                    line.end = Some(ItemStatus::Failed);
                }
                ItemStatus::Failed
            }
        };
        if self.request.work != Work::Synchronize && self.shown.is_none() {
            self.shown = Some(Code::FAIL);
        }
        let instance = &self.instances[at];
        let text = format!("{}: {message}", instance.name);
        fx.push(say(MessageLevel::Error, text, instance.handler));
        self.end(at, otherwise, fx);
    }

    /// Says why items failed when the handler did not.
    pub(super) fn explain(&mut self, at: InstanceNo, call: &str, code: Code, fx: &mut Effects) {
        let instance = &mut self.instances[at];
        if !instance.explained && self.stop.is_none() {
            instance.explained = true;
            fx.push(say(MessageLevel::Error, format!("{}: {call} gave {code}", instance.name), instance.handler));
        }
    }

    /// When all instances have ended: the items, the last event, and the end.
    pub(super) fn finish_if_over(&mut self, now: Timestamp, fx: &mut Effects) {
        let begun = self.started.is_some();
        if !begun || self.finished || self.instances.iter().any(|i| i.phase != Phase::Ended) {
            return;
        }
        self.finished = true;
        if let Some(refused) = self.refused.take() {
            fx.retain(|effect| !matches!(effect, Effect::Emit(..)));
            return fx.push(Effect::Finish(refusal(refused)));
        }
        let items = self.results();
        let mut stats = Stats::default();
        items.iter().filter_map(|i| i.stats).for_each(|s| stats += s);
        let exit = self.exit(&items);
        if self.announced {
            self.forget_temporary(fx);
            fx.extend(items.iter().map(item_event).map(|body| Effect::Emit(None, body)));
            let took = self.started.map_or(0, |started| now.duration_since(started).as_millis());
            let duration_ms = u64::try_from(took).unwrap_or(0);
            fx.push(Effect::Emit(None, Body::Finished { exit, duration_ms, stats }));
        }
        for (at, instance) in self.instances.iter_mut().enumerate().filter(|(_, i)| !i.released) {
            instance.released = true;
            fx.push(Effect::Release(at));
        }
        fx.push(Effect::Finish(Outcome { exit, stats, items, shown: self.shown, refused: None }));
    }

    /// Items that are there for a while only keep no choices after the session (D-11).
    fn forget_temporary(&self, fx: &mut Effects) {
        for instance in self.instances.iter().filter(|_| self.request.run == RunKind::Real) {
            let temporary = instance.listed.iter().filter(|item| item.flags & ItemInfo::TEMPORARY != 0);
            let items: Vec<_> = temporary.map(|item| item.id).collect();
            if !items.is_empty() {
                fx.push(Effect::Forget(instance.handler, items));
            }
        }
    }

    fn results(&self) -> Vec<ItemResult> {
        let lines = self.instances.iter().flat_map(|i| i.lines.iter().map(move |line| (i.handler, line)));
        lines
            .map(|(handler, line)| ItemResult {
                item: line.item,
                name: line.name.clone(),
                handler,
                status: line.end.unwrap_or(ItemStatus::Failed),
                exit: line.exit(),
                stats: line.stats,
            })
            .collect()
    }

    fn exit(&self, items: &[ItemResult]) -> ExitCode {
        let worked = items.iter().any(|i| i.exit == ExitCode::InSync);
        // One item that had something to do makes "nothing to do" untrue for the session.
        let codes = items.iter().map(|i| i.exit).filter(|&exit| !(worked && exit == ExitCode::NothingToDo));
        let mut exit = codes.fold(ExitCode::InSync, ExitCode::combine);
        // Items that could not be asked for did not succeed either.
        let is_broken = |i: &Instance| i.dropped == Some(Dropped::Broken);
        if self.instances.iter().any(|i| is_broken(i) && self.request.selection.concerns(i.handler)) {
            exit = exit.combine(ExitCode::Incomplete);
        }
        if self.shown.is_some_and(Code::is_failure) {
            exit = exit.combine(ExitCode::Error);
        }
        if self.stop.is_some() { ExitCode::Interrupted } else { exit }
    }
}

fn refusal(refused: Refused) -> Outcome {
    let (stats, items) = (Stats::default(), Vec::new());
    Outcome { exit: ExitCode::Usage, stats, items, shown: None, refused: Some(refused) }
}

fn item_event(item: &ItemResult) -> Body {
    Body::Item {
        item: item.name.clone(),
        item_id: item.item,
        handler: item.handler,
        status: item.status,
        exit: Some(item.exit),
        stats: item.stats,
    }
}
