//! Writes a flat file from first entry to last.

use std::fs::File;
use std::io::{self, Write};

use super::Record;
use super::encode::{Encoder, shared_prefix, sorts_after};
use super::format::{BLOCK, BLOCK_HEAD, Header, MAX_PATH, SUM, Trailer, shorten, sum};

/// How much is gathered before it is written.
const PIECE: usize = 512 * 1024;

/// Writes entries as blocks, then index and trailer.
pub(super) struct Writer {
    file: File,
    nonce: u64,
    encoder: Encoder,
    /// Finished bytes, and from `block_at` on the block that is being filled.
    buffer: Vec<u8>,
    block_at: usize,
    in_block: u32,
    /// Where in the file `buffer` starts.
    position: u64,
    index: Vec<u8>,
    blocks: u64,
    entries: u64,
    sums: blake3::Hasher,
}

/// Why an entry was not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It does not come after the entry before.
    Unsorted,
    /// Its path is longer than [`MAX_PATH`].
    TooLong,
    /// The file could not be written.
    Io(io::Error),
}

/// The size of a finished file.
pub(super) struct Written {
    pub(super) entries: u64,
    pub(super) bytes: u64,
}

impl Writer {
    pub(super) fn new(file: File, header: &Header) -> Self {
        let mut buffer = Vec::with_capacity(PIECE + BLOCK);
        buffer.extend_from_slice(&header.bytes());
        let block_at = buffer.len();
        Self {
            file,
            nonce: header.generation.nonce,
            encoder: Encoder::new(),
            buffer,
            block_at,
            in_block: 0,
            position: 0,
            index: Vec::new(),
            blocks: 0,
            entries: 0,
            sums: blake3::Hasher::new(),
        }
    }

    /// Adds the entry that follows all before it in walk order.
    pub(super) fn push(&mut self, path: &[u8], record: &Record) -> Result<(), Refusal> {
        if path.len() > MAX_PATH {
            return Err(Refusal::TooLong);
        }
        let before = self.encoder.path();
        let shared = shared_prefix(before, path);
        // A block is started for an entry at hand: only the very first entry finds an empty one.
        if self.in_block > 0 && !sorts_after(before, path, shared) {
            return Err(Refusal::Unsorted);
        }
        if self.in_block == 0 {
            self.start_block(path);
        }
        let entry_at = self.buffer.len();
        self.encoder.entry(&mut self.buffer, path, shared, Some(record));
        if self.buffer.len() - self.block_at > BLOCK - SUM && self.in_block > 0 {
            self.buffer.truncate(entry_at);
            self.finish_block().map_err(Refusal::Io)?;
            self.start_block(path);
            self.encoder.entry(&mut self.buffer, path, 0, Some(record));
        }
        self.in_block += 1;
        self.entries += 1;
        Ok(())
    }

    fn start_block(&mut self, path: &[u8]) {
        self.encoder.reset();
        let at = self.position + self.block_at as u64;
        self.index.extend_from_slice(&at.to_le_bytes());
        self.index.extend_from_slice(&(path.len() as u16).to_le_bytes());
        self.index.extend_from_slice(path);
        self.buffer.extend_from_slice(&[0; BLOCK_HEAD]);
    }

    fn finish_block(&mut self) -> io::Result<()> {
        let length = self.buffer.len() - self.block_at - BLOCK_HEAD;
        let stamp = self.nonce.wrapping_add(self.blocks);
        let block = &mut self.buffer[self.block_at..];
        block[..4].copy_from_slice(&(length as u32).to_le_bytes());
        block[4..8].copy_from_slice(&self.in_block.to_le_bytes());
        block[8..16].copy_from_slice(&stamp.to_le_bytes());
        let checksum = sum(block);
        self.sums.update(&checksum);
        self.buffer.extend_from_slice(&checksum);
        self.blocks += 1;
        self.in_block = 0;
        if self.buffer.len() >= PIECE {
            self.flush()?;
        }
        self.block_at = self.buffer.len();
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.position += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Writes index and trailer and makes everything durable.
    pub(super) fn finish(mut self) -> io::Result<Written> {
        if self.in_block > 0 {
            self.finish_block()?;
        }
        let index_at = self.position + self.buffer.len() as u64;
        let checksum = sum(&self.index);
        self.index.extend_from_slice(&checksum);
        let trailer = Trailer {
            index_at,
            index_length: self.index.len() as u64,
            blocks: self.blocks,
            entries: self.entries,
            sums: shorten(&self.sums.finalize()),
            nonce: self.nonce,
        };
        let index = std::mem::take(&mut self.index);
        self.buffer.extend_from_slice(&index);
        self.buffer.extend_from_slice(&trailer.bytes());
        self.flush()?;
        self.file.sync_all()?;
        Ok(Written { entries: self.entries, bytes: self.position })
    }
}
