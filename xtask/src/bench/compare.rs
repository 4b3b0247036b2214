//! Lets every tool do the same work and prints what it cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::args::Comparison;
use super::disk::Disk;
use super::measure::{self, Cost};
use super::peer::{self, Pair, Peer};
use super::random::Random;
use super::table::{self, Results};
use super::tree;
use super::workload::Workload;
use crate::{shell, workspace};

/// Changes that are younger than this may share their time with what a tool saw, so every tool would look twice.
const SETTLE: Duration = Duration::from_millis(1100);

/// Compares and prints; with `--markdown` updates the page too.
pub fn run(args: &Comparison) -> Result<ExitCode> {
    let binary = match &args.binary {
        Some(binary) => fs::canonicalize(binary).with_context(|| format!("no binary {}", binary.display()))?,
        None => workspace::release_binary(&workspace::root())?,
    };
    let peers = choose(&binary, args.peers.as_deref())?;
    let work =
        tempfile::Builder::new().prefix("bench-").tempdir_in(args.work.clone().unwrap_or_else(std::env::temp_dir))?;
    let mut results = Results::default();
    for round in 0..args.runs {
        let mut order: Vec<&Peer> = peers.iter().collect();
        Random::new(args.seed.wrapping_add(round)).shuffle(&mut order);
        for peer in order {
            eprintln!("run {} of {}: {}", round + 1, args.runs, peer.name);
            Round { args, peer, folder: work.path().join(peer.name), number: round, results: &mut results }.all()?;
        }
    }
    let caption = caption(args, &peers);
    println!("{caption}\n{}", results.text());
    if let Some(page) = &args.markdown {
        let old = if page.exists() { fs::read_to_string(page)? } else { table::new_page() };
        fs::write(page, table::replace_block(&old, &format!("{caption}\n\n{}", results.markdown()))?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The tools to compare, ours first.
fn choose(binary: &Path, wanted: Option<&[String]>) -> Result<Vec<Peer>> {
    let mut known = peer::known();
    let known_names: Vec<&str> = known.iter().map(|peer| peer.name).collect();
    for name in wanted.unwrap_or_default() {
        if !known_names.contains(&name.as_str()) {
            bail!("no such peer: {name} (known: {})", known_names.join(", "));
        }
        if shell::find(name).is_none() {
            bail!("{name} is not installed");
        }
    }
    known.retain(|peer| match wanted {
        Some(names) => names.iter().any(|name| name == peer.name),
        None => shell::find(&peer.program).is_some(),
    });
    known.insert(0, peer::syncmgr(binary));
    Ok(known)
}

/// What was measured, with what, on what; numbers without it mean nothing.
fn caption(args: &Comparison, peers: &[Peer]) -> String {
    let versions: Vec<String> = peers.iter().map(Peer::version).filter(|version| !version.is_empty()).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let kernel = shell::output(Command::new("uname").args(["-sr"])).unwrap_or_default();
    format!(
        "{} files of {} bytes (median), a big file of {} MiB, file system {}, seed {}; medians of {} runs; {cores} cores, {}. {}. \
         A ratio below 1 means that syncmgr costs less.",
        args.files,
        args.median,
        args.big,
        args.file_system().name(),
        args.seed,
        args.runs,
        kernel.trim(),
        versions.join(", "),
    )
}

/// One tool's turn in one round.
struct Round<'a> {
    args: &'a Comparison,
    peer: &'a Peer,
    folder: PathBuf,
    number: u64,
    results: &'a mut Results,
}

impl Round<'_> {
    /// The tree, then the big file, each on a fresh disk and only if something of it is wanted.
    fn all(&mut self) -> Result<()> {
        let wanted = |workload: &Workload| self.args.only.contains(workload) && self.peer.able.contains(workload);
        let (big, tree): (Vec<_>, Vec<_>) =
            Workload::ALL.into_iter().filter(wanted).partition(|workload| workload.is_big());
        for (first, work) in [(Workload::First, tree), (Workload::Big, big)] {
            if !work.is_empty() {
                self.sequence(first, &work)?;
            }
        }
        Ok(())
    }

    /// Makes the data, brings both sides in step, then does the rest of `work` in order.
    fn sequence(&mut self, first: Workload, work: &[Workload]) -> Result<()> {
        let disk = Disk::fresh(&self.folder, self.args.file_system())?;
        let (left, right, state) = (disk.path("left"), disk.path("right"), disk.path("state"));
        let pair = Pair { left: &left, right: &right, state: &state };
        let mut random = Random::new(self.args.seed.wrapping_mul(1000).wrapping_add(self.number));
        fs::create_dir_all(&right)?;
        fs::create_dir_all(&state)?;
        if first == Workload::Big {
            tree::make_big(&left, self.args.big, &mut random)?;
        } else {
            tree::make(&left, self.args.files, self.args.median, self.args.seed)?;
        }
        disk.settle()?;
        self.bring_in_step(&pair, first, work.contains(&first))?;
        for &workload in work.iter().filter(|workload| **workload != first) {
            thread::sleep(SETTLE);
            match workload {
                Workload::Edits => tree::edit(&left, &mut random)?,
                Workload::Rename => fs::rename(left.join("d000"), left.join("renamed"))?,
                Workload::Bigedit => tree::edit_big(&left, &mut random)?,
                Workload::First | Workload::Noop | Workload::Big => {}
            }
            let cost = go(self.peer, &pair, workload)?;
            self.results.add(workload, self.peer.name, cost);
        }
        Ok(())
    }

    /// The initial run; `cp` does it for what cannot.
    fn bring_in_step(&mut self, pair: &Pair, first: Workload, measured: bool) -> Result<()> {
        if self.peer.able.contains(&first) {
            let cost = go(self.peer, pair, first)?;
            if measured {
                self.results.add(first, self.peer.name, cost);
            }
            if self.peer.settles_late() {
                go(self.peer, pair, Workload::Noop)?;
            }
        } else {
            let known = peer::known();
            let cp = known.iter().find(|peer| peer.name == "cp").context("cp is a known peer")?;
            go(cp, pair, first)?;
        }
        Ok(())
    }
}

/// Runs a tool once and checks its work.
fn go(peer: &Peer, pair: &Pair, workload: Workload) -> Result<Cost> {
    let unison = pair.state.join("unison");
    let homes = ["HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"].map(|name| (name, pair.state));
    let vars = [&homes[..], &[("UNISON", unison.as_path())]].concat();
    let cost = measure::cost(&peer.command(pair, workload), &vars)?;
    tree::must_be_equal(pair.left, pair.right).with_context(|| format!("{} after {}", peer.name, workload.name()))?;
    Ok(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(args: &[&str]) -> Comparison {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            comparison: Comparison,
        }
        use clap::Parser as _;
        Line::parse_from([&["bench"], args].concat()).comparison
    }

    #[test]
    fn unknown_peers_are_refused_by_name() {
        let error = choose(Path::new("/x"), Some(&["rsink".to_owned()])).err().unwrap().to_string();
        assert!(error.contains("rsink") && error.contains("rsync"), "{error}");
    }

    #[test]
    fn a_small_round_measures_each_workload_and_checks_its_result() {
        // cp stands for a tool: it is on every machine, and brings both sides in step.
        let dir = tempfile::tempdir().unwrap();
        let args =
            comparison(&["--files", "50", "--median", "100", "--big", "1", "--fs", "none", "--only", "first,big"]);
        let known = peer::known();
        let mut results = Results::default();
        let cp = known.iter().find(|peer| peer.name == "cp").unwrap();
        Round { args: &args, peer: cp, folder: dir.path().join("cp"), number: 0, results: &mut results }.all().unwrap();
        let text = results.text();
        assert!(text.contains("first    cp") && text.contains("big      cp"), "{text}");
        assert!(!dir.path().join("cp").exists());
    }

    #[test]
    fn a_tool_that_does_nothing_is_found_out() {
        let dir = tempfile::tempdir().unwrap();
        let args = comparison(&["--files", "5", "--fs", "none", "--only", "first"]);
        let lazy = peer::syncmgr(Path::new("/bin/true"));
        let mut results = Results::default();
        let error =
            Round { args: &args, peer: &lazy, folder: dir.path().join("x"), number: 0, results: &mut results }.all();
        assert!(format!("{:#}", error.unwrap_err()).contains("differ"));
    }
}
