//! Looking into the trash of a pair and emptying it.

use std::path::Path;

use foldsync::local::{Root, TrashEntry, empty_trash as empty_side, list_trash};
use foldsync::{Side, Time};
use jiff::Timestamp;
use syncmgr_proto::SessionId;

use crate::error::CliError;
use crate::items::Pair;
use crate::job::Trashed;

/// What was taken out of the trash for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emptied {
    /// Versions.
    pub versions: u64,
    /// Their content bytes.
    pub bytes: u64,
}

/// What the trash of both sides of `pair`, as far as they are there, holds, the newest first.
pub fn trash(pair: &Pair, _state_dir: &Path) -> Result<Vec<Trashed>, CliError> {
    let mut found = Vec::new();
    for root in roots(pair)? {
        let entries = list_trash(&root).map_err(|error| cannot("look into", &root, error))?;
        found.extend(entries.into_iter().filter_map(|entry| trashed(root.side(), entry)));
    }
    found.sort_by(|a, b| b.time.cmp(&a.time).then_with(|| a.path.cmp(&b.path)));
    Ok(found)
}

/// Deletes what came into the trash of both sides of `pair`, as far as they are there, before `before`, for good.
pub fn empty_trash(pair: &Pair, state_dir: &Path, before: Timestamp) -> Result<Emptied, CliError> {
    let mut emptied = Emptied::default();
    for version in trash(pair, state_dir)? {
        if version.time.is_some_and(|time| time < before) {
            emptied.versions += 1;
            emptied.bytes += version.bytes;
        }
    }
    let limit = Time::new(before.as_second(), before.subsec_nanosecond().unsigned_abs());
    for root in roots(pair)? {
        empty_side(&root, limit).map_err(|error| cannot("empty", &root, error))?;
    }
    Ok(emptied)
}

/// The roots that are there: a disk that is not connected is no reason not to look into the other trashes.
fn roots(pair: &Pair) -> Result<Vec<Root>, CliError> {
    let open = |(side, location): (Side, &Path)| {
        Root::open(side, location).map_err(|failure| {
            let error = CliError::usage(failure.message);
            match failure.hint {
                Some(hint) => error.hint(hint),
                None => error,
            }
        })
    };
    let sides = [(Side::Left, pair.left.as_path()), (Side::Right, pair.right.as_path())];
    sides.into_iter().filter(|(_, location)| location.is_dir()).map(open).collect()
}

fn cannot(what: &str, root: &Root, error: std::io::Error) -> CliError {
    CliError::other(format!("cannot {what} the trash of {}", root.location().display())).because(error)
}

fn trashed(side: Side, entry: TrashEntry) -> Option<Trashed> {
    let session: SessionId = entry.session.parse().ok()?;
    let time = Timestamp::new(entry.when.secs, i32::try_from(entry.when.nanos).unwrap_or(0)).ok();
    Some(Trashed { side, path: entry.path, session, time, kind: entry.stat.kind, bytes: entry.stat.size })
}
