//! Turns entries into bytes.

use super::layout::{
    BIRTH, CTIME_AFTER_MTIME, CTIME_SHIFT, Context, GONE, INODE, LEFT_SHIFT, LINKED, LONG, MTIME_SHIFT, NANOS, OWNER,
    Owner, RIGHT_SHIFT, SECS, SIZE, SIZE_SHIFT, WINDOW, word, zigzag,
};
use super::{Record, Seen};
use crate::{Kind, Sides, Time};

/// Turns entries into bytes, each against the one before it.
pub(super) struct Encoder {
    path: Vec<u8>,
    context: Context,
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self { path: Vec::new(), context: Context::NEW }
    }

    /// Forgets the entries before: what follows can be decoded on its own.
    pub(super) fn reset(&mut self) {
        self.path.clear();
        self.context = Context::NEW;
    }

    /// The path encoded last.
    pub(super) fn path(&self) -> &[u8] {
        &self.path
    }

    /// Appends one entry to `out`; `None` says that the path is gone. `shared` is what `path` has in
    /// common with the path before it, at most [`super::format::MAX_PATH`] bytes long like `path`.
    pub(super) fn entry(&mut self, out: &mut Vec<u8>, path: &[u8], shared: usize, record: Option<&Record>) {
        let suffix = &path[shared..];
        let mut numbers = Numbers { bytes: [0; WINDOW], at: 4 };
        numbers.put_path_length(shared, suffix.len());
        let control = record.map_or(GONE, |record| self.put_record(&mut numbers, record));
        numbers.bytes[..4].copy_from_slice(&control.to_le_bytes());
        out.extend_from_slice(&numbers.bytes[..numbers.at]);
        out.extend_from_slice(suffix);
        self.path.truncate(shared);
        self.path.extend_from_slice(suffix);
    }

    fn put_record(&mut self, numbers: &mut Numbers, record: &Record) -> u32 {
        let before = &self.context.record.seen;
        let mut control = kind_code(record.kind);
        if record.linked {
            control |= LINKED;
        }
        control |= numbers.put_coded(record.size, SIZE) << SIZE_SHIFT;
        let (left, right) = (&record.seen.left, &record.seen.right);
        control |= numbers.put_seen(left, &before.left, before.left.mtime) << LEFT_SHIFT;
        control |= numbers.put_seen(right, &before.right, left.mtime) << RIGHT_SHIFT;
        let known = &mut self.context.owners[kind_code(record.kind) as usize];
        let now = owners(&record.seen);
        if now != *known {
            numbers.put_owners(&now, known);
            *known = now;
            control |= OWNER;
        }
        self.context.record = *record;
        control
    }
}

/// Writes the numbers of one entry.
struct Numbers {
    bytes: [u8; WINDOW],
    at: usize,
}

impl Numbers {
    fn put(&mut self, value: u64, length: usize) {
        self.bytes[self.at..self.at + 8].copy_from_slice(&value.to_le_bytes());
        self.at += length;
    }

    /// Writes `value` in the shortest of `lengths` and returns the code of that.
    fn put_coded(&mut self, value: u64, lengths: [u8; 4]) -> u32 {
        let bits = (64 - value.leading_zeros()) as u8;
        let code = lengths[..3].iter().map(|length| usize::from(bits > length * 8)).sum::<usize>();
        self.put(value, usize::from(lengths[code & 3]));
        code as u32
    }

    fn put_time(&mut self, time: Time, base: Time) -> u32 {
        let code = self.put_coded(zigzag(time.secs.wrapping_sub(base.secs)), SECS);
        if time.nanos == base.nanos {
            return code;
        }
        self.put(u64::from(time.nanos), 4);
        code | NANOS
    }

    fn put_path_length(&mut self, shared: usize, suffix: usize) {
        let short = |length: usize| u8::try_from(length).unwrap_or(LONG);
        let (first, second) = (short(shared), short(suffix));
        self.put(u64::from(first), 1);
        self.put(u64::from(second), 1);
        for (mark, length) in [(first, shared), (second, suffix)] {
            if mark == LONG {
                self.put(length as u64, 2);
            }
        }
    }

    fn put_seen(&mut self, seen: &Seen, before: &Seen, mtime_base: Time) -> u32 {
        let mut code = self.put_coded(zigzag(seen.id.inode.wrapping_sub(before.id.inode) as i64), INODE);
        if seen.id.birth != before.id.birth {
            self.put(u64::from(seen.id.birth), 4);
            code |= BIRTH;
        }
        code |= self.put_time(seen.mtime, mtime_base) << MTIME_SHIFT;
        // A file written in place has the same two times; one that was copied here in bulk has a change
        // time close to its neighbour's.
        let base = if time_cost(seen.ctime, seen.mtime) <= time_cost(seen.ctime, before.ctime) {
            code |= CTIME_AFTER_MTIME;
            seen.mtime
        } else {
            before.ctime
        };
        code | self.put_time(seen.ctime, base) << CTIME_SHIFT
    }

    fn put_owners(&mut self, now: &Sides<Owner>, before: &Sides<Owner>) {
        let flags_at = self.at;
        self.put(0, 1);
        let mut flags = self.put_owner(&now.left, &before.left);
        if now.right == now.left {
            flags |= 1 << 6;
        } else {
            flags |= self.put_owner(&now.right, &before.right) << 3;
        }
        self.bytes[flags_at] = flags;
    }

    fn put_owner(&mut self, now: &Owner, before: &Owner) -> u8 {
        let mut flags = 0;
        if now.mode != before.mode {
            self.put(u64::from(now.mode), 2);
            flags |= 1;
        }
        if now.uid != before.uid {
            self.put(u64::from(now.uid), 4);
            flags |= 2;
        }
        if now.gid != before.gid {
            self.put(u64::from(now.gid), 4);
            flags |= 4;
        }
        flags
    }
}

fn time_cost(time: Time, base: Time) -> u32 {
    let secs = zigzag(time.secs.wrapping_sub(base.secs));
    let nanos = if time.nanos == base.nanos { 0 } else { 4 };
    nanos + (64 - secs.leading_zeros()).div_ceil(8)
}

const fn owners(seen: &Sides<Seen>) -> Sides<Owner> {
    Sides::new(
        Owner { mode: seen.left.mode, uid: seen.left.uid, gid: seen.left.gid },
        Owner { mode: seen.right.mode, uid: seen.right.uid, gid: seen.right.gid },
    )
}

const fn kind_code(kind: Kind) -> u32 {
    match kind {
        Kind::File => 0,
        Kind::Folder => 1,
        Kind::Symlink => 2,
        Kind::Special => 3,
    }
}

/// How many leading bytes `a` and `b` share.
pub(super) fn shared_prefix(a: &[u8], b: &[u8]) -> usize {
    let limit = a.len().min(b.len());
    let (mut left, mut right) = (a.chunks_exact(8), b.chunks_exact(8));
    let mut at = 0;
    while let (Some(x), Some(y)) = (left.next(), right.next()) {
        let differ = word(x) ^ word(y);
        if differ != 0 {
            return at + (differ.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < limit && a[at] == b[at] {
        at += 1;
    }
    at
}

/// Whether `path` comes after `before` in walk order, `shared` being the length of what they share.
pub(super) fn sorts_after(before: &[u8], path: &[u8], shared: usize) -> bool {
    match (before.get(shared), path.get(shared)) {
        (_, None) | (Some(_), Some(b'/')) => false,
        (None | Some(b'/'), Some(_)) => true,
        (Some(x), Some(y)) => x < y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::layout::unzigzag;

    #[test]
    fn the_shared_prefix_is_found_at_every_length() {
        let long = b"0123456789abcdefghijklmnopqrstuvwxyz";
        for length in 0..=long.len() {
            let mut other = long[..length].to_vec();
            assert_eq!(shared_prefix(long, &other), length);
            other.extend_from_slice(b"-something-else-that-is-long");
            assert_eq!(shared_prefix(long, &other), length);
            assert_eq!(shared_prefix(&other, long), length);
        }
    }

    #[test]
    fn zigzag_keeps_small_numbers_small() {
        for (value, coded) in [(0, 0), (-1, 1), (1, 2), (-2, 3), (i64::MAX, u64::MAX - 1), (i64::MIN, u64::MAX)] {
            assert_eq!((zigzag(value), unzigzag(coded)), (coded, value));
        }
    }

    #[test]
    fn a_side_that_equals_the_other_costs_an_inode_byte_and_no_more() {
        let mut record = Context::NEW.record;
        let (mut with_left, mut with_both) = (Vec::new(), Vec::new());
        let time = Time::new(1_700_000_000, 5);
        (record.seen.left.mtime, record.seen.left.ctime) = (time, time);
        record.seen.left.mode = 0o644;
        record.seen.right = record.seen.left;
        Encoder::new().entry(&mut with_both, b"a", 0, Some(&record));
        // Control word, lengths, path, two inodes, one time, and owners: flags and one mode.
        assert_eq!(with_both.len(), 4 + 2 + 1 + 2 + 8 + 3);
        record.seen.right = Context::NEW.record.seen.right;
        Encoder::new().entry(&mut with_left, b"a", 0, Some(&record));
        assert!(with_left.len() > with_both.len());
    }
}
