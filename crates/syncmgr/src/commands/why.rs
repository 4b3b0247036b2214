use std::io::Write;
use std::path::{Component, Path};
use std::sync::{Arc, Mutex, PoisonError};

use foldsync::archive::{Reader, Record};
use foldsync::{RelPath, Time, Verdict};
use jiff::Timestamp;
use syncmgr_core::{EventSink, RunKind};
use syncmgr_proto::{Body, Event, ExitCode, MessageLevel};

use super::log::event_line;
use crate::compare;
use crate::context::{Context, Format};
use crate::error::CliError;
use crate::folder;
use crate::items::{self, Pair};
use crate::job::{Task, item_dir};
use crate::location;
use crate::options::Settings;
use crate::past;
use crate::render::escape::escaped;
use crate::render::{amount, guard_words, operation_word, print, reason, style};
use crate::session::{self, Plan};

/// Say what would be done with a path, and why
///
/// Shows the state on both sides, what both agreed on last, what the next run would do by which rule, and what happened
/// to the path so far.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The item, or one of its folders; without PATH, where the file or folder lies: `~/docs/a.txt`
    #[arg(value_name = "ITEM|LOCATION")]
    item: String,
    /// The path below the item's folders, or below the folder that was named
    path: Option<String>,
}

/// How much of a path's history is shown.
const HISTORY: u32 = 20;

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let pairs = past::pairs(context)?;
    let (pair, path) = subject(&pairs, args)?;
    let versions = compare::versions(pair, &path, &path)?;
    let state = item_dir(&context.state_dir()?, pair.id);
    let agreed = Reader::lookup(&state, RelPath::from_text(&path).as_bytes())
        .map_err(|damage| CliError::other("cannot read what both sides agreed on").because(damage))?;
    let verdict = verdict(context, pair, &path)?;
    let history = match context.history()? {
        Some(store) => store.path_history(pair.id, &path, HISTORY)?,
        None => Vec::new(),
    };
    if context.format == Format::Json {
        print::json(&serde_json::json!({
            "kind": "why", "item": pair.name, "item_id": pair.id, "path": path,
            "left": versions.left.json(), "right": versions.right.json(), "agreed": agreed.map(|record| agreed_json(&record)),
            "next": verdict, "history": history,
        }))?;
        return Ok(ExitCode::InSync);
    }
    let next = match &verdict {
        None => nothing_words(pair, &path, &versions)?,
        Some(body) => verdict_words(body),
    };
    let mut out = print::out();
    let mut line = |key: &str, value: &str| writeln!(out, "{key:<10}{}", escaped(value));
    line("path", &path)?;
    line("left", &versions.left.words())?;
    line("right", &versions.right.words())?;
    line("agreed", &agreed.map_or_else(|| "never".to_owned(), |record| agreed_words(&record)))?;
    line("next", &next)?;
    for event in &history {
        if let Some(text) = event_line(event) {
            let dim = style::DIM;
            writeln!(out, "{dim}{}{dim:#}  {text}", amount::time(event.time))?;
        }
    }
    let forgotten = context.history()?.map(|store| store.forgotten_before()).transpose()?.flatten();
    if let Some(before) = forgotten.filter(|_| history.len() < HISTORY as usize) {
        writeln!(out, "{}", past::forgotten(before))?;
    }
    Ok(ExitCode::InSync)
}

/// The item and the path that are asked for.
fn subject<'a>(pairs: &'a [Pair], args: &Args) -> Result<(&'a Pair, String), CliError> {
    let item = &args.item;
    let is_folder = location::is_location(item) && items::find(pairs, item).is_err();
    match &args.path {
        Some(path) if is_folder => {
            let (pair, folder) = holder(pairs, item)?;
            // As after a name, but counted from the folder that was named.
            let path = inside(pair, path).unwrap_or_else(|| format!("{folder}/{path}"));
            Ok((pair, below(&path)?))
        }
        Some(path) => {
            let pair = items::find(pairs, item)?;
            let path = inside(pair, path).unwrap_or_else(|| path.clone());
            Ok((pair, below(&path)?))
        }
        None if is_folder => {
            let (pair, path) = holder(pairs, item)?;
            Ok((pair, below(&path)?))
        }
        None => {
            let error = CliError::usage(format!("`{item}` says neither which path nor where it lies"));
            Err(error.hint("write `syncmgr why ITEM PATH`, or where the file lies: `syncmgr why ./docs/a.txt`"))
        }
    }
}

/// The one pair in whose folders a location lies, and where below them.
fn holder<'a>(pairs: &'a [Pair], location: &str) -> Result<(&'a Pair, String), CliError> {
    let mut holders: Vec<_> = pairs.iter().filter_map(|pair| Some((pair, inside(pair, location)?))).collect();
    match (holders.pop(), &holders[..]) {
        (Some(holder), []) => Ok(holder),
        (None, _) => Err(CliError::usage(format!("{location} lies in no folder that was ever synchronized"))
            .hint("`syncmgr list` shows the items, `syncmgr log` the folders that were synchronized without a name")),
        (Some(last), others) => {
            let holders: Vec<_> = others.iter().chain([&last]).map(|(pair, _)| *pair).collect();
            Err(past::several(location, &holders).hint("`syncmgr why ITEM PATH` says which"))
        }
    }
}

/// Where below one of the folders a location lies: `/…/docs/a`, `./a`, `~/docs/a`.
fn inside(pair: &Pair, text: &str) -> Option<String> {
    let location = location::parse(text).ok().filter(|_| text.starts_with(['/', '.', '~']))?;
    let parent = location::canonical(location.parent()?);
    let real = parent.join(location.file_name().unwrap_or_default());
    let roots = [&pair.left, &pair.right];
    let descends = |inner: &&Path| !inner.components().any(|part| part == Component::ParentDir);
    let stated = roots.iter().find_map(|root| location.strip_prefix(root).ok().filter(descends));
    let inner = stated.map(Path::to_owned).or_else(|| {
        roots.iter().find_map(|root| real.strip_prefix(location::canonical(root)).ok().map(Path::to_owned))
    });
    inner.map(|inner| inner.to_string_lossy().into_owned())
}

/// The path below a pair's folders that `text` is, without what does not count.
fn below(text: &str) -> Result<String, CliError> {
    match RelPath::parse(RelPath::from_text(text).as_bytes()) {
        Some(path) if !path.is_root() => Ok(path.text().into_owned()),
        Some(_) => Err(CliError::usage("the path is the folder itself").hint("name something inside it")),
        None => Err(CliError::usage(format!("`{text}` leads out of the folder"))),
    }
}

/// What the next run would do with `path`: the event of a dry run that is about it.
fn verdict(context: &Context, pair: &Pair, path: &str) -> Result<Option<Body>, CliError> {
    let about = Arc::new(About { path: path.to_owned(), found: Mutex::default() });
    let plan = Plan { chosen: Some(vec![pair.clone()]), task: Task::SYNCHRONIZE, run: RunKind::Dry };
    session::run_into(context, &plan, context.pairs()?, Arc::<About>::clone(&about))?;
    let found = about.found.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(found.clone())
}

/// Keeps the first event about one path, and why the run failed if it did.
struct About {
    path: String,
    found: Mutex<Option<Body>>,
}

impl EventSink for About {
    fn event(&self, event: &Event) {
        let from_here = matches!(&event.body, Body::Operation { from: Some(from), .. } if *from == self.path);
        let whole = match &event.body {
            Body::Guard { .. } => true,
            Body::Message { level, .. } => *level == MessageLevel::Error,
            _ => false,
        };
        if from_here || whole || event.body.path() == Some(&self.path) {
            self.found.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| event.body.clone());
        }
    }
}

/// Why a path needs nothing.
fn nothing_words(pair: &Pair, path: &str, versions: &compare::Compared) -> Result<String, CliError> {
    let kind = match (&versions.left.found, &versions.right.found) {
        (None, None) => return Ok("nothing: it is on neither side".to_owned()),
        (Some(found), _) | (None, Some(found)) if found.is_dir() => foldsync::Kind::Folder,
        _ => foldsync::Kind::File,
    };
    if path.split('/').any(|name| name == foldsync::PRIVATE) {
        return Ok(format!("nothing: {} is never synchronized", foldsync::PRIVATE));
    }
    let filter = folder::filter(&Settings::resolve(&pair.options)?, pair)?;
    Ok(match filter.verdict_below_root(RelPath::from_text(path).as_bytes(), kind) {
        Verdict::Exclude => "nothing: a pattern excludes it".to_owned(),
        Verdict::Keep => "nothing: both sides are alike".to_owned(),
    })
}

fn verdict_words(verdict: &Body) -> String {
    match verdict {
        Body::Operation { op, side, reason: rule, .. } => {
            format!("{} on the {side}: {}", operation_word(op), reason(rule))
        }
        Body::Conflict { reason: rule, .. } => format!("a conflict, it waits for you: {}", reason(rule)),
        Body::Problem { message, .. } => format!("nothing, it cannot be handled: {message}"),
        Body::Message { text, .. } => format!("nothing, the run fails: {text}"),
        Body::Guard { reason, message, .. } => {
            format!("nothing, the guard stops the run: {}", guard_words(reason, message))
        }
        other => other.kind().to_owned(),
    }
}

fn agreed_words(record: &Record) -> String {
    let time = timestamp(record.seen.left.mtime).map(amount::time).unwrap_or_default();
    match record.kind {
        foldsync::Kind::Folder => "folder".to_owned(),
        kind => format!("{}, {}, changed {time}", kind.name(), amount::bytes(record.size)),
    }
}

fn agreed_json(record: &Record) -> serde_json::Value {
    serde_json::json!({"kind": record.kind, "size": record.size, "mtime": timestamp(record.seen.left.mtime)})
}

fn timestamp(time: Time) -> Option<Timestamp> {
    Timestamp::new(time.secs, i32::try_from(time.nanos).ok()?).ok()
}
