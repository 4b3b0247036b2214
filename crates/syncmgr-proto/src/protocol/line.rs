//! Lines of bounded length out of a stream of bytes.

use std::io::{self, Read};

/// The longest line that a handler may say, in bytes without its end: ten thousand items whose names need all they may.
pub const MAX_LINE: usize = 16 << 20;
/// The longest line that the manager may say: a call with a cookie of [`MAX_COOKIE`](super::MAX_COOKIE).
pub const MAX_CALL: usize = 32 << 20;

/// There is no whole line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The line does not end within so many bytes.
    #[error("printed a line of more than {0} bytes")]
    TooLong(usize),
    /// It ended in the middle of a line.
    #[error("ended in the middle of a line")]
    Torn,
    /// The stream cannot be read.
    #[error("cannot be read: {0}")]
    Io(String),
}

/// Cuts bytes, as they come, into lines; for those who cannot wait for the next byte.
///
/// Lines end with `\n` or `\r\n`; empty ones are left out.
pub struct LineBuffer {
    limit: usize,
    bytes: Vec<u8>,
    /// Where the next line begins.
    start: usize,
    /// Up to where no end of a line was found.
    searched: usize,
}

impl LineBuffer {
    /// For lines of at most `limit` bytes.
    pub const fn new(limit: usize) -> Self {
        Self { limit, bytes: Vec::new(), start: 0, searched: 0 }
    }

    /// Takes more bytes. Call [`LineBuffer::next_line`] until it has no more before taking the next.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// Returns the next whole line, without its end.
    ///
    /// # Errors
    /// The line is longer than the limit, whether its end has come or not.
    pub fn next_line(&mut self) -> Result<Option<&[u8]>, LineError> {
        loop {
            let found = self.bytes[self.searched..].iter().position(|&byte| byte == b'\n');
            let end = found.map_or(self.bytes.len(), |at| self.searched + at);
            if end - self.start > self.limit {
                return Err(LineError::TooLong(self.limit));
            }
            if found.is_none() {
                self.searched = end;
                return Ok(None);
            }
            let from = std::mem::replace(&mut self.start, end + 1);
            self.searched = self.start;
            let line = &self.bytes[from..end];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.trim_ascii().is_empty() {
                // Cut again: the borrow checker does not let a borrow leave a loop under a condition.
                let length = line.len();
                return Ok(Some(&self.bytes[from..from + length]));
            }
        }
    }

    /// Tells whether the beginning of a line is waiting for its end.
    pub fn is_torn(&self) -> bool {
        self.start < self.bytes.len()
    }
}

/// Reads what the manager says and waits for it.
pub struct LineReader<R> {
    input: R,
    buffer: LineBuffer,
    chunk: Box<[u8]>,
}

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

impl<R: Read> LineReader<R> {
    /// Makes a reader; the input needs no buffer of its own.
    pub fn new(input: R) -> Self {
        Self { input, buffer: LineBuffer::new(MAX_CALL), chunk: vec![0; CHUNK].into_boxed_slice() }
    }

    /// Waits for the next line; `None` at the end.
    ///
    /// # Errors
    /// The line is too long, has no end, or the input cannot be read.
    pub fn next_line(&mut self) -> Result<Option<Vec<u8>>, LineError> {
        loop {
            if let Some(line) = self.buffer.next_line()? {
                return Ok(Some(line.to_vec()));
            }
            match self.input.read(&mut self.chunk) {
                Ok(0) if self.buffer.is_torn() => return Err(LineError::Torn),
                Ok(0) => return Ok(None),
                Ok(count) => self.buffer.extend(&self.chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(LineError::Io(error.to_string())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(input: &[u8]) -> (Vec<String>, Option<LineError>) {
        let mut reader = LineReader::new(input);
        let mut read = Vec::new();
        loop {
            match reader.next_line() {
                Ok(Some(line)) => read.push(String::from_utf8_lossy(&line).into_owned()),
                Ok(None) => return (read, None),
                Err(error) => return (read, Some(error)),
            }
        }
    }

    #[test]
    fn lines_end_either_way_and_empty_ones_do_not_count() {
        assert_eq!(lines(b"a\nb\r\n\n \r\nc d\n"), (vec!["a".into(), "b".into(), "c d".into()], None));
        assert_eq!(lines(b""), (vec![], None));
    }

    #[test]
    fn a_line_without_end_is_torn() {
        assert_eq!(lines(b"a\nb"), (vec!["a".into()], Some(LineError::Torn)));
    }

    #[test]
    fn the_longest_line_is_read_and_a_longer_one_refused() {
        let mut buffer = LineBuffer::new(3);
        buffer.extend(b"abc\nabcd");
        assert_eq!(buffer.next_line(), Ok(Some(&b"abc"[..])));
        assert_eq!(buffer.next_line(), Err(LineError::TooLong(3)));
        let call = [vec![b'x'; MAX_CALL], vec![b'\n']].concat();
        assert_eq!(lines(&call).0[0].len(), MAX_CALL);
    }

    #[test]
    fn a_line_that_never_ends_takes_bounded_memory() {
        let mut reader = LineReader::new(io::repeat(b'x'));
        assert_eq!(reader.next_line(), Err(LineError::TooLong(MAX_CALL)));
        assert!(reader.buffer.bytes.len() <= MAX_CALL + CHUNK);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_bytes_come(bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200), cut in 1_usize..20) {
            let mut buffer = LineBuffer::new(MAX_LINE);
            let mut read = Vec::new();
            for chunk in bytes.chunks(cut) {
                buffer.extend(chunk);
                while let Some(line) = buffer.next_line().unwrap() {
                    read.push(String::from_utf8_lossy(line).into_owned());
                }
            }
            let (whole, error) = lines(&bytes);
            prop_assert_eq!(read, whole);
            prop_assert_eq!(buffer.is_torn(), error.is_some());
        }
    }
}
