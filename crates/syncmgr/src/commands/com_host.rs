use std::path::PathBuf;

use syncmgr_proto::{ExitCode, Guid};

use crate::com_host;
use crate::context::Context;
use crate::error::CliError;

/// Hold a handler of a module and speak the handler protocol
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shared library
    module: PathBuf,
    /// The handler's class
    clsid: Guid,
    /// Only try whether there is such a handler
    #[arg(long)]
    check: bool,
}

pub fn run(_context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let module = std::path::absolute(&args.module)
        .map_err(|error| CliError::usage(format!("{} is no path", args.module.display())).because(error))?;
    if args.check {
        return com_host::check(&module, args.clsid).map(|()| ExitCode::InSync).map_err(CliError::usage);
    }
    com_host::run(&module, args.clsid)
}
