use syncmgr_core::{PropertiesResult, Runner, Services};
use syncmgr_proto::{ExitCode, Guid, HandlerId, ItemId};

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
    let (handler, item) = find(context, &args.name)?;
    let store = context.history()?;
    let handlers = listing::handlers(context, store.as_ref())?;
    let factory = handlers.iter().find(|factory| factory.id() == handler);
    let factory = factory.ok_or_else(|| CliError::other(format!("the handler of `{}` is gone", args.name)))?;
    match Runner::new(Services { store, ..Services::bare() }).show_properties(factory, item) {
        PropertiesResult::Shown(code) if code.is_success() => Ok(ExitCode::InSync),
        PropertiesResult::Shown(code) => {
            Err(CliError::other(format!("the properties of `{}` could not be shown ({code})", args.name)))
        }
        PropertiesResult::NoProperties => Err(CliError::other(format!("`{}` has no properties", args.name))),
        PropertiesResult::Failed(why) => {
            Err(CliError::other(format!("the properties of `{}` could not be shown: {why}", args.name)))
        }
    }
}

/// A handler's class id means the handler, anything else an item.
fn find(context: &Context, name: &str) -> Result<(HandlerId, Option<ItemId>), CliError> {
    let store = context.history()?;
    if let Ok(id) = name.parse::<Guid>() {
        let handlers = listing::handlers(context, store.as_ref())?;
        if handlers.iter().any(|factory| factory.id() == HandlerId(id)) {
            return Ok((HandlerId(id), None));
        }
    }
    let registry = listing::registry(context, store)?;
    let names = [name.to_owned()];
    let found = listing::find(&registry, &names)?;
    match found.first() {
        Some(entry) => Ok((entry.handler, Some(entry.info.id))),
        None => Err(CliError::usage(format!("there is no item `{name}`"))),
    }
}
