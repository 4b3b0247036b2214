//! File systems that are mounted below a root.
//!
//! One that is not mounted leaves an empty folder, or none, and to a scan that looks as if everything on it was deleted.
//! The state therefore knows on which folders something was mounted. Where nothing, or another file system, is mounted now
//! and nothing is left of what was agreed on, the contents were not seen: a problem, never a deletion. So it is where one is
//! mounted for the first time, on a folder that held something. Files that are older than what was agreed on are no changes
//! then, either.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::note;
use crate::archive::{Reader, Record};
use crate::{Change, FileId, Kind, Problem, RelPath, Rename, Side, Sides, Snapshot, Stat};

/// The name of the note in the state folder.
const FILE: &str = "mounts";
/// How the note begins: what it is, and its version.
const HEAD: &[u8] = b"mounts 1\n";
/// A copy may be so much older than the file: some file systems count in steps of two seconds.
const GRAIN: Duration = Duration::from_secs(2);

/// The folders below each root on which a file system was mounted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mounts(Sides<BTreeSet<RelPath>>);

impl Mounts {
    /// The file of the note.
    pub fn file(state: &Path) -> PathBuf {
        state.join(FILE)
    }

    /// Reads the note. One that cannot be understood is an error: without it nobody knows what should be mounted.
    pub fn read(state: &Path) -> io::Result<Self> {
        match fs::read(Self::file(state)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
            Ok(bytes) => Self::parse(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into()),
        }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut mounts = Self::default();
        let entries = bytes.strip_prefix(HEAD)?;
        for entry in entries.split_inclusive(|byte| *byte == 0) {
            let (side, path) = entry.strip_suffix(&[0])?.split_at_checked(1)?;
            let side = Side::BOTH.into_iter().find(|known| [letter(*known)] == side)?;
            mounts.0.get_mut(side).insert(RelPath::from_bytes(path));
        }
        Some(mounts)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = HEAD.to_vec();
        for side in Side::BOTH {
            for path in self.0.get(side) {
                bytes.push(letter(side));
                bytes.extend_from_slice(path.as_bytes());
                bytes.push(0);
            }
        }
        bytes
    }

    /// Writes the note durably if it is not the one that is there.
    pub fn write(&self, state: &Path) -> io::Result<()> {
        if Self::read(state).is_ok_and(|there| there == *self) {
            return Ok(());
        }
        if *self == Self::default() { note::remove(state, FILE) } else { note::replace(state, FILE, &self.bytes()) }
    }

    /// Knows the folders also by the paths that the archive gives them by `renames`, sorted by where from: a thing that is
    /// mounted there does not notice that a folder above it is renamed. Where they come from is known still.
    pub fn follow(&mut self, renames: &[Rename]) {
        for side in Side::BOTH {
            let moved = |path: &RelPath| {
                let deepest = renames.iter().rev().find(|rename| path.starts_with(&rename.from))?;
                path.rebase(&deepest.from, &deepest.to)
            };
            let moved: Vec<RelPath> = self.0.get(side).iter().filter_map(moved).collect();
            self.0.get_mut(side).extend(moved);
        }
    }

    /// Makes unseen what is missing because its file system is. Returns what is to be noted from now on, and what to tell.
    pub fn heed(&self, state: &Path, snapshots: &mut Sides<Snapshot>) -> (Self, Vec<Problem>) {
        let missing = Sides::new(
            self.missing(Side::Left, &snapshots.left, state),
            self.missing(Side::Right, &snapshots.right, state),
        );
        let mut problems = Vec::new();
        let mut kept = Self::default();
        let mut lost = Sides::new(Vec::new(), Vec::new());
        for side in Side::BOTH {
            let (here, there) = (snapshots.get(side), snapshots.get(side.other()));
            let in_doubt = |path: &RelPath| missing.get(side.other()).iter().any(|other| is_related(path, other));
            let is_lost = |path: &&RelPath| in_doubt(path) || !is_gone_too(side, path, here, there);
            lost.get_mut(side).extend(missing.get(side).iter().filter(is_lost).cloned());
        }
        for side in Side::BOTH {
            let snapshot = snapshots.get_mut(side);
            for path in std::mem::take(lost.get_mut(side)) {
                snapshot.changes.retain(|change| !change.path.starts_with(&path));
                let is_known = self.0.get(side).contains(&path);
                problems.push(complaint(side, &path, if is_known { MISSING } else { HIDDEN }));
                if !is_known {
                    // What belongs there is what it hides.
                    snapshot.mounts.retain(|mount| !mount.starts_with(&path));
                }
                snapshot.unseen.push(path);
            }
            let known = self.0.get(side).iter().filter(|path| is_unknown(path, snapshot));
            kept.0.get_mut(side).extend(known.chain(&snapshot.mounts).cloned());
        }
        (kept, problems)
    }

    /// The folders of `side` on which something was mounted and is not now, or the other way round, so that nothing is left
    /// of what was agreed on.
    fn missing(&self, side: Side, snapshot: &Snapshot, state: &Path) -> Vec<RelPath> {
        let mut missing: Vec<RelPath> = Vec::new();
        let candidates: BTreeSet<&RelPath> = self.0.get(side).iter().chain(&snapshot.mounts).collect();
        for path in candidates {
            let covered = missing.last().is_some_and(|above| path.starts_with(above));
            if !covered && self.is_missing(side, path, snapshot, state) {
                missing.push(path.clone());
            }
        }
        missing
    }

    fn is_missing(&self, side: Side, path: &RelPath, snapshot: &Snapshot, state: &Path) -> bool {
        let (own, below) = subtree(&snapshot.changes, path);
        if !below.iter().any(|change| is_in_danger(side, change)) {
            return false;
        }
        let is_exchanged = match (self.0.get(side).contains(path), snapshot.mounts.contains(path)) {
            (true, true) => is_another(side, own),
            (true, false) => true,
            (false, _) => is_hidden(side, own, below, snapshot),
        };
        let moved = |to: &RelPath| !self.0.get(side).contains(to) && is_same(side, own, find(&snapshot.changes, to));
        if !is_exchanged || snapshot.mounts.iter().any(moved) {
            return false;
        }
        let recorded: Vec<_> = below.iter().filter(|change| change.was.is_some()).collect();
        // Whatever still is what it was shows that its file system is there.
        let is_left = |change: &&&Change| change.now.map(|now| now.id) == seen(side, change);
        // Damage is found again, and handled, when the archive is written; until then nothing is deleted here.
        let all = records_below(state, path, snapshot).unwrap_or_default();
        !recorded.iter().any(|change| is_left(&change)) && all <= recorded.len()
    }
}

const fn letter(side: Side) -> u8 {
    match side {
        Side::Left => b'l',
        Side::Right => b'r',
    }
}

/// What people are told, and advised to do.
type Words = (&'static str, &'static str);

const MISSING: Words = (
    "the file system that was mounted there is missing; nothing on it was taken for deleted",
    "mount it again; if it is gone for good, exclude this path or delete it on the other side, too",
);

const HIDDEN: Words = (
    "a file system that is mounted there now hides what was in the folder; nothing of it was taken for deleted",
    "unmount it; if it is to stay, copy onto it what it hides, exclude this path, or delete it on the other side, too",
);

fn complaint(side: Side, path: &RelPath, words: Words) -> Problem {
    Problem { path: path.clone(), side: Some(side), message: words.0.to_owned(), hint: Some(words.1.to_owned()) }
}

/// Whether the scan left open what is at `path`.
fn is_unknown(path: &RelPath, snapshot: &Snapshot) -> bool {
    snapshot.unseen.iter().chain(&snapshot.ignored).any(|above| path.starts_with(above))
}

/// The change of `path` itself and those below it.
fn subtree<'a>(changes: &'a [Change], path: &RelPath) -> (Option<&'a Change>, &'a [Change]) {
    let from = changes.partition_point(|change| change.path < *path);
    let count = changes[from..].partition_point(|change| change.path.starts_with(path));
    match &changes[from..from + count] {
        [own, below @ ..] if own.path == *path => (Some(own), below),
        below => (None, below),
    }
}

fn find<'a>(changes: &'a [Change], path: &RelPath) -> Option<&'a Change> {
    changes.binary_search_by(|change| change.path.cmp(path)).ok().map(|at| &changes[at])
}

fn is_gone(change: &Change) -> bool {
    change.was.is_some() && change.now.is_none()
}

fn is_related(a: &RelPath, b: &RelPath) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// Whether the other side would lose its version of what changed here: it is gone, or is a file from before what was agreed
/// on, as one that lies hidden below a mount since its content was moved there.
fn is_in_danger(side: Side, change: &Change) -> bool {
    let is_older = |was: &Record, now: &Stat| {
        (was.kind, now.kind) == (Kind::File, Kind::File) && was.seen.get(side).mtime.since(now.mtime) > GRAIN
    };
    is_gone(change) || change.was.as_deref().zip(change.now.as_ref()).is_some_and(|(was, now)| is_older(was, now))
}

/// Whether everything that is in danger at and below `path` is gone on the other side, too, and not only moved: then nothing can
/// be lost.
fn is_gone_too(side: Side, path: &RelPath, here: &Snapshot, there: &Snapshot) -> bool {
    let (own, below) = subtree(&here.changes, path);
    let mut gone = own.into_iter().chain(below).filter(|change| is_in_danger(side, change));
    if !gone.clone().all(|change| find(&there.changes, &change.path).is_some_and(is_gone)) {
        return false;
    }
    let present = present(there);
    !gone.any(|change| seen(side.other(), change).is_some_and(|id| present.contains(&id)))
}

/// All that `snapshot` shows and that is not where and as it was.
fn present(snapshot: &Snapshot) -> HashSet<FileId> {
    snapshot.changes.iter().filter_map(|change| change.now.map(|now| now.id)).collect()
}

fn seen(side: Side, change: &Change) -> Option<FileId> {
    change.was.as_ref().map(|was| was.seen.get(side).id)
}

/// Which file system is mounted on a folder, as far as its root tells: a folder that was made at a known time.
fn root_of(kind: Kind, id: FileId) -> Option<FileId> {
    (kind == Kind::Folder && id.birth != 0).then_some(id)
}

/// Whether another file system than before is mounted where `own` changed.
fn is_another(side: Side, own: Option<&Change>) -> bool {
    let roots = own.and_then(|own| {
        let was = own.was.as_ref()?;
        Some((root_of(was.kind, was.seen.get(side).id)?, root_of(own.now?.kind, own.now?.id)?))
    });
    roots.is_some_and(|(was, now)| was != now)
}

/// Whether the file system that was mounted where `own` changed is mounted where `to` changed.
fn is_same(side: Side, own: Option<&Change>, to: Option<&Change>) -> bool {
    let was = own.and_then(|own| root_of(own.was.as_ref()?.kind, seen(side, own)?));
    let now = to.and_then(|to| root_of(to.now?.kind, to.now?.id));
    was.is_some() && was == now
}

/// Whether the folder where `own` changed is another one, and something of what was below it is nowhere in `snapshot`: the
/// thing that is mounted there hides it.
fn is_hidden(side: Side, own: Option<&Change>, below: &[Change], snapshot: &Snapshot) -> bool {
    let is_another = own.is_some_and(|own| own.now.map(|now| now.id) != seen(side, own));
    is_another && {
        let present = present(snapshot);
        let mut in_danger = below.iter().filter(|change| is_in_danger(side, change));
        in_danger.any(|change| seen(side, change).is_some_and(|id| !present.contains(&id)))
    }
}

/// How many paths below `path` both sides agreed on, those left out of which the scan of `snapshot` says nothing.
fn records_below(state: &Path, path: &RelPath, snapshot: &Snapshot) -> Option<usize> {
    let mut reader = Reader::open(state).ok()??;
    let mut count = 0;
    while reader.advance().ok()? {
        let at = RelPath::from_bytes(reader.path());
        if at.starts_with(path) {
            count += usize::from(at != *path && !is_unknown(&at, snapshot));
        } else if at > *path {
            break;
        }
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Time;

    #[test]
    fn a_note_is_read_as_it_was_written_and_a_broken_one_is_an_error() {
        let state = tempfile::tempdir().unwrap();
        let note = |left: &[&[u8]], right: &[&[u8]]| {
            let set = |paths: &[&[u8]]| paths.iter().map(|path| RelPath::from_bytes(*path)).collect();
            Mounts(Sides::new(set(left), set(right)))
        };
        assert_eq!(Mounts::read(state.path()).unwrap(), Mounts::default());
        for mounts in [note(&[b"a\nb", b"a/\xff"], &[b"l"]), note(&[], &[b"x"]), note(&[], &[])] {
            mounts.write(state.path()).unwrap();
            assert_eq!(Mounts::read(state.path()).unwrap(), mounts);
        }
        assert!(!Mounts::file(state.path()).exists(), "where nothing is mounted there is no note");
        for broken in [&b""[..], b"mounts 2\nla\0", b"mounts 1\nla", b"mounts 1\nxa\0", b"mounts 1\n\0"] {
            fs::write(Mounts::file(state.path()), broken).unwrap();
            let error = Mounts::read(state.path()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{}", broken.escape_ascii());
        }
    }

    /// A folder with `birth` that is now where `was` says it was.
    fn change(path: &str, was: Option<u32>, now: Option<u32>) -> Change {
        let stat = |birth: u32| Stat {
            kind: if birth < 100 { Kind::Folder } else { Kind::File },
            id: FileId { inode: 2, birth },
            size: 0,
            mtime: Time::default(),
            ctime: Time::default(),
            mode: 0,
            uid: 0,
            gid: 0,
            links: 1,
        };
        let record = |birth| Box::new(Record::of(&stat(birth), &stat(birth)));
        Change { path: path.into(), was: was.map(record), now: now.map(stat) }
    }

    #[test]
    fn what_is_mounted_elsewhere_or_is_another_file_system_is_told_by_its_root() {
        let state = tempfile::tempdir().unwrap();
        let cases: [(&str, &[Change], &[&str], bool); 8] = [
            ("gone with its folder", &[change("m", Some(1), None)], &[], true),
            ("an empty folder", &[change("m", Some(1), Some(9))], &[], true),
            ("emptied", &[], &["m"], false),
            ("another file system", &[change("m", Some(1), Some(9))], &["m"], true),
            ("one that does not tell", &[change("m", Some(0), Some(9))], &["m"], false),
            ("moved", &[change("m", Some(1), None), change("n", None, Some(1))], &["n"], false),
            ("another one came", &[change("m", Some(1), None), change("n", None, Some(9))], &["n"], true),
            ("both do not tell", &[change("m", Some(0), None), change("n", None, Some(0))], &["n"], true),
        ];
        for (name, own, mounted, missing) in cases {
            let mut changes = own.to_vec();
            changes.push(change("m/a", Some(100), None));
            changes.sort_by(|a, b| a.path.cmp(&b.path));
            let mounts = mounted.iter().map(|path| RelPath::from(*path)).collect();
            let mut snapshots = Sides::new(Snapshot { changes, mounts, ..Snapshot::default() }, Snapshot::default());
            let note = Mounts(Sides::new([RelPath::from("m")].into(), BTreeSet::new()));
            let (kept, problems) = note.heed(state.path(), &mut snapshots);
            assert_eq!(problems.len(), usize::from(missing), "{name}");
            assert_eq!(snapshots.left.unseen.len(), usize::from(missing), "{name}");
            let gone = snapshots.left.changes.iter().any(is_gone);
            assert_eq!(gone, !missing, "{name}");
            let noted = kept.0.left.contains(&RelPath::from("m"));
            assert_eq!(noted, missing || mounted.contains(&"m"), "{name}");
        }
    }

    #[test]
    fn what_both_sides_miss_is_told_of_both() {
        let state = tempfile::tempdir().unwrap();
        let gone = || Snapshot {
            changes: vec![change("m", Some(1), Some(9)), change("m/a", Some(100), None)],
            ..Snapshot::default()
        };
        let set: BTreeSet<_> = [RelPath::from("m")].into();
        let both = Mounts(Sides::new(set.clone(), set.clone()));
        let (kept, problems) = both.heed(state.path(), &mut Sides::new(gone(), gone()));
        assert_eq!((kept, problems.len()), (both, 2));
        let one = Mounts(Sides::new(set, BTreeSet::new()));
        let (kept, problems) = one.heed(state.path(), &mut Sides::new(gone(), gone()));
        assert_eq!((kept, problems.len()), (Mounts::default(), 0), "on the right it was deleted: nothing can be lost");
    }

    #[test]
    fn the_note_follows_renames_and_keeps_the_old_paths() {
        let set = |paths: &[&str]| paths.iter().map(|path| RelPath::from(*path)).collect::<BTreeSet<_>>();
        let rename = |from: &str, to: &str| Rename { from: from.into(), to: to.into() };
        let mut mounts = Mounts(Sides::new(set(&["a/b/m", "c"]), set(&["a/n"])));
        mounts.follow(&[rename("a", "d"), rename("a/b", "e")]);
        assert_eq!(mounts, Mounts(Sides::new(set(&["a/b/m", "c", "e/m"]), set(&["a/n", "d/n"]))));
    }

    #[test]
    fn what_a_new_mount_hides_is_no_deletion_and_never_noted() {
        let state = tempfile::tempdir().unwrap();
        let cases: [(&str, &[Change], bool); 4] = [
            ("hidden", &[change("m", Some(1), Some(9)), change("m/a", Some(100), None)], true),
            ("bound onto itself", &[change("m/a", Some(100), None)], false),
            (
                "moved away before",
                &[change("m", Some(1), Some(9)), change("m/a", Some(100), None), change("n", None, Some(100))],
                false,
            ),
            ("with other files", &[change("m", Some(1), Some(9)), change("m/a", Some(100), Some(101))], false),
        ];
        for (name, changes, hidden) in cases {
            let left = Snapshot { changes: changes.to_vec(), mounts: vec!["m".into()], ..Snapshot::default() };
            let (kept, problems) = Mounts::default().heed(state.path(), &mut Sides::new(left, Snapshot::default()));
            assert_eq!(
                problems.iter().map(|it| it.message.as_str()).collect::<Vec<_>>(),
                [HIDDEN.0].repeat(usize::from(hidden))
            );
            assert_eq!(kept.0.left.is_empty(), hidden, "{name}");
        }
    }
}
