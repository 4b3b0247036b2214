use syncmgr_core::store::Hold;
use syncmgr_proto::ExitCode;

use crate::context::Context;
use crate::error::CliError;
use crate::hold;

/// Leave items out of runs until they are resumed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The items
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    hold::set(context, &args.names, Hold::Paused)?;
    for name in &args.names {
        context.done("paused", name, || format!("paused `{name}`: left out until `syncmgr resume {name}`"))?;
    }
    Ok(ExitCode::InSync)
}
