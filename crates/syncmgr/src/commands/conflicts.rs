use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Subcommand;
use syncmgr_core::store::OpenConflict;
use syncmgr_core::{EventSink, RunKind, Store};
use syncmgr_proto::{Body, ConflictSide, Event, ExitCode, ItemId};

use crate::compare;
use crate::context::{Context, Format};
use crate::error::CliError;
use crate::items::Pair;
use crate::job::{Decision, Keep, Task};
use crate::past;
use crate::render::table::Table;
use crate::render::{amount, print, reason, side_word};
use crate::session::{self, Plan};

/// List conflicts, look at one, decide
///
/// A conflict is a path that changed on both sides in different ways. Both versions stay as they are until you decide.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  syncmgr conflicts                                what waits
  syncmgr conflicts show plan.txt                  both versions, what differs
  syncmgr conflicts resolve plan.txt --keep left   the left one, on both sides
  syncmgr conflicts resolve --all --keep both      both versions of all of them")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the conflicts that wait for a decision
    List(ListArgs),
    /// Show both versions of a path and their difference
    Show {
        /// The number or the path of the conflict
        #[arg(value_name = "ID|PATH")]
        conflict: String,
    },
    /// Decide which version stays
    Resolve(ResolveArgs),
}

#[derive(Debug, Default, clap::Args)]
struct ListArgs {
    /// Only those of this item
    #[arg(long, value_name = "NAME")]
    item: Option<String>,
}

#[derive(Debug, clap::Args)]
struct ResolveArgs {
    /// The number or the path of the conflict
    #[arg(value_name = "ID|PATH", required_unless_present = "all")]
    conflict: Option<String>,
    /// Which version stays
    #[arg(long, value_enum, value_name = "VERSION")]
    keep: Keep,
    /// All conflicts; with a path all below it
    #[arg(long)]
    all: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    match &args.action {
        None => list(context, &ListArgs::default()),
        Some(Action::List(args)) => list(context, args),
        Some(Action::Show { conflict }) => show(context, conflict),
        Some(Action::Resolve(args)) => resolve(context, args),
    }
}

fn open(context: &Context) -> Result<Vec<OpenConflict>, CliError> {
    context.history()?.map_or_else(|| Ok(Vec::new()), |store: Arc<Store>| Ok(store.conflicts(None)?))
}

fn list(context: &Context, args: &ListArgs) -> Result<ExitCode, CliError> {
    let item = match &args.item {
        Some(name) => Some(past::find(&past::pairs(context)?, name)?.id),
        None => None,
    };
    let mut table = Table::new(&["ID", "ITEM", "PATH", "LEFT", "RIGHT", "WHY", "SINCE"]);
    for conflict in open(context)?.into_iter().filter(|conflict| item.is_none_or(|id| conflict.item_id == id)) {
        if context.format == Format::Json {
            print::json(&json(&conflict))?;
            continue;
        }
        table.row([
            conflict.id.to_string().into(),
            conflict.item.as_str().into(),
            conflict.path.as_str().into(),
            side_word(conflict.left.as_ref()).into(),
            side_word(conflict.right.as_ref()).into(),
            reason(&conflict.reason).into(),
            amount::time(conflict.since).into(),
        ]);
    }
    if context.format == Format::Human && table.is_empty() {
        context.say("no conflicts")?;
    }
    table.print(&mut print::out())?;
    Ok(ExitCode::InSync)
}

fn json(conflict: &OpenConflict) -> serde_json::Value {
    serde_json::json!({
        "kind": "conflict", "id": conflict.id, "item": conflict.item, "item_id": conflict.item_id, "path": conflict.path,
        "left": conflict.left, "right": conflict.right, "reason": conflict.reason, "since": conflict.since,
        "session": conflict.session,
    })
}

fn show(context: &Context, which: &str) -> Result<ExitCode, CliError> {
    let conflicts = open(context)?;
    let conflict = find(&conflicts, which)?;
    let pair = pair_of(context, conflict)?;
    let place = |side: &Option<ConflictSide>| side.as_ref()?.path.clone();
    let [left, right] =
        [&conflict.left, &conflict.right].map(|side| place(side).unwrap_or_else(|| conflict.path.clone()));
    let compared = compare::versions(&pair, &left, &right)?;
    if context.format == Format::Json {
        let mut line = json(conflict);
        line["left_location"] = compared.left.location.to_string_lossy().into();
        line["right_location"] = compared.right.location.to_string_lossy().into();
        line["difference"] = compared.difference.clone().into();
        print::json(&line)?;
        return Ok(ExitCode::InSync);
    }
    compared.print(conflict)?;
    context.say(format_args!("\ndecide with `syncmgr conflicts resolve {} --keep left|right|both`", conflict.id))?;
    Ok(ExitCode::InSync)
}

fn resolve(context: &Context, args: &ResolveArgs) -> Result<ExitCode, CliError> {
    let conflicts = open(context)?;
    let chosen: Vec<&OpenConflict> = match (&args.conflict, args.all) {
        (Some(which), false) => vec![find(&conflicts, which)?],
        (None, _) => conflicts.iter().collect(),
        (Some(folder), true) => {
            let below = format!("{}/", folder.trim_end_matches('/'));
            conflicts.iter().filter(|conflict| conflict.path == *folder || conflict.path.starts_with(&below)).collect()
        }
    };
    if chosen.is_empty() {
        return context.say("no conflicts").map(|()| ExitCode::InSync);
    }
    let mut pairs: BTreeMap<ItemId, Pair> = BTreeMap::new();
    for conflict in &chosen {
        pairs.insert(conflict.item_id, pair_of(context, conflict)?);
    }
    let decide =
        |conflict: &&OpenConflict| Decision { item: conflict.item_id, path: conflict.path.clone(), keep: args.keep };
    let task = Task::Decide(chosen.iter().map(decide).collect());
    let plan = Plan { chosen: Some(pairs.into_values().collect()), task, run: RunKind::Real };
    if chosen.iter().any(|conflict| conflict.reason == WAITS) {
        refuse_what_waits(context, &plan, &chosen, &conflicts)?;
    }
    session::run(context, &plan, context.pairs()?)
}

/// The reason of a path that cannot travel before another conflict is decided: there is nothing to decide about it.
const WAITS: &str = "waits";
/// The reasons of conflicts that others wait for.
const IN_THE_WAY: [&str; 2] = ["moved-apart", "kinds-differ"];

/// Refuses decisions that would have no effect, by the plan as it is now with all of them.
fn refuse_what_waits(
    context: &Context,
    plan: &Plan,
    chosen: &[&OpenConflict],
    known: &[OpenConflict],
) -> Result<(), CliError> {
    let undecided = Arc::new(Undecided::default());
    let dry = Plan { run: RunKind::Dry, ..plan.clone() };
    session::run_into(context, &dry, context.pairs()?, Arc::<Undecided>::clone(&undecided))?;
    let undecided = undecided.0.lock().unwrap_or_else(PoisonError::into_inner);
    let is = |of: &OpenConflict, item: ItemId, path: &str| of.item_id == item && of.path == path;
    let waits = |(item, path, reason): &&(ItemId, String, String)| {
        reason == WAITS && chosen.iter().any(|conflict| is(conflict, *item, path))
    };
    let Some((item, path, _)) = undecided.iter().find(waits) else { return Ok(()) };
    let in_the_way = undecided.iter().filter(|(of, _, reason)| of == item && IN_THE_WAY.contains(&reason.as_str()));
    let names: Vec<String> = in_the_way
        .map(|(of, path, _)| match known.iter().find(|conflict| is(conflict, *of, path)) {
            Some(conflict) => conflict.id.to_string(),
            None => path.clone(),
        })
        .collect();
    let error = CliError::usage(format!("`{path}` waits for another decision, there is nothing to decide about it"));
    Err(match names.as_slice() {
        [] => error.hint("what is in its way cannot be read: `syncmgr plan` says why"),
        [one] => error.hint(format!("decide first: `syncmgr conflicts resolve {one} --keep left|right|both`")),
        many => {
            error.hint(format!("what is in its way is one of the conflicts {}; decide that first", many.join(", ")))
        }
    })
}

/// Gathers the conflicts of a session: item, path and reason.
#[derive(Default)]
struct Undecided(Mutex<Vec<(ItemId, String, String)>>);

impl EventSink for Undecided {
    fn event(&self, event: &Event) {
        if let Body::Conflict { item_id, path, reason, .. } = &event.body {
            let conflict = (*item_id, path.clone(), reason.clone());
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(conflict);
        }
    }
}

fn pair_of(context: &Context, conflict: &OpenConflict) -> Result<Pair, CliError> {
    let pairs = past::pairs(context)?;
    pairs
        .into_iter()
        .find(|pair| pair.id == conflict.item_id)
        .ok_or_else(|| CliError::usage(format!("the folders of `{}` are not known any more", conflict.item)))
}

/// The one conflict of that number or path.
fn find<'a>(conflicts: &'a [OpenConflict], which: &str) -> Result<&'a OpenConflict, CliError> {
    let number = which.parse::<u64>().ok();
    let path = which.strip_prefix("./").unwrap_or(which).trim_end_matches('/');
    let mut found = conflicts.iter().filter(|conflict| conflict.path == path);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(other)) => Err(CliError::usage(format!("`{path}` is a conflict of several items"))
            .hint(format!("name it by its number, {} or {}", one.id, other.id))),
        (None, _) => conflicts.iter().find(|conflict| Some(conflict.id) == number).ok_or_else(|| {
            CliError::usage(format!("there is no conflict `{which}`")).hint("`syncmgr conflicts` lists them")
        }),
    }
}
