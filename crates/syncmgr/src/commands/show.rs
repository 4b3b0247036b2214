use std::io::Write;

use serde_json::{Map, Value};
use syncmgr_core::{ItemEntry, ItemInfo, Marks};
use syncmgr_proto::{ExitCode, HandlerId, ItemId, Mark};

use crate::config::stated_values;
use crate::context::{Context, Format};
use crate::error::CliError;
use crate::items::Pair;
use crate::planned::{Planned, planned};
use crate::render::escape::escaped;
use crate::render::{amount, print};
use crate::{folder, hold, items, listing, marks};

/// Show an item: its id, its folders or its handler, what is stated for it, when it runs
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The item
    name: String,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let pairs = context.pairs()?;
    let (fields, options) = match items::find(&pairs, &args.name) {
        Ok(pair) => of_pair(context, pair)?,
        Err(_) => of_listed(context, &pairs, &args.name)?,
    };
    match context.format {
        Format::Json => json(fields, options)?,
        Format::Human => human(&fields, &options)?,
    }
    Ok(ExitCode::InSync)
}

/// Keys and values, in the order in which they are shown.
type Fields = Vec<(&'static str, Value)>;

fn of_pair(context: &Context, pair: &Pair) -> Result<(Fields, Fields), CliError> {
    let mut fields: Fields = vec![
        ("name", pair.name.as_str().into()),
        ("id", pair.id.to_string().into()),
        ("handler", folder::CLSID.to_string().into()),
        ("left", pair.left.to_string_lossy().into()),
        ("right", pair.right.to_string_lossy().into()),
    ];
    fields.extend(memory(context, folder::CLSID, pair.id, std::slice::from_ref(pair))?);
    Ok((fields, stated_values(&pair.options)))
}

/// An item that only its handler knows.
fn of_listed(context: &Context, pairs: &[Pair], name: &str) -> Result<(Fields, Fields), CliError> {
    let history = context.history()?;
    let offers = listing::offers(context, history)?;
    let entry = offers.find_one(name)?;
    if let Some(pair) = pairs.iter().find(|pair| entry.handler == folder::CLSID && pair.id == entry.info.id) {
        return of_pair(context, pair);
    }
    let mut fields: Fields = vec![
        ("name", entry.info.name.as_str().into()),
        ("id", entry.info.id.to_string().into()),
        ("handler", entry.handler.to_string().into()),
        ("handler_name", entry.handler_name.as_str().into()),
        ("properties", (entry.info.flags & ItemInfo::HAS_PROPERTIES != 0).into()),
        ("checked", checked(context, entry)?),
    ];
    fields.extend(memory(context, entry.handler, entry.info.id, &[])?);
    Ok((fields, Vec::new()))
}

/// The kinds of runs for which an item is chosen.
fn checked(context: &Context, entry: &ItemEntry) -> Result<Value, CliError> {
    let history = context.history()?;
    let mut words = Vec::new();
    for mark in Mark::ALL {
        let stored = history.as_ref().map(|store| store.marks(&marks::key(mark))).transpose()?;
        let stored = stored.as_ref().and_then(|marks: &Marks| marks.get(&(entry.handler, entry.info.id)).copied());
        if stored.unwrap_or_else(|| marks::unset(entry.handler, mark, &entry.info)) {
            words.push(Value::from(mark.word()));
        }
    }
    Ok(words.into())
}

/// What the manager knows about an item: whether it is paused and when it runs.
fn memory(context: &Context, handler: HandlerId, item: ItemId, pairs: &[Pair]) -> Result<Fields, CliError> {
    let history = context.history()?;
    let paused = hold::paused(history.as_deref(), pairs)?;
    let mut plans = history.as_ref().map(|store| planned(store, &paused)).transpose()?.unwrap_or_default();
    let plan = plans.remove(&(handler, item));
    let next = plan.as_ref().and_then(|Planned { next, .. }| *next);
    Ok(vec![
        ("paused", paused.contains(&item).into()),
        ("schedule", plan.map(|plan| plan.schedule.to_string()).into()),
        ("next_run", next.map(|next| next.to_string()).into()),
    ])
}

fn json(fields: Fields, options: Fields) -> Result<(), CliError> {
    let mut object = Map::from_iter([("kind".to_owned(), Value::from("item"))]);
    object.extend(fields.into_iter().map(|(key, value)| (key.to_owned(), value)));
    let options: Map<_, _> = options.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    object.insert("options".to_owned(), options.into());
    print::json(&Value::from(object))?;
    Ok(())
}

/// What is not so is left out.
fn human(fields: &Fields, options: &Fields) -> Result<(), CliError> {
    let mut out = print::out();
    let mut line = |key: &str, value: &str| writeln!(out, "{:<14}{}", key.replace('_', " "), escaped(value));
    for (key, value) in fields {
        match value {
            Value::Null | Value::Bool(false) => {}
            // Which handler keeps folders goes without saying.
            Value::String(text) if *key == "handler" && *text == folder::CLSID.to_string() => {}
            Value::String(text) if *key == "next_run" => {
                line(key, &text.parse().map_or_else(|_| text.clone(), amount::time))?;
            }
            value => line(key, &shown(value))?,
        }
    }
    for (key, value) in options {
        line(key, &shown(value))?;
    }
    Ok(())
}

/// A value for people: words without quotes, lists with commas.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
