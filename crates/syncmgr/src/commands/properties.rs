use syncmgr_core::PropertiesResult;
use syncmgr_proto::{ExitCode, Guid, HandlerId};

use crate::context::Context;
use crate::error::CliError;
use crate::listing;

/// Have a handler show the properties of an item, or of itself
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An item, or the class id of a handler
    #[arg(value_name = "NAME|GUID")]
    name: String,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let name = &args.name;
    match show(context, name)? {
        PropertiesResult::Shown(code) if code.is_success() => Ok(ExitCode::InSync),
        PropertiesResult::Shown(code) => {
            Err(CliError::other(format!("the properties of `{name}` could not be shown ({code})")))
        }
        PropertiesResult::NoProperties => Err(CliError::other(format!("`{name}` has no properties"))),
        PropertiesResult::Failed(why) => {
            Err(CliError::other(format!("the properties of `{name}` could not be shown: {why}")))
        }
    }
}

/// A handler's class id means the handler, anything else an item.
fn show(context: &Context, name: &str) -> Result<PropertiesResult, CliError> {
    let store = context.history()?;
    let mut handlers = listing::handlers(context, store.as_ref())?;
    let clsid = name.parse::<Guid>().ok().map(HandlerId);
    if let Some(clsid) = clsid.filter(|clsid| handlers.iter().any(|factory| factory.id() == *clsid)) {
        handlers.retain(|factory| factory.id() == clsid);
        return listing::show_properties(context, store, &handlers, |_| Ok((clsid, None)));
    }
    listing::show_properties(context, store, &handlers, |offers| {
        offers.find_one(name).map(|entry| (entry.handler, Some(entry.info.id)))
    })
}
