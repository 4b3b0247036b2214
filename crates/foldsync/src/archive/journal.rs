//! The journal beside the flat file: one checksummed frame per small commit.

use super::Record;
use super::damage::Fault;
use super::decode::{Decoder, Said};
use super::encode::{Encoder, shared_prefix};
use super::format::{FRAME_HEAD, FrameHead, Generation, JOURNAL_HEADER, MAX_PATH, parse_journal_header, sum};
use super::layout::WINDOW;
use crate::{RelPath, walk_order};

/// What one path became in the journal: a record, or gone.
pub(super) type Amendment = (RelPath, Option<Record>);

/// What a path became, as the caller of a commit says it.
pub(super) type Change<'a> = (&'a RelPath, Option<Record>);

/// What a journal holds, and where the next frame goes.
#[derive(Default)]
pub(super) struct Journal {
    /// The latest amendment of each path, in walk order.
    pub(super) amendments: Vec<Amendment>,
    /// How many frames were read.
    pub(super) frames: u64,
    /// Where the next frame goes; 0 when there is no journal of this generation yet.
    pub(super) end: u64,
}

/// What is wrong with a journal, and from which byte on.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) at: u64,
    pub(super) fault: Fault,
}

impl Journal {
    /// Reads the journal in `bytes`, which belongs to the flat file of `generation` or is ignored.
    ///
    /// A frame that is damaged while none follows is the trace of a crash while appending: that commit
    /// was never claimed. Frames behind a damaged one mean that claimed commits are lost.
    pub(super) fn parse(mut bytes: Vec<u8>, generation: Generation) -> Result<Self, Broken> {
        let length = bytes.len();
        bytes.resize(length + WINDOW, 0);
        let nonce = generation.nonce;
        let header = bytes[..length].first_chunk().ok_or(Fault::Truncated).and_then(parse_journal_header);
        match header {
            Ok(named) if named == generation => {}
            Err(fault) if has_frame(&bytes[..length], nonce) => return Err(Broken { at: 0, fault }),
            Ok(_) | Err(_) => return Ok(Self::default()),
        }
        let mut all = Vec::new();
        let (mut at, mut frames) = (JOURNAL_HEADER, 0);
        while at < length {
            let Some(head) = frame(&bytes[at..length], nonce, frames) else {
                if has_frame(&bytes[at + 1..length], nonce) {
                    return Err(Broken { at: at as u64, fault: Fault::Checksum });
                }
                break;
            };
            let start = at + FRAME_HEAD;
            let end = start + head.length as usize;
            decode(&bytes, start, end, head.changes, &mut all)
                .ok_or(Broken { at: at as u64, fault: Fault::Malformed("frame") })?;
            frames += 1;
            at = end;
        }
        Ok(Self { amendments: latest(all), frames, end: at as u64 })
    }

    /// What the journal says of `path`, if it says anything.
    pub(super) fn find(&self, path: &[u8]) -> Option<&Amendment> {
        let at = self.amendments.binary_search_by(|(known, _)| walk_order(known.as_bytes(), path)).ok()?;
        self.amendments.get(at)
    }
}

/// The head of the intact frame at the start of `bytes`, if it is the one with `sequence`.
fn frame(bytes: &[u8], nonce: u64, sequence: u64) -> Option<FrameHead> {
    let head = FrameHead::parse(bytes, nonce)?;
    let payload = bytes[FRAME_HEAD..].get(..head.length as usize)?;
    (head.sequence == sequence && sum(payload) == head.payload_sum).then_some(head)
}

/// Whether a frame head of the archive with `nonce` starts anywhere in `bytes`.
fn has_frame(bytes: &[u8], nonce: u64) -> bool {
    let mark = nonce.to_le_bytes();
    bytes.windows(FRAME_HEAD).any(|window| window.starts_with(&mark) && FrameHead::parse(window, nonce).is_some())
}

fn decode(bytes: &[u8], start: usize, end: usize, changes: u32, out: &mut Vec<Amendment>) -> Option<()> {
    let mut decoder = Decoder::new();
    let mut at = start;
    for _ in 0..changes {
        let said = decoder.entry(bytes, &mut at, end)?;
        let record = (said == Said::Present).then(|| *decoder.record());
        out.push((RelPath::from_bytes(decoder.path()), record));
    }
    (at == end).then_some(())
}

/// Keeps of each path what was said last, sorted.
fn latest(mut all: Vec<Amendment>) -> Vec<Amendment> {
    // Stable: of equal paths the one said last stays last.
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 = later.1;
        }
        same
    });
    all
}

/// One commit as a frame.
pub(super) fn encode(changes: &[Change<'_>], nonce: u64, sequence: u64) -> Vec<u8> {
    let mut payload = Vec::new();
    let mut encoder = Encoder::new();
    for (path, record) in changes {
        let path = path.as_bytes();
        debug_assert!(path.len() <= MAX_PATH);
        let shared = shared_prefix(encoder.path(), path);
        encoder.entry(&mut payload, path, shared, record.as_ref());
    }
    let head = FrameHead {
        nonce,
        sequence,
        length: payload.len() as u32,
        changes: changes.len() as u32,
        payload_sum: sum(&payload),
    };
    let mut out = head.bytes();
    out.extend_from_slice(&payload);
    out
}
