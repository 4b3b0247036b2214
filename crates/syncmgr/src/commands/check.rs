use syncmgr_proto::{ExitCode, Mark};

use crate::context::Context;
use crate::error::CliError;
use crate::marks::{self, Choice, Kind};

/// Check items: they take part in runs of that kind
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The items
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// The kind of run
    #[arg(long = "for", value_enum, value_name = "KIND", default_value_t = Kind::Manual)]
    kind: Kind,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let mark = Mark::from(args.kind);
    marks::set(context, &args.names, mark, Choice::Checked)?;
    for name in &args.names {
        context.done("checked", name, || format!("checked `{name}` for {mark} runs"))?;
    }
    Ok(ExitCode::InSync)
}
