use syncmgr_proto::ExitCode;

use crate::context::Context;
use crate::error::CliError;
use crate::listing;
use crate::service::{Place, Request, client};

/// Skip an item of a session that runs
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The item
    #[arg(value_name = "NAME")]
    item: String,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let place = Place::of(&context.state_dir()?);
    let skipped = client::tell_everyone(&place, &Request::Skip { item: args.item.clone() })?;
    if skipped > 0 {
        return context.done("skipping", &args.item, || format!("skipping `{}`", args.item));
    }
    // Nothing runs it: a name that nobody knows is another mistake.
    listing::offers(context, context.history()?)?.find_one(&args.item)?;
    Err(CliError::other(format!("`{}` is not being synchronized", args.item)).hint("`syncmgr status` shows what runs"))
}
