//! The process of a handler: what it owns, what the handler may do to it, and how it ends.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};

use rustix::io::fcntl_dupfd_cloexec;
use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use rustix::stdio::{dup2_stdin, dup2_stdout, stderr, stdin, stdout};

/// The two pipes to the manager, which no handler and no child of a handler knows of.
pub struct Pipes {
    /// What the manager says.
    pub from_manager: File,
    /// What it is told.
    pub to_manager: File,
}

/// Takes the pipes away from standard input and output: what a handler prints goes to standard error, and it reads nothing.
///
/// # Errors
/// The descriptors are missing or there are too many of them.
pub fn take_pipes() -> io::Result<Pipes> {
    let from_manager = fcntl_dupfd_cloexec(stdin(), 3)?.into();
    let to_manager = fcntl_dupfd_cloexec(stdout(), 3)?.into();
    dup2_stdin(File::open("/dev/null")?)?;
    dup2_stdout(stderr())?;
    Ok(Pipes { from_manager, to_manager })
}

/// A handler that crashes leaves no image of its memory behind.
pub fn leave_no_core() {
    // A process that may not lower its limits keeps them: its crash is a crash all the same.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// A handler that crashes ends by the signal it got: the handlers of the Rust runtime, which look for overflows of its own
/// stacks, are taken away.
pub fn crash_plainly() {
    const DEFAULT: usize = 0;
    unsafe extern "C" {
        fn signal(number: i32, handler: usize) -> usize;
    }
    for fault in [Signal::BUS, Signal::SEGV] {
        // SAFETY: the default action is no function of anybody's; no other thread runs yet.
        unsafe { signal(fault.as_raw(), DEFAULT) };
    }
}

/// Ends the process at once: no destructor of foreign code runs, none can hang.
pub fn end(code: i32) -> ! {
    unsafe extern "C" {
        safe fn _exit(code: i32) -> !;
    }
    _exit(code)
}

/// Says something for whoever looks for the fault in a handler.
pub fn trace(what: fmt::Arguments<'_>) {
    // Nobody may be listening.
    let _ = writeln!(io::stderr(), "com-host: {what}");
}
