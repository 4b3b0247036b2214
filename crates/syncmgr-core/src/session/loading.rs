//! How an instance is loaded: from its creation to `prepare`.

use syncmgr_proto::{Code, ExitCode, ItemId, ItemStatus, MessageLevel, Trigger};

use super::input::{Answer, Busy, Call, Effect, InstanceNo};
use super::instance::{Dropped, Line, Pending, Phase};
use super::machine::{Effects, Session, say_about};
use super::request::{RunKind, Selection, Work};
use crate::handler::{HandlerInfo, Items};

impl Session {
    /// Returns the instances that have not listed their items yet.
    pub fn unlisted(&self) -> impl Iterator<Item = InstanceNo> {
        self.instances.iter().enumerate().filter(|(_, instance)| instance.phase == Phase::Loading).map(|(at, _)| at)
    }

    /// The loading sequence, 4.1 steps 1 to 5.
    pub(super) fn loading(&mut self, at: InstanceNo, answer: Answer, fx: &mut Effects) {
        let flags = self.request.flags;
        match answer {
            Answer::Created(Ok(())) => {
                let cookie = self.request.cookie.clone().filter(|_| flags.trigger() == Trigger::Invoke);
                fx.push(Effect::Call(at, Call::Initialize(flags, cookie)));
            }
            Answer::Created(Err(why)) => self.drop_out(at, Dropped::Broken, &why, fx),
            Answer::Initialize(Code::FALSE) => self.drop_out(at, Dropped::Declined, "", fx),
            // D-37: other success codes take part.
            Answer::Initialize(code) if code.is_success() => fx.push(Effect::Call(at, Call::Info)),
            Answer::Initialize(code) => {
                // With words of its own it is the host that says there is no handler.
                let dropped = if self.instances[at].explained { Dropped::Broken } else { Dropped::Failed };
                self.drop_out(at, dropped, &self.reason("Initialize", code, at), fx);
            }
            Answer::Info(info) => {
                // D-7: a failure costs only the name.
                if let Ok(HandlerInfo { name, .. }) = info
                    && !name.is_empty()
                {
                    self.instances[at].name = name;
                }
                fx.push(Effect::Call(at, Call::Items));
            }
            Answer::Items(Ok(items)) => self.items_listed(at, items, fx),
            Answer::Items(Err(code)) => {
                self.drop_out(at, Dropped::Failed, &self.reason("EnumSyncMgrItems", code, at), fx);
            }
            Answer::SetCallback(code) if code.is_success() => self.ready(at, fx),
            Answer::SetCallback(code) => {
                self.drop_out(at, Dropped::Failed, &self.reason("SetProgressCallback", code, at), fx);
            }
            _ => {}
        }
    }

    /// What to say about a call that failed; nothing if the handler has said it already.
    fn reason(&self, call: &str, code: Code, at: InstanceNo) -> String {
        if self.instances[at].explained { String::new() } else { format!("{call} gave {code}") }
    }

    fn items_listed(&mut self, at: InstanceNo, items: Items, fx: &mut Effects) {
        let instance = &mut self.instances[at];
        for item in items.list {
            // D-38: the first of two wins, the null id is no item.
            if !item.id.0.is_null() && instance.listed.iter().all(|i| i.id != item.id) {
                instance.listed.push(item);
            }
        }
        let ids: Vec<ItemId> = instance.listed.iter().map(|i| i.id).collect();
        // S1: what an instance for a cookie lists is no statement about what exists.
        if items.code == Code::OK && self.request.trigger == Trigger::Manual && self.request.run == RunKind::Real {
            fx.push(Effect::KeepOnly(instance.handler, ids.clone()));
        }
        let named = matches!(self.request.selection, Selection::Named { .. });
        if named {
            let items = self.instances[at].listed.iter().map(|item| (item.id, item.name.clone())).collect();
            fx.push(Effect::Remember(self.instances[at].handler, items));
        } else if self.request.work == Work::Synchronize {
            self.choose(at, fx);
        }
        fx.push(Effect::Admit(at, ids));
        fx.push(Effect::Call(at, Call::SetCallback));
    }

    /// A handler that showed something tells its items anew (D-23); an instance of an earlier session may be one that does not
    /// tell all of them (S1).
    pub(super) fn relisted(&mut self, at: InstanceNo, items: Option<Items>, fx: &mut Effects) {
        let Some(items) = items else { return };
        let instance = &mut self.instances[at];
        if items.code == Code::OK && !instance.living {
            fx.push(Effect::KeepOnly(instance.handler, items.list.iter().map(|item| item.id).collect()));
        }
        let names = items.list.iter().map(|item| (item.id, item.name.clone())).collect();
        fx.push(Effect::Remember(instance.handler, names));
        instance.listed = items.list;
    }

    /// Chosen = listed ∩ selected; what was asked for by name and is not listed has failed.
    pub(super) fn choose(&mut self, at: InstanceNo, fx: &mut Effects) {
        let instance = &mut self.instances[at];
        let handler = instance.handler;
        let chosen = instance.listed.iter().filter(|item| self.request.selection.chooses(handler, item));
        instance.lines = chosen.map(|item| Line::new(item.id, item.name.clone())).collect();
        for line in &mut instance.lines {
            line.end = self.skips.contains(&line.item).then_some(ItemStatus::Skipped);
        }
        for wanted in self.request.selection.wanted(handler) {
            if instance.lines.iter().all(|l| l.item != wanted.item) {
                let mut line = Line::new(wanted.item, wanted.name.clone());
                line.end = Some(ItemStatus::Failed);
                instance.lines.push(line);
                let text = format!("{} does not offer it any more", instance.name);
                fx.push(say_about((wanted.item, &wanted.name), MessageLevel::Error, text, instance.handler));
            }
        }
    }

    /// The callback is set: either there is something to do, or the instance goes (R-SYN-2).
    pub(super) fn ready(&mut self, at: InstanceNo, fx: &mut Effects) {
        if let Selection::Named { .. } = self.request.selection {
            self.instances[at].phase = Phase::Listed;
            return;
        }
        if let Work::ShowError { error, .. } = self.request.work {
            return if self.stop.is_some() { self.end(at, ItemStatus::Stopped, fx) } else { self.show(at, error, fx) };
        }
        let open = self.instances[at].open_items();
        if self.stop.is_some() || open.is_empty() {
            return self.end(at, ItemStatus::Stopped, fx);
        }
        self.instances[at].phase = Phase::Locking;
        fx.push(Effect::Lock(at, open));
    }

    pub(super) fn locked(&mut self, at: InstanceNo, busy: Vec<Busy>, fx: &mut Effects) {
        let handler = self.instances[at].handler;
        for Busy { item, exit, message } in busy {
            let name = self.item_name(at, item);
            fx.push(say_about((item, &name), MessageLevel::Warning, message, handler));
            if let Some(line) = self.instances[at].line(item) {
                let running = exit == ExitCode::AlreadyRunning;
                let end = if running { ItemStatus::Skipped } else { ItemStatus::Failed };
                (line.end, line.exit) = (line.end.or(Some(end)), Some(exit));
            }
        }
        let open = self.instances[at].open_items();
        if self.stop.is_some() || open.is_empty() {
            return self.end(at, ItemStatus::Stopped, fx);
        }
        self.instances[at].phase = Phase::Preparing(Pending::default());
        fx.push(Effect::Call(at, Call::Prepare(open)));
    }

    /// Gives items that were asked for by name a line, if the handler never came to list them.
    pub(super) fn add_unlisted(&mut self, at: InstanceNo) {
        let Selection::Items(_) = self.request.selection else { return };
        let instance = &mut self.instances[at];
        for wanted in self.request.selection.wanted(instance.handler) {
            if instance.lines.iter().all(|l| l.item != wanted.item) {
                instance.lines.push(Line::new(wanted.item, wanted.name.clone()));
            }
        }
    }
}
