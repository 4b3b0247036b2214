//! The asking side.

use std::io::{self, BufRead, BufReader};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use syncmgr_core::EventSink;
use syncmgr_proto::ExitCode;

use super::place::Place;
use super::wire::{Order, Reply, Request, send};
use crate::error::{CliError, ErrorKind};
use crate::session;

/// So long a process may think about a short request.
const PATIENCE: Duration = Duration::from_secs(10);

/// Has the manager run a session; `None`: none serves.
pub fn run(place: &Place, order: &Order, sink: &dyn EventSink) -> Result<Option<ExitCode>, CliError> {
    let Some(stream) = place.manager() else { return Ok(None) };
    if send(&stream, &Request::Run(order.clone())).is_err() {
        return Ok(None);
    }
    let lost = || CliError::new(ErrorKind::Temporary, "the manager ended before the session did").hint("try again");
    let orders = stream.try_clone().map_err(|error| lost().because(error))?;
    session::on_interrupt(move || {
        // If it cannot be told to stop, it is about to end anyway.
        let _ = send(&orders, &Request::Stop { session: None });
    })?;
    for line in BufReader::new(stream).lines() {
        let line = line.map_err(|error| lost().because(error))?;
        match serde_json::from_str(&line).map_err(|error| lost().because(error))? {
            Reply::Event(event) => sink.event(&event),
            Reply::Waiting(handler) => sink.waiting(&handler),
            Reply::Ended(exit) => return Ok(Some(exit)),
            Reply::Refused { exit, message, hints } => {
                let error = CliError::new(ErrorKind::of(exit), message);
                return Err(hints.into_iter().fold(error, CliError::hint));
            }
            Reply::Delivered(_) | Reply::Accepted | Reply::Declined => return Ok(None),
        }
    }
    Err(lost())
}

/// Sends a short request and waits for the answer; `None`: nobody gave one.
pub fn ask(stream: &UnixStream, request: &Request) -> Option<Reply> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    send(stream, request).ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}

/// Sends a request to every process that listens and adds up what was delivered.
pub fn tell_everyone(place: &Place, request: &Request) -> Result<usize, CliError> {
    let mut delivered = 0;
    for stream in place.everyone() {
        match ask(&stream, request) {
            Some(Reply::Delivered(count)) => delivered += count,
            Some(Reply::Refused { exit, message, hints }) => {
                let error = CliError::new(ErrorKind::of(exit), message);
                return Err(hints.into_iter().fold(error, CliError::hint));
            }
            _ => {}
        }
    }
    Ok(delivered)
}

/// Starts a manager that ends when it has nothing to do, and waits until it, or one that was there before, takes requests. It
/// outlives this process.
pub fn start_in_background(config: &Path, state_dir: &Path) -> io::Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["serve", "--json", "--until-idle"]).arg("--config").arg(config).arg("--state-dir").arg(state_dir);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).current_dir("/");
    // Out of reach of what ends the caller's group, a Ctrl-C for instance.
    let mut child = command.process_group(0).spawn()?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    if line.is_empty() && child.wait()?.code() != Some(ExitCode::AlreadyRunning.number().into()) {
        return Err(io::Error::other("it ended at once"));
    }
    Ok(())
}
