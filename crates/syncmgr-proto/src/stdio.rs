//! The pipe of a handler program is its standard input and output.

use std::io;

use crate::protocol::ProtocolError;
use crate::sdk::{Handler, serve};

/// Serves the manager that started this program, until it hangs up: the whole `main` of a handler.
///
/// Nothing else may be printed on standard output.
///
/// # Errors
/// The other end does not speak the protocol, or the pipe cannot be read.
pub fn run_handler(handler: impl Handler) -> Result<(), ProtocolError> {
    serve(handler, io::stdin(), io::stdout())
}
