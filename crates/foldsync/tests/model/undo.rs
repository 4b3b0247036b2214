//! Undoing a session restores both trees, and the next run does it again.

use std::sync::atomic::Ordering;

use foldsync::pair::UndoOutcome;
use foldsync::undo::{LogError, UndoEntry, UndoLog, Undoable};
use foldsync::{ConflictRule, Side, Sides};

use crate::laws::{self, Before};
use crate::play::{Broken, broken, calm_run};
use crate::tree::{Node, Tree, groups, print};
use crate::world::World;

/// Whether every run so far found only time stamps that it could trust.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Age {
    Old,
    Young,
}

/// The last session that nobody disturbed.
pub struct Last {
    pub session: String,
    pub before: Sides<Tree>,
    pub after: Sides<Tree>,
    /// Whether it left a conflict.
    pub conflicts: bool,
}

/// Undoes the last session, if nothing happened since, and runs again. Undoing may crash at an event before.
pub fn undo(world: &World, last: Option<Last>, age: Age, crash: Option<u32>) -> Result<(), Broken> {
    let Some(mut last) = last.filter(|last| world.trees() == last.after) else { return Ok(()) };
    let log = match UndoLog::read(&world.state(), &last.session) {
        Ok(log) => log,
        Err(LogError::Missing(_)) => return Ok(()),
        Err(error) => return broken("undo logs can be read", error.to_string()),
    };
    let mut undone = world.undo(&log, &last.session, crash);
    if crash.is_some_and(|at| at % 2 == 0) && undone.is_none() {
        undone = match UndoLog::read(&world.state(), &last.session) {
            Ok(log) => world.undo(&log, &last.session, None),
            // It crashed right before the end.
            Err(_) => None,
        };
    }
    match undone {
        Some(Ok(undone)) => is_restored(world, &undone, last.before, &log, crash)?,
        Some(Err(failure)) => return broken("undo does not fail", failure.to_string()),
        None => {}
    }
    calm_run(world, &world.fresh_session())?;
    if log.entries.iter().any(|entry| entry.path().display().to_string().contains(".conflict-")) {
        // Conflict copies get other names each time.
        return Ok(());
    }
    if last.conflicts {
        // The archive learned what both sides did by themselves, which undoing does not take back: what waited may go on.
        return Ok(());
    }
    if age == Age::Young {
        // Where contents had to be compared the first time, undoing knows more now, and moves may be found that were not.
        return Ok(());
    }
    let renamed = |entry: &UndoEntry| matches!(entry.what, Undoable::Moved(_) | Undoable::Swapped(_));
    if world.rules.conflict == ConflictRule::Newer && log.entries.iter().any(renamed) {
        // Of two renames the later one holds, and undoing is one.
        return Ok(());
    }
    let again = world.trees();
    for side in Side::BOTH {
        // Of two changes of metadata the later one holds, and undoing is one.
        for (path, entry) in last.after.get_mut(side) {
            if let Some(now) = again.get(side).get(path) {
                (entry.mtime, entry.mode) = (now.mtime, now.mode);
            }
        }
    }
    alike(world, &last.after, "a run does again what was undone", &log)
}

/// Undoes the last session, whatever happened since: that stays.
pub fn undo_late(world: &World, last: Option<Last>) -> Result<(), Broken> {
    let Some(last) = last else { return Ok(()) };
    let log = match UndoLog::read(&world.state(), &last.session) {
        Ok(log) => log,
        Err(LogError::Missing(_)) => return Ok(()),
        Err(error) => return broken("undo logs can be read", error.to_string()),
    };
    world.disturbed.store(true, Ordering::Relaxed);
    let before = Before::look(world);
    match world.undo(&log, &last.session, None) {
        Some(Ok(_)) => laws::after_undo(world, &before, &last.after),
        Some(Err(failure)) => broken("undo does not fail", failure.to_string()),
        None => Ok(()),
    }
}

fn is_restored(
    world: &World,
    undone: &UndoOutcome,
    mut before: Sides<Tree>,
    log: &UndoLog,
    crash: Option<u32>,
) -> Result<(), Broken> {
    if !undone.report.left_alone.is_empty() {
        return broken("undo restores all", format!("{:#?}\n{:#?}", undone.report.left_alone, log.entries));
    }
    let now = world.trees();
    forget_other_times(&mut before, &now, log);
    if crash.is_some() {
        // The times of folders are set at the end, and those that no log knows are lost with the process.
        for side in Side::BOTH {
            for (path, entry) in before.get_mut(side).iter_mut().filter(|(_, entry)| entry.node == Node::Folder) {
                entry.mtime = now.get(side).get(path).map_or(entry.mtime, |now| now.mtime);
            }
        }
    }
    alike(world, &before, "undo restores what was", log)
}

/// The times of folders that the session only settled are in no log.
fn forget_other_times(wanted: &mut Sides<Tree>, now: &Sides<Tree>, log: &UndoLog) {
    for side in Side::BOTH {
        for (path, entry) in wanted.get_mut(side).iter_mut().filter(|(_, entry)| entry.node == Node::Folder) {
            let renamed = |e: &UndoEntry| matches!(e.what, Undoable::Moved(_) | Undoable::Swapped(_));
            // The log calls things as they were called after the session.
            let known = log.entries.iter().any(|e| e.side == side && e.path().as_bytes() == path.as_bytes())
                && !log.entries.iter().any(|e| e.side == side && renamed(e));
            if let (false, Some(now)) = (known, now.get(side).get(path)) {
                entry.mtime = now.mtime;
            }
        }
    }
}

fn alike(world: &World, wanted: &Sides<Tree>, law: &'static str, log: &UndoLog) -> Result<(), Broken> {
    let trees = world.trees();
    for side in Side::BOTH {
        let (is, was) = (trees.get(side), wanted.get(side));
        let same = is.len() == was.len()
            && is.iter().all(|(path, entry)| was.get(path).is_some_and(|w| w.agrees(entry)))
            && groups(is) == groups(was);
        if !same {
            let entry = |e: &UndoEntry| format!("\n  {} {} {:?}", e.side.name(), e.path().display(), e.what);
            let log = log.entries.iter().map(entry).collect::<Vec<_>>().concat();
            return broken(law, format!("on the {} wanted\n{}is\n{}log{log}", side.name(), print(was), print(is)));
        }
    }
    Ok(())
}
