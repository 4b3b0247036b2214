use clap::Subcommand;
use foldsync::RelPath;
use jiff::{Timestamp, ToSpan};
use syncmgr_core::RunKind;
use syncmgr_proto::ExitCode;

use crate::context::{Context, Format};
use crate::error::CliError;
use crate::folder;
use crate::items::Pair;
use crate::job::{Task, Trashed};
use crate::options::Whole;
use crate::past;
use crate::render::table::Table;
use crate::render::{amount, print};
use crate::session::{self, Plan};

/// Look into the trash, put versions back, or empty it
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the versions that runs replaced or deleted
    List {
        /// Only those of this item
        #[arg(long, value_name = "NAME")]
        item: Option<String>,
    },
    /// Put the newest version of a path back; the next run brings it to the other side
    ///
    /// A folder comes back with everything that the newest run, of those that put something of it into the trash, put
    /// there.
    Restore {
        /// The path as `trash list` shows it, or a folder above
        path: String,
        /// Only look at this item
        #[arg(long, value_name = "NAME")]
        item: Option<String>,
    },
    /// Delete what is in the trash, for good
    Empty {
        /// Only what is older than so many days
        #[arg(long, value_name = "DAYS", value_parser = Whole::DAYS.parser::<u32>())]
        older_than: Option<u32>,
        /// Only the trash of this item
        #[arg(long, value_name = "NAME")]
        item: Option<String>,
    },
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    match &args.action {
        Action::List { item } => list(context, item.as_deref()),
        Action::Restore { path, item } => restore(context, path, item.as_deref()),
        Action::Empty { older_than, item } => empty(context, *older_than, item.as_deref()),
    }
}

/// The pairs that are meant. What is not there now is told of items only: folders that ran once and have no name may be
/// gone for good.
fn pairs(context: &Context, item: Option<&str>) -> Result<Vec<Pair>, CliError> {
    let pairs = past::pair_or_all(context, item)?;
    let items = context.pairs()?;
    for pair in pairs.iter().filter(|pair| item.is_some() || items.iter().any(|item| item.id == pair.id)) {
        for location in [&pair.left, &pair.right].into_iter().filter(|location| !location.is_dir()) {
            context.note(format_args!("{} is not there; its trash is left out", location.display()));
        }
    }
    Ok(pairs)
}

fn list(context: &Context, item: Option<&str>) -> Result<ExitCode, CliError> {
    let state_dir = context.state_dir()?;
    let mut table = Table::new(&["WHEN", "ITEM", "SIDE", "SIZE", "SESSION", "PATH"]);
    for pair in pairs(context, item)? {
        for version in folder::trash(&pair, &state_dir)? {
            if context.format == Format::Json {
                print::json(&serde_json::json!({
                    "kind": "trashed", "item": pair.name, "item_id": pair.id, "side": version.side, "path": version.path,
                    "session": version.session, "time": version.time, "type": version.kind, "bytes": version.bytes,
                }))?;
                continue;
            }
            table.row([
                version.time.map(amount::time).unwrap_or_default().into(),
                pair.name.as_str().into(),
                version.side.name().into(),
                amount::bytes(version.bytes).into(),
                past::short_id(version.session).into(),
                version.path.text().into(),
            ]);
        }
    }
    table.print(&mut print::out())?;
    if table.is_empty() {
        context.say("the trash is empty")?;
    }
    Ok(ExitCode::InSync)
}

fn restore(context: &Context, path: &str, item: Option<&str>) -> Result<ExitCode, CliError> {
    let state_dir = context.state_dir()?;
    let wanted = RelPath::parse(RelPath::from_text(path).as_bytes())
        .ok_or_else(|| CliError::usage(format!("`{path}` leads out of the folder")))?;
    let mut found: Vec<(Pair, Vec<Trashed>)> = Vec::new();
    for pair in pairs(context, item)? {
        let versions = newest(folder::trash(&pair, &state_dir)?, &wanted);
        found.extend((!versions.is_empty()).then_some((pair, versions)));
    }
    match found.as_slice() {
        [] => Err(CliError::usage(format!("there is no version of `{path}` in the trash"))
            .hint("`syncmgr trash list` shows what there is")),
        [(pair, versions)] => {
            let task = Task::Restore(versions.clone());
            let plan = Plan { chosen: Some(vec![pair.clone()]), task, run: RunKind::Real };
            session::run(context, &plan, context.pairs()?)
        }
        many => {
            let names: Vec<_> = many.iter().map(|(pair, _)| format!("`{}`", pair.name)).collect();
            Err(CliError::usage(format!("`{path}` is in the trash of {}", names.join(" and ")))
                .hint("say which with --item NAME"))
        }
    }
}

/// What comes back for `wanted`: its newest version or, where it was a folder, everything below it that the newest
/// session put into the trash.
fn newest(versions: Vec<Trashed>, wanted: &RelPath) -> Vec<Trashed> {
    let mut concerned: Vec<_> = versions.into_iter().filter(|version| version.path.starts_with(wanted)).collect();
    let Some(newest) = concerned.iter().max_by_key(|version| version.time).cloned() else { return concerned };
    if newest.path == *wanted {
        return vec![newest];
    }
    concerned.retain(|version| version.session == newest.session && version.path != *wanted);
    concerned
}

fn empty(context: &Context, older_than: Option<u32>, item: Option<&str>) -> Result<ExitCode, CliError> {
    let state_dir = context.state_dir()?;
    let hours = i64::from(older_than.unwrap_or(0)) * 24;
    let before = Timestamp::now().checked_sub(hours.hours()).unwrap_or(Timestamp::MIN);
    let mut sum = folder::Emptied::default();
    for pair in pairs(context, item)? {
        let emptied = folder::empty_trash(&pair, &state_dir, before)?;
        sum.versions += emptied.versions;
        sum.bytes += emptied.bytes;
    }
    if context.format == Format::Json {
        print::json(&serde_json::json!({"kind": "emptied", "versions": sum.versions, "bytes": sum.bytes}))?;
    } else {
        let what = amount::count(sum.versions, "version");
        context.say(format_args!("deleted {what} ({}) for good", amount::bytes(sum.bytes)))?;
    }
    Ok(ExitCode::InSync)
}
