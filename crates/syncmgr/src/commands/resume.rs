use syncmgr_core::store::Hold;
use syncmgr_proto::ExitCode;

use crate::context::Context;
use crate::error::CliError;
use crate::hold;

/// Take paused items into runs again
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The items
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    hold::set(context, &args.names, Hold::Active)?;
    for name in &args.names {
        context.done("resumed", name, || format!("resumed `{name}`: takes part in runs again"))?;
    }
    Ok(ExitCode::InSync)
}
