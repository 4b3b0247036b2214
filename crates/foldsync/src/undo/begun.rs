//! The note of an undoing that has begun: which session, and how far it came.
//!
//! What undoing takes back on the side that followed looks like newer work there until the archive says again what it
//! said before the session. A process that is killed in between leaves this note, so that the next one knows.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::log::{LogError, UndoLog};
use crate::sys;

/// Begins every note; the digit is the version of the format.
const MAGIC: &[u8; 8] = b"smback1\n";

/// What came of one entry of an undo log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was taken back.
    TakenBack,
    /// It was left alone.
    LeftAlone,
}

/// An undoing that has begun.
#[derive(Debug, PartialEq)]
pub struct Begun {
    /// The session that is undone.
    pub session: String,
    /// What came of the entries of its log, from the last one on.
    pub endings: Vec<Ending>,
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
            Self::LeftAlone => b'-',
        }
    }

    const fn parse(letter: u8) -> Option<Self> {
        match letter {
            b'+' => Some(Self::TakenBack),
            b'-' => Some(Self::LeftAlone),
            _ => None,
        }
    }
}

impl Begun {
    /// The undoing that was cut short in the item with the state folder `dir`.
    pub fn read(dir: &Path) -> Result<Option<Self>, LogError> {
        let path = file(dir);
        let session = match fs::read(&path) {
            Ok(bytes) => parse(&bytes).ok_or(LogError::Damaged { path })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LogError::Io { path, error }),
        };
        let path = progress(dir);
        let letters = match fs::read(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(LogError::Io { path, error }),
            letters => letters.unwrap_or_default(),
        };
        // What a power cut made of the rest is no progress.
        Ok(Some(Self { session, endings: letters.into_iter().map_while(Ending::parse).collect() }))
    }

    /// Notes durably, before the first step, that `session` is being undone, and makes its log durable, too: from now on
    /// it is needed. Returns the undoing of the session that was cut short, if there is one.
    pub fn begin(dir: &Path, session: &str) -> Result<(Option<Self>, Progress), LogError> {
        UndoLog::make_durable(dir, session)?;
        let path = file(dir);
        let failed = |error| LogError::Io { path: path.clone(), error };
        let earlier = Self::read(dir)?.filter(|begun| begun.session == session);
        if earlier.is_none() {
            // Durable, too, so that what another undoing took down is never taken for this one's.
            File::create(progress(dir)).and_then(|empty| empty.sync_all()).map_err(failed)?;
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

/// The session that a note names; `None` when the note is damaged.
fn parse(bytes: &[u8]) -> Option<String> {
    let (head, sum) = bytes.split_at_checked(bytes.len().checked_sub(blake3::OUT_LEN)?)?;
    let session = std::str::from_utf8(head.strip_prefix(MAGIC)?).ok()?;
    (blake3::hash(head).as_bytes() == sum).then(|| session.to_owned())
}

fn write(dir: &Path, session: &str) -> io::Result<()> {
    let head = [MAGIC, session.as_bytes()].concat();
    let temporary = dir.join("undoing.new");
    let mut out = File::create(&temporary)?;
    out.write_all(&head)?;
    out.write_all(blake3::hash(&head).as_bytes())?;
    out.sync_all()?;
    fs::rename(&temporary, file(dir))?;
    sys::sync_folder(dir)
}

impl Progress {
    /// Takes down what came of the next entry. Not durable: after a power cut the folders themselves tell.
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

    #[test]
    fn the_note_says_how_far_undoing_came_until_it_ends() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("undo")).unwrap();
        for session in ["one", "two"] {
            fs::write(dir.path().join("undo").join(session), "").unwrap();
        }
        assert_eq!(begun(dir.path()), None);
        let (earlier, mut progress) = Begun::begin(dir.path(), "one").unwrap();
        assert_eq!(earlier, None);
        progress.note(Ending::TakenBack).unwrap();
        progress.note(Ending::LeftAlone).unwrap();
        let endings = vec![Ending::TakenBack, Ending::LeftAlone];
        let known = Begun { session: "one".to_owned(), endings };
        assert_eq!(begun(dir.path()).as_ref(), Some(&known));
        assert_eq!(Begun::begin(dir.path(), "one").unwrap().0, Some(known));
        assert_eq!(Begun::begin(dir.path(), "two").unwrap().0, None);
        Begun::end(dir.path()).unwrap();
        Begun::end(dir.path()).unwrap();
        assert_eq!(begun(dir.path()), None);
        assert!(matches!(Begun::begin(dir.path(), "three"), Err(LogError::Missing(_))));
    }

    #[test]
    fn damage_is_noticed_and_a_torn_end_is_no_progress() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "s").unwrap();
        fs::write(progress(dir.path()), b"+-\0+").unwrap();
        assert_eq!(begun(dir.path()).unwrap().endings, [Ending::TakenBack, Ending::LeftAlone]);
        let bytes = fs::read(file(dir.path())).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(parse(&damaged), None, "bit {at}");
            assert_eq!(parse(&bytes[..at]), None, "cut {at}");
        }
    }
}
