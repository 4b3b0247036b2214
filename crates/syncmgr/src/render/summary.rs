//! The end of a session in a few friendly lines.

use std::fmt::Write;
use std::time::Duration;

use syncmgr_proto::{Body, ConflictSide, ExitCode, ItemStatus, Purpose, Stats};

use super::escape::escaped;
use super::{amount, change, style};

/// How many conflicts or problems are listed one by one.
const LISTED: usize = 10;

/// Whether a session changed anything or only said what it would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// It did.
    #[default]
    Did,
    /// It would.
    Would,
}

/// What was gathered about one session.
#[derive(Debug, Default)]
pub struct Gathered {
    pub purpose: Purpose,
    pub tense: Tense,
    pub conflicts: Vec<Body>,
    pub problems: Vec<Body>,
    pub guards: Vec<Body>,
    pub messages: Vec<Body>,
    pub items: Vec<Body>,
}

/// The counts of a run that ended with `exit` in one line, without what is zero.
pub fn counts(exit: ExitCode, stats: &Stats) -> String {
    let named = [
        (stats.created, "created"),
        (stats.updated, "updated"),
        (stats.moved, "moved"),
        (stats.deleted, "deleted"),
        (stats.metadata, "with new attributes"),
    ];
    let mut parts: Vec<String> =
        named.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    if parts.is_empty() {
        let nothing = match exit {
            ExitCode::InSync | ExitCode::NothingToDo => "nothing to do",
            ExitCode::Conflicts => "nothing else to do",
            _ => "nothing done",
        };
        parts.push(nothing.to_owned());
    }
    // A run that was stopped before its first change left everything unchanged, whatever the plan said.
    if stats.unchanged > 0 && !(exit == ExitCode::Guard && stats.operations() == 0) {
        parts.push(format!("{} unchanged", stats.unchanged));
    }
    let mut line = parts.join(", ");
    if stats.bytes > 0 {
        // Writing to a string cannot fail.
        let _ = write!(line, " ({})", amount::bytes(stats.bytes));
    }
    line
}

/// What an exit code says at the head of the summary.
fn headline(exit: ExitCode, tense: Tense) -> &'static str {
    match (exit, tense) {
        (ExitCode::InSync | ExitCode::NothingToDo, Tense::Did) => "in sync",
        (ExitCode::InSync | ExitCode::NothingToDo, Tense::Would) => "plan",
        (ExitCode::Conflicts, Tense::Did) => "in sync except for conflicts",
        (ExitCode::Conflicts, Tense::Would) => "plan with conflicts",
        (ExitCode::Incomplete, Tense::Did) => "partly in sync",
        (ExitCode::Incomplete, Tense::Would) => "plan with problems",
        (ExitCode::Guard, Tense::Did) => "stopped for safety",
        (ExitCode::Guard, Tense::Would) => "plan that the guard would stop",
        (ExitCode::Interrupted, _) => "interrupted",
        (ExitCode::Temporary, _) => "not now",
        (ExitCode::AlreadyRunning, _) => "already running",
        (ExitCode::ConditionNotMet, _) => "not started",
        (ExitCode::Limit, _) => "stopped at a limit",
        (ExitCode::Error | ExitCode::Usage, _) => "failed",
    }
}

/// The word for how a session ended that was for something else than synchronizing; `None`: no other than for every session.
pub fn purpose_word(purpose: Purpose, exit: ExitCode, operations: u64) -> Option<&'static str> {
    match (purpose, exit) {
        (Purpose::Undo(_), ExitCode::InSync) => Some("undone"),
        (Purpose::Undo(_), ExitCode::Incomplete) if operations == 0 => Some("not undone"),
        (Purpose::Undo(_), ExitCode::Incomplete) => Some("partly undone"),
        (Purpose::Restore, ExitCode::InSync) => Some("restored"),
        _ => None,
    }
}

/// How a whole session ended, in words, given how its items did: where none succeeded, they are not partly in sync. An item that
/// counts did a part.
pub fn session_word<'a>(exit: ExitCode, items: impl Iterator<Item = (ItemStatus, &'a Option<Stats>)>) -> &'static str {
    let mut worst = None;
    for (status, stats) in items {
        worst = match (worst, status) {
            (_, ItemStatus::Succeeded) => return headline(exit, Tense::Did),
            _ if stats.is_some() => return headline(exit, Tense::Did),
            (Some(ItemStatus::Failed), _) | (_, ItemStatus::Failed) => Some(ItemStatus::Failed),
            (None, status) => Some(status),
            (Some(known), status) => Some(if known == status { known } else { ItemStatus::Stopped }),
        };
    }
    match worst {
        Some(worst) if exit == ExitCode::Incomplete => worst.word(),
        _ => headline(exit, Tense::Did),
    }
}

fn style_of(exit: ExitCode) -> anstyle::Style {
    match exit {
        ExitCode::InSync | ExitCode::NothingToDo => style::GOOD,
        ExitCode::Error | ExitCode::Usage | ExitCode::Guard => style::ERROR,
        _ => style::WARNING,
    }
}

impl Gathered {
    /// The whole summary: one line for the session, one for each item that did not succeed, then what waits for the
    /// user.
    pub fn text(&self, exit: ExitCode, duration: Duration, stats: &Stats) -> String {
        let head = style_of(exit);
        let time = amount::duration(duration);
        let word = self.outcome(exit, stats.operations(), stats.conflicts);
        let mut text = if self.nobody_counts() && exit.is_success() {
            // Not every handler counts what it does.
            format!("{head}{word}{head:#} ({time})\n")
        } else if *stats == Stats::default() && !exit.is_success() {
            // A run that did not get to count has nothing to say about paths.
            format!("{head}{word}{head:#} after {time}\n")
        } else {
            let time = if stats.operations() > 0 { format!("in {time}") } else { format!("({time})") };
            format!("{head}{word}{head:#}: {} {time}\n", counts(exit, stats))
        };
        if self.tense == Tense::Would && stats.operations() > 0 && exit != ExitCode::Guard {
            let command = if self.is_undoing() { "syncmgr undo" } else { "syncmgr sync" };
            let _ = writeln!(text, "nothing was changed; `{command}` does it");
        }
        if self.is_undoing() && self.tense == Tense::Did && stats.operations() > 0 {
            let next = "what you changed yourself is as you left it; a sync would carry it over again, `syncmgr plan` shows what";
            text.push_str(&hint(next));
        }
        if self.items.len() > 1 || (self.nobody_counts() && !exit.is_success()) {
            text.push_str(&self.items_text());
        }
        text + &self.trouble() + &self.conflicts_text()
    }

    /// Whether no handler of these items counts what it does.
    fn nobody_counts(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(|body| matches!(body, Body::Item { stats: None, .. }))
    }

    const fn is_undoing(&self) -> bool {
        matches!(self.purpose, Purpose::Undo(_))
    }

    /// The word for the whole session.
    fn outcome(&self, exit: ExitCode, operations: u64, conflicts: u64) -> String {
        if exit == ExitCode::Incomplete && self.nobody_counts() {
            let end =
                |body| if let &Body::Item { status, ref stats, .. } = body { Some((status, stats)) } else { None };
            return session_word(exit, self.items.iter().filter_map(end)).to_owned();
        }
        match purpose_word(self.purpose, exit, operations) {
            Some(word) if self.tense == Tense::Did => word.to_owned(),
            _ => self.item_outcome(exit, conflicts),
        }
    }

    /// The word for one item, with the number of conflicts if that is all that is amiss.
    fn item_outcome(&self, exit: ExitCode, conflicts: u64) -> String {
        match (exit, self.tense) {
            (ExitCode::Conflicts, Tense::Did) if conflicts > 0 => {
                format!("in sync except for {}", amount::count(conflicts, "conflict"))
            }
            (ExitCode::Conflicts, Tense::Would) if conflicts > 0 => {
                format!("plan with {}", amount::count(conflicts, "conflict"))
            }
            _ => headline(exit, self.tense).to_owned(),
        }
    }

    /// What went wrong: it is told even with `--quiet`.
    pub fn trouble(&self) -> String {
        self.messages_text() + &self.guards_text() + &self.problems_text()
    }

    fn items_text(&self) -> String {
        let mut text = String::new();
        for body in &self.items {
            let Body::Item { item, status, exit, stats, .. } = body else { continue };
            let conflicts = stats.map_or(0, |stats| stats.conflicts);
            // What a handler says about an item is clearer than an exit code, unless that says more.
            let plain = stats.is_none() && matches!(exit, None | Some(ExitCode::InSync | ExitCode::Incomplete));
            let told = exit.filter(|_| !plain || *status == ItemStatus::Succeeded);
            let head = told.map_or_else(|| status.to_string(), |exit| self.item_outcome(exit, conflicts));
            let counted = stats.as_ref().filter(|stats| **stats != Stats::default());
            let counts = counted.map(|stats| format!(": {}", counts(exit.unwrap_or(ExitCode::Error), stats)));
            let counts = counts.unwrap_or_default();
            let warn = if *status == ItemStatus::Succeeded { style::GOOD } else { style::WARNING };
            let _ = writeln!(text, "  {}: {warn}{head}{warn:#}{counts}", escaped(item));
        }
        text
    }

    fn messages_text(&self) -> String {
        let mut text = String::new();
        for body in &self.messages {
            let Body::Message { level, text: message, item, .. } = body else { continue };
            let (word, word_style) = match level {
                syncmgr_proto::MessageLevel::Error => ("error", style::ERROR),
                syncmgr_proto::MessageLevel::Warning => ("warning", style::WARNING),
                syncmgr_proto::MessageLevel::Information => ("note", style::HINT),
            };
            let item = item.as_ref().filter(|_| self.items.len() > 1).map(|item| format!("{}: ", escaped(item)));
            let _ =
                writeln!(text, "{word_style}{word}:{word_style:#} {}{}", item.unwrap_or_default(), escaped(message));
        }
        text
    }

    fn guards_text(&self) -> String {
        let mut text = String::new();
        let mut hints = Vec::new();
        let head = style::ERROR;
        let verb = match self.tense {
            Tense::Did => "stopped before the first change",
            Tense::Would => "the guard would stop this",
        };
        for body in &self.guards {
            let Body::Guard { item, reason, message, .. } = body else { continue };
            let words = escaped(change::guard_words(reason, message));
            let _ = writeln!(text, "{head}{verb}:{head:#} {}: {words}", escaped(item));
            let next = change::guard_hint(reason);
            if !hints.contains(&next) {
                hints.push(next);
            }
        }
        text + &hints.into_iter().map(hint).collect::<String>()
    }

    fn problems_text(&self) -> String {
        if self.problems.is_empty() {
            return String::new();
        }
        let number = self.problems.len();
        let head = style::WARNING;
        let mut text = format!("{head}{} could not be handled:{head:#}\n", amount::count(number as u64, "path"));
        for body in self.problems.iter().take(LISTED) {
            let Body::Problem { path, side, message, hint, .. } = body else { continue };
            let side = side.as_ref().map(|side| format!("{side}: ")).unwrap_or_default();
            let _ = writeln!(text, "  {side}{}: {}", escaped(path), escaped(message));
            if let Some(hint) = hint {
                let _ = writeln!(text, "    {}", escaped(hint));
            }
        }
        text + &rest(number)
    }

    fn conflicts_text(&self) -> String {
        if self.conflicts.is_empty() {
            return String::new();
        }
        let number = self.conflicts.len();
        let head = style::WARNING;
        let waits = if number == 1 { "waits" } else { "wait" };
        let mut text = format!("{head}{} {waits} for a decision:{head:#}\n", amount::count(number as u64, "conflict"));
        for body in self.conflicts.iter().take(LISTED) {
            text.push_str("  ");
            text.push_str(&conflict(body).unwrap_or_default());
            text.push('\n');
        }
        text.push_str(&rest(number));
        if self.tense == Tense::Did {
            text.push_str(&hint("compare with `syncmgr conflicts show PATH`, decide with `syncmgr conflicts resolve PATH --keep left|right|both`"));
        }
        text
    }
}

/// A conflict in one line; `None` for other events.
pub fn conflict(body: &Body) -> Option<String> {
    let Body::Conflict { id, path, left, right, reason, .. } = body else { return None };
    let id = id.map(|id| format!("{id}  ")).unwrap_or_default();
    Some(format!(
        "{id}{}  (left {}, right {}: {})",
        escaped(path),
        side(left.as_ref()),
        side(right.as_ref()),
        change::reason(reason)
    ))
}

/// What one side of a conflict has, in a word, and where if it was moved.
pub fn side(side: Option<&ConflictSide>) -> String {
    let Some(side) = side else { return "gone".to_owned() };
    let what = if side.kind == "file" { amount::bytes(side.size) } else { side.kind.clone() };
    side.path.as_ref().map_or_else(|| what.clone(), |path| format!("{what} at {}", escaped(path)))
}

fn rest(number: usize) -> String {
    match number.checked_sub(LISTED) {
        Some(more @ 1..) => format!("  … and {more} more\n"),
        _ => String::new(),
    }
}

fn hint(text: &str) -> String {
    let style = style::HINT;
    format!("{style}hint:{style:#} {text}\n")
}

#[cfg(test)]
mod tests {
    use syncmgr_proto::ItemId;

    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    fn stats() -> Stats {
        Stats { created: 3, updated: 1, unchanged: 9, bytes: 12_345, ..Stats::default() }
    }

    #[test]
    fn a_run_that_went_well_is_one_line() {
        let text = Gathered::default().text(ExitCode::InSync, Duration::from_millis(40), &stats());
        assert_eq!(plain(&text), "in sync: 3 created, 1 updated, 9 unchanged (12.3 KB) in 0.04 s\n");
        let nothing = Stats { unchanged: 9, ..Stats::default() };
        let text = Gathered::default().text(ExitCode::InSync, Duration::from_millis(40), &nothing);
        assert_eq!(plain(&text), "in sync: nothing to do, 9 unchanged (0.04 s)\n");
        let text = Gathered::default().text(ExitCode::InSync, Duration::from_millis(40), &Stats::default());
        assert_eq!(plain(&text), "in sync: nothing to do (0.04 s)\n");
    }

    #[test]
    fn a_plan_says_that_nothing_was_changed() {
        let gathered = Gathered { tense: Tense::Would, ..Gathered::default() };
        let text = gathered.text(ExitCode::InSync, Duration::from_millis(40), &stats());
        assert_eq!(
            plain(&text),
            "plan: 3 created, 1 updated, 9 unchanged (12.3 KB) in 0.04 s\nnothing was changed; `syncmgr sync` does it\n"
        );
    }

    fn problem(path: &str) -> Body {
        Body::Problem {
            item: "docs".into(),
            item_id: ItemId::derived(b"x"),
            path: path.into(),
            side: Some("right".into()),
            message: "permission denied".into(),
            hint: None,
        }
    }

    #[test]
    fn what_waits_for_the_user_comes_with_the_next_step() {
        let conflict = Body::Conflict {
            id: Some(4),
            item: "docs".into(),
            item_id: ItemId::derived(b"x"),
            path: "a.txt".into(),
            left: Some(ConflictSide { kind: "file".into(), size: 5, mtime: None, path: None }),
            right: None,
            reason: "both-changed".into(),
        };
        let guard = Body::Guard {
            item: "docs".into(),
            item_id: ItemId::derived(b"x"),
            reason: "too-many".into(),
            deletions: 120,
            overwrites: 0,
            of: 130,
            side: Some("right".into()),
            message: "the run would delete 120 of 130 entries on the right".into(),
        };
        let gathered = Gathered {
            conflicts: vec![conflict],
            problems: vec![problem("b")],
            guards: vec![guard],
            ..Gathered::default()
        };
        let text = plain(&gathered.text(ExitCode::Guard, Duration::from_secs(1), &Stats::default()));
        assert_eq!(
            text,
            "stopped for safety after 1.00 s\n\
             stopped before the first change: docs: the run would delete 120 of 130 entries on the right\n\
             hint: look at it with `syncmgr plan`; if it is what you want, repeat with --approve\n\
             1 path could not be handled:\n  right: b: permission denied\n\
             1 conflict waits for a decision:\n  4  a.txt  (left 5 B, right gone: changed on both sides)\n\
             hint: compare with `syncmgr conflicts show PATH`, decide with `syncmgr conflicts resolve PATH --keep left|right|both`\n"
        );
    }

    #[test]
    fn what_did_not_succeed_at_all_is_not_partly_in_sync() {
        use ItemStatus::{Failed, Skipped, Stopped, Succeeded};
        let counted = Some(Stats::default());
        for (items, word) in [
            (vec![(Failed, &None)], "failed"),
            (vec![(Failed, &None), (Skipped, &None), (Failed, &None)], "failed"),
            (vec![(Skipped, &None), (Skipped, &None)], "skipped"),
            (vec![(Skipped, &None), (Stopped, &None)], "stopped"),
            (vec![(Failed, &None), (Succeeded, &None)], "partly in sync"),
            (vec![(Failed, &counted), (Failed, &None)], "partly in sync"),
            (vec![], "partly in sync"),
        ] {
            assert_eq!(session_word(ExitCode::Incomplete, items.iter().copied()), word, "{items:?}");
            assert_eq!(session_word(ExitCode::Interrupted, items.iter().copied()), "interrupted", "{items:?}");
        }
    }

    #[test]
    fn long_lists_are_cut_and_say_so() {
        let gathered = Gathered { problems: (0..12).map(|n| problem(&n.to_string())).collect(), ..Gathered::default() };
        let text = gathered.trouble();
        assert_eq!(text.lines().count(), 12);
        assert!(text.ends_with("  … and 2 more\n"));
    }
}
