//! Reads an archive: flat file and journal merged into one sorted stream.

use std::cmp::Ordering;
use std::fs::File;
use std::io;
use std::path::Path;

use super::Record;
use super::damage::Damage;
use super::flat::Flat;
use super::format::{ARCHIVE, Generation, JOURNAL, NOTE, Roots};
use super::journal::Journal;
use super::source::{ReadAt, read_full};
use crate::walk_order;

/// Streams the entries of an archive in walk order.
///
/// Stands before the first entry when opened. Once an error was returned nothing that was read may be
/// relied on. Several readers of one archive may be open at once; a [`commit`](super::commit) does not
/// disturb those opened before it.
pub struct Reader<S = File> {
    flat: Flat<S>,
    journal: Journal,
    /// The first amendment that was not passed yet.
    amendment: usize,
    file: Progress,
    current: Current,
}

/// How far the flat file was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// It stands on an entry that was dealt with, or before the first one.
    Passed,
    /// It stands on an entry that was not dealt with yet.
    Pending,
    /// It ended.
    Ended,
}

/// Where the entry that the reader stands on is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Current {
    /// In the flat file.
    Flat,
    /// The amendment with this index.
    Amendment(usize),
    /// The reader stands before the first entry or behind the last one.
    Nothing,
}

impl Reader {
    /// Opens the archive in folder `dir`; `None` when there is none.
    ///
    /// Checks headers, the trailer (so that truncation is found here), and the whole journal. Blocks are
    /// checked when they are reached.
    pub fn open(dir: &Path) -> Result<Option<Self>, Damage> {
        let name = dir.join(ARCHIVE);
        let Some(archive) = open_existing(&name)? else { return Ok(None) };
        let flat = Flat::open(archive, &name)?;
        let name = dir.join(JOURNAL);
        let journal = open_existing(&name)?;
        Self::with(flat, journal, &name).map(Some)
    }

    /// What both sides agreed on for the single `path` (bytes as in [`RelPath`](crate::RelPath)); reads
    /// one block. `None` when the archive does not know it, or does not exist.
    pub fn lookup(dir: &Path, path: &[u8]) -> Result<Option<Record>, Damage> {
        match Self::open(dir)? {
            Some(mut reader) => reader.find(path),
            None => Ok(None),
        }
    }
}

fn open_existing(name: &Path) -> Result<Option<File>, Damage> {
    match File::open(name) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Damage::new(name, 0, error)),
    }
}

impl<S: ReadAt> Reader<S> {
    /// Reads an archive from any bytes.
    #[doc(hidden)]
    pub fn from_sources(archive: S, journal: Option<S>) -> Result<Self, Damage> {
        Self::with(Flat::open(archive, Path::new(ARCHIVE))?, journal, Path::new(JOURNAL))
    }

    fn with(flat: Flat<S>, journal: Option<S>, name: &Path) -> Result<Self, Damage> {
        let journal = match journal {
            Some(source) => {
                let bytes = read_all(&source).map_err(|error| Damage::new(name, 0, error))?;
                Journal::parse(bytes, flat.header().generation)
                    .map_err(|broken| Damage::new(name, broken.at, broken.fault))?
            }
            None => Journal::default(),
        };
        Ok(Self { flat, journal, amendment: 0, file: Progress::Passed, current: Current::Nothing })
    }

    /// The roots that the archive was made for.
    pub fn roots(&self) -> &Roots {
        &self.flat.header().roots
    }

    /// How many entries the archive holds, up to the few that its journal adds or removes.
    pub fn entries(&self) -> u64 {
        self.flat.trailer().entries
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    pub(super) fn generation(&self) -> Generation {
        self.flat.header().generation
    }

    pub(super) fn note(&self) -> &[u8; NOTE] {
        &self.flat.header().note
    }

    /// The length of the flat file without its index, in bytes.
    pub(super) fn flat_length(&self) -> u64 {
        self.flat.trailer().index_at
    }

    /// Moves to the next entry; `false` when there is none left.
    #[inline]
    pub fn advance(&mut self) -> Result<bool, Damage> {
        if self.amendment < self.journal.amendments.len() || self.file != Progress::Passed {
            return self.advance_merged();
        }
        if self.flat.advance()? {
            self.current = Current::Flat;
            return Ok(true);
        }
        (self.file, self.current) = (Progress::Ended, Current::Nothing);
        Ok(false)
    }

    #[inline(never)]
    fn advance_merged(&mut self) -> Result<bool, Damage> {
        loop {
            if self.file == Progress::Passed {
                self.file = if self.flat.advance()? { Progress::Pending } else { Progress::Ended };
            }
            let amendment = self.journal.amendments.get(self.amendment);
            let order = match (amendment, self.file) {
                (Some((path, _)), Progress::Pending) => walk_order(path.as_bytes(), self.flat.entry().path()),
                (Some(_), _) => Ordering::Less,
                (None, Progress::Pending) => Ordering::Greater,
                (None, _) => {
                    self.current = Current::Nothing;
                    return Ok(false);
                }
            };
            if order.is_ge() {
                self.file = Progress::Passed;
            }
            if order.is_gt() {
                self.current = Current::Flat;
                return Ok(true);
            }
            self.current = Current::Amendment(self.amendment);
            self.amendment += 1;
            if amendment.is_some_and(|(_, record)| record.is_some()) {
                return Ok(true);
            }
        }
    }

    /// The path of the entry (bytes as in [`RelPath`](crate::RelPath)); empty when the reader stands on none.
    #[inline]
    pub fn path(&self) -> &[u8] {
        match self.current {
            Current::Flat => self.flat.entry().path(),
            Current::Amendment(at) => self.journal.amendments[at].0.as_bytes(),
            Current::Nothing => &[],
        }
    }

    /// What both sides agreed on for [`Reader::path`]; meaningless when the reader stands on no entry.
    #[inline]
    pub fn record(&self) -> &Record {
        if let Current::Amendment(at) = self.current
            && let Some(record) = &self.journal.amendments[at].1
        {
            return record;
        }
        self.flat.entry().record()
    }

    /// Moves to the first entry from the current one on that is neither `folder` nor below it; `false`
    /// when there is none. Does not move when the current entry already is.
    pub fn skip_below(&mut self, folder: &[u8]) -> Result<bool, Damage> {
        while self.current != Current::Nothing && is_within(self.path(), folder) {
            self.advance()?;
        }
        Ok(self.current != Current::Nothing)
    }

    /// Finds one path without reading what lies before it. The reader is of no other use then.
    fn find(&mut self, path: &[u8]) -> Result<Option<Record>, Damage> {
        if let Some((_, record)) = self.journal.find(path) {
            return Ok(*record);
        }
        if !self.flat.seek(path)? {
            return Ok(None);
        }
        while self.flat.block_goes_on() && self.flat.advance()? {
            match walk_order(self.flat.entry().path(), path) {
                Ordering::Less => {}
                Ordering::Equal => return Ok(Some(*self.flat.entry().record())),
                Ordering::Greater => break,
            }
        }
        Ok(None)
    }

    /// Finds one path in an archive from any bytes.
    #[doc(hidden)]
    pub fn find_in(archive: S, journal: Option<S>, path: &[u8]) -> Result<Option<Record>, Damage> {
        Self::from_sources(archive, journal)?.find(path)
    }
}

fn is_within(path: &[u8], folder: &[u8]) -> bool {
    match path.strip_prefix(folder) {
        Some(rest) => folder.is_empty() || rest.is_empty() || rest[0] == b'/',
        None => false,
    }
}

fn read_all(source: &impl ReadAt) -> io::Result<Vec<u8>> {
    let length = usize::try_from(source.length()?).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let mut bytes = vec![0; length];
    let got = read_full(source, &mut bytes, 0)?;
    bytes.truncate(got);
    Ok(bytes)
}
