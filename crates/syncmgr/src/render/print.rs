//! Standard output.

use std::io::{self, StdoutLock, Write};
use std::sync::OnceLock;

use anstream::AutoStream;

use crate::error::CliError;

/// Why something that a session showed could not be written; the first reason only.
static LOSS: OnceLock<io::Error> = OnceLock::new();

/// Standard output, with colours where they are wanted.
pub fn out() -> AutoStream<StdoutLock<'static>> {
    AutoStream::auto(io::stdout().lock())
}

/// Prints `value` as a line of JSON.
pub fn json(value: &impl serde::Serialize) -> Result<(), CliError> {
    let mut line = serde_json::to_vec(value).map_err(io::Error::from)?;
    line.push(b'\n');
    io::stdout().lock().write_all(&line)?;
    Ok(())
}

/// Notes that output could not be written, for a work that goes on all the same.
///
/// That nobody reads any more is no loss: whoever closed the pipe has seen enough.
pub fn note_loss(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        // What came first is the cause of what follows.
        let _ = LOSS.set(error);
    }
}

/// Writes out what is still held back, and tells why something could not be written since the process began.
pub fn loss() -> Option<&'static io::Error> {
    note_loss(io::stdout().flush());
    LOSS.get()
}
