use syncmgr_proto::ExitCode;

use crate::config::{Editor, check_name};
use crate::context::Context;
use crate::error::CliError;
use crate::items::{self, Pair};
use crate::location;
use crate::options::{OptionArgs, Settings};

/// Give a pair of folders a name
///
/// The pair becomes an item: `syncmgr sync NAME` synchronizes it, and so does `syncmgr sync` alone. Nothing is
/// synchronized yet.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  syncmgr add docs ~/Documents /media/usb/Documents
  syncmgr add site ./public /srv/www --mode mirror-right --exclude '*.tmp'")]
pub struct Args {
    /// What to call it
    name: String,
    /// The left folder
    left: String,
    /// The right folder
    right: String,
    #[command(flatten)]
    options: OptionArgs,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    check_name(&args.name)?;
    let options = args.options.stated();
    Settings::resolve(&options)?;
    let pair = Pair::of_locations(&args.left, &args.right, options)?;
    location::check_pair(&pair.left, &pair.right)?;

    let file = context.config_file()?;
    let mut editor = Editor::open(&file)?;
    for known in items::all(&editor.config()?, &file)? {
        if known.name == args.name {
            return Err(CliError::usage(format!("there is an item `{}` already", args.name))
                .hint(format!("choose another name, or remove it first with `syncmgr remove {}`", args.name)));
        }
        if known.id == pair.id {
            return Err(CliError::usage(format!("these folders are the item `{}` already", known.name))
                .hint(format!("synchronize it with `syncmgr sync {}`", known.name)));
        }
    }
    editor.add(&args.name, text_of(&pair.left)?, text_of(&pair.right)?, &pair.options);
    editor.save()?;
    context.done("added", &args.name, || format!("added `{0}`; synchronize it with `syncmgr sync {0}`", args.name))
}

fn text_of(path: &std::path::Path) -> Result<&str, CliError> {
    path.to_str().ok_or_else(|| {
        CliError::usage(format!(
            "the name of {} is not valid UTF-8 and cannot be kept in the configuration",
            path.display()
        ))
        .hint("synchronize it with `syncmgr sync LEFT RIGHT`, or reach it through a symbolic link")
    })
}
