use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap_complete::Shell;
use syncmgr_proto::{ExitCode, protocol};

use crate::cli;
use crate::context::Context;
use crate::error::CliError;

/// Write man pages, completions and schemas for packages
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to put the folders `man`, `completions` and `schemas`
    dir: PathBuf,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let cannot = |error: io::Error| CliError::other(format!("cannot write to {}", args.dir.display())).because(error);
    man_pages(&args.dir.join("man")).map_err(cannot)?;
    completions(&args.dir.join("completions")).map_err(cannot)?;
    schemas(&args.dir.join("schemas")).map_err(cannot)?;
    context.say(format_args!("man pages, completions and schemas are in {}", args.dir.display()))?;
    Ok(ExitCode::InSync)
}

fn man_pages(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    clap_mangen::generate_to(cli::manual(), dir)?;
    for page in fs::read_dir(dir)? {
        let path = page?.path();
        fs::write(&path, with_header(&fs::read_to_string(&path)?))?;
    }
    Ok(())
}

/// A page whose header names the program and its version; the generator puts a command's own name where the date belongs.
fn with_header(page: &str) -> String {
    let header = |line: &str| {
        let name = line.strip_prefix(".TH ")?.split(' ').next()?;
        Some(format!(".TH {name} 1 \"\" \"syncmgr {}\" \"syncmgr\"\n", env!("CARGO_PKG_VERSION")))
    };
    page.split_inclusive('\n').map(|line| header(line).unwrap_or_else(|| line.to_owned())).collect()
}

fn completions(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
        clap_complete::generate_to(shell, &mut cli::proposed(), "syncmgr", dir)?;
    }
    Ok(())
}

fn schemas(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let text = serde_json::to_string_pretty(&protocol::schema())?;
    fs::write(dir.join("handler-protocol.schema.json"), text + "\n")
}
