//! The note of an undoing that has begun: which session, and how far it came.
//!
//! What undoing takes back on the side that followed looks like newer work there until the archive says again what it
//! said before the session. A process that is killed in between leaves this note, so that the next one knows.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::log::{LogError, UndoLog};
use crate::sys::{self, Folder};

/// Begins every note; the digit is the version of the format.
const MAGIC: &[u8; 8] = b"smback2\n";

/// Began notes when there was no doubt about what was taken back.
const MAGIC_WITHOUT_DOUBT: &[u8; 8] = b"smback1\n";

/// What came of one entry of an undo log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was taken back.
    TakenBack,
    /// It was taken back, but may hold new work: the archive must not vouch for it.
    Doubtful,
    /// It was left alone.
    LeftAlone,
}

/// How far an undoing that has begun may have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// This came of the entries of its log, from the last one on. Only the next one may have been begun besides.
    Told(Vec<Ending>),
    /// The machine or the mount of the state folder is another one since: whatever was taken down may be lost.
    Unknown,
}

/// An undoing that has begun.
#[derive(Debug, PartialEq)]
pub struct Begun {
    /// The session that is undone.
    pub session: String,
    /// How far that may have come.
    pub extent: Extent,
}

/// What the note holds.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    session: String,
    /// Boot and mount in which undoing began, where the system tells.
    life: Option<(String, u64)>,
}

/// Takes down how far an undoing has come.
#[derive(Debug)]
pub struct Progress(File);

fn file(dir: &Path) -> PathBuf {
    dir.join("undoing")
}

/// Not in the same file: whatever a power cut makes of it, the note itself stays whole.
fn progress(dir: &Path) -> PathBuf {
    dir.join("undoing.progress")
}

impl Ending {
    const fn letter(self) -> u8 {
        match self {
            Self::TakenBack => b'+',
            Self::Doubtful => b'?',
            Self::LeftAlone => b'-',
        }
    }

    const fn parse(letter: u8) -> Option<Self> {
        match letter {
            b'+' => Some(Self::TakenBack),
            b'?' => Some(Self::Doubtful),
            b'-' => Some(Self::LeftAlone),
            _ => None,
        }
    }
}

impl Begun {
    /// The undoing that was cut short in the item with the state folder `dir`.
    pub fn read(dir: &Path) -> Result<Option<Self>, LogError> {
        let path = file(dir);
        let Note { session, life: began } = match fs::read(&path) {
            Ok(bytes) => parse(&bytes).ok_or(LogError::Damaged { path })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LogError::Io { path, error }),
        };
        if began.is_none() || began != life(dir) {
            return Ok(Some(Self { session, extent: Extent::Unknown }));
        }
        let path = progress(dir);
        let letters = match fs::read(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(LogError::Io { path, error }),
            letters => letters.unwrap_or_default(),
        };
        let endings = letters.into_iter().map_while(Ending::parse).collect();
        Ok(Some(Self { session, extent: Extent::Told(endings) }))
    }

    /// Notes durably, before the first step, that `session` is being undone, and makes its log durable, too: from now on
    /// it is needed. Returns how far an undoing of the session came that was cut short, if there is one.
    pub fn begin(dir: &Path, session: &str) -> Result<(Option<Extent>, Progress), LogError> {
        UndoLog::make_durable(dir, session)?;
        let path = file(dir);
        let failed = |error| LogError::Io { path: path.clone(), error };
        let earlier = Self::read(dir)?.filter(|begun| begun.session == session).map(|begun| begun.extent);
        let goes_on = matches!(earlier, Some(Extent::Told(_)));
        if !goes_on {
            // Durable, too, so that what another undoing took down is never taken for this one's.
            File::create(progress(dir)).and_then(|empty| empty.sync_all()).map_err(failed)?;
        }
        if !goes_on || !is_current(dir).map_err(failed)? {
            write(dir, session).map_err(failed)?;
        }
        let progress = OpenOptions::new().create(true).append(true).open(progress(dir)).map_err(failed)?;
        Ok((earlier, Progress(progress)))
    }

    /// Takes the note away: the archive says what the folders say.
    pub fn end(dir: &Path) -> Result<(), LogError> {
        let path = file(dir);
        let removed = match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            removed => removed.and_then(|()| sys::sync_folder(dir)).and_then(|()| fs::remove_file(progress(dir))),
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(LogError::Io { path, error }),
            _ => Ok(()),
        }
    }
}

/// The life of machine and mount that the state folder is in.
fn life(dir: &Path) -> Option<(String, u64)> {
    let life = sys::life(&Folder::open(dir).ok()?)?;
    Some((life.boot, life.mount))
}

/// What a note says; `None` when it is damaged.
fn parse(bytes: &[u8]) -> Option<Note> {
    let (head, sum) = bytes.split_at_checked(bytes.len().checked_sub(blake3::OUT_LEN)?)?;
    let note = head.strip_prefix(MAGIC).or_else(|| head.strip_prefix(MAGIC_WITHOUT_DOUBT))?;
    let note = postcard::from_bytes(note).ok()?;
    (blake3::hash(head).as_bytes() == sum).then_some(note)
}

/// Whether the note is one of this version: only beside such a one every letter has a meaning.
fn is_current(dir: &Path) -> io::Result<bool> {
    Ok(fs::read(file(dir))?.starts_with(MAGIC))
}

fn write(dir: &Path, session: &str) -> io::Result<()> {
    let note = Note { session: session.to_owned(), life: life(dir) };
    let head = postcard::to_extend(&note, MAGIC.to_vec()).map_err(io::Error::other)?;
    let temporary = dir.join("undoing.new");
    let mut out = File::create(&temporary)?;
    out.write_all(&head)?;
    out.write_all(blake3::hash(&head).as_bytes())?;
    out.sync_all()?;
    fs::rename(&temporary, file(dir))?;
    sys::sync_folder(dir)
}

impl Progress {
    /// Takes down what came of the next entry. Not durable: after a power cut the folders themselves are asked.
    pub fn note(&mut self, ending: Ending) -> io::Result<()> {
        self.0.write_all(&[ending.letter()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(dir: &Path) -> Option<Begun> {
        Begun::read(dir).unwrap()
    }

    /// A state folder with logs of two sessions.
    fn state() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("undo")).unwrap();
        for session in ["one", "two"] {
            fs::write(dir.path().join("undo").join(session), "").unwrap();
        }
        dir
    }

    #[test]
    fn the_note_says_how_far_undoing_came_until_it_ends() {
        let dir = state();
        assert_eq!(begun(dir.path()), None);
        let (earlier, mut progress) = Begun::begin(dir.path(), "one").unwrap();
        assert_eq!(earlier, None);
        progress.note(Ending::TakenBack).unwrap();
        progress.note(Ending::LeftAlone).unwrap();
        progress.note(Ending::Doubtful).unwrap();
        let extent = Extent::Told(vec![Ending::TakenBack, Ending::LeftAlone, Ending::Doubtful]);
        assert_eq!(begun(dir.path()), Some(Begun { session: "one".to_owned(), extent: extent.clone() }));
        assert_eq!(Begun::begin(dir.path(), "one").unwrap().0, Some(extent));
        assert_eq!(Begun::begin(dir.path(), "two").unwrap().0, None);
        assert_eq!(begun(dir.path()).unwrap().extent, Extent::Told(vec![]));
        Begun::end(dir.path()).unwrap();
        Begun::end(dir.path()).unwrap();
        assert_eq!(begun(dir.path()), None);
        assert!(matches!(Begun::begin(dir.path(), "three"), Err(LogError::Missing(_))));
    }

    #[test]
    fn after_another_start_of_the_machine_nobody_knows_how_far_it_came() {
        let dir = state();
        for life in [None, Some(("an earlier one".to_owned(), 1))] {
            let note = Note { session: "one".to_owned(), life };
            let head = postcard::to_extend(&note, MAGIC.to_vec()).unwrap();
            fs::write(file(dir.path()), [head.as_slice(), blake3::hash(&head).as_bytes()].concat()).unwrap();
            fs::write(progress(dir.path()), b"++").unwrap();
            assert_eq!(begun(dir.path()).unwrap().extent, Extent::Unknown);
            assert_eq!(Begun::begin(dir.path(), "one").unwrap().0, Some(Extent::Unknown));
            assert_eq!(begun(dir.path()).unwrap().extent, Extent::Told(vec![]), "it begins anew");
        }
    }

    #[test]
    fn a_note_of_the_version_before_is_read_and_brought_up_to_date() {
        let dir = state();
        write(dir.path(), "one").unwrap();
        let bytes = fs::read(file(dir.path())).unwrap();
        let rest = &bytes[MAGIC.len()..bytes.len() - blake3::OUT_LEN];
        let head = [MAGIC_WITHOUT_DOUBT.as_slice(), rest].concat();
        fs::write(file(dir.path()), [head.as_slice(), blake3::hash(&head).as_bytes()].concat()).unwrap();
        fs::write(progress(dir.path()), b"+-").unwrap();
        let extent = Extent::Told(vec![Ending::TakenBack, Ending::LeftAlone]);
        assert_eq!(begun(dir.path()), Some(Begun { session: "one".to_owned(), extent: extent.clone() }));
        let (earlier, mut progress) = Begun::begin(dir.path(), "one").unwrap();
        assert_eq!(earlier, Some(extent));
        assert_eq!(fs::read(file(dir.path())).unwrap(), bytes);
        progress.note(Ending::Doubtful).unwrap();
        let extent = Extent::Told(vec![Ending::TakenBack, Ending::LeftAlone, Ending::Doubtful]);
        assert_eq!(begun(dir.path()).unwrap().extent, extent);
    }

    #[test]
    fn damage_is_noticed_and_a_torn_end_is_no_progress() {
        let dir = state();
        write(dir.path(), "s").unwrap();
        fs::write(progress(dir.path()), b"+-\0+").unwrap();
        assert_eq!(begun(dir.path()).unwrap().extent, Extent::Told(vec![Ending::TakenBack, Ending::LeftAlone]));
        let bytes = fs::read(file(dir.path())).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(parse(&damaged), None, "bit {at}");
            assert_eq!(parse(&bytes[..at]), None, "cut {at}");
        }
    }
}
