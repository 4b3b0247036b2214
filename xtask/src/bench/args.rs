//! The options of `bench`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use super::disk::FileSystem;
use super::workload::Workload;
use super::{compare, counts, handlers};
use crate::shell;

/// Options of `bench`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    compare: Comparison,
}

#[derive(clap::Subcommand)]
enum Task {
    /// Count instructions of the engine's `count_*` examples and compare them with the committed counts
    Counts(counts::Args),
    /// Measure what handlers and large sessions cost, beside the limits that are promised
    Handlers,
}

/// What is compared, on what, and how often.
#[derive(clap::Args)]
pub struct Comparison {
    /// Files in the tree
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub files: u64,
    /// Median size of a file in bytes (log-normal)
    #[arg(long, default_value_t = 4096)]
    pub median: u32,
    /// Size of the big file in MiB
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..))]
    pub big: u64,
    /// Seed of the tree, the edits and the order
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Runs of each; medians are printed, 5 or more make them worth something
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
    pub runs: u64,
    /// Workloads to run
    #[arg(long, value_delimiter = ',', value_enum, default_values_t = Workload::ALL)]
    pub only: Vec<Workload>,
    /// Tools to compare with; the default is every known one that is installed
    #[arg(long, value_delimiter = ',')]
    pub peers: Option<Vec<String>>,
    /// File system made afresh for each run of each tool; `none` uses plain folders. Others need root
    #[arg(long, value_enum)]
    pub fs: Option<FileSystem>,
    /// Folder to work in
    #[arg(long)]
    pub work: Option<PathBuf>,
    /// Binary to measure instead of a fresh release build
    #[arg(long)]
    pub binary: Option<PathBuf>,
    /// Replace the block between `<!-- bench:start -->` and `<!-- bench:end -->` in this page, which is made if it is missing
    #[arg(long)]
    pub markdown: Option<PathBuf>,
}

impl Comparison {
    /// The chosen file system: ext4 as root, else none.
    pub fn file_system(&self) -> FileSystem {
        self.fs.unwrap_or(if shell::user_id() == Some(0) { FileSystem::Ext4 } else { FileSystem::None })
    }
}

/// Counts, or compares.
pub fn run(args: &Args) -> Result<ExitCode> {
    match &args.task {
        Some(Task::Counts(counts)) => counts::run(counts),
        Some(Task::Handlers) => handlers::run(),
        None => compare::run(&args.compare),
    }
}
