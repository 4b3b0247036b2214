use syncmgr_proto::ExitCode;

use crate::config::Paused;
use crate::context::Context;
use crate::error::CliError;

/// Take paused items into runs again
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The items
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    super::set_paused(context, &args.names, Paused::No)?;
    for name in &args.names {
        context.done("resumed", name, || format!("resumed `{name}`: takes part in runs again"))?;
    }
    Ok(ExitCode::InSync)
}
