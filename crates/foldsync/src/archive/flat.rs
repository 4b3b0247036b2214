//! Streams the flat file: block after block, each checked before its first entry is handed out.

use std::path::{Path, PathBuf};

use super::damage::{Damage, Fault};
use super::decode::{Decoder, Said};
use super::format::{
    BLOCK_HEAD, HEADER, Header, MAX_BLOCK, SUM, TRAILER, Trailer, array, is_sealed, shorten, u16_at, u32_at, u64_at,
};
use super::layout::WINDOW;
use super::source::{ReadAt, read_full};
use crate::walk_order;

/// How much is read at once.
const PIECE: usize = 256 * 1024;

/// The flat file of an archive, read from its first entry to its last.
pub(super) struct Flat<S> {
    source: S,
    name: PathBuf,
    header: Header,
    trailer: Trailer,
    decoder: Decoder,
    /// Bytes of the file from `base` on, `filled` of them valid, [`WINDOW`] spare ones behind.
    buffer: Vec<u8>,
    base: u64,
    filled: usize,
    /// Where in `buffer` the next entry starts and the entries of the block end.
    at: usize,
    end: usize,
    /// Where the next block starts.
    next: usize,
    left_in_block: u32,
    blocks: u64,
    entries: u64,
    sums: blake3::Hasher,
}

impl<S: ReadAt> Flat<S> {
    /// Checks header and trailer of `source`, which messages call `name`.
    pub(super) fn open(source: S, name: &Path) -> Result<Self, Damage> {
        let damage = |at: u64, fault: Fault| Damage::new(name, at, fault);
        let length = source.length().map_err(|error| damage(0, error.into()))?;
        let mut bytes = [0; HEADER];
        let count = read_full(&source, &mut bytes, 0).map_err(|error| damage(0, error.into()))?;
        let header = match Header::parse(&bytes) {
            Ok(header) => header,
            Err(Fault::Foreign) if count == 0 => return Err(damage(0, Fault::Truncated)),
            Err(fault) => return Err(damage(0, fault)),
        };
        let trailer_at = length
            .checked_sub(TRAILER as u64)
            .filter(|at| *at >= HEADER as u64)
            .ok_or_else(|| damage(length, Fault::Truncated))?;
        let mut bytes = [0; TRAILER];
        read_full(&source, &mut bytes, trailer_at).map_err(|error| damage(trailer_at, error.into()))?;
        let trailer =
            Trailer::parse(&bytes, header.generation.nonce, length).map_err(|fault| damage(trailer_at, fault))?;
        Ok(Self {
            source,
            name: name.to_owned(),
            header,
            trailer,
            decoder: Decoder::new(),
            buffer: Vec::new(),
            base: HEADER as u64,
            filled: 0,
            at: 0,
            end: 0,
            next: 0,
            left_in_block: 0,
            blocks: 0,
            entries: 0,
            sums: blake3::Hasher::new(),
        })
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn trailer(&self) -> &Trailer {
        &self.trailer
    }

    /// The entry that [`Flat::advance`] moved to.
    #[inline]
    pub(super) fn entry(&self) -> &Decoder {
        &self.decoder
    }

    /// Moves to the next entry; `false` when the last one was passed.
    #[inline]
    pub(super) fn advance(&mut self) -> Result<bool, Damage> {
        if self.left_in_block == 0 && !self.next_block()? {
            return Ok(false);
        }
        match self.decoder.entry(&self.buffer, &mut self.at, self.end) {
            Some(Said::Present) => {
                self.left_in_block -= 1;
                Ok(true)
            }
            _ => Err(self.damage(self.at, Fault::Malformed("entry"))),
        }
    }

    #[cold]
    fn next_block(&mut self) -> Result<bool, Damage> {
        if self.at != self.end {
            return Err(self.damage(self.at, Fault::Malformed("block")));
        }
        if self.base + self.next as u64 == self.trailer.index_at {
            return self.check_end().map(|()| false);
        }
        self.read_block()?;
        Ok(true)
    }

    /// Checks that as many entries were read as were written, and no block was exchanged.
    fn check_end(&self) -> Result<(), Damage> {
        let counted = self.blocks == self.trailer.blocks && self.entries == self.trailer.entries;
        if counted && shorten(&self.sums.finalize()) == self.trailer.sums {
            return Ok(());
        }
        Err(self.damage(self.next, Fault::Checksum))
    }

    fn read_block(&mut self) -> Result<(), Damage> {
        self.hold(BLOCK_HEAD)?;
        let length = u32_at(&self.buffer, self.next) as usize;
        let total = BLOCK_HEAD + length + SUM;
        if total > MAX_BLOCK {
            return Err(self.damage(self.next, Fault::Checksum));
        }
        self.hold(total)?;
        let block = &self.buffer[self.next..self.next + total];
        let stamp = self.header.generation.nonce.wrapping_add(self.blocks);
        if !is_sealed(block) || u64_at(block, 8) != stamp {
            return Err(self.damage(self.next, Fault::Checksum));
        }
        let entries = u32_at(block, 4);
        if entries == 0 {
            return Err(self.damage(self.next, Fault::Malformed("block")));
        }
        self.sums.update(&block[total - SUM..]);
        self.blocks += 1;
        self.entries += u64::from(entries);
        self.left_in_block = entries;
        self.at = self.next + BLOCK_HEAD;
        self.end = self.at + length;
        self.next += total;
        self.decoder.reset();
        Ok(())
    }

    /// Makes sure that the next `count` bytes, at most [`MAX_BLOCK`], are in the buffer.
    ///
    /// Gives up what lies before them: only called when the block before is used up.
    fn hold(&mut self, count: usize) -> Result<(), Damage> {
        if self.next + count <= self.filled {
            return Ok(());
        }
        if self.buffer.is_empty() {
            self.buffer = vec![0; MAX_BLOCK + PIECE + WINDOW];
        }
        self.buffer.copy_within(self.next..self.filled, 0);
        self.base += self.next as u64;
        self.filled -= self.next;
        (self.next, self.at, self.end) = (0, 0, 0);
        let position = self.base + self.filled as u64;
        let rest = usize::try_from(self.trailer.index_at.saturating_sub(position)).unwrap_or(PIECE);
        let space = &mut self.buffer[self.filled..self.filled + rest.min(PIECE)];
        match read_full(&self.source, space, position) {
            Ok(got) => self.filled += got,
            Err(error) => return Err(self.damage(self.filled, error.into())),
        }
        if count > self.filled { Err(self.damage(self.filled, Fault::Truncated)) } else { Ok(()) }
    }

    fn damage(&self, at: usize, fault: Fault) -> Damage {
        Damage::new(&self.name, self.base + at as u64, fault)
    }

    /// Moves to the block that would hold `path`; `false` when no block can.
    pub(super) fn seek(&mut self, path: &[u8]) -> Result<bool, Damage> {
        let fault = |fault| Damage::new(&self.name, self.trailer.index_at, fault);
        let length = usize::try_from(self.trailer.index_length).map_err(|_| fault(Fault::Malformed("index")))?;
        let mut index = vec![0; length];
        let got = read_full(&self.source, &mut index, self.trailer.index_at).map_err(|error| fault(error.into()))?;
        if got != length || !is_sealed(&index) {
            return Err(fault(Fault::Checksum));
        }
        let entries = &index[..length - SUM];
        let (mut at, mut number, mut found) = (0, 0, None);
        while at < entries.len() {
            let first = at + 10;
            let stop = first + usize::from(u16_at(entries, at + 8));
            let Some(name) = entries.get(first..stop) else { return Err(fault(Fault::Malformed("index"))) };
            if walk_order(name, path).is_gt() {
                break;
            }
            found = Some((u64::from_le_bytes(array(entries, at)), number));
            number += 1;
            at = stop;
        }
        let Some((position, number)) = found else { return Ok(false) };
        if position < HEADER as u64 || position >= self.trailer.index_at {
            return Err(fault(Fault::Malformed("index")));
        }
        (self.base, self.filled, self.next, self.blocks) = (position, 0, 0, number);
        self.read_block()?;
        Ok(true)
    }

    /// Whether the block that is being read has another entry.
    pub(super) fn block_goes_on(&self) -> bool {
        self.left_in_block > 0
    }
}
