//! Standard output.

use std::io::{self, StdoutLock, Write};

use anstream::AutoStream;

use crate::error::CliError;

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
