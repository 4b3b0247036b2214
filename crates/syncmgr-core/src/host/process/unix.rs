//! A child process on Unix: a group of its own, pipes that nobody waits for, and a sign of its end.

use std::ffi::OsString;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};

/// Bytes that are read or written at once.
const CHUNK: usize = 64 * 1024;

/// How hard a process group is asked to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::host) enum Blow {
    /// It may clean up.
    Term,
    /// At once.
    Kill,
}

/// What came in one turn; reused from turn to turn.
#[derive(Default)]
pub(in crate::host) struct Turn {
    /// From standard output.
    pub output: Vec<u8>,
    /// From standard error.
    pub errors: Vec<u8>,
    /// Standard output has ended.
    pub output_ended: bool,
    /// The process has ended, whatever its pipes do.
    pub exited: bool,
}

/// A child process, as its supervisor has it.
pub(in crate::host) struct Process {
    child: Child,
    /// Becomes readable when the process ends.
    death: OwnedFd,
    wake: PipeReader,
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    remote: Remote,
}

/// The process, as other threads have it.
#[derive(Clone)]
pub(in crate::host) struct Remote(Arc<Far>);

struct Far {
    outbox: Mutex<Outbox>,
    wake: PipeWriter,
    /// The group, until its leader is reaped and the number may be given anew.
    group: Mutex<Option<Pid>>,
}

#[derive(Default)]
struct Outbox {
    bytes: Vec<u8>,
    closing: bool,
}

impl Process {
    /// Starts a program as the leader of a process group of its own.
    pub fn start(program: &OsString, args: &[OsString]) -> io::Result<Self> {
        let (wake, waker) = io::pipe()?;
        rustix::io::ioctl_fionbio(&waker, true)?;
        let mut command = Command::new(program);
        command.args(args).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let pid = Pid::from_child(&child);
        let watch = || -> io::Result<OwnedFd> {
            if let Some(stdin) = &child.stdin {
                rustix::io::ioctl_fionbio(stdin, true)?;
            }
            watch_death(pid)
        };
        let death = match watch() {
            Ok(death) => death,
            Err(error) => {
                let _ = kill_process_group(pid, Signal::KILL);
                let _ = child.wait();
                return Err(error);
            }
        };
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let far = Far { outbox: Mutex::default(), wake: waker, group: Mutex::new(Some(pid)) };
        Ok(Self { child, death, wake, stdin, stdout, stderr, remote: Remote(Arc::new(far)) })
    }

    /// Returns the handle for other threads.
    pub fn remote(&self) -> Remote {
        self.remote.clone()
    }

    /// Waits until something can be done, but not longer than `patience`, and does it.
    pub fn wait(&mut self, patience: Option<Duration>, turn: &mut Turn) -> io::Result<()> {
        turn.output.clear();
        turn.errors.clear();
        let [died, woken, readable, complaining, writable] = self.poll(patience)?;
        if woken {
            let _ = self.wake.read(&mut [0; 64])?;
        }
        if writable || woken {
            self.write();
        }
        if readable && !take(&mut self.stdout, &mut turn.output) {
            self.stdout = None;
        }
        if complaining && !take(&mut self.stderr, &mut turn.errors) {
            self.stderr = None;
        }
        turn.output_ended = self.stdout.is_none();
        turn.exited = died;
        Ok(())
    }

    fn poll(&self, patience: Option<Duration>) -> io::Result<[bool; 5]> {
        let stdin = self.stdin.as_ref().filter(|_| !self.remote.outbox().bytes.is_empty());
        let sources = [
            Some((self.death.as_fd(), PollFlags::IN)),
            Some((self.wake.as_fd(), PollFlags::IN)),
            self.stdout.as_ref().map(|pipe| (pipe.as_fd(), PollFlags::IN)),
            self.stderr.as_ref().map(|pipe| (pipe.as_fd(), PollFlags::IN)),
            stdin.map(|pipe| (pipe.as_fd(), PollFlags::OUT)),
        ];
        let mut fds: Vec<PollFd<'_>> =
            sources.iter().flatten().map(|(fd, flags)| PollFd::from_borrowed_fd(*fd, *flags)).collect();
        // A patience too long to be counted is none.
        let timeout = patience.and_then(|patience| Timespec::try_from(patience).ok());
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return Ok([false; 5]),
            Err(error) => return Err(error.into()),
        }
        let mut happened = fds.iter().map(|fd| !fd.revents().is_empty());
        Ok(sources.each_ref().map(|source| source.is_some() && happened.next() == Some(true)))
    }

    /// Writes what the pipe takes, and closes it when that was wanted and all is out.
    fn write(&mut self) {
        let mut outbox = self.remote.outbox();
        let Some(stdin) = &mut self.stdin else {
            outbox.bytes.clear();
            return;
        };
        while !outbox.bytes.is_empty() {
            let count = outbox.bytes.len().min(CHUNK);
            match stdin.write(&outbox.bytes[..count]) {
                Ok(written) => drop(outbox.bytes.drain(..written)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // It does not read any more: its death or a deadline tells what that means.
                Err(_) => {
                    outbox.bytes.clear();
                    outbox.closing = true;
                }
            }
        }
        if outbox.closing {
            drop(outbox);
            self.stdin = None;
        }
    }

    /// Ends what is left of the group and returns how the process ended; to be called when it has, or is being killed.
    pub fn reap(mut self) -> io::Result<ExitStatus> {
        let mut group = self.remote.group();
        if let Some(pid) = *group {
            // Its leader is not reaped yet, so the number still means this group.
            let _ = kill_process_group(pid, Signal::KILL);
        }
        let status = self.child.wait();
        *group = None;
        status
    }
}

/// Reads once; `false` at the end.
fn take(pipe: &mut Option<impl Read>, into: &mut Vec<u8>) -> bool {
    let Some(pipe) = pipe else { return true };
    into.resize(CHUNK, 0);
    let read = pipe.read(into);
    into.truncate(read.as_ref().copied().unwrap_or(0));
    match read {
        Ok(count) => count > 0,
        Err(error) => matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock),
    }
}

impl Remote {
    /// Hands over bytes for standard input; returns how many wait there now.
    pub fn send(&self, bytes: &[u8]) -> usize {
        let mut outbox = self.outbox();
        if outbox.closing {
            return 0;
        }
        outbox.bytes.extend_from_slice(bytes);
        let waiting = outbox.bytes.len();
        drop(outbox);
        self.wake();
        waiting
    }

    /// Closes standard input behind what was handed over.
    pub fn close_input(&self) {
        self.outbox().closing = true;
        self.wake();
    }

    /// Asks the group to end; nothing happens if the process is gone already.
    pub fn strike(&self, blow: Blow) {
        let signal = match blow {
            Blow::Term => Signal::TERM,
            Blow::Kill => Signal::KILL,
        };
        if let Some(pid) = *self.group() {
            let _ = kill_process_group(pid, signal);
        }
    }

    /// Has the supervisor look around.
    pub fn wake(&self) {
        // A full pipe wakes as well.
        let _ = (&self.0.wake).write(&[0]);
    }

    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        self.0.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn group(&self) -> MutexGuard<'_, Option<Pid>> {
        self.0.group.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns something that becomes readable when a child ends, even if a grandchild holds its pipes.
#[cfg(target_os = "linux")]
fn watch_death(pid: Pid) -> io::Result<OwnedFd> {
    rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()).map_err(io::Error::from)
}

/// Returns something that becomes readable when a child ends: a pipe that a waiting thread closes.
#[cfg(not(target_os = "linux"))]
fn watch_death(pid: Pid) -> io::Result<OwnedFd> {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let (reader, writer) = io::pipe()?;
    let body = move || {
        // It is left for the supervisor to reap.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        let _ = rustix::io::retry_on_intr(|| waitid(WaitId::Pid(pid), options));
        drop(writer);
    };
    std::thread::Builder::new().name("death".into()).spawn(body)?;
    Ok(reader.into())
}
