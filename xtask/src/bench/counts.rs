//! `cargo xtask bench counts`: instructions executed, which repeat where seconds do not.
//!
//! Each `crates/foldsync/examples/count_*.rs` prepares its data, then calls one `#[inline(never)] fn measured…`; valgrind's
//! callgrind counts the instructions inside that function, with all it calls.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::workspace::Metadata;
use crate::{shell, workspace};

const EXAMPLES: &str = "crates/foldsync/examples";
const COMMITTED: &str = "benches/counts.toml";
/// How much worse a count may be than the committed one, in hundredths of a percent.
const TOLERANCE: i64 = 500;

/// Options of `counts`.
#[derive(clap::Args)]
pub struct Args {
    /// Write the counts instead of comparing them
    #[arg(long)]
    update: bool,
}

/// The committed file: instructions by the name of the example.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    instructions: BTreeMap<String, u64>,
}

/// Counts each example; fails if one got more than 5 % worse or is not committed.
pub fn run(args: &Args) -> Result<ExitCode> {
    if shell::find("valgrind").is_none() {
        bail!("needs valgrind (Debian package valgrind)");
    }
    let root = workspace::root();
    let metadata = Metadata::load(&root)?;
    let mut now = Counts::default();
    for name in examples(&root)? {
        shell::run(shell::cargo().current_dir(&root).args([
            "build",
            "--release",
            "--quiet",
            "--package",
            "foldsync",
            "--example",
            &name,
        ]))?;
        let program = metadata.target_directory.join("release/examples").join(&name);
        now.instructions.insert(name, count(&program)?);
    }
    if args.update {
        return write(&root, &now);
    }
    let text =
        fs::read_to_string(root.join(COMMITTED)).with_context(|| format!("{COMMITTED}: run with --update first"))?;
    let before: Counts = toml::from_str(&text).context(COMMITTED)?;
    let (lines, worse) = compare(&before, &now);
    println!("{}", lines.join("\n"));
    Ok(if worse { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn examples(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(EXAMPLES)).with_context(|| format!("no examples in {EXAMPLES}"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".rs").filter(|name| name.starts_with("count_")).map(str::to_owned));
    }
    if names.is_empty() {
        bail!("no {EXAMPLES}/count_*.rs");
    }
    names.sort();
    Ok(names)
}

fn count(program: &Path) -> Result<u64> {
    let args = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*::measured*"];
    let out = Command::new("valgrind").args(args).arg(program).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&out.stderr);
    if !out.status.success() {
        bail!("{}: {}\n{said}", program.display(), out.status);
    }
    match collected(&said) {
        Some(0) | None => {
            bail!("{}: nothing counted; has it an #[inline(never)] fn measured…?\n{said}", program.display())
        }
        Some(count) => Ok(count),
    }
}

/// The number in callgrind's line `==123== Collected : 456`.
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("Collected :"))?;
    line.split_whitespace().last()?.parse().ok()
}

fn write(root: &Path, counts: &Counts) -> Result<ExitCode> {
    let mut text = "# Instructions of the engine's count_* examples; written by `cargo xtask bench counts --update`.\n[instructions]\n".to_owned();
    text.extend(counts.instructions.iter().map(|(name, count)| format!("{name} = {count}\n")));
    let path = root.join(COMMITTED);
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    fs::write(&path, text)?;
    println!("{COMMITTED}: {} counts", counts.instructions.len());
    Ok(ExitCode::SUCCESS)
}

/// One line for each example, and whether any is worse than it may be.
fn compare(before: &Counts, now: &Counts) -> (Vec<String>, bool) {
    let mut worse = false;
    let mut lines = Vec::new();
    for (name, &count) in &now.instructions {
        let Some(&old) = before.instructions.get(name) else {
            worse = true;
            lines.push(format!("{name}: {count}, not committed yet: --update"));
            continue;
        };
        let change = (count as i64 - old as i64) * 10_000 / (old as i64).max(1);
        let verdict = match change {
            _ if change > TOLERANCE => "WORSE",
            _ if change < -TOLERANCE => "better: --update",
            _ => "ok",
        };
        worse |= change > TOLERANCE;
        let sign = if change < 0 { '-' } else { '+' };
        lines.push(format!("{name}: {count} ({sign}{}.{:02} %) {verdict}", change.abs() / 100, change.abs() % 100));
    }
    for name in before.instructions.keys().filter(|name| !now.instructions.contains_key(*name)) {
        worse = true;
        lines.push(format!("{name}: committed, but the example is gone: --update"));
    }
    (lines, worse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(list: &[(&str, u64)]) -> Counts {
        Counts { instructions: list.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect() }
    }

    #[test]
    fn five_percent_is_the_limit() {
        for (now, worse) in [(1000, false), (1050, false), (1051, true), (500, false)] {
            assert_eq!(compare(&counts(&[("count_scan", 1000)]), &counts(&[("count_scan", now)])).1, worse, "{now}");
        }
    }

    #[test]
    fn new_and_gone_examples_ask_for_an_update() {
        let (lines, worse) = compare(&counts(&[("count_a", 1)]), &counts(&[("count_b", 1)]));
        assert!(worse && lines.len() == 2 && lines.iter().all(|line| line.ends_with("--update")), "{lines:?}");
    }

    #[test]
    fn the_number_is_read_from_what_callgrind_says() {
        assert_eq!(collected("==7== Events    : Ir\n==7== Collected : 123456\n"), Some(123_456));
        assert_eq!(collected("nothing"), None);
    }

    #[test]
    fn what_is_written_can_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let written = counts(&[("count_a", 1), ("count_b", 2)]);
        write(dir.path(), &written).unwrap();
        let text = fs::read_to_string(dir.path().join(COMMITTED)).unwrap();
        assert_eq!(toml::from_str::<Counts>(&text).unwrap(), written);
    }
}
