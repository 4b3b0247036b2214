//! Content: copied by the cheapest way that the file systems offer, or compared.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use super::attributes::{self, Wanted, Xattrs};
use super::flush::Flush;
use super::stat_at;
use super::throttle::Throttle;
use crate::sys::{self, File, Spot, link_target, tolerate};
use crate::{Carry, Event, Kind, Side, Sink, Stat};

/// Up to this size one read and one write are cheaper than asking the kernel to copy.
const SMALL: usize = 256 * 1024;
/// Block size of nearly every file system: no hole is smaller.
const BLOCK: usize = 4096;
/// Largest piece between two progress reports.
const PIECE: u64 = 32 * 1024 * 1024;

/// What copying one file came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copied {
    /// The new file.
    pub stat: Stat,
    /// Content bytes that were transferred; 0 for a clone.
    pub bytes: u64,
    /// What became of extended attributes.
    pub xattrs: Xattrs,
}

/// Why a copy failed.
#[derive(Debug)]
pub enum CopyError {
    /// The source is no longer what was scanned.
    SourceChanged,
    /// Reading the source failed.
    Source(io::Error),
    /// Writing the target failed.
    Target(io::Error),
}

/// Copies files for one thread: keeps a buffer and what it learned about the file systems.
#[derive(Debug)]
pub struct ContentCopier<'a> {
    carry: Carry,
    buffer: Vec<u8>,
    /// Shared by all threads of a run: whether cloning was refused.
    no_clone: &'a AtomicBool,
    throttle: Option<&'a Throttle>,
    no_atime: bool,
    flush: Flush,
}

impl<'a> ContentCopier<'a> {
    /// A copier that carries what `carry` says; `no_clone` is shared between the threads of a direction.
    pub fn new(carry: Carry, no_clone: &'a AtomicBool, throttle: Option<&'a Throttle>) -> Self {
        Self { carry, buffer: Vec::new(), no_clone, throttle, no_atime: true, flush: Flush::Whole }
    }

    /// With [`Flush::Each`] every copy is made durable before it is closed.
    #[must_use]
    pub fn with_flush(self, flush: Flush) -> Self {
        Self { flush, ..self }
    }

    /// Copies the file or symlink at `source`, scanned as `expected`, to `target`, which must be free.
    /// Afterwards the source is looked at once more: a copy of something that moved under our hands is deleted.
    pub fn copy(
        &mut self,
        source: Spot<'_>,
        target: Spot<'_>,
        expected: &Stat,
        sink: &dyn Sink,
    ) -> Result<Copied, CopyError> {
        let result = match expected.kind {
            Kind::Symlink => self.copy_link(source, target, expected),
            _ => self.copy_file(source, target, expected, sink),
        };
        if result.is_err() {
            // The half-made copy is ours and lies in the stage.
            let _ = super::remove(target, Kind::File);
        }
        result
    }

    fn copy_link(&self, source: Spot<'_>, target: Spot<'_>, expected: &Stat) -> Result<Copied, CopyError> {
        let to = link_target(source).map_err(CopyError::Source)?;
        unchanged(stat_at(source.0, source.1), expected)?;
        sys::make_link(target, &to).map_err(CopyError::Target)?;
        let model = attributes::Model { stat: expected, attributes: Wanted::AsTheyAre };
        let made = attributes::apply_attributes(target, model, self.carry).map_err(CopyError::Target)?;
        Ok(Copied { stat: made.stat, bytes: 0, xattrs: made.xattrs })
    }

    fn copy_file(
        &mut self,
        source: Spot<'_>,
        target: Spot<'_>,
        expected: &Stat,
        sink: &dyn Sink,
    ) -> Result<Copied, CopyError> {
        let from = self.open_source(source).map_err(CopyError::Source)?;
        let mode = if self.carry.perms { expected.mode & 0o777 } else { RW_FOR_ALL };
        let to = File::create_new(target, mode).map_err(CopyError::Target)?;
        let bytes = if expected.size <= SMALL as u64 {
            self.copy_small(&from, &to, expected.size, sink)?
        } else {
            self.copy_large(&from, &to, expected.size, sink)?
        };
        let (stat, xattrs) = self.finish(&from, &to, expected)?;
        unchanged(from.look().map(|look| look.stat), expected)?;
        if self.flush == Flush::Each {
            to.flush().map_err(CopyError::Target)?;
        }
        Ok(Copied { stat, bytes, xattrs })
    }

    /// Opens for reading without touching the access time where that is allowed.
    fn open_source(&mut self, source: Spot<'_>) -> io::Result<File> {
        if self.no_atime {
            match File::open_unnoticed(source)? {
                Some(file) => return Ok(file),
                None => self.no_atime = false,
            }
        }
        File::open(source)
    }

    fn copy_small(&mut self, from: &File, to: &File, size: u64, sink: &dyn Sink) -> Result<u64, CopyError> {
        if size == 0 {
            return Ok(0);
        }
        self.buffer.resize(SMALL, 0);
        let mut done = 0;
        while done < size {
            let want = &mut self.buffer[..(size - done) as usize];
            let got = from.read_at(want, done).map_err(CopyError::Source)?;
            if got == 0 {
                return Err(CopyError::SourceChanged);
            }
            // The file is asked for holes only when it reads as if it had some.
            if done == 0 && has_empty_block(&self.buffer[..got]) && is_sparse(from, size) {
                return self.copy_pieces(from, to, size, sink);
            }
            write_all(to, &self.buffer[..got], done).map_err(CopyError::Target)?;
            done += got as u64;
        }
        self.advance(size, sink);
        Ok(size)
    }

    fn copy_large(&mut self, from: &File, to: &File, size: u64, sink: &dyn Sink) -> Result<u64, CopyError> {
        if !self.no_clone.load(Ordering::Relaxed) {
            if to.clone_content(from).map_err(CopyError::Target)? {
                sink.event(Event::Advanced { operations: 0, bytes: size });
                return Ok(0);
            }
            self.no_clone.store(true, Ordering::Relaxed);
        }
        if !is_sparse(from, size) {
            return self.copy_range(from, to, (0, size), sink);
        }
        self.copy_pieces(from, to, size, sink)
    }

    /// Copies what is between the holes.
    fn copy_pieces(&mut self, from: &File, to: &File, size: u64, sink: &dyn Sink) -> Result<u64, CopyError> {
        to.set_len(size).map_err(CopyError::Target)?;
        let (mut at, mut copied) = (0, 0);
        while let Some((start, end)) = from.next_data(at, size).map_err(CopyError::Source)? {
            copied += self.copy_range(from, to, (start, end), sink)?;
            at = end;
        }
        Ok(copied)
    }

    fn copy_range(
        &mut self,
        from: &File,
        to: &File,
        (start, end): (u64, u64),
        sink: &dyn Sink,
    ) -> Result<u64, CopyError> {
        let mut at = start;
        while at < end {
            let want = (end - at).min(self.piece()) as usize;
            match to.copy_range(from, at, want).map_err(CopyError::Target)? {
                Some(0) => return Err(CopyError::SourceChanged),
                Some(got) => {
                    at += got as u64;
                    self.advance(got as u64, sink);
                }
                None => return self.copy_by_hand(from, to, (at, end), sink).map(|_| end - start),
            }
        }
        Ok(end - start)
    }

    fn copy_by_hand(
        &mut self,
        from: &File,
        to: &File,
        (start, end): (u64, u64),
        sink: &dyn Sink,
    ) -> Result<u64, CopyError> {
        self.buffer.resize(SMALL, 0);
        let mut at = start;
        while at < end {
            let want = ((end - at) as usize).min(SMALL);
            let got = from.read_at(&mut self.buffer[..want], at).map_err(CopyError::Source)?;
            if got == 0 {
                return Err(CopyError::SourceChanged);
            }
            write_all(to, &self.buffer[..got], at).map_err(CopyError::Target)?;
            at += got as u64;
            self.advance(got as u64, sink);
        }
        Ok(end - start)
    }

    /// Reports `bytes`, and waits where the rate is limited.
    fn advance(&self, bytes: u64, sink: &dyn Sink) {
        sink.event(Event::Advanced { operations: 0, bytes });
        if let Some(throttle) = self.throttle {
            throttle.take(bytes);
        }
    }

    fn piece(&self) -> u64 {
        self.throttle.map_or(PIECE, |throttle| throttle.piece().min(PIECE))
    }

    /// Owner, permissions, attributes and time of a copy that is complete.
    fn finish(&self, from: &File, to: &File, expected: &Stat) -> Result<(Stat, Xattrs), CopyError> {
        let mut stat = self.set_time(to, expected)?;
        let mut again = false;
        if self.carry.owner && (stat.uid, stat.gid) != (expected.uid, expected.gid) {
            tolerate(to.set_owner(expected.uid, expected.gid)).map_err(CopyError::Target)?;
            again = true;
        }
        if self.carry.perms && (stat.mode != expected.mode || again) {
            tolerate(to.set_mode(expected.mode)).map_err(CopyError::Target)?;
            again = true;
        }
        let mut xattrs = Xattrs::Same;
        if (self.carry.xattrs || self.carry.acls) && from.has_attributes() {
            let mode = if self.carry.perms { expected.mode } else { stat.mode };
            xattrs = attributes::carry_to_new(from, to, mode, self.carry).map_err(CopyError::Target)?;
            again = true;
        }
        if again {
            stat = to.look().map(|look| look.stat).map_err(CopyError::Target)?;
        }
        Ok((stat, xattrs))
    }

    fn set_time(&self, to: &File, expected: &Stat) -> Result<Stat, CopyError> {
        if self.carry.times {
            to.set_time(expected.mtime).map_err(CopyError::Target)?;
        }
        to.look().map(|look| look.stat).map_err(CopyError::Target)
    }
}

const RW_FOR_ALL: u16 = 0o666;

/// Whether the content of `source` is that of `expected`, which carries the permissions and owner that the copy
/// is to have: those of the source may be others.
fn unchanged(source: io::Result<Stat>, expected: &Stat) -> Result<(), CopyError> {
    match source {
        Ok(now) if now.same_version(&Stat { ctime: now.ctime, ..*expected }) => Ok(()),
        Ok(_) => Err(CopyError::SourceChanged),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(CopyError::SourceChanged),
        Err(e) => Err(CopyError::Source(e)),
    }
}

fn write_all(to: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let done = to.write_at(bytes, at)?;
        if done == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[done..];
        at += done as u64;
    }
    Ok(())
}

/// Whether `file` takes less room than its size; a piece of a block does not count.
fn is_sparse(file: &File, size: u64) -> bool {
    file.allocated().is_some_and(|bytes| bytes < size)
}

/// Whether a whole block in `bytes` is zero.
fn has_empty_block(bytes: &[u8]) -> bool {
    bytes.chunks_exact(BLOCK).any(|block| block[0] == 0 && block[BLOCK - 1] == 0 && block.iter().all(|byte| *byte == 0))
}

/// Whether two files, or the targets of two symlinks, are equal byte for byte. An error names the side
/// that could not be read.
pub fn same_content(
    left: Spot<'_>,
    right: Spot<'_>,
    kind: Kind,
    buffers: &mut [Vec<u8>; 2],
) -> Result<bool, (Side, io::Error)> {
    let (on_left, on_right) = (|e| (Side::Left, e), |e| (Side::Right, e));
    if kind == Kind::Symlink {
        return Ok(link_target(left).map_err(on_left)? == link_target(right).map_err(on_right)?);
    }
    let a = open_to_compare(left).map_err(on_left)?;
    let b = open_to_compare(right).map_err(on_right)?;
    let size = a.size().map_err(on_left)?;
    if size != b.size().map_err(on_right)? {
        return Ok(false);
    }
    let [one, two] = buffers;
    one.resize(SMALL, 0);
    two.resize(SMALL, 0);
    let mut at = 0;
    while at < size {
        let want = ((size - at) as usize).min(SMALL);
        let got = read_full(&a, &mut one[..want], at).map_err(on_left)?;
        let same_length = got == read_full(&b, &mut two[..want], at).map_err(on_right)?;
        if !same_length || one[..got] != two[..got] {
            return Ok(false);
        }
        if got == 0 {
            return Err((Side::Left, io::Error::other("changed while it was compared")));
        }
        at += got as u64;
    }
    Ok(true)
}

fn open_to_compare(spot: Spot<'_>) -> io::Result<File> {
    match File::open_unnoticed(spot)? {
        Some(file) => Ok(file),
        None => File::open(spot),
    }
}

fn read_full(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    let mut done = 0;
    while done < buffer.len() {
        match file.read_at(&mut buffer[done..], at + done as u64)? {
            0 => break,
            got => done += got,
        }
    }
    Ok(done)
}
