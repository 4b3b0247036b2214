//! `cargo xtask gen`: man pages, completions and schemas, as the built binary describes itself, and the table of `conformance`.
//!
//! The binary's hidden subcommand `__generate DIR` writes `man/*.1`, `completions/*` and `schemas/*` into DIR. They are committed, so that
//! packagers need no build and a changed help text shows up in review; `--check` and `cargo xtask check` keep them true.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::source::Tree;
use crate::{conformance, shell, workspace};

/// Each folder that the binary writes, and where it is committed.
const FOLDERS: &[(&str, &str)] =
    &[("man", "docs/man"), ("completions", "completions"), ("schemas", "docs/formats/schemas")];

/// Options of `gen`.
#[derive(clap::Args)]
pub struct Args {
    /// Write nothing; fail if a committed file differs from what the binary says
    #[arg(long)]
    check: bool,
}

/// Generates, or compares.
pub fn run(args: &Args) -> Result<ExitCode> {
    let root = workspace::root();
    if args.check {
        let stale = stale(&root, &Tree::load(&root)?)?;
        for (file, message) in &stale {
            println!("{}:1: generated: {message}", file.display());
        }
        return Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let mut wanted = ask_binary(&root)?;
    add_conformance(&Tree::load(&root)?, &mut wanted);
    for (_, folder) in FOLDERS {
        if root.join(folder).is_dir() {
            fs::remove_dir_all(root.join(folder))?;
        }
    }
    for (file, content) in &wanted {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap_or(&root))?;
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
    }
    println!("xtask gen: {} files written", wanted.len());
    Ok(ExitCode::SUCCESS)
}

/// Committed files that differ from what the binary says, with what to do. Without the crate of the binary there are none.
pub fn stale(root: &Path, tree: &Tree) -> Result<Vec<(PathBuf, String)>> {
    if !tree.exists(Path::new("crates/syncmgr/src/main.rs")) {
        return Ok(Vec::new());
    }
    let mut wanted = ask_binary(root)?;
    add_conformance(tree, &mut wanted);
    let mut committed = BTreeMap::new();
    if let Ok(page) = fs::read(root.join(conformance::PAGE)) {
        committed.insert(conformance::PAGE.into(), page);
    }
    for (_, folder) in FOLDERS.iter().filter(|(_, folder)| root.join(folder).is_dir()) {
        read_folder(&root.join(folder), Path::new(folder), &mut committed)?;
    }
    Ok(differences(&wanted, &committed))
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn differences(wanted: &Files, committed: &Files) -> Vec<(PathBuf, String)> {
    let remedy = "run `cargo xtask gen`";
    let mut found = Vec::new();
    for (file, content) in wanted {
        match committed.get(file) {
            Some(old) if old == content => {}
            Some(_) => found.push((file.clone(), format!("differs from what the binary says; {remedy}"))),
            None => found.push((file.clone(), format!("missing; {remedy}"))),
        }
    }
    let gone = committed.keys().filter(|file| !wanted.contains_key(*file));
    found.extend(gone.map(|file| (file.clone(), format!("the binary no longer writes it; {remedy}"))));
    found
}

fn add_conformance(tree: &Tree, wanted: &mut Files) {
    if let Some(page) = conformance::page(tree, None) {
        wanted.insert(conformance::PAGE.into(), page.into_bytes());
    }
}

/// Builds the binary and lets it describe itself.
fn ask_binary(root: &Path) -> Result<Files> {
    let dir = tempfile::tempdir().context("no temporary folder")?;
    let mut cargo = shell::cargo();
    let args = ["run", "--quiet", "--package", "syncmgr", "--bin", "syncmgr", "--", "__generate"];
    shell::output(cargo.current_dir(root).args(args).arg(dir.path()))?;
    let mut files = Files::new();
    for (written, folder) in FOLDERS {
        read_folder(&dir.path().join(written), Path::new(folder), &mut files)?;
    }
    Ok(files)
}

/// Reads the files of one folder; they are named below `name`.
fn read_folder(dir: &Path, name: &Path, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let entry = entry?;
        files.insert(name.join(entry.file_name()), fs::read(entry.path())?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn equal_sets_have_no_difference() {
        assert_eq!(differences(&files(&[("a", "1")]), &files(&[("a", "1")])), []);
    }

    #[test]
    fn changed_missing_and_left_over_files_are_told_apart() {
        let found = differences(&files(&[("a", "1"), ("b", "1")]), &files(&[("a", "2"), ("c", "1")]));
        let words: Vec<_> =
            found.iter().map(|(file, text)| (file.to_str().unwrap(), text.split(';').next().unwrap())).collect();
        assert_eq!(
            words,
            [("a", "differs from what the binary says"), ("b", "missing"), ("c", "the binary no longer writes it")]
        );
    }

    #[test]
    fn a_folder_is_read_under_its_committed_name() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("syncmgr.1"), "x").unwrap();
        let mut read = Files::new();
        read_folder(dir.path(), Path::new("docs/man"), &mut read).unwrap();
        assert_eq!(read, files(&[("docs/man/syncmgr.1", "x")]));
        assert!(read_folder(&dir.path().join("none"), Path::new("x"), &mut read).is_err());
    }

    #[test]
    fn nothing_is_stale_before_the_binary_exists() {
        assert_eq!(stale(Path::new("/"), &Tree::of(&[("README.md", "")])).unwrap(), []);
    }
}
