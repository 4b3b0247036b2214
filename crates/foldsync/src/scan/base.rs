//! What both sides agreed on last, as a scan reads it: a stream of records in walk order.

use crate::RelPath;
use crate::archive::{Damage, ReadAt, Reader, Record};

/// A stream of what the archive holds, in walk order.
pub trait Base {
    /// Goes to the next record (at first: to the first one); `false` when there is none.
    fn advance(&mut self) -> Result<bool, Damage>;

    /// Where the current record is; called only after `advance` said `true`.
    fn path(&self) -> &[u8];

    /// The current record; called only after `advance` said `true`.
    fn record(&self) -> &Record;
}

impl<S: ReadAt> Base for Reader<S> {
    fn advance(&mut self) -> Result<bool, Damage> {
        Self::advance(self)
    }

    fn path(&self) -> &[u8] {
        Self::path(self)
    }

    fn record(&self) -> &Record {
        Self::record(self)
    }
}

/// Records in memory, sorted in walk order.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    rows: &'a [(RelPath, Record)],
    next: usize,
}

impl<'a> Rows<'a> {
    /// Reads `rows`, which are sorted and have no duplicates.
    pub const fn new(rows: &'a [(RelPath, Record)]) -> Self {
        Self { rows, next: 0 }
    }
}

impl Base for Rows<'_> {
    fn advance(&mut self) -> Result<bool, Damage> {
        self.next += 1;
        Ok(self.next <= self.rows.len())
    }

    fn path(&self) -> &[u8] {
        self.rows[self.next - 1].0.as_bytes()
    }

    fn record(&self) -> &Record {
        &self.rows[self.next - 1].1
    }
}

/// A [`Base`] with a place: before the first unread record, or at the end.
pub(super) struct Cursor<'a, B: ?Sized> {
    base: &'a mut B,
    live: bool,
}

impl<'a, B: Base + ?Sized> Cursor<'a, B> {
    pub(super) fn new(base: &'a mut B) -> Result<Self, Damage> {
        let live = base.advance()?;
        Ok(Self { base, live })
    }

    pub(super) fn path(&self) -> Option<&[u8]> {
        self.live.then(|| self.base.path())
    }

    pub(super) fn record_at(&self, path: &[u8]) -> Option<&Record> {
        (self.live && self.base.path() == path).then(|| self.base.record())
    }

    pub(super) fn current(&self) -> Option<(&[u8], &Record)> {
        self.live.then(|| (self.base.path(), self.base.record()))
    }

    pub(super) fn advance(&mut self) -> Result<(), Damage> {
        self.live = self.live && self.base.advance()?;
        Ok(())
    }

    /// Passes over the records at and below `path`; how many they were.
    pub(super) fn pass(&mut self, path: &[u8]) -> Result<u64, Damage> {
        let mut passed = 0;
        while self.path().is_some_and(|at| lies_in(at, path)) {
            self.advance()?;
            passed += 1;
        }
        Ok(passed)
    }
}

/// Whether `path` is `folder` or lies below it.
pub(super) fn lies_in(path: &[u8], folder: &[u8]) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}
