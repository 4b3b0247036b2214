use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use syncmgr_core::Store;
use syncmgr_core::store::{SessionFilter, SessionRecord};
use syncmgr_proto::{Body, Event, ExitCode, Purpose, Stats};

use crate::context::{Context, Format};
use crate::error::CliError;
use crate::options::Whole;
use crate::past;
use crate::past::Course;
use crate::render::escape::escaped;
use crate::render::table::{Cell, Table};
use crate::render::{amount, conflict_line, counts, guard_words, operation, print, purpose_word, session_word, style};

/// Show the sessions, or everything about one
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session, by the beginning of its id
    session: Option<String>,
    /// Only sessions over this item
    #[arg(long, value_name = "NAME")]
    item: Option<String>,
    /// Only sessions that began since then: a time, or `2h`, `3d` ago
    #[arg(long, value_name = "TIME", value_parser = parse_since)]
    since: Option<Timestamp>,
    /// Show at most so many sessions
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = Whole::SESSIONS.parser::<u32>())]
    limit: u32,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let Some(store) = context.history()? else {
        return match &args.session {
            Some(session) => Err(past::no_session(session)),
            None => context.say("nothing has run yet").map(|()| ExitCode::InSync),
        };
    };
    match &args.session {
        Some(session) => one(context, &store, session),
        None => many(context, &store, args),
    }
}

fn many(context: &Context, store: &Store, args: &Args) -> Result<ExitCode, CliError> {
    let item = match &args.item {
        Some(name) => Some(past::find(&past::pairs(context)?, name)?.id),
        None => None,
    };
    let filter = SessionFilter { item, since: args.since, limit: Some(args.limit) };
    let mut table = Table::new(&["SESSION", "BEGAN", "RESULT", "ITEMS", "WHAT"]);
    let locks = context.locks()?;
    let mut listed = 0;
    for mut session in store.sessions(filter)? {
        let course = past::course(store, &locks, &mut session)?;
        listed += 1;
        if context.format == Format::Json {
            print::json(&session_json(&session))?;
            continue;
        }
        let names: Vec<_> = session.items.iter().map(|item| item.name.as_str()).collect();
        table.row([
            past::short_id(session.id).into(),
            amount::time(session.started).into(),
            result(&session, course),
            names.join(", ").into(),
            what(&session).into(),
        ]);
    }
    if context.format == Format::Human && table.is_empty() {
        context.say("no such sessions")?;
    }
    table.print(&mut print::out())?;
    match store.forgotten_before()? {
        // Those that were asked for are all there, or there are more than were asked for.
        Some(before) if listed < args.limit && args.since.is_none_or(|since| since < before) => match context.format {
            Format::Json => print::json(&serde_json::json!({"kind": "forgotten", "before": before}))?,
            Format::Human => context.say(past::forgotten(before))?,
        },
        _ => {}
    }
    Ok(ExitCode::InSync)
}

fn result(session: &SessionRecord, course: Course) -> Cell {
    match course {
        Course::Ended(exit) => {
            Cell::styled(word(session, exit), if exit.is_success() { style::GOOD } else { style::WARNING })
        }
        Course::Running => Cell::styled("running", style::DIM),
        Course::Interrupted => Cell::styled(UNENDED, style::WARNING),
    }
}

/// The word for a session whose process ended before it did.
const UNENDED: &str = "interrupted";

/// What it did, and what it was for if that was not to synchronize.
fn what(session: &SessionRecord) -> String {
    let counted = session.stats.filter(|stats| *stats != Stats::default());
    let done = counted.map(|stats| counts(session.exit.unwrap_or(ExitCode::Interrupted), &stats));
    let purpose = purpose_words(session.purpose);
    purpose.into_iter().chain(done).collect::<Vec<_>>().join(": ")
}

fn purpose_words(purpose: Purpose) -> Option<String> {
    match purpose {
        Purpose::Synchronize => None,
        Purpose::Undo(session) => Some(format!("undo of {}", past::short_id(session))),
        Purpose::Restore => Some("from the trash".to_owned()),
    }
}

fn word(session: &SessionRecord, exit: ExitCode) -> &'static str {
    let operations = session.stats.map_or(0, |stats| stats.operations());
    if let Some(word) = purpose_word(session.purpose, exit, operations) {
        return word;
    }
    session_word(exit, session.items.iter().map(|item| (item.status, &item.stats)))
}

/// A session as a line of JSON.
pub fn session_json(session: &SessionRecord) -> serde_json::Value {
    let items: Vec<_> = session
        .items
        .iter()
        .map(|item| {
            serde_json::json!({
                "item": item.name, "item_id": item.item, "handler": item.handler, "status": item.status,
                "exit": item.exit, "stats": item.stats,
            })
        })
        .collect();
    serde_json::json!({
        "kind": "session", "session": session.id, "trigger": session.trigger, "started": session.started,
        "purpose": session.purpose.word(), "undoes": session.purpose.undoes(), "finished": session.finished, "exit": session.exit, "duration_ms": session.duration_ms, "stats": session.stats,
        "items": items,
    })
}

fn one(context: &Context, store: &Store, session: &str) -> Result<ExitCode, CliError> {
    let mut record = past::find_session(store, session)?;
    // Before the events: one that ends meanwhile has its end among them.
    let course = past::course(store, &context.locks()?, &mut record)?;
    for event in store.events(record.id)? {
        match context.format {
            Format::Json => print::json(&event)?,
            Format::Human => {
                let end = |exit, stats| format!("{}: {}", word(&record, exit), counts(exit, stats));
                let line = match &event.body {
                    Body::Finished { exit, stats, .. } => Some(end(*exit, stats)),
                    _ => event_line(&event),
                };
                if let Some(line) = line {
                    let (dim, time) = (style::DIM, amount::time(event.time));
                    context.say(format_args!("{dim}{time}{dim:#}  {line}"))?;
                }
            }
        }
    }
    if course == Course::Interrupted {
        context.say(format_args!("{UNENDED}: its process ended before it did; the next run goes on by itself"))?;
    }
    Ok(ExitCode::InSync)
}

/// An event as a line of the log; `None` for progress, of which there is too much, and for the end, which needs the session.
pub fn event_line(event: &Event) -> Option<String> {
    let body = &event.body;
    Some(match body {
        Body::Started { trigger, items, purpose, .. } => {
            let purpose = purpose_words(*purpose).map(|words| format!(", {words}")).unwrap_or_default();
            let items = if items.is_empty() { String::new() } else { format!(": {}", escaped(&items.join(", "))) };
            format!("began ({trigger}{purpose}){items}")
        }
        Body::Progress { .. } | Body::Finished { .. } => return None,
        Body::Operation { .. } => operation(body)?,
        Body::Conflict { .. } => format!("conflict  {}", conflict_line(body)?),
        Body::Problem { path, side, message, .. } => {
            let side = side.as_ref().map(|side| format!("{side}: ")).unwrap_or_default();
            format!("problem  {side}{}: {}", escaped(path), escaped(message))
        }
        Body::Guard { item, reason, message, .. } => {
            format!("guard  {}: {}", escaped(item), escaped(guard_words(reason, message)))
        }
        Body::Message { level, text, .. } => format!("{level}  {}", escaped(text)),
        Body::Cut { of, listed, total, .. } => format!("({listed} of {total} events of the kind {of} are listed)"),
        Body::Item { item, status, .. } => format!("{}: {status}", escaped(item)),
    })
}

/// A time, a date, or how long ago.
fn parse_since(text: &str) -> Result<Timestamp, String> {
    let wrong =
        || format!("`{text}` is neither a time like 2026-11-23 or 2026-11-23T06:30, nor how long ago like 2h or 3d");
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let local = text.parse::<DateTime>().or_else(|_| text.parse::<jiff::civil::Date>().map(|date| date.at(0, 0, 0, 0)));
    if let Ok(local) = local {
        return local.to_zoned(TimeZone::system()).map(|zoned| zoned.timestamp()).map_err(|_| wrong());
    }
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        'w' => 7 * 86400,
        _ => return Err(wrong()),
    };
    let number: u32 = text[..text.len() - unit.len_utf8()].trim().parse().map_err(|_| wrong())?;
    let ago = SignedDuration::from_secs(i64::from(number) * seconds);
    Timestamp::now().checked_sub(ago).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_ages_are_understood() {
        for text in
            ["2026-11-23T06:30:00Z", "2026-11-23", "2026-11-23T06:30", "2026-11-23 06:30", "90s", "2h", "3d", "1w"]
        {
            assert!(parse_since(text).is_ok(), "{text}");
        }
        for text in ["", "h", "2y", "-2h", "yesterday", "99999999999d", "2é"] {
            assert!(parse_since(text).is_err(), "{text}");
        }
        let then = parse_since("1h").unwrap();
        assert!((3600..3610).contains(&Timestamp::now().duration_since(then).as_secs()));
    }
}
