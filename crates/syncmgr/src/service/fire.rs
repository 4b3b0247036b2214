use std::sync::PoisonError;

use jiff::Timestamp;
use syncmgr_core::store::{Ask, ItemKey, MarkKey};
use syncmgr_core::trigger::{Fact, IdleTime};
use syncmgr_core::{Marks, SessionRequest};
use syncmgr_proto::{Body, Event, ExitCode, SessionId, Stats, Trigger};

use super::manager::{Assignment, Manager, Show, folders};
use super::queue::Turn;
use crate::error::CliError;
use crate::handlers::Catalogue;
use crate::job::Task;
use crate::question::{Answer, ask};
use crate::{folder, marks};

impl Manager {
    /// Runs the session that follows from an event, as if it had happened now (4.4).
    pub fn fire(&self, fact: &Fact, show: Show<'_>) -> Result<ExitCode, CliError> {
        let (Some(trigger), Some(mark)) = (fact.trigger(), fact.mark()) else {
            self.somebody_is_back();
            show.sink.event(&nothing_happened());
            return Ok(ExitCode::InSync);
        };
        if trigger == Trigger::Idle {
            *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = Some(IdleTime::begins(Timestamp::now()));
        }
        let context = self.context();
        let pairs = context.pairs()?;
        let key = MarkKey { connection: fact.connection().map(str::to_owned), ..marks::key(mark) };
        let mut choices = self.store.marks(&key)?;
        // Folders that nobody chose for it do not run by themselves.
        for pair in &pairs {
            choices.entry((folder::CLSID, pair.id)).or_insert(false);
        }
        self.leave_out_refused(&key, fact, &mut choices)?;
        let chosen = |handler| choices.iter().any(|((of, _), checked)| *of == handler && *checked);
        let mut request = SessionRequest::new(trigger, fact.selection(choices.clone(), self.paused(&pairs)?));
        request.id = SessionId::random();
        let mut handlers = Vec::new();
        if chosen(folder::CLSID) {
            handlers.push(folders(&context, &pairs, &Task::SYNCHRONIZE, request.id)?);
        }
        let catalogue = Catalogue::read(Some(&self.store))?;
        let registered = catalogue.registered_for(fact.register_flag());
        handlers.extend(registered.filter(|handler| fact.connection().is_none() || chosen(handler.id())).cloned());
        self.run(&Assignment { request, handlers, turn: Turn::Now }, show)
    }

    /// Idleness ends, and so do the sessions that it started.
    pub fn somebody_is_back(&self) {
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.running().stop_started_by(Trigger::Idle);
    }

    /// Asks about the items whose trigger wants that; refused or unanswered, they are left out (R-UI-5).
    fn leave_out_refused(&self, key: &MarkKey, fact: &Fact, choices: &mut Marks) -> Result<(), CliError> {
        let settings = self.store.triggers(key)?;
        let asks = |item: &ItemKey| settings.get(item).is_some_and(|setting| setting.ask == Ask::Before);
        let asked: Vec<ItemKey> =
            choices.iter().filter(|(item, checked)| **checked && asks(item)).map(|(item, _)| *item).collect();
        if asked.is_empty() || ask(&self.question(fact, &asked)) == Answer::Yes {
            return Ok(());
        }
        choices.extend(asked.into_iter().map(|item| (item, false)));
        Ok(())
    }

    fn question(&self, fact: &Fact, items: &[ItemKey]) -> String {
        let known = self.store.known_items().unwrap_or_default();
        let name = |(handler, item): &ItemKey| {
            let found = known.iter().find(|known| known.handler == *handler && known.item == *item);
            found.map_or_else(|| item.to_string(), |known| known.name.clone())
        };
        let names: Vec<_> = items.iter().map(name).collect();
        format!("{fact}: synchronize {} now?", names.join(", "))
    }
}

/// An event that starts no session ends like one that had nothing to do.
fn nothing_happened() -> Event {
    let body = Body::Finished { exit: ExitCode::InSync, duration_ms: 0, stats: Stats::default() };
    Event { seq: 1, time: Timestamp::now(), session: SessionId::random(), body }
}
