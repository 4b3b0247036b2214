//! What can be wrong with an archive, and getting it out of the way.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::format::{ARCHIVE, JOURNAL};

/// The archive cannot be trusted: which file, where, and what is wrong.
#[derive(Debug)]
pub struct Damage(Box<Details>);

#[derive(Debug)]
struct Details {
    file: PathBuf,
    at: u64,
    fault: Fault,
}

/// What is wrong with a file of the archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It ends too early.
    #[error("it ends too early")]
    Truncated,
    /// The bytes are not those that were written.
    #[error("checksum mismatch")]
    Checksum,
    /// It does not begin like an archive.
    #[error("not an archive of this program")]
    Foreign,
    /// Another version of the program wrote it.
    #[error("format version {0} is unknown to this program")]
    Version(u32),
    /// The bytes are as written but make no sense.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// It could not be read.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Damage {
    pub(super) fn new(file: &Path, at: u64, fault: impl Into<Fault>) -> Self {
        Self(Box::new(Details { file: file.to_owned(), at, fault: fault.into() }))
    }

    /// The damaged file.
    pub fn file(&self) -> &Path {
        &self.0.file
    }

    /// The byte from which on it cannot be trusted.
    pub fn at(&self) -> u64 {
        self.0.at
    }

    /// What is wrong.
    pub fn fault(&self) -> &Fault {
        &self.0.fault
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "archive {} is damaged at byte {}: {}", self.0.file.display(), self.0.at, self.0.fault)
    }
}

impl std::error::Error for Damage {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.fault {
            Fault::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// Renames the archive and its journal in `dir` to `archive.damaged-N` and `archive.journal.damaged-N`
/// so that the next commit starts a new archive; removes those set aside before. Returns the new name
/// of the archive file, `None` when there was none.
///
/// The journal goes first: a crash in between leaves an archive that is still found damaged or, when only
/// the journal was, one that is merely older than the last commits.
pub fn set_aside(dir: &Path) -> io::Result<Option<PathBuf>> {
    let earlier = set_aside_before(dir)?;
    let number = earlier.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
    let mut moved = None;
    for name in [JOURNAL, ARCHIVE] {
        let target = dir.join(format!("{name}.damaged-{number}"));
        match fs::rename(dir.join(name), &target) {
            Ok(()) => moved = Some(target),
            Err(error) if error.kind() == io::ErrorKind::NotFound => moved = None,
            Err(error) => return Err(error),
        }
    }
    for (_, path) in earlier {
        fs::remove_file(path)?;
    }
    fs::File::open(dir)?.sync_all()?;
    Ok(moved)
}

fn set_aside_before(dir: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| {
            let rest = name.strip_prefix(JOURNAL).or_else(|| name.strip_prefix(ARCHIVE))?;
            rest.strip_prefix(".damaged-")?.parse::<u64>().ok()
        });
        if let Some(number) = number.filter(|number| *number < u64::MAX) {
            found.push((number, entry.path()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_damaged_archive_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        for (round, with_journal) in [(1, true), (2, false), (3, true)] {
            fs::write(dir.path().join("archive"), format!("a{round}")).unwrap();
            if with_journal {
                fs::write(dir.path().join("archive.journal"), format!("j{round}")).unwrap();
            }
            let kept = set_aside(dir.path()).unwrap().unwrap();
            assert_eq!(kept, dir.path().join(format!("archive.damaged-{round}")));
            assert_eq!(fs::read(kept).unwrap(), format!("a{round}").as_bytes());
            let left = fs::read_dir(dir.path()).unwrap().count();
            assert_eq!(left, if with_journal { 2 } else { 1 });
        }
    }

    #[test]
    fn setting_aside_nothing_is_fine() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(set_aside(dir.path()).unwrap(), None);
    }

    #[test]
    fn a_journal_alone_is_set_aside_too() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("archive.journal"), "j").unwrap();
        assert_eq!(set_aside(dir.path()).unwrap(), None);
        assert!(dir.path().join("archive.journal.damaged-1").exists());
        assert!(!dir.path().join("archive.journal").exists());
    }

    #[test]
    fn the_message_names_file_byte_and_fault() {
        let damage = Damage::new(Path::new("/s/archive"), 77, Fault::Checksum);
        assert_eq!(damage.to_string(), "archive /s/archive is damaged at byte 77: checksum mismatch");
    }
}
