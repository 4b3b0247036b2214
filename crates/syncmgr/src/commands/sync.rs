use syncmgr_core::RunKind;
use syncmgr_proto::{ExitCode, Guid};

use crate::context::Context;
use crate::error::CliError;
use crate::handlers::Catalogue;
use crate::items;
use crate::job::{Approval, Job, Task, Unchanged};
use crate::location;
use crate::options::{OptionArgs, Options, Settings};
use crate::service::{Order, SyncOrder};
use crate::session::{self, Plan};
use crate::target::Targets;

/// Synchronize a pair of folders, or items
///
/// With two locations, that pair; with names, those items; with nothing, every item that is checked. A location contains
/// a slash or begins with `.` or `~`.
///
/// The first run merges and deletes nothing. Later runs carry over what changed since: new, changed, moved and deleted
/// files, in both directions. Where both sides changed the same file, both versions stay as they are and the conflict is
/// listed. What a run replaces or deletes goes to a trash; `syncmgr undo` puts it back.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only show what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
    #[command(flatten)]
    pub run: RunArgs,
}

/// What `sync` and `plan` have in common.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Two locations, or names of items
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// Go through the safety guard once, for exactly the plan that it showed
    #[arg(long)]
    approve: bool,
    /// End with exit code 9 when there was nothing to do
    #[arg(long)]
    error_on_no_change: bool,
    #[command(flatten)]
    options: OptionArgs,
}

const EXAMPLES: &str = "\
Examples:
  syncmgr sync ~/Documents /media/usb/Documents  changes travel both ways
  syncmgr sync -n ./a ./b                        only show what would be done
  syncmgr sync ./a ./b --mode mirror-right       make the right like the left
  syncmgr sync ./a ./b --exclude '*.tmp' --exclude /build/
  syncmgr sync ./a ./b --conflict newer          decide conflicts by time
  syncmgr sync docs music                        items made by `syncmgr add`
  syncmgr sync                                   everything that is checked

Exit codes:
  0 in sync · 2 wrong usage · 3 conflicts wait · 4 some paths failed
  5 try again later · 7 stopped by the guard · 10 already running
  130 interrupted · 1 other errors";

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let kind = if args.dry_run { RunKind::Dry } else { RunKind::Real };
    execute(context, &args.run, kind).map_err(|error| session::refused(context, error))
}

/// Runs `args`, or only shows the plan.
pub fn execute(context: &Context, args: &RunArgs, run: RunKind) -> Result<ExitCode, CliError> {
    let flags = args.options.stated();
    if run == RunKind::Real && concerns_other_handlers(context, &args.targets)? {
        return session::run_order(context, &Order::Sync(order(args, &flags)));
    }
    let targets = Targets::resolve(context, &args.targets, &flags)?;
    let chosen = match &targets {
        Targets::Bare(pair) => Some(vec![(**pair).clone()]),
        Targets::Named(pairs) => Some(pairs.clone()),
        Targets::Checked(_) => {
            // Nothing may be chosen; wrong flags are told all the same.
            Settings::resolve(&flags)?;
            None
        }
    };
    if let Some([pair]) = chosen.as_deref() {
        let job = Job { pair: pair.clone(), task: Task::SYNCHRONIZE };
        // A folder that was there in an earlier run is a matter of the guard, which the session tells.
        if !(job.lacks_folder() && job.ran_before(&context.state_dir()?)) {
            location::check_pair(&pair.left, &pair.right)?;
        }
        Settings::resolve(&pair.options)?;
    }
    let task = Task::Synchronize {
        approval: if args.approve { Approval::Given } else { Approval::None },
        unchanged: if args.error_on_no_change { Unchanged::Told } else { Unchanged::Fine },
    };
    let listed = match targets {
        Targets::Checked(pairs) => pairs,
        _ => context.pairs()?,
    };
    session::run(context, &Plan { chosen, task, run }, listed)
}

/// Whether items of other handlers may be meant: not by two locations, nor by ids of folder items.
fn concerns_other_handlers(context: &Context, targets: &[String]) -> Result<bool, CliError> {
    if targets.iter().any(|target| location::is_location(target)) {
        return Ok(false);
    }
    let Some(store) = context.history()? else { return Ok(false) };
    if Catalogue::read(Some(&store))?.is_empty() {
        return Ok(false);
    }
    let pairs = context.pairs()?;
    let is_folder = |target: &String| target.parse::<Guid>().is_ok() && items::find(&pairs, target).is_ok();
    Ok(targets.is_empty() || !targets.iter().all(is_folder))
}

fn order(args: &RunArgs, flags: &Options) -> SyncOrder {
    SyncOrder {
        names: args.targets.clone(),
        options: SyncOrder::table(flags),
        approve: args.approve,
        tell_unchanged: args.error_on_no_change,
    }
}
