use clap::Subcommand;
use syncmgr_core::Store;
use syncmgr_core::store::KeptMessage;
use syncmgr_proto::{Body, ExitCode, ItemId, MessageLevel};

use crate::context::{Context, Format};
use crate::error::CliError;
use crate::render::table::{Cell, Table};
use crate::render::{amount, print, style};
use crate::service::{Order, Place, Reply, Request, client, no_message};
use crate::{listing, session};

/// List the messages of handlers, have one shown, or clear them
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    /// Only those about this item
    #[arg(long, value_name = "NAME")]
    item: Option<String>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Ask the handler to show more about a message; it may synchronize items again
    Show {
        /// The number of the message
        #[arg(value_parser = message_number)]
        id: u64,
    },
    /// Remove a message, or all
    Clear {
        /// The number of the message
        #[arg(value_parser = message_number)]
        id: Option<u64>,
    },
}

fn message_number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "messages are named by numbers like 7; `syncmgr errors` lists them".to_owned())
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    match args.action {
        None => list(context, args.item.as_deref()),
        Some(Action::Show { id }) => show(context, id),
        Some(Action::Clear { id }) => clear(context, id),
    }
}

fn list(context: &Context, item: Option<&str>) -> Result<ExitCode, CliError> {
    let store = context.history()?;
    let messages = match (&store, item) {
        (Some(store), None) => store.messages(None)?,
        (Some(store), Some(name)) => store.messages(Some(find(context, store, name)?))?,
        (None, Some(name)) => {
            listing::offers(context, None)?.find_one(name)?;
            Vec::new()
        }
        (None, None) => Vec::new(),
    };
    let mut table = Table::new(&["ID", "WHEN", "LEVEL", "ITEM", "MESSAGE"]);
    for message in &messages {
        match context.format {
            Format::Json => print::json(&json(message)?)?,
            Format::Human => table.row(cells(message)),
        }
    }
    if context.format == Format::Human && table.is_empty() {
        context.say("no messages")?;
    }
    table.print(&mut print::out())?;
    if messages.iter().any(|message| leads_on(&message.body)) {
        let hint = style::HINT;
        context
            .say(format_args!("{hint}hint:{hint:#} `syncmgr errors show ID` shows more about those marked with …"))?;
    }
    Ok(ExitCode::InSync)
}

/// The item of a name: one that is offered, or one that a message is about.
fn find(context: &Context, store: &std::sync::Arc<Store>, name: &str) -> Result<ItemId, CliError> {
    let about = |message: &KeptMessage| match &message.body {
        Body::Message { item: Some(item), item_id: Some(id), .. } if item == name => Some(*id),
        _ => None,
    };
    if let Some(id) = store.messages(None)?.iter().find_map(about) {
        return Ok(id);
    }
    let offers = listing::offers(context, Some(std::sync::Arc::clone(store)))?;
    Ok(offers.find_one(name)?.info.id)
}

fn json(message: &KeptMessage) -> Result<serde_json::Value, CliError> {
    let mut line = serde_json::json!({"kind": "message", "time": message.time, "session": message.session});
    let body = serde_json::to_value(&message.body).map_err(std::io::Error::from)?;
    if let (Some(line), serde_json::Value::Object(body)) = (line.as_object_mut(), body) {
        line.extend(body);
    }
    Ok(line)
}

fn leads_on(body: &Body) -> bool {
    matches!(body, Body::Message { jump: true, .. })
}

fn cells(message: &KeptMessage) -> Vec<Cell> {
    let Body::Message { level, text, item, jump, .. } = &message.body else { return Vec::new() };
    let word = match level {
        MessageLevel::Error => Cell::styled(level.word(), style::ERROR),
        MessageLevel::Warning => Cell::styled(level.word(), style::WARNING),
        MessageLevel::Information => level.word().into(),
    };
    let text = if *jump { format!("{text} …") } else { text.clone() };
    vec![
        message.id.to_string().into(),
        amount::time(message.time).into(),
        word,
        item.clone().unwrap_or_default().into(),
        text.into(),
    ]
}

fn show(context: &Context, id: u64) -> Result<ExitCode, CliError> {
    if context.history()?.is_none() {
        return Err(no_message(id));
    }
    session::run_order(context, &Order::ShowError { id })
}

fn clear(context: &Context, id: Option<u64>) -> Result<ExitCode, CliError> {
    let manager = Place::of(&context.state_dir()?).manager();
    // The manager knows instances that nobody can click on any more.
    let removed = match manager.and_then(|stream| client::ask(&stream, &Request::Clear { id })) {
        Some(Reply::Delivered(removed)) => removed,
        _ => context.history()?.map_or(Ok(0), |store| store.clear_messages(id))?,
    };
    match id {
        Some(id) if removed == 0 => Err(no_message(id)),
        _ => {
            match context.format {
                Format::Json => print::json(&serde_json::json!({"kind": "cleared", "messages": removed}))?,
                Format::Human => context.say(format_args!("cleared {}", amount::count(removed as u64, "message")))?,
            }
            Ok(ExitCode::InSync)
        }
    }
}
