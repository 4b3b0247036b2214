//! The fixed parts of both files: headers, trailer, frame heads, and how they are checked.

use super::damage::Fault;
use crate::Sides;

/// The flat file.
pub(super) const ARCHIVE: &str = "archive";
/// The journal beside it.
pub(super) const JOURNAL: &str = "archive.journal";
/// The flat file while it is being written.
pub(super) const TEMPORARY: &str = "archive.new";

const VERSION: u32 = 1;
const ARCHIVE_MAGIC: [u8; 8] = *b"FOLDARCH";
const TRAILER_MAGIC: [u8; 8] = *b"FOLDTAIL";
const JOURNAL_MAGIC: [u8; 8] = *b"FOLDJRNL";

pub(super) const SUM: usize = 8;
pub(super) const HEADER: usize = 152;
pub(super) const TRAILER: usize = 64;
pub(super) const BLOCK_HEAD: usize = 16;
pub(super) const JOURNAL_HEADER: usize = 40;
pub(super) const FRAME_HEAD: usize = 40;
pub(super) const NOTE: usize = 64;

/// A block is closed before it would grow beyond this, head and checksum included: a power of two keeps
/// the hash of it as fast as it gets.
pub(super) const BLOCK: usize = 64 * 1024;
/// The longest path that can be stored.
pub(super) const MAX_PATH: usize = u16::MAX as usize;
/// No block is longer: a single entry with the longest path may exceed [`BLOCK`].
pub(super) const MAX_BLOCK: usize = BLOCK + MAX_PATH + 1024;

/// The root of one side, to notice that another folder was put in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// Identity of the file system or endpoint, chosen by the caller.
    pub identity: [u8; 16],
    /// Inode number of the root folder.
    pub inode: u64,
}

/// The roots of both sides.
pub type Roots = Sides<Root>;

/// Tells one writing of the flat file from every other, so that a journal never applies to a newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Generation {
    pub(super) number: u64,
    pub(super) nonce: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) generation: Generation,
    pub(super) roots: Roots,
    pub(super) note: [u8; NOTE],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trailer {
    pub(super) index_at: u64,
    pub(super) index_length: u64,
    pub(super) blocks: u64,
    pub(super) entries: u64,
    pub(super) sums: [u8; SUM],
    pub(super) nonce: u64,
}

/// The head of one batch in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameHead {
    pub(super) nonce: u64,
    pub(super) sequence: u64,
    pub(super) length: u32,
    pub(super) changes: u32,
    pub(super) payload_sum: [u8; SUM],
}

/// The checksum used everywhere: the first 8 bytes of BLAKE3.
pub(super) fn sum(bytes: &[u8]) -> [u8; SUM] {
    shorten(&blake3::hash(bytes))
}

pub(super) fn shorten(hash: &blake3::Hash) -> [u8; SUM] {
    let mut out = [0; SUM];
    out.copy_from_slice(&hash.as_bytes()[..SUM]);
    out
}

/// The `N` bytes at `at`; zeros beyond the end (callers check lengths before).
pub(super) fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut out = [0; N];
    if let Some(part) = bytes.get(at..at + N) {
        out.copy_from_slice(part);
    }
    out
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(array(bytes, at))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(bytes, at))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array(bytes, at))
}

/// Whether the last [`SUM`] bytes are the checksum of those before them.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.len().checked_sub(SUM).is_some_and(|at| sum(&bytes[..at]) == bytes[at..])
}

fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let checksum = sum(&bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

/// Checks magic, checksum and version of a file's header; the header's length is part of its version.
fn check_start(bytes: &[u8], magic: [u8; 8]) -> Result<(), Fault> {
    if !bytes.starts_with(&magic) {
        return Err(Fault::Foreign);
    }
    let version = u32_at(bytes, 8);
    if version != VERSION {
        return Err(Fault::Version(version));
    }
    if is_sealed(bytes) && u32_at(bytes, 12) as usize == bytes.len() { Ok(()) } else { Err(Fault::Checksum) }
}

impl Header {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER);
        out.extend_from_slice(&ARCHIVE_MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(HEADER as u32).to_le_bytes());
        out.extend_from_slice(&self.generation.number.to_le_bytes());
        out.extend_from_slice(&self.generation.nonce.to_le_bytes());
        for root in [&self.roots.left, &self.roots.right] {
            out.extend_from_slice(&root.identity);
            out.extend_from_slice(&root.inode.to_le_bytes());
        }
        out.extend_from_slice(&self.note);
        seal(out)
    }

    pub(super) fn parse(bytes: &[u8; HEADER]) -> Result<Self, Fault> {
        check_start(bytes, ARCHIVE_MAGIC)?;
        let root = |at| Root { identity: array(bytes, at), inode: u64_at(bytes, at + 16) };
        Ok(Self {
            generation: Generation { number: u64_at(bytes, 16), nonce: u64_at(bytes, 24) },
            roots: Roots::new(root(32), root(56)),
            note: array(bytes, 80),
        })
    }
}

impl Trailer {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(TRAILER);
        for number in [self.index_at, self.index_length, self.blocks, self.entries] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&self.sums);
        out.extend_from_slice(&self.nonce.to_le_bytes());
        out.extend_from_slice(&TRAILER_MAGIC);
        seal(out)
    }

    /// Reads the trailer of a file of `length` bytes whose header names `nonce`.
    pub(super) fn parse(bytes: &[u8; TRAILER], nonce: u64, length: u64) -> Result<Self, Fault> {
        if bytes[48..56] != TRAILER_MAGIC {
            return Err(Fault::Truncated);
        }
        if !is_sealed(bytes) {
            return Err(Fault::Checksum);
        }
        let trailer = Self {
            index_at: u64_at(bytes, 0),
            index_length: u64_at(bytes, 8),
            blocks: u64_at(bytes, 16),
            entries: u64_at(bytes, 24),
            sums: array(bytes, 32),
            nonce: u64_at(bytes, 40),
        };
        let end = trailer.index_at.checked_add(trailer.index_length).and_then(|end| end.checked_add(TRAILER as u64));
        if trailer.nonce != nonce || end != Some(length) || trailer.index_at < HEADER as u64 {
            return Err(Fault::Malformed("trailer"));
        }
        Ok(trailer)
    }
}

pub(super) fn journal_header(generation: Generation) -> Vec<u8> {
    let mut out = Vec::with_capacity(JOURNAL_HEADER);
    out.extend_from_slice(&JOURNAL_MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&(JOURNAL_HEADER as u32).to_le_bytes());
    out.extend_from_slice(&generation.number.to_le_bytes());
    out.extend_from_slice(&generation.nonce.to_le_bytes());
    seal(out)
}

pub(super) fn parse_journal_header(bytes: &[u8; JOURNAL_HEADER]) -> Result<Generation, Fault> {
    check_start(bytes, JOURNAL_MAGIC)?;
    Ok(Generation { number: u64_at(bytes, 16), nonce: u64_at(bytes, 24) })
}

impl FrameHead {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FRAME_HEAD);
        out.extend_from_slice(&self.nonce.to_le_bytes());
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.changes.to_le_bytes());
        out.extend_from_slice(&self.payload_sum);
        seal(out)
    }

    /// The frame head at the start of `bytes`, if it is one of the archive with `nonce`.
    pub(super) fn parse(bytes: &[u8], nonce: u64) -> Option<Self> {
        let bytes = bytes.get(..FRAME_HEAD)?;
        (u64_at(bytes, 0) == nonce && is_sealed(bytes)).then(|| Self {
            nonce,
            sequence: u64_at(bytes, 8),
            length: u32_at(bytes, 16),
            changes: u32_at(bytes, 20),
            payload_sum: array(bytes, 24),
        })
    }
}
