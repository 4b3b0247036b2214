use syncmgr_proto::ExitCode;

use crate::config::{Editor, check_name};
use crate::context::Context;
use crate::error::CliError;
use crate::items;

/// Give an item another name
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its present name
    old: String,
    /// Its new name
    new: String,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    check_name(&args.new)?;
    let file = context.config_file()?;
    let mut editor = Editor::open(&file)?;
    let pairs = items::all(&editor.config()?, &file)?;
    let pair = items::find(&pairs, &args.old)?;
    if pairs.iter().any(|other| other.name == args.new && other.id != pair.id) {
        return Err(CliError::usage(format!("there is an item `{}` already", args.new)).hint("choose another name"));
    }
    editor.rename(&pair.name, &args.new);
    editor.save()?;
    context.done("renamed", &args.new, || format!("renamed `{}` to `{}`", pair.name, args.new))
}
