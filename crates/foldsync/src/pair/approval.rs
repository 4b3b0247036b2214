//! Approving exactly the plan that the guard stopped and showed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Plan;

fn file(state: &Path) -> PathBuf {
    state.join("stopped")
}

fn text(plan: &Plan, stamp: &str) -> String {
    format!("{}\n", plan.fingerprint(stamp))
}

/// Remembers that `plan`, made with `stamp` in the names of conflict copies, was stopped.
pub(super) fn remember(state: &Path, plan: &Plan, stamp: &str) -> io::Result<()> {
    fs::create_dir_all(state)?;
    fs::write(file(state), text(plan, stamp))
}

/// Whether `plan` is the one that was stopped last.
pub(super) fn matches(state: &Path, plan: &Plan, stamp: &str) -> bool {
    fs::read_to_string(file(state)).is_ok_and(|known| known == text(plan, stamp))
}

/// Forgets it: a run went through.
pub(super) fn forget(state: &Path) {
    // Missing is the usual case; one that cannot be removed only means that the same plan stays approvable.
    let _ = fs::remove_file(file(state));
}
