//! `cargo xtask picture`: the terminal session that README shows, made by running it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anstyle_lossy::palette::WIN10_CONSOLE;
use anstyle_svg::Term;
use anyhow::{Context, Result};

use crate::workspace;

/// Where the picture is committed.
const PICTURE: &str = "docs/images/sync.svg";
/// What there is before the first line of the story.
const BEFORE: &str = "
    mkdir -p laptop/Photos/2026 laptop/Reports usb
    for n in 1 2 3 4; do head -c ${n}200000 /dev/zero | tr '\\0' $n > laptop/Photos/2026/IMG_000$n.jpg; done
    echo draft > laptop/Reports/q3.md; echo milk > laptop/notes.txt
    syncmgr sync -q ./laptop ./usb; sleep 1
    mv laptop/Photos/2026 laptop/Photos/Iceland; rm usb/Photos/2026/IMG_0004.jpg
    echo milk, bread > laptop/notes.txt; echo final > usb/Reports/q3.md; echo call Ada > usb/todo.txt
    echo 120 > laptop/budget.csv; echo 1450 > usb/budget.csv";
/// What is typed.
const STORY: &[&str] = &[
    "syncmgr plan ./laptop ./usb",
    "syncmgr sync ./laptop ./usb",
    "syncmgr conflicts resolve budget.csv --keep both",
    "syncmgr undo | head -2",
];

/// Options of `picture`.
#[derive(clap::Args)]
pub struct Args {
    /// Program to show instead of a fresh release build
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// Plays the story and draws what it printed.
pub fn run(args: &Args) -> Result<ExitCode> {
    let root = workspace::root();
    let binary = match &args.binary {
        Some(binary) => fs::canonicalize(binary).with_context(|| format!("no program {}", binary.display()))?,
        None => workspace::release_binary(&root)?,
    };
    let home = tempfile::tempdir().context("no temporary folder")?;
    type_in(home.path(), &binary, BEFORE)?;
    let mut session = String::new();
    for line in STORY {
        let printed = type_in(home.path(), &binary, line)?;
        writeln!(session, "\u{1b}[1;32m$\u{1b}[0m \u{1b}[1m{line}\u{1b}[0m\n{printed}")?;
    }
    let file = root.join(PICTURE);
    fs::create_dir_all(file.parent().unwrap_or(&root))?;
    let term = Term::new().palette(WIN10_CONSOLE).min_width_px(860);
    fs::write(&file, term.render_svg(session.trim_end()))
        .with_context(|| format!("cannot write {}", file.display()))?;
    println!("xtask picture: {}", file.display());
    Ok(ExitCode::SUCCESS)
}

/// What a shell prints, colours and complaints included; conflicts end with another code than 0.
fn type_in(home: &Path, binary: &Path, line: &str) -> Result<String> {
    let mut folders: Vec<_> = binary.parent().map(Path::to_owned).into_iter().collect();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut bash = Command::new("sh");
    bash.args(["-c", &format!("exec 2>&1\n{line}")]).current_dir(home).stdin(Stdio::null());
    bash.env("HOME", home).env("PATH", std::env::join_paths(folders)?).env("SYNCMGR_COLOR", "always");
    for variable in ["XDG_STATE_HOME", "XDG_CONFIG_HOME", "SYNCMGR_STATE_DIR", "SYNCMGR_CONFIG", "NO_COLOR"] {
        bash.env_remove(variable);
    }
    let out = bash.output().context("cannot start sh")?;
    String::from_utf8(out.stdout).context("the output is not UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_holds_what_was_printed_in_colour() {
        let svg = Term::new().render_svg("\u{1b}[1;32min sync\u{1b}[0m: all");
        assert!(svg.starts_with("<svg") && svg.contains("in sync") && svg.contains("fg-"), "{svg}");
    }

    #[test]
    fn complaints_are_part_of_the_session() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(type_in(home.path(), Path::new("/bin/sh"), "echo a; echo b >&2; exit 3").unwrap(), "a\nb\n");
    }
}
