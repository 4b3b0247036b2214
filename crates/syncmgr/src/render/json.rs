//! Events as lines of JSON.

use std::io;
use std::sync::{Mutex, PoisonError};

use syncmgr_core::EventSink;
use syncmgr_proto::{Body, Event};

use super::lines::{Content, Lines};
use super::print;
use crate::context::{Format, Verbosity};

/// Prints each event as one line. A long list of operations is written in large pieces, all else at once.
#[derive(Debug)]
pub struct JsonLines {
    verbosity: Verbosity,
    lines: Mutex<Lines>,
}

impl JsonLines {
    /// Prints the next session.
    pub fn new(verbosity: Verbosity) -> Self {
        Self { verbosity, lines: Mutex::new(Lines::new(Content::Raw)) }
    }
}

impl EventSink for JsonLines {
    fn event(&self, event: &Event) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        // An event is plain data: it can be written as JSON.
        if serde_json::to_writer(lines.raw(), event).map_err(io::Error::from).is_ok() {
            lines.raw().push(b'\n');
        }
        match event.body {
            Body::Operation { .. } => lines.write_if_long(),
            _ => lines.write(),
        }
    }

    fn waiting(&self, handler: &str) {
        if self.verbosity > Verbosity::Quiet {
            print::waiting(Format::Json, handler);
        }
    }
}
