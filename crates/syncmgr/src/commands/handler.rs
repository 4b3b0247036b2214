mod test;

use std::path::PathBuf;

use clap::Subcommand;
use syncmgr_core::store::{ClassSource, Registration};
use syncmgr_core::trigger::RegisterFlags;
use syncmgr_core::{HandlerInfo, Listing};
use syncmgr_proto::{ExitCode, HandlerId};

use crate::context::{Context, Format};
use crate::error::CliError;
use crate::handlers::{self, CLASSLESS, Catalogue, Trial};
use crate::render::print;
use crate::render::table::Table;
use crate::{folder, listing};

/// Register handlers: modules and programs that synchronize other things than folders
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  syncmgr handler register ./libmail.so --events connect \\
    --clsid '{6295df40-35ee-11d1-8707-00c04fd93327}'
  syncmgr handler register --command 'python3 /opt/mail/handler.py' --name Mail
  syncmgr handler list";

#[derive(Debug, Subcommand)]
enum Action {
    /// Register a module or a program; again replaces
    Register(Register),
    /// Take a registration back; sessions that run go on
    Unregister {
        /// The handler's class id
        #[arg(value_name = "GUID", value_parser = registered)]
        clsid: HandlerId,
    },
    /// List what is registered
    List,
    /// Test whether a handler keeps the contract: call it as a manager may, and report on each requirement
    Test(test::Args),
    /// Ask a handler about itself
    Info {
        /// The handler's class id
        #[arg(value_name = "GUID", value_parser = registered)]
        clsid: HandlerId,
    },
}

/// The class id of a handler that is there already.
fn registered(text: &str) -> Result<HandlerId, String> {
    text.parse().map_err(|error| format!("{error}; `syncmgr handler list` shows those of all handlers"))
}

#[derive(Debug, clap::Args)]
struct Register {
    /// A shared library that exports `DllGetClassObject`; it is loaded from exactly this place
    #[arg(required_unless_present = "command", conflicts_with = "command", requires = "clsid")]
    module: Option<PathBuf>,
    /// The handler's class id; a program that is registered without one gets one
    #[arg(long, value_name = "GUID")]
    clsid: Option<HandlerId>,
    /// A program that speaks the handler protocol, with its arguments
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,
    /// What to call it as long as it has not told its name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The events that it takes part in: any of `connect`, `disconnect`, `idle` [default: none]
    #[arg(long, value_name = "LIST", default_value = "", hide_default_value = true)]
    events: RegisterFlags,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    match &args.action {
        Action::Register(args) => register(context, args),
        Action::Unregister { clsid } => unregister(context, *clsid),
        Action::List => list(context),
        Action::Test(args) => test::run(context, args),
        Action::Info { clsid } => info(context, *clsid),
    }
}

fn register(context: &Context, args: &Register) -> Result<ExitCode, CliError> {
    let (clsid, source) = source(args)?;
    if clsid.0.is_null() || clsid == folder::CLSID {
        return Err(CliError::usage(format!("{clsid} cannot be the class id of a handler"))
            .hint("take the one that the module implements"));
    }
    if let ClassSource::Module(path) = &source {
        try_out(context, path, clsid)?;
    }
    let store = context.store()?;
    store.set_class(clsid, source)?;
    store.register(clsid, args.name.clone(), args.events.0)?;
    match context.format {
        Format::Json => print::json(&serde_json::json!({"kind": "registered", "clsid": clsid}))?,
        Format::Human => context.say(format_args!("registered {clsid}"))?,
    }
    Ok(ExitCode::InSync)
}

/// Refuses a module that says itself that it has no such handler; one that crashes or hangs may do better the next time.
fn try_out(context: &Context, module: &str, clsid: HandlerId) -> Result<(), CliError> {
    match handlers::try_module(module.as_ref(), clsid)? {
        Trial::Well => Ok(()),
        Trial::Refused(why) => Err(CliError::usage(why)),
        Trial::Unclear(why) => {
            let warn = crate::render::style::WARNING;
            context.say(format_args!("{warn}warning:{warn:#} {module} was tried: {why}"))
        }
    }
}

/// Where the class comes from, and its id: a program's is made of its command line, so that it stays the same.
fn source(args: &Register) -> Result<(HandlerId, ClassSource), CliError> {
    if let Some(line) = &args.command {
        let words = handlers::command_words(line)?;
        let clsid = args.clsid.unwrap_or_else(|| HandlerId::derived(words.join("\0").as_bytes()));
        return Ok((clsid, ClassSource::Command(words)));
    }
    let (Some(module), Some(clsid)) = (&args.module, args.clsid) else {
        return Err(CliError::usage("a module is registered with its class id").hint("add --clsid GUID"));
    };
    let path = handlers::module_path(module)?;
    let text = path.to_str().map(str::to_owned).ok_or_else(|| handlers::no_text(&path))?;
    Ok((clsid, ClassSource::Module(text)))
}

fn unregister(context: &Context, clsid: HandlerId) -> Result<ExitCode, CliError> {
    let store = context.store()?;
    let (registered, known) = (store.unregister(clsid)?, store.remove_class(clsid)?);
    if !registered && !known {
        return Err(unknown(clsid));
    }
    match context.format {
        Format::Json => print::json(&serde_json::json!({"kind": "unregistered", "clsid": clsid}))?,
        Format::Human => context.say(format_args!("unregistered {clsid}"))?,
    }
    Ok(ExitCode::InSync)
}

fn unknown(clsid: HandlerId) -> CliError {
    CliError::usage(format!("no handler {clsid} is registered")).hint("`syncmgr handler list` shows all")
}

fn list(context: &Context) -> Result<ExitCode, CliError> {
    let own = Registration {
        clsid: folder::CLSID,
        description: Some(folder::NAME.to_owned()),
        events: RegisterFlags::ALL.0,
        source: None,
    };
    let registered = context.history()?.map(|store| store.registrations()).transpose()?.unwrap_or_default();
    let mut table = Table::new(&["CLASS", "NAME", "EVENTS", "FROM"]);
    for registration in std::iter::once(own).chain(registered) {
        let events = RegisterFlags(registration.events).words();
        match context.format {
            Format::Json => print::json(&json(&registration, &events))?,
            Format::Human => table.row([
                registration.clsid.to_string().into(),
                registration.description.clone().unwrap_or_default().into(),
                events.join(", ").into(),
                origin(&registration).into(),
            ]),
        }
    }
    if context.format == Format::Human {
        table.print(&mut print::out())?;
    }
    Ok(ExitCode::InSync)
}

fn json(registration: &Registration, events: &[&str]) -> serde_json::Value {
    let (module, command) = match &registration.source {
        Some(ClassSource::Module(path)) => (Some(path), None),
        Some(ClassSource::Command(words)) => (None, Some(words)),
        None => (None, None),
    };
    serde_json::json!({
        "kind": "registration", "clsid": registration.clsid, "description": registration.description, "events": events,
        "module": module, "command": command,
    })
}

fn origin(registration: &Registration) -> String {
    match &registration.source {
        Some(ClassSource::Module(path)) => path.clone(),
        Some(ClassSource::Command(words)) => words.join(" "),
        None if registration.clsid == folder::CLSID => "built in".to_owned(),
        None => "no class".to_owned(),
    }
}

fn info(context: &Context, clsid: HandlerId) -> Result<ExitCode, CliError> {
    let listing = ask(context, clsid)?;
    let properties = listing.flags & HandlerInfo::HAS_PROPERTIES != 0;
    match context.format {
        Format::Json => print::json(&serde_json::json!({
            "kind": "handler", "clsid": clsid, "name": listing.name, "flags": listing.flags, "properties": properties,
        }))?,
        Format::Human => {
            context.say(format_args!("{}  {clsid}", crate::render::escape::escaped(&listing.name)))?;
            context.say(format_args!("  flags       {:#x}", listing.flags))?;
            context.say(format_args!("  properties  {}", if properties { "yes" } else { "no" }))?;
            context.say(format_args!("  items       {}", listing.items.list.len()))?;
        }
    }
    Ok(ExitCode::InSync)
}

fn ask(context: &Context, clsid: HandlerId) -> Result<Listing, CliError> {
    let store = context.history()?;
    let factory = if clsid == folder::CLSID {
        listing::folders(context)?
    } else {
        let registered = store.as_ref().map(|store| store.registration(clsid)).transpose()?.flatten();
        let registered = registered.ok_or_else(|| unknown(clsid))?;
        let catalogue = Catalogue::read(store.as_ref())?;
        catalogue.find(clsid).cloned().ok_or_else(|| {
            let name = registered.description.unwrap_or_else(|| clsid.to_string());
            CliError::other(format!("{name} cannot be asked: {CLASSLESS}"))
                .hint("register it with its module: syncmgr handler register MODULE --clsid GUID")
        })?
    };
    listing::ask(context, store, &factory)
        .map_err(|why| CliError::other(format!("{} did not answer: {why}", factory.name())))
}
