//! Mounts a test file system by hand and serves it until it is interrupted: `testfs MOUNTPOINT [OPTION…]`.

mod command_line;

use std::io::{self, Write};
use std::process::ExitCode;

use command_line::{Command, HELP, parse};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use testfs::TestFs;

fn main() -> ExitCode {
    match parse(std::env::args_os().skip(1)) {
        Err(message) => {
            let _ = writeln!(io::stderr(), "testfs: {message}\n{HELP}");
            ExitCode::from(2)
        }
        Ok(None) => done(write!(io::stdout(), "{HELP}")),
        Ok(Some(command)) => done(serve(&command)),
    }
}

fn done(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "testfs: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(command: &Command) -> io::Result<()> {
    // Before "ready": whoever waits for that may send a signal at once.
    let mut signals = Signals::new([SIGINT, SIGTERM].into_iter().chain(command.cut_on).chain(command.off_on))?;
    let mounted = TestFs::mount(&command.mountpoint, command.options.clone())?;
    let control = mounted.control();
    for fault in &command.faults {
        control.fail(fault.clone());
    }
    if let Some((bytes, errno)) = command.limit {
        control.limit_writes(bytes, errno);
    }
    say("ready")?;
    for signal in &mut signals {
        if Some(signal) == command.cut_on {
            control.power_cut(command.cut);
            say("power cut")?;
        } else if Some(signal) == command.off_on {
            control.power_off();
            say("power off")?;
        } else {
            break;
        }
    }
    if command.print_calls {
        write!(io::stdout(), "{}", control.calls())?;
    }
    Ok(())
}

fn say(what: &str) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{what}")?;
    out.flush()
}
