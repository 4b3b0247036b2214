use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use syncmgr_core::store::ClassSource;
use syncmgr_proto::{ExitCode, HandlerId};

use crate::conformance::{self, Dialogs, Onlooker, Subject, Synchronizing, Wanted};
use crate::context::{Context, Format, Verbosity};
use crate::error::CliError;
use crate::folder;
use crate::handlers::{self, CLASSLESS, Trial};
use crate::options::Whole;
use crate::render::{print, style};

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A shared library that exports `DllGetClassObject`, or the class id of a registered handler
    #[arg(value_name = "MODULE|GUID", required_unless_present = "command", conflicts_with = "command")]
    handler: Option<PathBuf>,
    /// The class that the module makes
    #[arg(long, value_name = "GUID")]
    clsid: Option<HandlerId>,
    /// A program that speaks the handler protocol, with its arguments
    #[arg(long, value_name = "COMMAND", conflicts_with = "clsid")]
    command: Option<String>,
    /// Synchronize this item only, by name or id; may be repeated. Without it, what the handler lists as checked
    #[arg(long = "item", value_name = "NAME|ID")]
    items: Vec<String>,
    /// Synchronize nothing: leave out all that comes after the items are listed
    #[arg(long, conflicts_with = "items")]
    no_sync: bool,
    /// Allow dialogs, and show property sheets; somebody has to close them
    #[arg(long)]
    ui: bool,
    /// How long the handler may be silent before it counts as hanging
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = Whole::SECONDS.parser::<u64>())]
    patience: u64,
}

const EXAMPLES: &str = "\
Items are really synchronized, several times. A handler that cannot undo that
is best tested with data made for it.

Examples:
  syncmgr handler test ./libmail.so \\
    --clsid '{6295df40-35ee-11d1-8707-00c04fd93327}'
  syncmgr handler test --command 'python3 /opt/mail/handler.py' --item Inbox
  syncmgr handler test '{6295df40-35ee-11d1-8707-00c04fd93327}' --no-sync";

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let wanted = Wanted {
        subject: subject(context, args)?,
        items: args.items.clone(),
        dialogs: if args.ui { Dialogs::Allowed } else { Dialogs::Refused },
        synchronizing: if args.no_sync { Synchronizing::LeftOut } else { Synchronizing::Real },
        patience: Duration::from_secs(args.patience),
    };
    let mut waiting = Waiting { context, bar: bar(context) };
    let report = conformance::examine(&wanted, &mut waiting);
    waiting.bar.finish_and_clear();
    let report = report?;
    match context.format {
        Format::Json => conformance::print_json(&report)?,
        Format::Human => conformance::print(&report, context.verbosity, &mut print::out())?,
    }
    Ok(report.grade().exit_code())
}

/// The handler, if there is one.
fn subject(context: &Context, args: &Args) -> Result<Subject, CliError> {
    if let Some(line) = &args.command {
        return Ok(Subject::Program { words: handlers::command_words(line)? });
    }
    let handler = args.handler.clone().unwrap_or_default();
    if let Some(clsid) = args.clsid {
        return module(handlers::module_path(&handler)?, clsid);
    }
    match handler.to_str().and_then(|text| text.parse().ok()) {
        Some(clsid) => registered(context, clsid),
        None => Err(CliError::usage("a module is tested with its class id").hint("add --clsid GUID")),
    }
}

/// A module that says itself that it has no such class is refused; one that crashes or hangs is what is looked for.
fn module(path: PathBuf, clsid: HandlerId) -> Result<Subject, CliError> {
    match handlers::try_module(&path, clsid)? {
        Trial::Refused(why) => Err(CliError::usage(why)),
        Trial::Well | Trial::Unclear(_) => Ok(Subject::Module { path, clsid }),
    }
}

fn registered(context: &Context, clsid: HandlerId) -> Result<Subject, CliError> {
    if clsid == folder::CLSID {
        return Err(CliError::usage("the folder handler is built in: it has neither module nor program to be tested"));
    }
    let found = context.history()?.map(|store| store.registration(clsid)).transpose()?.flatten();
    match found.ok_or_else(|| super::unknown(clsid))?.source {
        Some(ClassSource::Module(path)) => module(path.into(), clsid),
        Some(ClassSource::Command(words)) => Ok(Subject::Program { words }),
        None => Err(CliError::usage(format!("{clsid} cannot be tested: {CLASSLESS}"))
            .hint("test its module: syncmgr handler test MODULE --clsid GUID")),
    }
}

const NO_ITEM: &str = "no item: none is checked, and --item names none";

/// What is shown on a terminal meanwhile.
struct Waiting<'a> {
    context: &'a Context,
    bar: ProgressBar,
}

fn bar(context: &Context) -> ProgressBar {
    if context.verbosity == Verbosity::Quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template("{spinner} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(style);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

impl Onlooker for Waiting<'_> {
    fn trial(&mut self, number: usize, of: usize, name: &str) {
        self.bar.set_message(format!("{number} of {of}: {name}"));
    }

    fn items(&mut self, names: &[String]) -> Result<(), CliError> {
        let (colour, names) = (style::WARNING, names.join(", "));
        let what =
            if names.is_empty() { NO_ITEM.to_owned() } else { crate::render::escape::escaped(&names).into_owned() };
        let line = format!("{colour}synchronizing for real:{colour:#} {what}\n");
        self.bar.suspend(|| self.context.say(line))
    }
}
