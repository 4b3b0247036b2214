//! A trial from outside: a child makes it, and may die or fall silent.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::evidence::{End, Run};
use super::specification::Specification;
use super::trace::{Entry, Fact, What};
use crate::error::CliError;

/// The hidden command that makes a trial.
pub const COMMAND: &str = "__conformance";
/// How much longer than the handler's the patience with the child is: it waits itself, and says so.
const GRACE: Duration = Duration::from_secs(2);
/// How often one looks whether a child is gone whose pipe somebody else holds.
const LOOK: Duration = Duration::from_millis(50);
/// How long one waits for the rest of the trace of a child that is gone.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Makes one trial in a child.
///
/// # Errors
/// No child can be started.
pub fn supervise(specification: &Specification) -> Result<Run, CliError> {
    let cannot = |error| CliError::other("cannot start a process for a trial").because(error);
    let mut child = start().map_err(cannot)?;
    let group = Pid::from_child(&child);
    // Kept open to the end: the child ends when nobody holds it any more.
    let mut input = child.stdin.take();
    if let (Some(input), Ok(mut line)) = (&mut input, serde_json::to_vec(specification)) {
        line.push(b'\n');
        // A child that is gone already is found below.
        let _: io::Result<()> = input.write_all(&line);
    }
    let entries = child.stdout.take().map(listen);
    let (entries, hung) = entries.map_or_else(Default::default, |entries| collect(&mut child, &entries, specification));
    // Its leader is not reaped yet, so the number still means this group, with all that the handler started.
    let _ = kill_process_group(group, Signal::KILL);
    let status = child.wait().map_err(cannot)?;
    drop(input);
    let end = end(&entries, hung, status);
    Ok(Run { entries, end })
}

fn start() -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(COMMAND).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn()
}

/// Reads the trace aside, as it comes.
fn listen(output: ChildStdout) -> Receiver<Entry> {
    let (sender, entries) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Half a line is what a dying child could still write.
            if let Ok(entry) = serde_json::from_str(&line)
                && sender.send(entry).is_err()
            {
                return;
            }
        }
    });
    entries
}

/// Collects the trace until the child is gone, or has been silent for too long; then how long that was.
fn collect(
    child: &mut Child,
    entries: &Receiver<Entry>,
    specification: &Specification,
) -> (Vec<Entry>, Option<Duration>) {
    let limit = specification.patience + GRACE;
    let (mut all, mut last) = (Vec::new(), Instant::now());
    loop {
        match entries.recv_timeout(LOOK) {
            Ok(entry) => {
                all.push(entry);
                last = Instant::now();
            }
            Err(RecvTimeoutError::Disconnected) => return (all, wait_for_end(child, last, limit)),
            Err(RecvTimeoutError::Timeout) if has_ended(child) => {
                // The reader may be behind; only who forked can still hold the pipe.
                while let Ok(entry) = entries.recv_timeout(LAST_WORDS) {
                    all.push(entry);
                }
                return (all, None);
            }
            Err(RecvTimeoutError::Timeout) if last.elapsed() >= limit => return (all, Some(last.elapsed())),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The pipe is closed; the process may still hang in what it does at its end.
fn wait_for_end(child: &mut Child, last: Instant, limit: Duration) -> Option<Duration> {
    while !has_ended(child) {
        if last.elapsed() >= limit {
            return Some(last.elapsed());
        }
        thread::sleep(LOOK);
    }
    None
}

/// Whether the child has ended; it is left to be reaped, so that its group keeps its number.
fn has_ended(child: &Child) -> bool {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    !matches!(waitid(WaitId::Pid(Pid::from_child(child)), options), Ok(None))
}

fn end(entries: &[Entry], hung: Option<Duration>, status: ExitStatus) -> End {
    if let Some(time) = hung {
        return End::Hung(time);
    }
    let gone = |entry: &Entry| if let What::Fact(Fact::Gone(how)) = &entry.what { Some(how.clone()) } else { None };
    if let Some(how) = entries.iter().find_map(gone) {
        return End::Crashed(how);
    }
    match (status.code(), status.signal()) {
        (Some(0), _) => End::Well,
        (Some(code), _) => End::Crashed(format!("exit code {code}")),
        (None, signal) => End::Crashed(signal.map_or_else(|| status.to_string(), named)),
    }
}

/// The signals that usually end programs; these numbers are the same on every system.
fn named(signal: i32) -> String {
    let name = match signal {
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::trace::{Given, Method};

    #[test]
    fn an_end_is_told_by_what_is_known_of_it() {
        let status = |raw| ExitStatus::from_raw(raw);
        assert_eq!(end(&[], None, status(0)), End::Well);
        assert_eq!(end(&[], None, status(11)), End::Crashed("SIGSEGV".into()));
        assert_eq!(end(&[], None, status(6)), End::Crashed("SIGABRT".into()));
        assert_eq!(end(&[], None, status(40)), End::Crashed("signal 40".into()));
        assert_eq!(end(&[], None, status(7 << 8)), End::Crashed("exit code 7".into()));
        let (long, entry) = (Duration::from_secs(9), |what| Entry { at: 0, thread: 0, what });
        assert_eq!(end(&[], Some(long), status(9)), End::Hung(long));
        let call = entry(What::Call(Method::Initialize, Given::Nothing));
        let gone = entry(What::Fact(Fact::Gone("exit status: 3".into())));
        assert_eq!(end(&[call, gone], None, status(0)), End::Crashed("exit status: 3".into()));
    }
}
