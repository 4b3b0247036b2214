//! The terminal at which the caller was started, if a person can answer there.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::mem::MaybeUninit;
use std::ptr;

/// The terminal of this process, which is in its foreground.
pub struct Terminal(File);

impl Terminal {
    /// Opens it. A process in the background has none: it would be stopped for reading.
    pub fn open() -> Option<Self> {
        let file = File::options().read(true).write(true).open("/dev/tty").ok()?;
        let foreground = rustix::termios::tcgetpgrp(&file).ok()?;
        (foreground == rustix::process::getpgrp()).then_some(Self(file))
    }

    /// Shows a text and waits for a line; `None`: nobody will answer.
    pub fn ask(&self, text: &str) -> Option<String> {
        let _unstopped = Unstopped::begin();
        let mut file = &self.0;
        file.write_all(text.as_bytes()).ok()?;
        let (mut line, mut buffer) = (Vec::new(), [0; 512]);
        while !line.ends_with(b"\n") {
            match file.read(&mut buffer) {
                Ok(0) => return None,
                Ok(count) => line.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        Some(String::from_utf8_lossy(&line).into_owned())
    }
}

/// While it lives, this thread is not stopped for using a terminal from the background; reading fails instead.
struct Unstopped(libc::sigset_t);

impl Unstopped {
    fn begin() -> Self {
        let (mut stops, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
        // SAFETY: the first is made empty before it is filled, the second is written by the last call, which cannot fail:
        // its first argument is valid.
        unsafe {
            libc::sigemptyset(stops.as_mut_ptr());
            libc::sigaddset(stops.as_mut_ptr(), libc::SIGTTIN);
            libc::sigaddset(stops.as_mut_ptr(), libc::SIGTTOU);
            libc::pthread_sigmask(libc::SIG_BLOCK, stops.as_ptr(), before.as_mut_ptr());
            Self(before.assume_init())
        }
    }
}

impl Drop for Unstopped {
    fn drop(&mut self) {
        // SAFETY: puts back what was read by the same function.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.0, ptr::null_mut()) };
    }
}
