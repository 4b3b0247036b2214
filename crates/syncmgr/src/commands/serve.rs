use std::io::Write;

use syncmgr_proto::ExitCode;

use crate::context::{Context, Format};
use crate::error::{CliError, ErrorKind};
use crate::options::Whole;
use crate::render::print;
use crate::service::{self, Life};

/// Run items by themselves: schedules, idle time, and what other commands ask for
///
/// Runs until it is ended by SIGTERM or Ctrl-C. While it runs, commands talk to it and print the same as without it. Messages
/// that lead to more stay answerable, because the handlers that said them are kept.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The port of the web interface; this version has none and opens no port
    #[arg(long, value_name = "PORT", default_value_t = 0, value_parser = Whole::PORT.parser::<u16>())]
    port: u16,
    /// End when there is nothing to do
    #[arg(long, hide = true)]
    until_idle: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let life = if args.until_idle { Life::until_idle() } else { Life::until_ended() };
    service::serve(context, &life, || match tell(context) {
        // It serves also where nobody reads what it says.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        told => told,
    })
}

/// Tells that requests are taken.
fn tell(context: &Context) -> Result<(), CliError> {
    match context.format {
        Format::Json => {
            let ready = serde_json::json!({"kind": "ready", "pid": std::process::id()});
            print::json(&ready).and_then(|()| Ok(std::io::stdout().flush()?))
        }
        Format::Human => context.say("serving; end it with Ctrl-C"),
    }
}
