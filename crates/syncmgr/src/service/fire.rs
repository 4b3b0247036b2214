//! Sessions that follow from an event.

use std::sync::PoisonError;

use jiff::Timestamp;
use syncmgr_core::store::{Ask, ItemKey, MarkKey};
use syncmgr_core::trigger::{Fact, IdleTime};
use syncmgr_core::{Marks, SessionRequest, Store};
use syncmgr_proto::{Body, Event, ExitCode, Mark, SessionId, Stats, Trigger};

use super::limit::Limit;
use super::manager::{Assignment, Manager, Show, folders};
use super::queue::Turn;
use super::wire::Consent;
use crate::error::CliError;
use crate::handlers::Catalogue;
use crate::job::Task;
use crate::question::{Answer, ask};
use crate::{folder, marks};

impl Manager {
    /// Runs the session that follows from an event, as if it had happened now (4.4).
    pub fn fire(&self, fact: &Fact, consent: Consent, show: Show<'_>) -> Result<ExitCode, CliError> {
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
        let key = marks_key(fact, mark);
        let mut choices = self.store.marks(&key)?;
        // Folders that nobody chose for it do not run by themselves.
        for pair in &pairs {
            choices.entry((folder::CLSID, pair.id)).or_insert(false);
        }
        if consent == Consent::Withheld {
            let asked = items_to_ask_for(&self.store, &key, &choices)?;
            choices.extend(asked.into_iter().map(|item| (item, false)));
        }
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
        let wait = context.config()?.sessions.logoff_wait.filter(|_| trigger == Trigger::PendingDisconnect);
        let _limit = wait.map(|wait| Limit::begin(wait, show.control));
        self.run(&Assignment { request, handlers, turn: Turn::Now }, show)
    }

    /// Idleness ends, and so do the sessions that it started.
    pub fn somebody_is_back(&self) {
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.running().stop_started_by(Trigger::Idle);
    }
}

/// Asks about the items whose trigger wants that, here and now; refused or unanswered, they are left out (`R-UI-5`).
///
/// # Errors
/// The history cannot be read.
pub fn ask_for_consent(store: &Store, fact: &Fact) -> Result<Consent, CliError> {
    let Some(mark) = fact.mark() else { return Ok(Consent::Withheld) };
    let key = marks_key(fact, mark);
    let asked = items_to_ask_for(store, &key, &store.marks(&key)?)?;
    if asked.is_empty() || ask(&question(store, fact, &asked)) == Answer::No {
        return Ok(Consent::Withheld);
    }
    Ok(Consent::Given)
}

/// The key of the marks that count for an event.
fn marks_key(fact: &Fact, mark: Mark) -> MarkKey {
    MarkKey { connection: fact.connection().map(str::to_owned), ..marks::key(mark) }
}

/// The checked items whose trigger wants the user to be asked.
fn items_to_ask_for(store: &Store, key: &MarkKey, choices: &Marks) -> Result<Vec<ItemKey>, CliError> {
    let settings = store.triggers(key)?;
    let asks = |item: &ItemKey| settings.get(item).is_some_and(|setting| setting.ask == Ask::Before);
    Ok(choices.iter().filter(|(item, checked)| **checked && asks(item)).map(|(item, _)| *item).collect())
}

fn question(store: &Store, fact: &Fact, items: &[ItemKey]) -> String {
    let known = store.known_items().unwrap_or_default();
    let name = |(handler, item): &ItemKey| {
        let found = known.iter().find(|known| known.handler == *handler && known.item == *item);
        found.map_or_else(|| item.to_string(), |known| known.name.clone())
    };
    let names: Vec<_> = items.iter().map(name).collect();
    format!("{fact}: synchronize {} now?", names.join(", "))
}

/// An event that starts no session ends like one that had nothing to do.
fn nothing_happened() -> Event {
    let body = Body::Finished { exit: ExitCode::InSync, duration_ms: 0, stats: Stats::default() };
    Event { seq: 1, time: Timestamp::now(), session: SessionId::random(), body }
}
