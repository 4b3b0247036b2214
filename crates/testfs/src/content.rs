//! The bytes of one file, in shared pages, so that a copy for the durable state costs no bytes and holes are real.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes of one page; also the block size the file system reports.
pub const PAGE: u64 = 4096;

type Page = [u8; PAGE as usize];

/// A file's content: its length and the pages that hold data. What no page covers reads as zeros.
#[derive(Clone, Debug, Default)]
pub struct Content {
    length: u64,
    pages: BTreeMap<u64, Arc<Page>>,
}

/// What `lseek` is asked to find.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Seek {
    /// The next byte that is stored.
    Data,
    /// The next byte that is not stored; the end of the file counts as one.
    Hole,
}

impl Content {
    /// Makes content from plain bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut content = Self::default();
        content.write(0, bytes);
        content
    }

    /// Length in bytes.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Bytes that are stored, holes not counted.
    pub fn stored(&self) -> u64 {
        self.pages.len() as u64 * PAGE
    }

    /// Reads at most `size` bytes from `offset`; fewer only at the end.
    pub fn read(&self, offset: u64, size: usize) -> Vec<u8> {
        let end = self.length.min(offset.saturating_add(size as u64));
        if offset >= end {
            return Vec::new();
        }
        let mut bytes = vec![0; (end - offset) as usize];
        for (&number, page) in self.pages.range(offset / PAGE..=(end - 1) / PAGE) {
            let start = number * PAGE;
            let from = start.max(offset);
            let to = (start + PAGE).min(end);
            bytes[(from - offset) as usize..(to - offset) as usize]
                .copy_from_slice(&page[(from - start) as usize..(to - start) as usize]);
        }
        bytes
    }

    /// All bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.read(0, self.length as usize)
    }

    /// Writes `bytes` at `offset`, growing the file where needed.
    pub fn write(&mut self, offset: u64, bytes: &[u8]) {
        let mut done = 0;
        while done < bytes.len() {
            let at = offset + done as u64;
            let within = (at % PAGE) as usize;
            let part = (PAGE as usize - within).min(bytes.len() - done);
            let page = self.pages.entry(at / PAGE).or_insert_with(|| Arc::new([0; PAGE as usize]));
            Arc::make_mut(page)[within..within + part].copy_from_slice(&bytes[done..done + part]);
            done += part;
        }
        if !bytes.is_empty() {
            self.length = self.length.max(offset + bytes.len() as u64);
        }
    }

    /// Sets the length; what is cut off reads as zeros if the file grows again.
    pub fn set_len(&mut self, length: u64) {
        if length < self.length {
            self.zero(length, self.length - length);
            self.pages.split_off(&length.div_ceil(PAGE));
        }
        self.length = length;
    }

    /// Makes a range read as zeros, giving back the pages it covers wholly. The length stays.
    pub fn zero(&mut self, offset: u64, length: u64) {
        let end = offset.saturating_add(length);
        let whole = offset.div_ceil(PAGE)..end / PAGE;
        self.pages.retain(|number, _| !whole.contains(number));
        for number in [offset / PAGE, end / PAGE] {
            let start = number * PAGE;
            let (from, to) = (offset.max(start), end.min(start + PAGE));
            if from < to
                && let Some(page) = self.pages.get_mut(&number)
            {
                Arc::make_mut(page)[(from - start) as usize..(to - start) as usize].fill(0);
            }
        }
    }

    /// Finds the next data or hole at or after `offset`; none past the end.
    pub fn seek(&self, offset: u64, what: Seek) -> Option<u64> {
        if offset >= self.length {
            return None;
        }
        match what {
            Seek::Data => {
                let (&number, _) = self.pages.range(offset / PAGE..).next()?;
                Some((number * PAGE).max(offset)).filter(|&at| at < self.length)
            }
            Seek::Hole => {
                let mut number = offset / PAGE;
                while self.pages.contains_key(&number) {
                    number += 1;
                }
                Some((number * PAGE).max(offset).min(self.length))
            }
        }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length && self.bytes() == other.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Write(u64, Vec<u8>),
        Length(u64),
        Zero(u64, u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..20_000u64, proptest::collection::vec(1..=255u8, 1..6000))
                .prop_map(|(at, bytes)| Step::Write(at, bytes)),
            (0..30_000u64).prop_map(Step::Length),
            (0..20_000u64, 1..9000u64).prop_map(|(at, length)| Step::Zero(at, length)),
        ]
    }

    proptest! {
        #[test]
        fn behaves_like_a_vector(steps in proptest::collection::vec(step(), 1..20)) {
            let mut content = Content::default();
            let mut model: Vec<u8> = Vec::new();
            for step in steps {
                match step {
                    Step::Write(at, bytes) => {
                        let (at, end) = (at as usize, at as usize + bytes.len());
                        model.resize(model.len().max(end), 0);
                        model[at..end].copy_from_slice(&bytes);
                        content.write(at as u64, &bytes);
                    }
                    Step::Length(length) => {
                        model.resize(length as usize, 0);
                        content.set_len(length);
                    }
                    Step::Zero(at, length) => {
                        let end = model.len().min((at + length) as usize);
                        if (at as usize) < end { model[at as usize..end].fill(0); }
                        content.zero(at, length);
                    }
                }
                prop_assert_eq!(content.bytes(), model.clone());
                prop_assert_eq!(content.read(100, 5000), model.iter().skip(100).take(5000).copied().collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn holes_are_found() {
        let mut content = Content::default();
        content.set_len(5 * PAGE);
        content.write(2 * PAGE, b"x");
        let cases = [
            (0, Seek::Data, Some(2 * PAGE)),
            (0, Seek::Hole, Some(0)),
            (2 * PAGE + 7, Seek::Data, Some(2 * PAGE + 7)),
            (2 * PAGE, Seek::Hole, Some(3 * PAGE)),
            (3 * PAGE, Seek::Data, None),
            (5 * PAGE, Seek::Hole, None),
        ];
        for (offset, what, expected) in cases {
            assert_eq!(content.seek(offset, what), expected, "{what:?} from {offset}");
        }
        assert_eq!(content.stored(), PAGE);
    }

    #[test]
    fn copies_share_nothing_that_is_written_later() {
        let mut content = Content::from_bytes(b"old");
        let copy = content.clone();
        content.write(0, b"new");
        assert_eq!((copy.bytes(), content.bytes()), (b"old".to_vec(), b"new".to_vec()));
    }
}
