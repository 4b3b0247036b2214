use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use syncmgr_core::host::{Standing, standing};
use syncmgr_core::store::{Begun, SessionFilter, SessionRecord};
use syncmgr_core::{Store, Wanted};
use syncmgr_proto::{ExitCode, ItemId, ItemStatus};

use super::log::session_json;
use crate::context::{Context, Format};
use crate::error::CliError;
use crate::items::Pair;
use crate::past::Course;
use crate::planned::planned;
use crate::render::escape::escaped;
use crate::render::{amount, print, style};
use crate::service::Place;
use crate::{hold, known, past};

/// Show what runs, what failed, what waits and what is overdue
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &Context, _args: &Args) -> Result<ExitCode, CliError> {
    // Also a broken configuration is something that status tells.
    let pairs = context.pairs()?;
    let Some(store) = context.history()? else {
        context.say("nothing has run yet")?;
        return Ok(ExitCode::InSync);
    };
    let known = Known {
        on_hold: hold::paused(Some(&store), &pairs)?,
        items: store.known_items()?,
        runs: store.last_runs()?,
        pairs: pairs.into_iter().chain(unnamed(context)?).collect(),
    };
    let mut lines = begun(context, &store, &known)? + failed(context, &store)? + waiting(context, &store)?;
    lines += held_back(context, &store)? + overdue(context, &store, &known)?;
    paused(context, &known)?;
    if lines == 0 {
        let last = store.sessions(SessionFilter { limit: Some(1), ..Default::default() })?;
        let when = last.first().map(|last| format!("; the last run began {}", amount::time(last.started)));
        let good = style::GOOD;
        context.say(format_args!("{good}all is well{good:#}{}", when.unwrap_or_default()))?;
    }
    Ok(ExitCode::InSync)
}

/// Pairs that ran without a name.
fn unnamed(context: &Context) -> Result<impl Iterator<Item = Pair>, CliError> {
    Ok(known::all(&context.state_dir()?).into_iter().filter(Pair::is_unnamed))
}

/// Sessions that run, and those that were interrupted, for as long as one of their items has not run again.
fn begun(context: &Context, store: &Store, known: &Known) -> Result<usize, CliError> {
    let locks = context.locks()?;
    let mut lines = 0;
    for mut session in store.unfinished()? {
        let (kind, items) = match past::course(store, &locks, &mut session)? {
            Course::Running => ("running", Vec::new()),
            Course::Interrupted => match left_over(store, &session, known)? {
                Some(items) => ("interrupted", items),
                None => continue,
            },
            Course::Ended(_) => continue,
        };
        lines += 1;
        match context.format {
            Format::Json => {
                let mut line = session_json(&session);
                line["kind"] = kind.into();
                line["pid"] = session.pid.into();
                if kind == "interrupted" {
                    let item = |item: &ItemId| serde_json::json!({"item": known.name(*item), "item_id": item});
                    line["unfinished"] = items.iter().map(item).collect();
                }
                print::json(&line)?;
            }
            Format::Human => context.say(begun_line(kind, &session, &items, known))?,
        }
    }
    Ok(lines)
}

fn begun_line(kind: &str, session: &SessionRecord, items: &[ItemId], known: &Known) -> String {
    let (id, since) = (past::short_id(session.id), amount::time(session.started));
    if kind == "running" {
        return format!("running: session {id} since {since} (process {})", session.pid);
    }
    let names: Vec<_> = items.iter().map(|item| known.name(*item)).collect();
    let over = if names.is_empty() { String::new() } else { format!(" over {}", escaped(&names.join(", "))) };
    let warn = style::WARNING;
    format!(
        "{warn}interrupted:{warn:#} session {id} since {since}{over}; its process ended before it did; look at it with \
         `syncmgr log {id}`"
    )
}

/// The items that an interrupted session did not finish and that did not run since; `None`: it is made up for. Where it is not
/// known what it began with, any later session that ended makes up for it.
fn left_over(store: &Store, session: &SessionRecord, known: &Known) -> Result<Option<Vec<ItemId>>, CliError> {
    let ran_since = |item: &ItemId, since| known.runs.get(item).is_some_and(|ended| *ended >= since);
    if known.all().all(|item| ran_since(&item, session.started)) {
        return Ok(None);
    }
    let begun = store.begun(session.id)?;
    if begun.is_empty() {
        return Ok(if ended_since(store, session)? { None } else { Some(Vec::new()) });
    }
    let is_open = |begun: &Begun| {
        begun.status != Some(ItemStatus::Succeeded)
            && known.all().any(|item| item == begun.item)
            && !ran_since(&begun.item, begun.since)
    };
    let items: Vec<_> = begun.into_iter().filter(is_open).map(|begun| begun.item).collect();
    Ok(Some(items).filter(|items| !items.is_empty()))
}

/// Whether a session that began later came to its end.
fn ended_since(store: &Store, session: &SessionRecord) -> Result<bool, CliError> {
    let filter = SessionFilter { since: Some(session.started), ..SessionFilter::default() };
    Ok(store.sessions(filter)?.iter().any(|later| later.id != session.id && later.finished.is_some()))
}

fn failed(context: &Context, store: &Store) -> Result<usize, CliError> {
    let mut lines = 0;
    for result in store.last_results()?.values().filter(|result| result.status != ItemStatus::Succeeded) {
        lines += 1;
        match context.format {
            Format::Json => print::json(&serde_json::json!({
                "kind": "failed", "item": result.name, "item_id": result.item, "handler": result.handler,
                "status": result.status, "exit": result.exit, "session": result.session, "time": result.ended,
            }))?,
            Format::Human => {
                let (warn, name, when) = (style::WARNING, escaped(&result.name), amount::time(result.ended));
                context.say(format_args!(
                    "{warn}{}:{warn:#} {name}, {when}; look at it with `syncmgr log {}`",
                    result.status,
                    past::short_id(result.session)
                ))?;
            }
        }
    }
    Ok(lines)
}

/// Handlers that crashed too often to be started by the manager itself.
fn held_back(context: &Context, store: &Store) -> Result<usize, CliError> {
    let mut lines = 0;
    for registration in store.registrations()? {
        let crashes: Vec<_> = store.handler_crashes(registration.clsid)?.iter().map(|crash| crash.time).collect();
        let standing = standing(&crashes, Timestamp::now());
        if standing == Standing::Ready {
            continue;
        }
        lines += 1;
        let (clsid, why) = (registration.clsid, standing.to_string());
        let name = registration.description.unwrap_or_else(|| clsid.to_string());
        match context.format {
            Format::Json => print::json(&serde_json::json!({
                "kind": "held_back", "handler": clsid, "name": name, "message": why,
            }))?,
            Format::Human => {
                let warn = style::WARNING;
                context.say(format_args!("{warn}held back:{warn:#} {}, {why}", escaped(&name)))?;
            }
        }
    }
    Ok(lines)
}

fn waiting(context: &Context, store: &Store) -> Result<usize, CliError> {
    let conflicts = store.conflicts(None)?;
    if conflicts.is_empty() {
        return Ok(0);
    }
    match context.format {
        Format::Json => print::json(&serde_json::json!({"kind": "waiting", "conflicts": conflicts.len()}))?,
        Format::Human => {
            let (warn, number) = (style::WARNING, amount::count(conflicts.len() as u64, "conflict"));
            context.say(format_args!("{warn}waiting:{warn:#} {number}; `syncmgr conflicts` lists them"))?;
        }
    }
    Ok(1)
}

/// What is known about items without asking their handlers.
struct Known {
    on_hold: BTreeSet<ItemId>,
    items: Vec<Wanted>,
    /// When they ran last.
    runs: BTreeMap<ItemId, Timestamp>,
    /// Also those without a name that ran.
    pairs: Vec<Pair>,
}

impl Known {
    fn all(&self) -> impl Iterator<Item = ItemId> {
        self.pairs.iter().map(|pair| pair.id).chain(self.items.iter().map(|known| known.item))
    }

    fn name(&self, item: ItemId) -> String {
        let pair = self.pairs.iter().find(|pair| pair.id == item).map(|pair| &pair.name);
        let listed = || self.items.iter().find(|known| known.item == item).map(|known| &known.name);
        pair.or_else(listed).cloned().unwrap_or_else(|| item.to_string())
    }
}

fn overdue(context: &Context, store: &Store, known: &Known) -> Result<usize, CliError> {
    let now = Timestamp::now();
    let planned = planned(store, &known.on_hold)?;
    let late: Vec<_> = planned.iter().filter_map(|(item, planned)| Some((item, planned.overdue(now)?))).collect();
    for ((handler, item), since) in &late {
        let name = known.name(*item);
        match context.format {
            Format::Json => print::json(&serde_json::json!({
                "kind": "overdue", "item": name, "item_id": item, "handler": handler, "since": since,
            }))?,
            Format::Human => {
                let (warn, name, when) = (style::WARNING, escaped(&name), amount::time(*since));
                context.say(format_args!("{warn}overdue:{warn:#} {name}, since {when}"))?;
            }
        }
    }
    if !late.is_empty() && Place::of(&context.state_dir()?).manager().is_none() {
        context.say("no manager runs that could run what is due: start `syncmgr serve`")?;
    }
    Ok(late.len())
}

fn paused(context: &Context, known: &Known) -> Result<(), CliError> {
    for item in &known.on_hold {
        let name = known.name(*item);
        match context.format {
            Format::Json => print::json(&serde_json::json!({"kind": "paused", "item": name, "item_id": item}))?,
            Format::Human => context.say(format_args!("paused: {}", escaped(&name)))?,
        }
    }
    Ok(())
}
