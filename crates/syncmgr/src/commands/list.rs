use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use syncmgr_core::store::{ItemKey, ItemRecord};
use syncmgr_core::{HandlerInfo, ItemInfo, Listing, Marks, Store};
use syncmgr_proto::{ExitCode, HandlerId, ItemId, ItemStatus, Mark};

use crate::context::{Context, Format};
use crate::error::CliError;
use crate::folder;
use crate::items::Pair;
use crate::listing::Offers;
use crate::planned::{Planned, planned};
use crate::render::escape::escaped;
use crate::render::table::{Cell, Table};
use crate::render::{amount, print, style};
use crate::{hold, listing, marks};

/// List the items under their handlers, with check marks, last results and next runs
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &Context, _args: &Args) -> Result<ExitCode, CliError> {
    let pairs = context.pairs()?;
    let store = context.history()?;
    let memory = Memory::read(store.as_deref(), &pairs)?;
    let Offers { listings, untold, .. } = listing::offers(context, store)?;
    let shown = |listing: &&Listing| !listing.items.list.is_empty() || listing.flags & HandlerInfo::ALWAYS_LIST != 0;
    for listing in listings.iter().filter(shown) {
        match context.format {
            Format::Json => json(listing, &memory)?,
            Format::Human => human(context, listing, &memory, &pairs)?,
        }
    }
    if context.format == Format::Human {
        for why in &untold {
            let warn = style::WARNING;
            context.say(format_args!("{warn}not listed:{warn:#} {}", escaped(why)))?;
        }
    }
    if untold.is_empty() && !listings.iter().any(|listing| shown(&listing)) {
        context.say("there are no items yet; make one with `syncmgr add NAME LEFT RIGHT`")?;
    }
    Ok(ExitCode::InSync)
}

/// What is remembered about items.
struct Memory {
    now: Timestamp,
    paused: BTreeSet<ItemId>,
    planned: BTreeMap<ItemKey, Planned>,
    marks: Vec<(Mark, Marks)>,
    results: BTreeMap<ItemId, ItemRecord>,
    successes: BTreeMap<ItemId, Timestamp>,
}

impl Memory {
    fn read(store: Option<&Store>, pairs: &[Pair]) -> Result<Self, CliError> {
        let mut memory = Self {
            now: Timestamp::now(),
            paused: hold::paused(store, pairs)?,
            planned: BTreeMap::new(),
            marks: Vec::new(),
            results: BTreeMap::new(),
            successes: BTreeMap::new(),
        };
        if let Some(store) = store {
            memory.planned = planned(store, &memory.paused)?;
            for mark in Mark::ALL {
                memory.marks.push((mark, store.marks(&marks::key(mark))?));
            }
            memory.results = store.last_results()?;
            memory.successes = store.last_successes()?;
        }
        Ok(memory)
    }

    /// The stored choice, else what the handler says.
    fn is_checked(&self, handler: HandlerId, item: &ItemInfo, mark: Mark) -> bool {
        let stored =
            self.marks.iter().find(|(of, _)| *of == mark).and_then(|(_, marks)| marks.get(&(handler, item.id)));
        stored.copied().unwrap_or_else(|| marks::unset(handler, mark, item))
    }

    /// When it runs next by itself, for people.
    fn next_run(&self, item: ItemKey) -> Cell {
        let Some(planned) = self.planned.get(&item) else { return "".into() };
        match (planned.next, planned.overdue(self.now)) {
            (_, Some(since)) => Cell::styled(format!("overdue since {}", amount::time(since)), style::WARNING),
            (Some(next), None) => amount::time(next).into(),
            (None, None) => Cell::styled("never", style::DIM),
        }
    }

    fn last_update(&self, item: &ItemInfo) -> Option<Timestamp> {
        item.last_update.max(self.successes.get(&item.id).copied())
    }
}

fn json(listing: &Listing, memory: &Memory) -> Result<(), CliError> {
    print::json(&serde_json::json!({
        "kind": "handler", "clsid": listing.handler, "name": listing.name, "flags": listing.flags,
        "properties": listing.flags & HandlerInfo::HAS_PROPERTIES != 0,
    }))?;
    for item in &listing.items.list {
        let checked: serde_json::Map<_, _> = Mark::ALL
            .into_iter()
            .map(|mark| (mark.to_string(), memory.is_checked(listing.handler, item, mark).into()))
            .collect();
        let last = memory.results.get(&item.id);
        let planned = memory.planned.get(&(listing.handler, item.id));
        print::json(&serde_json::json!({
            "kind": "item", "name": item.name, "id": item.id, "handler": listing.handler, "checked": checked,
            "properties": item.flags & ItemInfo::HAS_PROPERTIES != 0, "last_update": last_update(listing.handler, item, memory),
            "last_result": last.map(|last| last.status), "last_exit": last.and_then(|last| last.exit),
            "paused": memory.paused.contains(&item.id), "schedule": planned.map(|planned| planned.schedule.to_string()),
            "next_run": planned.and_then(|planned| planned.next),
        }))?;
    }
    Ok(())
}

/// What the handler says (R-ITM-6); folders are ours, so it is what we know.
fn last_update(handler: HandlerId, item: &ItemInfo, memory: &Memory) -> Option<Timestamp> {
    if handler == folder::CLSID { memory.last_update(item) } else { item.last_update }
}

fn human(context: &Context, listing: &Listing, memory: &Memory, pairs: &[Pair]) -> Result<(), CliError> {
    context.say(&listing.name)?;
    let mut table = Table::new(&["NAME", "CHECKED FOR", "LAST RESULT", "LAST IN SYNC", "NEXT RUN", "FOLDERS"]);
    for item in &listing.items.list {
        let pair = pairs.iter().find(|pair| listing.handler == folder::CLSID && pair.id == item.id);
        let marks: Vec<_> = Mark::ALL
            .into_iter()
            .filter(|mark| memory.is_checked(listing.handler, item, *mark))
            .map(Mark::word)
            .collect();
        let marks = if memory.paused.contains(&item.id) {
            Cell::styled("paused", style::WARNING)
        } else {
            marks.join(", ").into()
        };
        let result = memory.results.get(&item.id).map_or_else(
            || Cell::styled("never ran", style::DIM),
            |last| {
                let good = last.status == ItemStatus::Succeeded;
                Cell::styled(last.status.word(), if good { style::GOOD } else { style::WARNING })
            },
        );
        table.row([
            item.name.as_str().into(),
            marks,
            result,
            memory.last_update(item).map(amount::time).unwrap_or_default().into(),
            memory.next_run((listing.handler, item.id)),
            pair.map(|pair| format!("{} ↔ {}", pair.left.display(), pair.right.display())).unwrap_or_default().into(),
        ]);
    }
    table.print(&mut print::out())?;
    Ok(())
}
