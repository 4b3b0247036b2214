//! Turns bytes back into entries.

use super::layout::{
    BIRTH, CTIME_AFTER_MTIME, CTIME_SHIFT, Context, GONE, INODE, KINDS, LEFT_SHIFT, LINKED, LONG, MTIME_SHIFT, NANOS,
    OWNER, Owner, RESERVED, RIGHT_SHIFT, SECS, SIZE, SIZE_SHIFT, WINDOW, unzigzag, word,
};
use super::{Record, Seen};
use crate::{Sides, Time};

/// Reads the numbers of one entry.
struct Window<'a> {
    bytes: &'a [u8; WINDOW],
    at: usize,
}

impl Window<'_> {
    #[inline]
    fn load(&self) -> u64 {
        self.bytes.get(self.at..self.at + 8).map_or(0, word)
    }

    #[inline]
    fn take(&mut self, length: usize) -> u64 {
        let value = self.load();
        self.at += length;
        value
    }

    #[inline]
    fn take_coded(&mut self, code: u32, lengths: [u8; 4]) -> u64 {
        const MASKS: [u64; 9] = {
            let mut masks = [u64::MAX; 9];
            let mut length = 0;
            while length < 8 {
                masks[length] = (1 << (length * 8)) - 1;
                length += 1;
            }
            masks
        };
        let length = usize::from(lengths[(code & 3) as usize]);
        self.take(length) & MASKS[length]
    }

    /// A `u32` if `present` is not zero, else `otherwise`.
    #[inline]
    fn take_u32(&mut self, present: u32, otherwise: u32) -> u32 {
        let value = self.load() as u32;
        self.at += if present == 0 { 0 } else { 4 };
        if present == 0 { otherwise } else { value }
    }

    #[inline]
    fn take_time(&mut self, code: u32, base: Time) -> Time {
        let secs = base.secs.wrapping_add(unzigzag(self.take_coded(code, SECS)));
        Time { secs, nanos: self.take_u32(code & NANOS, base.nanos) }
    }

    #[inline]
    fn take_seen(&mut self, code: u32, seen: &mut Seen, mtime_base: Time) {
        let inode = unzigzag(self.take_coded(code, INODE)) as u64;
        seen.id.inode = seen.id.inode.wrapping_add(inode);
        seen.id.birth = self.take_u32(code & BIRTH, seen.id.birth);
        seen.mtime = self.take_time(code >> MTIME_SHIFT, mtime_base);
        let base = if code & CTIME_AFTER_MTIME == 0 { seen.ctime } else { seen.mtime };
        seen.ctime = self.take_time(code >> CTIME_SHIFT, base);
    }

    #[cold]
    fn take_owners(&mut self, owners: &mut Sides<Owner>) -> Option<()> {
        let flags = self.take(1) as u8;
        if flags & 1 << 7 != 0 {
            return None;
        }
        self.take_owner(flags, &mut owners.left);
        if flags & 1 << 6 == 0 {
            self.take_owner(flags >> 3, &mut owners.right);
        } else {
            owners.right = owners.left;
        }
        Some(())
    }

    fn take_owner(&mut self, flags: u8, owner: &mut Owner) {
        if flags & 1 != 0 {
            owner.mode = self.take(2) as u16;
        }
        if flags & 2 != 0 {
            owner.uid = self.take(4) as u32;
        }
        if flags & 4 != 0 {
            owner.gid = self.take(4) as u32;
        }
    }

    #[inline]
    fn take_length(&mut self, mark: u8) -> usize {
        if mark == LONG { usize::from(self.take(2) as u16) } else { usize::from(mark) }
    }
}

/// Turns bytes back into entries, each against the one before it. Buffers are reused.
pub(super) struct Decoder {
    path: Vec<u8>,
    context: Context,
}

/// What an entry says about its path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Both sides agreed on the record.
    Present,
    /// Both sides agreed that it is gone.
    Gone,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self { path: Vec::new(), context: Context::NEW }
    }

    /// Forgets the entries before, like [`Encoder::reset`].
    pub(super) fn reset(&mut self) {
        self.path.clear();
        self.context = Context::NEW;
    }

    /// The path decoded last.
    #[inline]
    pub(super) fn path(&self) -> &[u8] {
        &self.path
    }

    /// The record decoded last.
    #[inline]
    pub(super) fn record(&self) -> &Record {
        &self.context.record
    }

    /// Decodes the entry at `*at`, which must end by `end`, and moves `*at` behind it. [`WINDOW`] bytes
    /// behind `end` must be readable. `None` when the bytes make no sense: the state is lost then.
    #[inline]
    pub(super) fn entry(&mut self, bytes: &[u8], at: &mut usize, end: usize) -> Option<Said> {
        let window = bytes.get(*at..*at + WINDOW)?.first_chunk::<WINDOW>()?;
        let mut window = Window { bytes: window, at: 4 };
        let control = u32::from_le_bytes(*window.bytes.first_chunk()?);
        let marks = window.take(2).to_le_bytes();
        let shared = window.take_length(marks[0]);
        let suffix = window.take_length(marks[1]);
        let said = if control & GONE == 0 {
            self.record_from(&mut window, control)?;
            Said::Present
        } else if control == GONE {
            Said::Gone
        } else {
            return None;
        };
        let start = *at + window.at;
        let stop = start + suffix;
        if stop > end || shared > self.path.len() {
            return None;
        }
        self.path.truncate(shared);
        self.path.extend_from_slice(bytes.get(start..stop)?);
        *at = stop;
        Some(said)
    }

    #[inline]
    fn record_from(&mut self, window: &mut Window<'_>, control: u32) -> Option<()> {
        if control & RESERVED != 0 {
            return None;
        }
        let record = &mut self.context.record;
        let kind = (control & 3) as usize;
        record.kind = KINDS[kind];
        record.linked = control & LINKED != 0;
        record.size = window.take_coded(control >> SIZE_SHIFT, SIZE);
        let base = record.seen.left.mtime;
        window.take_seen(control >> LEFT_SHIFT, &mut record.seen.left, base);
        let base = record.seen.left.mtime;
        window.take_seen(control >> RIGHT_SHIFT, &mut record.seen.right, base);
        let owners = &mut self.context.owners[kind];
        if control & OWNER != 0 {
            window.take_owners(owners)?;
        }
        for (seen, owner) in [(&mut record.seen.left, &owners.left), (&mut record.seen.right, &owners.right)] {
            (seen.mode, seen.uid, seen.gid) = (owner.mode, owner.uid, owner.gid);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::archive::encode::{Encoder, shared_prefix};

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic_and_never_read_beyond_the_end(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let end = bytes.len();
            let mut padded = bytes;
            padded.resize(end + WINDOW, 0xff);
            let (mut decoder, mut at) = (Decoder::new(), 0);
            while at < end && decoder.entry(&padded, &mut at, end).is_some() {
                prop_assert!(at <= end);
            }
        }

        #[test]
        fn fewer_bytes_than_were_written_are_no_entry(name in "[a-z]{0,20}", secs in any::<i64>(), cut in any::<prop::sample::Index>()) {
            let mut record = Context::NEW.record;
            record.seen.right.ctime.secs = secs;
            let mut bytes = Vec::new();
            Encoder::new().entry(&mut bytes, name.as_bytes(), 0, Some(&record));
            let end = cut.index(bytes.len());
            bytes.resize(bytes.len() + WINDOW, 0);
            prop_assert!(Decoder::new().entry(&bytes, &mut 0, end).is_none());
        }
    }

    #[test]
    fn without_readable_bytes_behind_the_end_there_is_no_entry() {
        assert!(Decoder::new().entry(&[0; WINDOW - 1], &mut 0, WINDOW - 1).is_none());
    }

    #[test]
    fn gone_entries_keep_what_the_next_one_is_coded_against() {
        let mut record = Context::NEW.record;
        record.seen.left.id.inode = 1 << 40;
        let (mut encoder, mut bytes) = (Encoder::new(), Vec::new());
        for (path, said) in [("a/b", Some(&record)), ("a/c", None), ("a/d", Some(&record))] {
            let shared = shared_prefix(encoder.path(), path.as_bytes());
            encoder.entry(&mut bytes, path.as_bytes(), shared, said);
        }
        let end = bytes.len();
        assert!(end < 70, "{end} bytes");
        bytes.resize(end + WINDOW, 0);
        let (mut decoder, mut at) = (Decoder::new(), 0);
        for (path, present) in [("a/b", true), ("a/c", false), ("a/d", true)] {
            assert_eq!(decoder.entry(&bytes, &mut at, end).map(|said| said == Said::Present), Some(present));
            assert_eq!(decoder.path(), path.as_bytes());
            assert_eq!(*decoder.record(), record);
        }
        assert_eq!(at, end);
    }
}
