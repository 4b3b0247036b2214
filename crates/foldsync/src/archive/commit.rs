//! Adds what a run agreed on to the archive: a frame in the journal, or a new flat file.

use std::cmp::Ordering;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use super::Record;
use super::damage::Damage;
use super::encode::{shared_prefix, sorts_after};
use super::format::{ARCHIVE, Generation, Header, JOURNAL, MAX_PATH, NOTE, Roots, TEMPORARY, journal_header};
use super::journal::{Change, encode};
use super::reader::Reader;
use super::writer::{Refusal, Writer};
use crate::sys;
use crate::{RelPath, walk_order};

/// The journal may grow to one part in this many of the flat file, …
const JOURNAL_SHARE: u64 = 20;
/// … or to this many bytes if that is more: rewriting a small file costs more than appending to it.
const JOURNAL_FLOOR: u64 = 64 * 1024;
/// A commit is appended when it changes at most one in this many entries, …
const CHANGES_SHARE: u64 = 25;
/// … or this many.
const CHANGES_FLOOR: u64 = 256;

/// How a commit was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// There was nothing to store, nothing was written.
    Unchanged,
    /// A frame was appended to the journal.
    Appended {
        /// Number of changed paths.
        changes: u64,
        /// Bytes written.
        bytes: u64,
    },
    /// The flat file was written anew.
    Rewritten {
        /// Number of entries that it holds.
        entries: u64,
        /// Its length in bytes.
        bytes: u64,
    },
}

/// Why a commit was not stored. The archive is as before.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The archive to add to is damaged; [`set_aside`](super::set_aside) makes room for a new one.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// A file could not be written.
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// Why it failed.
        #[source]
        error: io::Error,
    },
    /// The changes are not in walk order, or name a path twice: a mistake of the caller.
    #[error("changes are not in walk order at {}", path.display())]
    Unsorted {
        /// The path that comes too late.
        path: RelPath,
    },
    /// A path is longer than an archive can hold (65 535 bytes).
    #[error("path of {length} bytes is too long for the archive: {}", path.display())]
    PathTooLong {
        /// The path.
        path: RelPath,
        /// Its length.
        length: usize,
    },
}

/// Stores `changes` (in walk order; `None` for paths that are gone) in the archive in folder `dir` and
/// makes them durable. They replace what the archive said of these paths; of all others it goes on
/// saying what it said.
///
/// Small commits go to the journal. When they are many, when the journal got long, when `roots` are not those
/// of the archive or when there is no archive, the flat file is written anew: read and written as
/// streams, in bounded memory. No changes write nothing, unless there is no archive yet: then it is made,
/// because it also remembers the roots.
///
/// On error, and after a crash at any point, the archive is as before or as after this call.
pub fn commit<'a>(
    dir: &Path,
    roots: &Roots,
    changes: impl IntoIterator<Item = (&'a RelPath, Option<Record>)>,
) -> Result<Committed, CommitError> {
    let mut changes = changes.into_iter();
    let old = match Reader::open(dir)? {
        Some(old) if old.roots() == roots => old,
        old => return rewrite(dir, roots, old, changes),
    };
    let limit = (old.entries() / CHANGES_SHARE).max(CHANGES_FLOOR);
    let few: Vec<_> = changes.by_ref().take(limit as usize + 1).collect();
    if few.is_empty() {
        return Ok(Committed::Unchanged);
    }
    if few.len() as u64 <= limit {
        check(&few)?;
        let frame = encode(&few, old.generation().nonce, old.journal().frames);
        let room = (old.flat_length() / JOURNAL_SHARE).max(JOURNAL_FLOOR);
        if old.journal().end + frame.len() as u64 <= room {
            return append(dir, &old, few.len() as u64, &frame);
        }
    }
    rewrite(dir, roots, Some(old), few.into_iter().chain(changes))
}

fn check(changes: &[Change<'_>]) -> Result<(), CommitError> {
    let mut order = Order::default();
    changes.iter().try_for_each(|(path, _)| order.next(path))
}

/// Checks paths one after the other.
#[derive(Default)]
struct Order<'a>(Option<&'a RelPath>);

impl<'a> Order<'a> {
    fn next(&mut self, path: &'a RelPath) -> Result<(), CommitError> {
        let bytes = path.as_bytes();
        if bytes.len() > MAX_PATH {
            return Err(CommitError::PathTooLong { path: path.clone(), length: bytes.len() });
        }
        let before = self.0.map(RelPath::as_bytes);
        if before.is_some_and(|before| !sorts_after(before, bytes, shared_prefix(before, bytes))) {
            return Err(CommitError::Unsorted { path: path.clone() });
        }
        self.0 = Some(path);
        Ok(())
    }
}

fn failed<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> CommitError + use<'a> {
    move |error| CommitError::Io { doing, path: path.to_owned(), error }
}

fn append(dir: &Path, old: &Reader, changes: u64, frame: &[u8]) -> Result<Committed, CommitError> {
    let path = dir.join(JOURNAL);
    let end = old.journal().end;
    let bytes = if end == 0 { [&journal_header(old.generation()), frame].concat() } else { frame.to_vec() };
    let journal = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let journal = journal.map_err(failed("open", &path))?;
    // What a crash left behind the last whole frame goes first: it must never look like a frame that
    // follows a damaged one.
    journal.set_len(end).map_err(failed("truncate", &path))?;
    let stored = sys::write_all_at(&journal, &bytes, end).and_then(|()| journal.sync_data());
    if let Err(error) = stored {
        // A frame that may not be durable must not be found by the next run. Should this fail too, a whole
        // frame is found or none: both are states that the sides were in.
        let _ = journal.set_len(end);
        return Err(failed("write", &path)(error));
    }
    if end == 0 {
        sync_folder(dir)?;
    }
    Ok(Committed::Appended { changes, bytes: bytes.len() as u64 })
}

fn rewrite<'a>(
    dir: &Path,
    roots: &Roots,
    old: Option<Reader>,
    changes: impl Iterator<Item = (&'a RelPath, Option<Record>)>,
) -> Result<Committed, CommitError> {
    let temporary = dir.join(TEMPORARY);
    let header = Header {
        generation: next_generation(old.as_ref()),
        roots: *roots,
        note: old.as_ref().map_or([0; NOTE], |old| *old.note()),
    };
    let result = write(&temporary, &header, old, changes).and_then(|committed| {
        let archive = dir.join(ARCHIVE);
        fs::rename(&temporary, &archive).map_err(failed("replace", &archive))?;
        Ok(committed)
    });
    if result.is_err() {
        // Best effort: the next rewrite starts by emptying it.
        let _ = fs::remove_file(&temporary);
        return result;
    }
    // The journal belongs to the generation that was replaced and is ignored from now on.
    let _ = fs::remove_file(dir.join(JOURNAL));
    sync_folder(dir)?;
    result
}

fn next_generation(old: Option<&Reader>) -> Generation {
    let number = old.map_or(0, |old| old.generation().number).wrapping_add(1);
    Generation { number, nonce: RandomState::new().build_hasher().finish() }
}

fn sync_folder(dir: &Path) -> Result<(), CommitError> {
    sys::sync_folder(dir).map_err(failed("make durable", dir))
}

/// Writes the entries of `old`, amended by `changes`, to the new file `path`.
fn write<'a>(
    path: &Path,
    header: &Header,
    mut old: Option<Reader>,
    changes: impl Iterator<Item = (&'a RelPath, Option<Record>)>,
) -> Result<Committed, CommitError> {
    let file = File::create(path).map_err(failed("create", path))?;
    let mut writer = Writer::new(file, header);
    let mut order = Order::default();
    let mut more = step(&mut old)?;
    for (changed, record) in changes {
        order.next(changed)?;
        while let Some(reader) = old.as_ref().filter(|_| more) {
            let relation = walk_order(reader.path(), changed.as_bytes());
            if relation == Ordering::Greater {
                break;
            }
            if relation == Ordering::Less {
                push(&mut writer, path, reader.path(), reader.record())?;
            }
            more = step(&mut old)?;
        }
        if let Some(record) = record {
            push(&mut writer, path, changed.as_bytes(), &record)?;
        }
    }
    while let Some(reader) = old.as_ref().filter(|_| more) {
        push(&mut writer, path, reader.path(), reader.record())?;
        more = step(&mut old)?;
    }
    let written = writer.finish().map_err(failed("write", path))?;
    Ok(Committed::Rewritten { entries: written.entries, bytes: written.bytes })
}

fn step(old: &mut Option<Reader>) -> Result<bool, Damage> {
    old.as_mut().map_or(Ok(false), Reader::advance)
}

fn push(writer: &mut Writer, file: &Path, path: &[u8], record: &Record) -> Result<(), CommitError> {
    writer.push(path, record).map_err(|refusal| match refusal {
        Refusal::Io(error) => failed("write", file)(error),
        Refusal::Unsorted => CommitError::Unsorted { path: RelPath::from_bytes(path) },
        Refusal::TooLong => CommitError::PathTooLong { path: RelPath::from_bytes(path), length: path.len() },
    })
}
