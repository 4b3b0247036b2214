use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;
use syncmgr_core::schedule::parse_interval;
use syncmgr_core::store::{Ask, MarkKey, TriggerSetting};
use syncmgr_core::trigger::Fact;
use syncmgr_proto::{ExitCode, Mark};

use crate::context::Context;
use crate::error::CliError;
use crate::{listing, marks};

/// Set which events an item runs at
///
/// `syncmgr fire` tells that an event has happened.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The item
    name: String,
    /// The event: `logon`, `logoff`, `idle[:DURATION]`, `connect[:NETWORK]` or `disconnect[:NETWORK]`
    #[arg(long, value_name = "EVENT")]
    on: Event,
    /// While the computer is idle, run again at this interval
    #[arg(long, value_name = "INTERVAL")]
    every: Option<String>,
    /// Ask before each run
    #[arg(long)]
    ask: bool,
    /// Do not run at that event any more
    #[arg(value_enum, value_name = "off", conflicts_with_all = ["every", "ask"])]
    off: Option<Off>,
}

const EXAMPLES: &str = "\
Examples:
  syncmgr trigger docs --on logon --ask
  syncmgr trigger docs --on connect:office
  syncmgr trigger docs --on idle:10m --every 1h
  syncmgr trigger docs --on logon off";

/// The word that takes a trigger back.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Off {
    /// Not any more
    Off,
}

/// An event that an item may wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    fact: Fact,
    mark: Mark,
    /// Seconds of idleness.
    after: Option<u32>,
}

impl FromStr for Event {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if matches!(text, "mount" | "change") {
            return Err(format!("`{text}` cannot be watched for by this version"));
        }
        let (word, after) = match text.split_once(':') {
            Some(("idle", after)) => ("idle", Some(parse_interval(after).map_err(|error| error.to_string())?)),
            _ => (text, None),
        };
        let fact: Fact = word.parse().map_err(|error: syncmgr_core::trigger::FactError| error.to_string())?;
        let mark = fact.mark().ok_or_else(|| format!("nothing can wait for `{text}`"))?;
        Ok(Self { fact, mark, after })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fact.fmt(f)
    }
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let Event { fact, mark, after } = &args.on;
    let every = args.every.as_deref().map(parse_interval).transpose();
    let every = every.map_err(|error| CliError::usage(error.to_string()))?;
    if every.is_some() && *mark != Mark::Idle {
        return Err(CliError::usage("only runs in idle time are repeated")
            .hint("write --on idle, or use `syncmgr schedule NAME every INTERVAL`"));
    }
    let key = MarkKey { connection: fact.connection().map(str::to_owned), ..marks::key(*mark) };
    let ask = if args.ask { Ask::Before } else { Ask::Never };
    let setting = args.off.is_none().then_some(TriggerSetting { ask, after: *after, every });
    let store = context.store()?;
    let offers = listing::offers(context, Some(store.clone()))?;
    let entry = offers.find_one(&args.name)?;
    let (handler, item) = (entry.handler, entry.info.id);
    store.set_trigger(key.clone(), (handler, item), setting)?;
    store.set_marks(key, vec![(handler, item, Some(setting.is_some()))])?;
    match setting {
        Some(_) => context.done("triggered", &args.name, || format!("`{}` runs at {}", args.name, args.on)),
        None => {
            context.done("untriggered", &args.name, || format!("`{}` does not run at {} any more", args.name, args.on))
        }
    }
}
