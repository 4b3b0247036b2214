//! Lines on their way to standard output: many short ones are written together.

use std::io::{self, Write};

use anstream::adapter::strip_bytes;
use anstream::{AutoStream, ColorChoice};

use super::print;

/// So much is gathered before it is written.
const PIECE: usize = 64 * 1024;

/// What lines hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes for programs, never changed.
    Raw,
    /// Text with styles, which are taken away where they are not wanted.
    Styled,
}

/// Lines that are not written yet.
#[derive(Debug)]
pub struct Lines {
    content: Content,
    pending: Vec<u8>,
}

impl Lines {
    /// No lines yet.
    pub fn new(content: Content) -> Self {
        Self { content, pending: Vec::new() }
    }

    /// Whether nothing waits to be written.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// The bytes to come.
    pub fn raw(&mut self) -> &mut Vec<u8> {
        &mut self.pending
    }

    /// Adds a line.
    pub fn push(&mut self, line: &str) {
        self.pending.extend_from_slice(line.as_bytes());
        self.pending.push(b'\n');
    }

    /// Writes what there is, if it is much.
    pub fn write_if_long(&mut self) {
        if self.pending.len() >= PIECE {
            self.write();
        }
    }

    /// Writes what there is.
    pub fn write(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let stdout = io::stdout();
        let result = match (self.content, AutoStream::choice(&stdout)) {
            (Content::Styled, ColorChoice::Never) => stdout.lock().write_all(&strip_bytes(&self.pending).into_vec()),
            _ => stdout.lock().write_all(&self.pending),
        };
        print::note_loss(result.and_then(|()| io::stdout().flush()));
        self.pending.clear();
    }
}
