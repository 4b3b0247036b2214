//! The undo log of one run.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::apply::Outcome;
use crate::archive::Record;
use crate::local::Attribute;
use crate::plan::Turn;
use crate::sys;
use crate::{Action, Kind, RelPath, Side, Stat};

/// Begins every undo log; the digit is the version of the format.
const MAGIC: &[u8; 8] = b"smundo3\n";

/// Began logs that said nothing of attributes and of what an exchange brought to the other path.
const MAGIC_2: &[u8; 8] = b"smundo2\n";

/// What an operation did, with what is needed to take it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Undoable {
    /// Something was made where nothing was.
    Created,
    /// Something was replaced; the old version is in the trash.
    Replaced,
    /// Something was deleted; a file is in the trash.
    Deleted,
    /// It was renamed from there.
    Moved(Vec<u8>),
    /// It was exchanged with that path.
    Swapped(Vec<u8>),
    /// Its metadata was changed.
    Metadata,
}

/// One entry of an undo log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoEntry {
    /// The side that was changed.
    pub side: Side,
    /// The path that was changed.
    pub path: Vec<u8>,
    /// The path under which the archive knew it, when that was another.
    pub base: Option<Vec<u8>>,
    /// What was done.
    pub what: Undoable,
    /// What was there before, where something was.
    pub expected: Option<Stat>,
    /// What was there afterwards.
    pub after: Option<Stat>,
    /// Where the old version is in the session's trash.
    pub trashed: Option<Vec<u8>>,
    /// What the archive held before.
    pub before: Option<Record>,
    /// What the archive held before of the thing that it was exchanged with.
    pub partner: Option<Partner>,
    /// Of an exchange, what was at the other path afterwards. This and what follows come after the other fields; the version
    /// before had none of it.
    #[serde(skip)]
    pub partner_after: Option<Stat>,
    /// Extended attributes and access control lists that were changed, or that a folder had which was deleted, as they were
    /// before.
    #[serde(skip)]
    pub attributes: Vec<Attribute>,
}

/// What an exchange brought to the other path, as the archive held it before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// Its path in the archive.
    pub base: Vec<u8>,
    /// Its record.
    pub record: Record,
}

/// What one run did, in the order it was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UndoLog {
    /// The operations.
    pub entries: Vec<UndoEntry>,
}

/// Why a log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// There is no log of this session: it is too old, it changed nothing, or it never was.
    #[error("there is nothing to undo for session {0}")]
    Missing(String),
    /// The file cannot be read or written.
    #[error("cannot use {}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The file is not what was written.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

/// Reads one entry; returns what follows it.
type Read = fn(&[u8]) -> Option<(UndoEntry, &[u8])>;

fn file(dir: &Path, session: &str) -> PathBuf {
    dir.join("undo").join(session)
}

impl UndoLog {
    /// The log of what `outcome` did.
    pub fn write(dir: &Path, session: &str, outcome: &Outcome) -> Result<(), LogError> {
        if outcome.done.is_empty() {
            return Ok(());
        }
        let path = file(dir, session);
        let failed = |error| LogError::Io { path: path.clone(), error };
        fs::create_dir_all(dir.join("undo")).map_err(failed)?;
        let mut out = BufWriter::new(fs::File::create(&path).map_err(failed)?);
        stream(outcome, &mut out).and_then(|()| out.flush()).map_err(failed)
    }

    /// Reads the log of `session`.
    pub fn read(dir: &Path, session: &str) -> Result<Self, LogError> {
        let path = file(dir, session);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(LogError::Missing(session.to_owned())),
            Err(error) => return Err(LogError::Io { path, error }),
        };
        Self::parse(&bytes).ok_or(LogError::Damaged { path })
    }

    /// Makes the log of `session` durable.
    pub(super) fn make_durable(dir: &Path, session: &str) -> Result<(), LogError> {
        let path = file(dir, session);
        match fs::File::open(&path).and_then(|log| log.sync_all()) {
            Ok(()) => sys::sync_folder(&dir.join("undo")).map_err(|error| LogError::Io { path, error }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Err(LogError::Missing(session.to_owned())),
            Err(error) => Err(LogError::Io { path, error }),
        }
    }

    /// Parses the bytes of a log; `None` when they are damaged.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (content, digest) = bytes.split_at_checked(bytes.len().checked_sub(blake3::OUT_LEN)?)?;
        if blake3::hash(content).as_bytes() != digest {
            return None;
        }
        let (mut rest, read): (_, Read) = match content.strip_prefix(MAGIC) {
            Some(rest) => (rest, UndoEntry::read),
            None => (content.strip_prefix(MAGIC_2)?, UndoEntry::read_version_2),
        };
        let mut entries = Vec::new();
        while !rest.is_empty() {
            let (entry, tail) = read(rest)?;
            if !entry.stays_inside() {
                return None;
            }
            entries.push(entry);
            rest = tail;
        }
        Some(Self { entries })
    }

    /// Forgets a session: it was undone, or its trash is gone.
    pub fn forget(dir: &Path, session: &str) -> Result<(), LogError> {
        let path = file(dir, session);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(LogError::Io { path, error }),
            _ => Ok(()),
        }
    }

    /// Forgets every session whose log is older than `age`: its trash is emptied, too.
    pub fn forget_older(dir: &Path, age: Duration) -> io::Result<()> {
        let now = SystemTime::now();
        let listing = match fs::read_dir(dir.join("undo")) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            listing => listing?,
        };
        for entry in listing {
            let entry = entry?;
            // A log from the future (the clock was set back) is not old.
            if now.duration_since(entry.metadata()?.modified()?).is_ok_and(|its| its > age) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Whether `session` has a log in the item's state folder `dir`.
    pub fn exists(dir: &Path, session: &str) -> bool {
        file(dir, session).exists()
    }

    /// The sessions that have a log, the latest first.
    pub fn sessions(dir: &Path) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        let listing = match fs::read_dir(dir.join("undo")) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            listing => listing?,
        };
        for entry in listing {
            let entry = entry?;
            found.push((entry.metadata()?.modified()?, entry.file_name().to_string_lossy().into_owned()));
        }
        found.sort_by(|a, b| b.cmp(a));
        Ok(found.into_iter().map(|(_, session)| session).collect())
    }
}

/// Writes the log entry by entry: a run of a million operations needs no second copy of them.
fn stream(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let mut digest = blake3::Hasher::new();
    let mut put = |bytes: &[u8]| {
        digest.update(bytes);
        out.write_all(bytes)
    };
    put(MAGIC)?;
    let mut bytes = Vec::new();
    for entry in entries(outcome) {
        bytes.clear();
        bytes = entry.write(bytes).map_err(io::Error::other)?;
        put(&bytes)?;
    }
    let digest = digest.finalize();
    out.write_all(digest.as_bytes())
}

/// In the order in which it was done.
fn entries(outcome: &Outcome) -> impl Iterator<Item = UndoEntry> + '_ {
    let all = Turn::ALL.into_iter().flat_map(move |turn| {
        outcome.done.iter().filter(move |done| outcome.plan.operations[done.operation as usize].turn() == turn)
    });
    all.map(|done| {
        let operation = &outcome.plan.operations[done.operation as usize];
        let what = match &operation.action {
            Action::CreateFolder { .. } | Action::Create { .. } | Action::Link { expected: None, .. } => {
                Undoable::Created
            }
            Action::Update { .. } | Action::Link { .. } => Undoable::Replaced,
            Action::Metadata { .. } => Undoable::Metadata,
            Action::Move { from, .. } => Undoable::Moved(from.as_bytes().to_vec()),
            Action::Swap { with, .. } => Undoable::Swapped(with.as_bytes().to_vec()),
            Action::Delete { .. } => Undoable::Deleted,
        };
        let expected = match &operation.action {
            Action::CreateFolder { .. } | Action::Create { .. } => None,
            Action::Link { expected, .. } => expected.as_deref().copied(),
            Action::Update { expected, .. }
            | Action::Metadata { expected, .. }
            | Action::Move { expected, .. }
            | Action::Swap { expected, .. } => Some(**expected),
            Action::Delete { expected } => Some(*expected),
        };
        let partner = match &operation.action {
            Action::Swap { partner: Some(it), .. } => {
                Some(Partner { base: it.base.as_bytes().to_vec(), record: it.record })
            }
            _ => None,
        };
        UndoEntry {
            partner,
            side: operation.side,
            path: operation.path.as_bytes().to_vec(),
            base: operation.base.as_ref().map(|base| base.as_bytes().to_vec()),
            what,
            expected,
            after: done.after,
            trashed: done.trashed().map(|path| path.as_bytes().to_vec()),
            before: operation.was.as_deref().copied(),
            partner_after: done.partner().copied(),
            attributes: outcome.attributes.get(&done.operation).cloned().unwrap_or_default(),
        }
    })
}

impl UndoEntry {
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (entry, rest) = Self::read_version_2(bytes)?;
        let ((partner_after, attributes), rest) = postcard::take_from_bytes(rest).ok()?;
        Some((Self { partner_after, attributes, ..entry }, rest))
    }

    fn read_version_2(bytes: &[u8]) -> Option<(Self, &[u8])> {
        postcard::take_from_bytes(bytes).ok()
    }

    /// Adds the entry to `bytes`.
    fn write(&self, bytes: Vec<u8>) -> postcard::Result<Vec<u8>> {
        let bytes = postcard::to_extend(self, bytes)?;
        postcard::to_extend(&(&self.partner_after, &self.attributes), bytes)
    }

    /// Whether people count taking it back: the time of a folder alone is no operation, and what was only looked at
    /// left nothing to take back.
    pub fn counts(&self) -> bool {
        match (&self.what, &self.expected, &self.after) {
            (Undoable::Metadata, Some(before), Some(after)) => {
                !self.attributes.is_empty()
                    || (before.mode, before.uid, before.gid) != (after.mode, after.uid, after.gid)
                    || (before.kind != Kind::Folder && before.mtime != after.mtime)
            }
            _ => true,
        }
    }

    /// Whether it left nothing to take back: it only looked.
    pub(super) fn is_nothing(&self) -> bool {
        match (&self.what, &self.expected, &self.after) {
            (Undoable::Metadata, Some(before), Some(after)) if self.attributes.is_empty() => {
                (before.mode, before.uid, before.gid, before.mtime) == (after.mode, after.uid, after.gid, after.mtime)
            }
            _ => false,
        }
    }

    /// The path that was changed.
    pub fn path(&self) -> RelPath {
        RelPath::from_bytes(self.path.as_slice())
    }

    /// The other path of a move or an exchange.
    pub(super) fn other_path(&self) -> Option<RelPath> {
        match &self.what {
            Undoable::Moved(other) | Undoable::Swapped(other) => Some(RelPath::from_bytes(other.as_slice())),
            _ => None,
        }
    }

    /// Whether it took a folder away from its path.
    pub(super) fn took_folder(&self) -> bool {
        matches!(self.what, Undoable::Deleted | Undoable::Replaced)
            && self.expected.is_some_and(|before| before.kind == Kind::Folder)
    }

    /// The path under which the archive knew it before the run.
    pub fn base(&self) -> RelPath {
        RelPath::from_bytes(self.base.as_deref().unwrap_or(&self.path))
    }

    /// Whether no path in it leads out of the folder: a log is obeyed, so it is not trusted.
    fn stays_inside(&self) -> bool {
        let other = match &self.what {
            Undoable::Moved(other) | Undoable::Swapped(other) => Some(other),
            _ => None,
        };
        let partner = self.partner.as_ref().map(|partner| &partner.base);
        let paths = [Some(&self.path), self.base.as_ref(), self.trashed.as_ref(), other, partner];
        paths.into_iter().flatten().all(|path| RelPath::parse(path).is_some_and(|parsed| parsed.as_bytes() == path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Time};

    fn entry(path: &[u8], what: Undoable) -> UndoEntry {
        let (side, path) = (Side::Left, path.to_vec());
        UndoEntry {
            side,
            path,
            base: None,
            what,
            expected: None,
            after: None,
            trashed: None,
            before: None,
            partner: None,
            partner_after: None,
            attributes: Vec::new(),
        }
    }

    fn bytes_of(entries: &[UndoEntry]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for entry in entries {
            bytes = entry.write(bytes).unwrap();
        }
        sealed(bytes)
    }

    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        let digest = blake3::hash(&bytes);
        bytes.extend_from_slice(digest.as_bytes());
        bytes
    }

    #[test]
    fn a_log_of_the_version_before_is_read() {
        let entries = vec![entry(b"a", Undoable::Created), entry(b"b", Undoable::Metadata)];
        let mut bytes = MAGIC_2.to_vec();
        for entry in &entries {
            bytes = postcard::to_extend(entry, bytes).unwrap();
        }
        assert_eq!(UndoLog::parse(&sealed(bytes)), Some(UndoLog { entries }));
    }

    #[test]
    fn what_was_written_is_read_and_every_damage_is_noticed() {
        let (id, time) = (FileId::default(), Time::new(-1, 999_999_999));
        let folder =
            Stat { kind: Kind::Folder, id, size: 0, mtime: time, ctime: time, mode: 0o755, uid: 1, gid: 2, links: 1 };
        let entries = vec![
            entry(b"a\xff", Undoable::Created),
            UndoEntry { expected: Some(folder), ..entry(b"b", Undoable::Deleted) },
            entry(b"c", Undoable::Moved(b"d/e".to_vec())),
            UndoEntry {
                attributes: vec![
                    Attribute { name: b"user.x".to_vec(), value: Some(b"\0".to_vec()) },
                    Attribute { name: b"user.y".to_vec(), value: None },
                ],
                ..entry(b"d", Undoable::Metadata)
            },
            UndoEntry {
                partner: Some(Partner { base: b"e".to_vec(), record: Record::of(&folder, &folder) }),
                partner_after: Some(folder),
                ..entry(b"e", Undoable::Swapped(b"f".to_vec()))
            },
        ];
        let bytes = bytes_of(&entries);
        assert_eq!(UndoLog::parse(&bytes), Some(UndoLog { entries }));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(UndoLog::parse(&damaged), None, "bit {at}");
            assert_eq!(UndoLog::parse(&bytes[..at]), None, "cut {at}");
        }
    }

    #[test]
    fn old_logs_are_forgotten_and_young_ones_are_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("undo")).unwrap();
        for (name, days) in [("old", 40), ("young", 1)] {
            let log = fs::File::create(file(dir.path(), name)).unwrap();
            log.set_modified(SystemTime::now() - Duration::from_secs(days * 86_400)).unwrap();
        }
        UndoLog::forget_older(dir.path(), Duration::from_hours(30 * 24)).unwrap();
        assert_eq!(UndoLog::sessions(dir.path()).unwrap(), ["young"]);
        UndoLog::forget_older(&dir.path().join("nowhere"), Duration::ZERO).unwrap();
    }

    #[test]
    fn a_session_without_a_log_says_so() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(UndoLog::read(dir.path(), "none"), Err(LogError::Missing(session)) if session == "none"));
        UndoLog::forget(dir.path(), "none").unwrap();
    }

    #[test]
    fn a_log_that_leads_out_of_the_folder_is_damaged() {
        let parse = |entry: UndoEntry| UndoLog::parse(&bytes_of(&[entry]));
        let good = entry(b"a/b", Undoable::Moved(b"m".to_vec()));
        let seen = crate::archive::Seen::NOTHING;
        let record = Record { kind: Kind::File, size: 0, linked: false, seen: crate::Sides::new(seen, seen) };
        assert!(parse(good.clone()).is_some());
        for path in ["../a", "a/../b", "/a", "a//b", "./a", "a/"] {
            let bad = path.as_bytes().to_vec();
            assert_eq!(parse(entry(&bad, Undoable::Created)), None, "{path}");
            assert_eq!(parse(UndoEntry { base: Some(bad.clone()), ..good.clone() }), None, "{path}");
            let partner = Partner { base: bad.clone(), record };
            assert_eq!(parse(UndoEntry { partner: Some(partner), ..good.clone() }), None, "{path}");
            assert_eq!(parse(UndoEntry { trashed: Some(bad.clone()), ..good.clone() }), None, "{path}");
            assert_eq!(parse(entry(b"a", Undoable::Moved(bad.clone()))), None, "{path}");
            assert_eq!(parse(entry(b"a", Undoable::Swapped(bad))), None, "{path}");
        }
    }
}
