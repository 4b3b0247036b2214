use syncmgr_proto::ExitCode;

use crate::config::Editor;
use crate::context::Context;
use crate::error::CliError;
use crate::items;

/// Forget an item; its folders stay as they are
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The item
    name: String,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let file = context.config_file()?;
    let mut editor = Editor::open(&file)?;
    let pairs = items::all(&editor.config()?, &file)?;
    let pair = items::find(&pairs, &args.name)?;
    editor.remove(&pair.name);
    editor.save()?;
    context.done("removed", &pair.name, || format!("removed `{}`; its folders stay as they are", pair.name))
}
