use syncmgr_core::schedule::Schedule;
use syncmgr_proto::{ExitCode, Mark};

use crate::context::Context;
use crate::error::CliError;
use crate::{listing, marks};

/// Set when an item runs by itself
///
/// `syncmgr serve` runs it then. A cron line has five fields: minute, hour, day of the month, month, day of the week.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The item
    name: String,
    /// `every 15m` (s, m, h or d), a cron line, or `off`
    #[arg(required = true, value_name = "WHEN")]
    when: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  syncmgr schedule docs every 15m
  syncmgr schedule docs '0 2 * * *'     every night at two
  syncmgr schedule docs off";

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let when = args.when.join(" ");
    let schedule = match when.trim() {
        "off" => None,
        text => Some(text.parse::<Schedule>().map_err(|error| CliError::usage(error.to_string()))?),
    };
    let store = context.store()?;
    let offers = listing::offers(context, Some(store.clone()))?;
    let entry = offers.find_one(&args.name)?;
    let (handler, item) = (entry.handler, entry.info.id);
    store.set_schedule(&marks::user(), (handler, item), schedule.as_ref())?;
    store.set_marks(marks::key(Mark::Schedule), vec![(handler, item, Some(schedule.is_some()))])?;
    match &schedule {
        Some(schedule) => context
            .done("scheduled", &args.name, || format!("`{}` runs {schedule} while `syncmgr serve` runs", args.name)),
        None => context.done("unscheduled", &args.name, || format!("`{}` has no schedule any more", args.name)),
    }
}
