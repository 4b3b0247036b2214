//! Which items the names of a session mean: known when every handler has listed its items.

use syncmgr_proto::{Guid, ItemId, ItemStatus, MessageLevel};

use super::input::{Effect, InstanceNo, Refused};
use super::instance::{Dropped, Instance, Line, Phase};
use super::machine::{Effects, Session};
use super::request::{Selection, Wanted};
use crate::handler::ItemInfo;
use crate::registry::{NameError, Registry};

impl Session {
    /// Understands the names once all handlers have listed their items, or do not any more.
    ///
    /// Until then nothing is shown: a session whose names lead nowhere was none.
    pub(super) fn understand_names(&mut self, fx: &mut Effects) {
        let Selection::Named { names, known } = &self.request.selection else { return };
        let (names, known) = (names.clone(), known.clone());
        let (shown, rest) = std::mem::take(fx).into_iter().partition(|effect| matches!(effect, Effect::Emit(..)));
        (self.held, *fx) = (std::mem::take(&mut self.held).into_iter().chain::<Vec<_>>(shown).collect(), rest);
        let all_listed = self.started.is_some() && !self.instances.iter().any(is_slow);
        let registry = self.registry(&known);
        // Ids are clear before every handler has spoken.
        let ids_only = || names.iter().all(|name| name.parse::<Guid>().is_ok());
        let is_clear = all_listed
            || (ids_only() && wanted(&names, &registry).is_ok())
            || (self.waited && self.are_clear_without_slow_ones(&names, &registry, &known));
        if !is_clear {
            return;
        }
        match wanted(&names, &registry) {
            Err(error) if self.stop.is_none() => self.refuse(error, fx),
            // A session that was stopped while it looked for its items ends as one.
            Err(_) => self.go_on(Vec::new(), fx),
            Ok(wanted) => self.go_on(wanted, fx),
        }
    }

    /// Whether handlers that have listed their items offer all that is meant, and no slow one offered such a name before. Of one
    /// that never listed its items nothing can be said.
    fn are_clear_without_slow_ones(&self, names: &[String], registry: &Registry, known: &[Wanted]) -> bool {
        let is_told = |wanted: &Wanted| !self.instances.iter().any(|i| i.handler == wanted.handler && is_slow(i));
        let is_known = |i: &Instance| known.iter().any(|w| w.handler == i.handler);
        self.instances.iter().all(|i| !is_slow(i) || is_known(i))
            && wanted(names, registry).is_ok_and(|wanted| wanted.iter().all(is_told))
    }

    /// What the handlers offer; for those that do not tell, what they offered before.
    fn registry(&self, known: &[Wanted]) -> Registry {
        let mut registry = Registry::default();
        for instance in &self.instances {
            if is_slow(instance) && !self.waited {
                continue;
            }
            let before = || known.iter().filter(|w| w.handler == instance.handler).map(remembered).collect();
            let told_nothing = instance.phase == Phase::Ended && instance.listed.is_empty();
            let items = if instance.dropped.is_some() || told_nothing || is_slow(instance) {
                before()
            } else {
                instance.listed.clone()
            };
            registry.set_items(instance.handler, &instance.name, &items);
        }
        registry
    }

    /// The chosen items of all instances, as far as they are known, to find names in.
    pub fn chosen(&self) -> Registry {
        let mut registry = Registry::default();
        for instance in &self.instances {
            let info = |line: &Line| ItemInfo::new(line.item, line.name.clone());
            registry.set_items(instance.handler, &instance.name, &instance.lines.iter().map(info).collect::<Vec<_>>());
        }
        registry
    }

    fn refuse(&mut self, error: NameError, fx: &mut Effects) {
        let notes = self.held.drain(..).filter_map(|effect| error_text(&effect)).collect();
        self.refused = Some(Refused { error, notes });
        self.end_waiting(|_| true, fx);
    }

    /// The items are known: the session begins with them.
    fn go_on(&mut self, wanted: Vec<Wanted>, fx: &mut Effects) {
        self.announce(fx);
        fx.append(&mut self.held);
        self.request.selection = Selection::Items(wanted);
        // Handlers that are still being loaded are not needed: their items would be known by now.
        let concerned: Vec<_> = self.instances.iter().map(|i| self.request.selection.concerns(i.handler)).collect();
        self.end_waiting(|at| !concerned[at], fx);
        for at in 0..self.instances.len() {
            match (self.instances[at].phase, self.instances[at].dropped) {
                (Phase::Listed, _) => {
                    self.choose(at, fx);
                    self.ready(at, fx);
                }
                // It was stopped, or fell out, before its items were chosen.
                (Phase::Ended, dropped) => {
                    self.add_unlisted(at);
                    let status = dropped.map_or(ItemStatus::Stopped, Dropped::status);
                    self.instances[at].lines.iter_mut().for_each(|line| line.end = line.end.or(Some(status)));
                }
                _ => {}
            }
        }
    }

    fn end_waiting(&mut self, which: impl Fn(InstanceNo) -> bool, fx: &mut Effects) {
        for (at, instance) in self.instances.iter_mut().enumerate() {
            if instance.phase != Phase::Ended && which(at) {
                (instance.phase, instance.released) = (Phase::Ended, true);
                fx.push(Effect::Release(at));
            }
        }
    }
}

/// Whether a handler has not listed its items yet and may still do so.
fn is_slow(instance: &Instance) -> bool {
    !matches!(instance.phase, Phase::Listed | Phase::Ended)
}

fn wanted(names: &[String], registry: &Registry) -> Result<Vec<Wanted>, NameError> {
    let mut found: Vec<Wanted> = Vec::new();
    for name in names {
        let wanted = registry.resolve(name)?.wanted();
        if !found.contains(&wanted) {
            found.push(wanted);
        }
    }
    Ok(found)
}

fn remembered(wanted: &Wanted) -> ItemInfo {
    let Wanted { item, name, .. } = wanted;
    ItemInfo::new(ItemId(item.0), name.clone())
}

fn error_text(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Emit(_, syncmgr_proto::Body::Message { level: MessageLevel::Error, text, .. }) => Some(text.clone()),
        _ => None,
    }
}
