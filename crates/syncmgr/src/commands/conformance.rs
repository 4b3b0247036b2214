use std::io::{BufRead, BufReader, Read};
use std::thread;

use syncmgr_proto::ExitCode;

use crate::com_host::process::{Pipes, crash_plainly, end, leave_no_core, take_pipes};
use crate::conformance::{self, Specification};
use crate::context::Context;
use crate::error::CliError;

/// Make one trial of `handler test`, which is told on standard input, and write its trace
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_context: &Context, _args: &Args) -> Result<ExitCode, CliError> {
    leave_no_core();
    crash_plainly();
    let cannot = |error| CliError::other("cannot take the pipes of the trial").because(error);
    let Pipes { from_manager, to_manager } = take_pipes().map_err(cannot)?;
    let (mut input, mut line) = (BufReader::new(from_manager), String::new());
    input.read_line(&mut line).map_err(cannot)?;
    let specification: Specification =
        serde_json::from_str(&line).map_err(|error| CliError::usage("this is no trial").because(error))?;
    // Who reads the trace holds the other end of standard input as long as it lives.
    thread::spawn(move || {
        let _ = input.read(&mut [0]);
        end(1)
    });
    conformance::perform(&specification, to_manager);
    // What the handler left running is of no interest, and its destructors might hang.
    end(0)
}
