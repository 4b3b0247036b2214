//! Standard output.

use std::io::{self, StdoutLock, Write};
use std::sync::OnceLock;

use anstream::AutoStream;

use super::escape::escaped;
use crate::context::Format;
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

/// Tells something on standard error that is no error.
pub fn note(format: Format, text: &str) {
    let line = match format {
        Format::Json => serde_json::json!({"kind": "note", "message": text}).to_string(),
        Format::Human => format!("note: {}", escaped(text)),
    };
    // Nobody is left to be told that it could not be printed.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Tells that this handler is waited for, which can take long.
pub fn waiting(format: Format, handler: &str) {
    note(format, &format!("waiting for {handler} to list its items …"));
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
