//! A child in a foreign program. The caller notices nothing of it but `SIGCHLD`, and it nothing of the caller but the
//! environment and the current directory.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::mem::MaybeUninit;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::ptr;
use std::time::Duration;

/// So long the program may think. It answers within milliseconds; starting a manager may take seconds on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// More is no reply.
const LONGEST: u64 = 1 << 20;
/// Signals have numbers up to this one.
const LAST_SIGNAL: i32 = 64;
/// Descriptors beyond this one are not looked for, where each has to be looked for.
const MANY: u64 = 1 << 16;

/// Runs a program, writes to its standard input, and returns the line that comes out of it.
pub fn exchange(mut command: Command, request: &[u8]) -> io::Result<Vec<u8>> {
    // Not pipes: to write to a closed pipe would send the caller SIGPIPE, which ends it if it does not know better.
    let (ours, theirs) = UnixStream::pair()?;
    command.stdin(OwnedFd::from(theirs.try_clone()?)).stdout(OwnedFd::from(theirs)).stderr(Stdio::null());
    // SAFETY: set_apart only makes system calls, which is all that is allowed between fork and exec.
    unsafe { command.pre_exec(set_apart) };
    let mut child = command.spawn()?;
    // The command holds the other end; as long as it does, the end of the child would go unnoticed.
    drop(command);
    let reply = talk(&ours, request);
    drop(ours);
    if reply.is_err() {
        // It may be gone already, which is as good.
        let _ = child.kill();
    }
    // The caller may have waited for all of its children, or ignore them: the reply says what there is to know.
    let _ = child.wait();
    reply
}

fn talk(mut stream: &UnixStream, request: &[u8]) -> io::Result<Vec<u8>> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match stream.write_all(request).and_then(|()| stream.shutdown(Shutdown::Write)) {
        // Who does not listen may answer all the same.
        Err(error) if ![ErrorKind::BrokenPipe, ErrorKind::NotConnected].contains(&error.kind()) => return Err(error),
        _ => {}
    }
    let mut line = Vec::new();
    BufReader::new(stream.take(LONGEST)).read_until(b'\n', &mut line)?;
    Ok(line)
}

/// Between fork and exec: signals as a program expects them, out of reach of the caller's terminal, none of its descriptors.
///
/// What the caller ignores or blocks would be so for good: a manager that inherits an ignored `SIGCHLD` could not tell how
/// its handlers ended, with a blocked `SIGTERM` it could not be ended. And a manager outlives the caller; a descriptor that it
/// kept would keep files and pipes open.
fn set_apart() -> io::Result<()> {
    for signal in 1..=LAST_SIGNAL {
        // SAFETY: the usual handler of any signal may be set; for one that has no other it fails, which is as good.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    let mut none = MaybeUninit::uninit();
    // SAFETY: the set is made empty before it is used.
    unsafe {
        libc::sigemptyset(none.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, none.as_ptr(), ptr::null_mut());
    }
    rustix::process::setsid()?;
    leave_descriptors();
    Ok(())
}

/// Marks every descriptor but the three standard ones to be closed by exec. Closing them now would close the one by which
/// the parent learns that exec failed.
fn leave_descriptors() {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: a system call with three numbers.
        let marked = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC) };
        if marked == 0 {
            return;
        }
    }
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(MANY);
    for descriptor in 3..limit.min(MANY) as i32 {
        // SAFETY: for a descriptor that is not open it fails, which is as good.
        unsafe { libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
}
