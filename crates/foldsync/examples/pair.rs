//! Synchronizes two folders with the engine alone and prints what each step cost.
//!
//! `cargo run --release --example pair -- LEFT RIGHT STATE [before|deferred]`

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "an example that people run by hand"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use foldsync::apply::{Durability, TrashRule};
use foldsync::pair::{Pair, Settings};
use foldsync::{Carry, ConflictRule, Event, Filter, Limit, Links, Mode, Policy, Sink};

struct Quiet;

impl Sink for Quiet {
    fn event(&self, _event: Event) {}
}

fn main() {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(left), Some(right), Some(state)) = (args.next(), args.next(), args.next()) else {
        eprintln!("usage: pair LEFT RIGHT STATE [before|deferred]");
        std::process::exit(2);
    };
    let durability =
        args.next().map(|word| if word.as_os_str() == "before" { Durability::Before } else { Durability::Deferred });
    let settings = Settings {
        policy: Policy { mode: Mode::TwoWay, conflict: ConflictRule::Ask, carry: Carry::ROOT, links: Links::Keep },
        filter: Filter::none(),
        max_delete: Limit::Percent(100),
        checksum: false,
        trash: TrashRule::Keep,
        trash_keep_days: 30,
        jobs: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        bandwidth: None,
        overrides: BTreeMap::new(),
        conflict_stamp: "20260101-000000".to_owned(),
        durability,
    };
    let start = Instant::now();
    let pair = Pair::open(&left, &right, &state).expect("both folders open");
    let planned = pair.plan(&settings, &Quiet).expect("a plan");
    println!(
        "plan     {:8.1} ms  {:?} conflicts {}",
        start.elapsed().as_secs_f64() * 1e3,
        planned.counts(),
        planned.plan.conflicts.len()
    );
    for problem in &planned.problems {
        println!("problem  {problem:?}");
    }
    let start = Instant::now();
    let finished = planned.apply("example", &Quiet).expect("applied");
    println!(
        "apply    {:8.1} ms  {:?} problems {}",
        start.elapsed().as_secs_f64() * 1e3,
        finished.counts,
        finished.problems.len()
    );
    for problem in finished.problems.iter().take(20) {
        println!("problem  {problem:?}");
    }
}
