use syncmgr_core::RunKind;
use syncmgr_proto::ExitCode;

use super::sync::{RunArgs, execute};
use crate::context::Context;
use crate::error::CliError;
use crate::session;

/// Show what `sync` would do, and change nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  syncmgr plan ~/Documents /media/usb/Documents
  syncmgr plan docs --mode mirror-right")]
pub struct Args {
    #[command(flatten)]
    run: RunArgs,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    execute(context, &args.run, RunKind::Dry).map_err(|error| session::refused(context, error))
}
