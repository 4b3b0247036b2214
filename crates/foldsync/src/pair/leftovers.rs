//! What is left alone inside folders that are to be deleted: it keeps them.
//!
//! A scan does not list what is excluded, for there may be much of it. Here only the folders are looked into that the other
//! side does not have any more.

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::ControlFlow;

use super::open::Pair;
use super::settings::Settings;
use crate::local::{Root, stat_at};
use crate::{Change, FileId, Kind, Links, Mode, PRIVATE, RelPath, Side, Sides, Snapshot, Verdict};

impl Pair {
    /// Adds to what each side ignores the excluded things in folders that the plan may delete there.
    pub(super) fn find_leftovers(&self, settings: &Settings, snapshots: &mut Sides<Snapshot>) {
        for side in Side::BOTH {
            let mut folders = gone(side, snapshots);
            if is_mirrored(settings.policy.mode, side) {
                folders.extend(new(snapshots.get(side)));
            }
            for folder in folders {
                // A folder that cannot be looked into is told when it is to be deleted.
                let inside = leftovers(self.root(side), &folder, settings).unwrap_or_default();
                snapshots.get_mut(side).ignored.extend(inside);
            }
            snapshots.get_mut(side).ignored.sort();
        }
    }
}

const fn is_mirrored(mode: Mode, side: Side) -> bool {
    matches!((mode, side), (Mode::MirrorLeft, Side::Left) | (Mode::MirrorRight, Side::Right))
}

/// Folders that the other side had and neither has nor moved, where they are on `side`.
fn gone(side: Side, snapshots: &Sides<Snapshot>) -> Vec<RelPath> {
    let (snapshot, other) = (snapshots.get(side), snapshots.get(side.other()));
    let lost = |change: &&Change| {
        let was = change.was.as_ref().is_some_and(|was| was.kind == Kind::Folder);
        was && change.now.is_none_or(|now| now.kind != Kind::Folder)
    };
    let mut lost = other.changes.iter().filter(lost).peekable();
    if lost.peek().is_none() {
        return Vec::new();
    }
    let theirs: HashSet<FileId> = folders(other).map(|(_, id)| id).collect();
    let moved =
        |change: &Change| change.was.as_ref().is_some_and(|was| theirs.contains(&was.seen.get(side.other()).id));
    // A folder above may have another name here since.
    let ours: HashMap<FileId, &RelPath> = folders(snapshot).map(|(change, id)| (id, &change.path)).collect();
    let here = |change: &Change| {
        let id = change.was.as_ref().map(|was| was.seen.get(side).id);
        id.and_then(|id| ours.get(&id).copied()).unwrap_or(&change.path).clone()
    };
    lost.filter(|change| !moved(change)).map(here).collect()
}

/// Folders that the side did not have before.
fn new(snapshot: &Snapshot) -> Vec<RelPath> {
    folders(snapshot).filter(|(change, _)| change.was.is_none()).map(|(change, _)| change.path.clone()).collect()
}

fn folders(snapshot: &Snapshot) -> impl Iterator<Item = (&Change, FileId)> {
    let folder = |change: &Change| change.now.filter(|now| now.kind == Kind::Folder).map(|now| now.id);
    snapshot.changes.iter().filter_map(move |change| Some((change, folder(change)?)))
}

/// What is excluded right inside `path`.
fn leftovers(root: &Root, path: &RelPath, settings: &Settings) -> io::Result<Vec<RelPath>> {
    let folder = root.folder(path.parent().unwrap_or_default().as_bytes())?.child(path.name())?;
    let links = settings.policy.links;
    let mut found = Vec::new();
    folder.each_name(|name| {
        let inner = path.join(name);
        let excluded = name == PRIVATE.as_bytes()
            || (!settings.filter.is_empty() || links == Links::Skip)
                && stat_at(&folder, name).is_ok_and(|stat| {
                    (stat.kind == Kind::Symlink && links == Links::Skip)
                        || settings.filter.verdict(inner.as_bytes(), stat.kind) == Verdict::Exclude
                });
        if excluded {
            found.push(inner);
        }
        ControlFlow::Continue(())
    })?;
    Ok(found)
}
