//! Ways back: undoing a session, putting a version back from the trash.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use foldsync::apply::Counts;
use foldsync::pair::UndoOutcome;
use foldsync::undo::{UndoEntry, UndoLog, Undoable};
use foldsync::{Failure, Problem};
use syncmgr_core::{Detail, RunKind};
use syncmgr_proto::{ExitCode, ItemId, SessionId, Stats};

use super::report;
use super::run::{End, Refusal, Work, engine_session};
use crate::error::CliError;
use crate::job::{Trashed, item_dir};

/// Whether it is kept what `session` did to the pair `item`.
pub fn can_undo(item: ItemId, session: SessionId, state_dir: &Path) -> bool {
    UndoLog::exists(&item_dir(state_dir, item), &engine_session(session))
}

/// The sessions that can be undone, for any pair that ever ran.
pub fn undoable(state_dir: &Path) -> io::Result<BTreeSet<SessionId>> {
    let items = match fs::read_dir(state_dir.join("items")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        items => items?,
    };
    let mut found = BTreeSet::new();
    for item in items {
        let sessions = UndoLog::sessions(&item?.path())?;
        found.extend(sessions.iter().filter_map(|name| name.parse::<SessionId>().ok()));
    }
    Ok(found)
}

impl Work<'_> {
    /// Takes back what `session` did to this pair.
    pub fn undo(&self, session: SessionId) -> Result<End, Refusal> {
        let name = engine_session(session);
        let log = UndoLog::read(self.pair.state(), &name).map_err(|error| {
            Refusal::Words(CliError::usage(error.to_string()).hint("`syncmgr log` lists the sessions"))
        })?;
        if self.folders.run == RunKind::Dry {
            for entry in log.entries.iter().rev().filter(|entry| entry.counts()) {
                self.tell(taken_back(entry));
            }
            return Ok(End { exit: ExitCode::InSync, stats: count(&log.entries) });
        }
        let own = engine_session(self.folders.session);
        let UndoOutcome { report } = self.pair.undo(&log, &name, &own, self.settings.policy.carry, self.sink)?;
        let restored: HashSet<_> = report.restored.iter().cloned().collect();
        let done: Vec<UndoEntry> = log
            .entries
            .into_iter()
            .filter(|entry| entry.counts() && restored.contains(&(entry.side, entry.path())))
            .collect();
        for entry in done.iter().rev() {
            self.tell(taken_back(entry));
        }
        for problem in &report.left_alone {
            self.tell(report::problem(problem));
        }
        let stats = Stats { problems: report.left_alone.len() as u64, ..self.look_again(count(&done))? };
        let exit = if report.left_alone.is_empty() { ExitCode::InSync } else { ExitCode::Incomplete };
        Ok(End { exit, stats })
    }

    /// Looks at both sides once more: conflicts that still wait are told again, because the manager keeps only those
    /// that the latest session of an item told.
    fn look_again(&self, stats: Stats) -> Result<Stats, Refusal> {
        let planned = self.pair.plan(self.settings, self.sink)?;
        for conflict in &planned.plan.conflicts {
            self.tell(report::conflict(conflict));
        }
        Ok(Stats {
            scanned_left: planned.scanned.left,
            scanned_right: planned.scanned.right,
            unchanged: planned.scanned.left.saturating_sub(stats.operations()),
            conflicts: planned.plan.conflicts.len() as u64,
            ..stats
        })
    }

    /// Puts versions back to where they were; what is there now goes to the trash.
    pub fn restore(&self, versions: &[Trashed]) -> Result<End, Refusal> {
        let own = engine_session(self.folders.session);
        let mut counts = Counts::default();
        let mut problems = 0;
        for version in versions {
            let session = engine_session(version.session);
            let replaced = match self.pair.restore(version.side, &session, &version.path, &own) {
                Ok(replaced) => replaced,
                Err(failure) if versions.len() > 1 => {
                    problems += 1;
                    self.tell(not_restored(version, failure));
                    continue;
                }
                Err(failure) => return Err(failure.into()),
            };
            let op = if replaced { "update" } else { "create" };
            *(if replaced { &mut counts.updated } else { &mut counts.created }) += 1;
            self.tell(Detail::Operation {
                op: op.to_owned(),
                side: version.side.name().to_owned(),
                path: version.path.text().into_owned(),
                from: None,
                bytes: 0,
                reason: "restored".to_owned(),
            });
        }
        let stats = Stats { created: counts.created, updated: counts.updated, problems, ..Stats::default() };
        let stats = self.look_again(stats)?;
        let exit = if problems == 0 { ExitCode::InSync } else { ExitCode::Incomplete };
        Ok(End { exit, stats })
    }
}

fn not_restored(version: &Trashed, failure: Failure) -> Detail {
    report::problem(&Problem {
        path: version.path.clone(),
        side: Some(version.side),
        message: failure.message,
        hint: failure.hint,
    })
}

/// What taking `entry` back does.
fn taken_back(entry: &UndoEntry) -> Detail {
    let (op, from) = match &entry.what {
        Undoable::Created => ("delete", None),
        Undoable::Replaced => ("update", None),
        Undoable::Deleted => ("create", None),
        Undoable::Moved(_) => ("move", Some(entry.path())),
        Undoable::Swapped(_) => ("swap", Some(entry.path())),
        Undoable::Metadata => ("metadata", None),
    };
    let path = match &entry.what {
        Undoable::Moved(to) | Undoable::Swapped(to) => foldsync::RelPath::from_bytes(to.as_slice()),
        _ => entry.path(),
    };
    Detail::Operation {
        op: op.to_owned(),
        side: entry.side.name().to_owned(),
        path: path.text().into_owned(),
        from: from.map(|path| path.text().into_owned()),
        bytes: 0,
        reason: "undone".to_owned(),
    }
}

fn count(entries: &[UndoEntry]) -> Stats {
    let mut stats = Stats::default();
    for entry in entries.iter().filter(|entry| entry.counts()) {
        let field = match &entry.what {
            Undoable::Created => &mut stats.deleted,
            Undoable::Replaced => &mut stats.updated,
            Undoable::Deleted => &mut stats.created,
            Undoable::Moved(_) | Undoable::Swapped(_) => &mut stats.moved,
            Undoable::Metadata => &mut stats.metadata,
        };
        *field += 1;
    }
    stats
}
