//! Finding what ran: sessions by the beginning of their id, pairs with and without a name.

use std::path::Path;

use jiff::Timestamp;
use syncmgr_core::store::{SessionFilter, SessionRecord};
use syncmgr_core::{SessionLock, Store};
use syncmgr_proto::{ExitCode, Guid, SessionId};

use crate::context::Context;
use crate::error::CliError;
use crate::items::{self, Pair};
use crate::known;
use crate::location;
use crate::render::amount;

/// How many digits of an id tell sessions apart on a screen.
const DIGITS: usize = 8;

/// The beginning of an id, enough to name the session.
pub fn short_id(session: SessionId) -> String {
    session.to_string().trim_matches(['{', '}']).chars().take(DIGITS).collect()
}

/// The session whose id is `text` or begins with it.
pub fn find_session(store: &Store, text: &str) -> Result<SessionRecord, CliError> {
    if let Ok(id) = text.parse::<Guid>() {
        return store.session(SessionId(id))?.ok_or_else(|| not_found(store, text));
    }
    let wanted = text.trim_start_matches('{').to_lowercase();
    let is_beginning = wanted.len() >= 4 && wanted.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let matches = |session: &SessionRecord| session.id.to_string()[1..].starts_with(&wanted);
    let mut found: Vec<SessionRecord> = if is_beginning {
        store.sessions(SessionFilter::default())?.into_iter().filter(matches).collect()
    } else {
        Vec::new()
    };
    match (found.pop(), found.is_empty()) {
        (Some(session), true) => Ok(session),
        (None, _) => Err(not_found(store, text)),
        (Some(_), false) => Err(CliError::usage(format!("several sessions begin with `{text}`"))
            .hint("write more of the id; `syncmgr log --json` shows it whole")),
    }
}

/// How far a session came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// A process works on it.
    Running,
    /// Its process ended before it did.
    Interrupted,
    /// It ended.
    Ended(ExitCode),
}

/// How far a session came; one that ended after `record` was read is read again.
pub fn course(store: &Store, locks: &Path, record: &mut SessionRecord) -> Result<Course, CliError> {
    if record.exit.is_none() {
        if SessionLock::is_held(locks, record.id) {
            return Ok(Course::Running);
        }
        // It lets go of its lock when it is known how it ended.
        if let Some(now) = store.session(record.id)? {
            *record = now;
        }
    }
    Ok(record.exit.map_or(Course::Interrupted, Course::Ended))
}

/// There is no such session any more, or never was.
fn not_found(store: &Store, text: &str) -> CliError {
    match store.forgotten_before() {
        Ok(Some(before)) => no_session(text).hint(forgotten(before)),
        _ => no_session(text),
    }
}

/// That the history does not go back for ever.
pub fn forgotten(before: Timestamp) -> String {
    format!("sessions that began before {} are forgotten, except those that something needs", amount::time(before))
}

/// There is no such session.
pub fn no_session(text: &str) -> CliError {
    CliError::usage(format!("there is no session `{text}`")).hint("`syncmgr log` lists the sessions")
}

/// Every pair that can be talked about: the items, and pairs without a name that ran.
pub fn pairs(context: &Context) -> Result<Vec<Pair>, CliError> {
    let mut pairs = context.pairs()?;
    let bare = known::all(&context.state_dir()?);
    let bare: Vec<_> = bare.into_iter().filter(|pair| pairs.iter().all(|item| item.id != pair.id)).collect();
    pairs.extend(bare);
    Ok(pairs)
}

/// The pair that `text` means: its name, its id, or one of its folders where no other pair has that.
pub fn find<'a>(pairs: &'a [Pair], text: &str) -> Result<&'a Pair, CliError> {
    let named = items::find(pairs, text);
    let Some(folder) = location::is_location(text).then(|| location::parse(text).ok()).flatten() else { return named };
    let folder = location::canonical(&folder);
    let is_side = |pair: &&Pair| [&pair.left, &pair.right].iter().any(|side| location::canonical(side) == folder);
    let holders: Vec<_> = pairs.iter().filter(is_side).collect();
    match (named, &holders[..]) {
        (Ok(pair), _) => Ok(pair),
        (Err(_), [pair]) => Ok(*pair),
        (Err(error), []) => Err(error),
        (Err(_), _) => Err(several(text, &holders)),
    }
}

/// A location that may mean several pairs.
pub fn several(location: &str, holders: &[&Pair]) -> CliError {
    let names: Vec<_> = holders.iter().map(|pair| format!("`{}`", pair.name)).collect();
    CliError::usage(format!("{location} lies in the folders of several items: {}", names.join(", ")))
        .hint("name one of them")
}

/// The pair that `name` means (see [`find`]), or without a name all of them.
pub fn pair_or_all(context: &Context, name: Option<&str>) -> Result<Vec<Pair>, CliError> {
    let pairs = pairs(context)?;
    match name {
        Some(name) => find(&pairs, name).map(|pair| vec![pair.clone()]),
        None => Ok(pairs),
    }
}
