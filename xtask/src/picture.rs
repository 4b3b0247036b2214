//! `cargo xtask picture`: the terminal session that README shows, made by running it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anstyle::{Color, RgbColor as Rgb};
use anstyle_lossy::palette::Palette;
use anstyle_svg::Term;
use anyhow::{Context, Result, ensure};

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
    "syncmgr undo",
];

/// Stands out from a white page and from a dark one; so does its frame.
const GROUND: Rgb = Rgb(0x16, 0x1b, 0x22);
const FRAME: &str = "#30363d";
const TEXT: Rgb = Rgb(0xe6, 0xed, 0xf3);
/// The sixteen colours of a terminal, each with a contrast of 6 or more to the ground, but for black.
const COLOURS: Palette = Palette([
    GROUND,
    Rgb(0xff, 0x7b, 0x72),
    Rgb(0x56, 0xd3, 0x64),
    Rgb(0xe3, 0xb3, 0x41),
    Rgb(0x79, 0xc0, 0xff),
    Rgb(0xd2, 0xa8, 0xff),
    Rgb(0x56, 0xd4, 0xdd),
    Rgb(0xb1, 0xba, 0xc4),
    Rgb(0x8b, 0x94, 0x9e),
    Rgb(0xff, 0xa1, 0x98),
    Rgb(0x7e, 0xe7, 0x87),
    Rgb(0xf2, 0xcc, 0x60),
    Rgb(0xa5, 0xd6, 0xff),
    Rgb(0xe2, 0xc5, 0xff),
    Rgb(0xb3, 0xf0, 0xff),
    Rgb(0xff, 0xff, 0xff),
]);
/// What the picture shows, for those who cannot see it.
const TITLE: &str =
    "A terminal: syncmgr shows a plan, synchronizes, has a conflict decided, and takes the last run back";

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
    fs::write(&file, draw(session.trim_end())?).with_context(|| format!("cannot write {}", file.display()))?;
    println!("xtask picture: {}", file.display());
    Ok(ExitCode::SUCCESS)
}

/// The picture of what a terminal shows: framed, scaled as one piece, with a title.
fn draw(session: &str) -> Result<String> {
    let term = Term::new().palette(COLOURS).fg_color(Color::Rgb(TEXT)).bg_color(Color::Rgb(GROUND)).min_width_px(860);
    let mut svg = term.render_svg(session);
    let size =
        |name: &str| svg.split_once(&format!("{name}=\""))?.1.split_once("px\"").map(|(size, _)| size.to_owned());
    let (width, height) = (size(" width").context("no width")?, size(" height").context("no height")?);
    // Dimming by `opacity` has no effect on parts of a text.
    for (from, to) in [
        ("px\" xmlns=", format!("px\" viewBox=\"0 0 {width} {height}\" role=\"img\" xmlns=")),
        ("  <style>", format!("  <title>{TITLE}</title>\n  <style>")),
        ("rx=\"4.5\"", format!("rx=\"6\" stroke=\"{FRAME}\" stroke-width=\"2\"")),
        ("{ opacity: 0.4; }", "{ fill-opacity: 0.65; }".to_owned()),
    ] {
        ensure!(from.contains("opacity") || svg.contains(from), "the picture has no `{from}` any more");
        svg = svg.replacen(from, &to, 1);
    }
    Ok(svg)
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
        let svg = draw("\u{1b}[1;32min sync\u{1b}[0m: all").unwrap();
        for part in ["<svg", "viewBox=\"0 0 ", TITLE, FRAME, "in sync", "fg-green"] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
    }

    #[test]
    fn complaints_are_part_of_the_session() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(type_in(home.path(), Path::new("/bin/sh"), "echo a; echo b >&2; exit 3").unwrap(), "a\nb\n");
    }
}
