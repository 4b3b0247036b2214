//! One entry as bytes: front-coded path, and a record as differences to the entry before it.
//!
//! A control word says how long each number is, so that decoding is loads and masks without a branch
//! per byte. The layout is described in `docs/formats/archive.md`.

use super::{Record, Seen};
use crate::{FileId, Kind, Sides, Time};

/// No entry is longer than this without its path suffix, counting the bytes that loads may read too far.
/// Whoever decodes keeps as many readable bytes behind the last entry.
pub(super) const WINDOW: usize = 128;

const GONE: u32 = 1 << 2;
const LINKED: u32 = 1 << 3;
const OWNER: u32 = 1 << 4;
const SIZE_SHIFT: u32 = 5;
const LEFT_SHIFT: u32 = 7;
const RIGHT_SHIFT: u32 = 17;
const RESERVED: u32 = !0 << 27;

// Within the ten bits of a side.
const BIRTH: u32 = 1 << 2;
const MTIME_SHIFT: u32 = 3;
const CTIME_AFTER_MTIME: u32 = 1 << 6;
const CTIME_SHIFT: u32 = 7;
const NANOS: u32 = 1 << 2;

/// Marks a length that follows as two bytes.
const LONG: u8 = 255;

// Byte lengths of a number, by its two-bit code.
const SIZE: [u8; 4] = [0, 2, 3, 8];
const INODE: [u8; 4] = [1, 2, 4, 8];
const SECS: [u8; 4] = [0, 1, 4, 8];

const NOTHING: Seen = Seen {
    id: FileId { inode: 0, birth: 0 },
    mtime: Time { secs: 0, nanos: 0 },
    ctime: Time { secs: 0, nanos: 0 },
    mode: 0,
    uid: 0,
    gid: 0,
};
const EMPTY: Record = Record { kind: Kind::File, size: 0, linked: false, seen: Sides::new(NOTHING, NOTHING) };

#[derive(Clone, Copy, PartialEq, Eq)]
struct Owner {
    mode: u16,
    uid: u32,
    gid: u32,
}

const NOBODY: Owner = Owner { mode: 0, uid: 0, gid: 0 };

/// What an entry is coded against: the one before it, and per kind the owners seen last.
struct Context {
    record: Record,
    owners: [Sides<Owner>; 4],
}

impl Context {
    const NEW: Self = Self { record: EMPTY, owners: [Sides::new(NOBODY, NOBODY); 4] };
}

const fn kind_code(kind: Kind) -> u32 {
    match kind {
        Kind::File => 0,
        Kind::Folder => 1,
        Kind::Symlink => 2,
        Kind::Special => 3,
    }
}

const KINDS: [Kind; 4] = [Kind::File, Kind::Folder, Kind::Symlink, Kind::Special];

const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
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

fn word(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_le_bytes)
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
        let bits = 64 - value.leading_zeros();
        let code = lengths.iter().position(|length| bits <= u32::from(*length) * 8).unwrap_or(3);
        self.put(value, usize::from(lengths[code]));
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
