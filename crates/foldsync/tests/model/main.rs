//! Whole runs of the engine over random histories of edits, before and during runs, with crashes.
//!
//! A history is a list of steps: edits of one side, runs (with edits at chosen events, or a crash there), undos. After each
//! run the [`laws`] are checked. A history that breaks one is shrunk and printed as Rust code, to be kept in [`regressions`].
//!
//! Seeds are fixed. `cargo xtask histories` plays those of new seeds, or tells what the history of one seed does.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a failed test panics and is printed"
)]

mod edits;
mod generate;
mod history;
mod laws;
mod observer;
mod plan;
mod play;
mod random;
mod regressions;
mod shrink;
mod trace;
mod travel;
mod tree;
mod undo;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use generate::Generator;
use history::Known;
use play::play;

/// Histories that are played at once: most of the time of one is waiting.
const AT_ONCE: usize = 6;

/// Plays histories with the seeds `first..first + count` until `patience` is over; fails with one small history for
/// each law that was broken.
fn explore(first: u64, count: u64, patience: Duration) {
    let start = Instant::now();
    let next = AtomicU64::new(first);
    let broken: Mutex<BTreeMap<&str, Vec<(u64, String)>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while start.elapsed() < patience {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        break;
                    }
                    if let Err(why) = play(&mut Generator::new(seed)).1 {
                        broken.lock().unwrap().entry(why.law).or_default().push((seed, why.why));
                    }
                }
            });
        }
    });
    let played = (next.into_inner() - first).min(count);
    println!("{played} histories from seed {first} in {:.1} s", start.elapsed().as_secs_f64());
    let broken = broken.into_inner().unwrap();
    for (law, seeds) in &broken {
        let (seed, why) = &seeds[0];
        println!("\n{law}: broken {} times, first by seed {seed}: {why}\n{}", seeds.len(), small(*seed));
        println!("all seeds: {:?}", seeds.iter().map(|(seed, _)| seed).collect::<Vec<_>>());
        println!("what it does, step by step: cargo xtask histories --seed {seed}");
    }
    assert!(broken.is_empty(), "laws are broken");
}

fn fresh_seed() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() << 16
}

/// The history of `seed` made small, as a test.
fn small(seed: u64) -> String {
    let (history, result) = play(&mut Generator::new(seed));
    let Err(first) = result else {
        return format!("seed {seed} broke it once, but not when it was played again:\n{}", history.code());
    };
    let (small, why) = shrink::shrink(history, first);
    format!("seed {seed}: {why}\n{}", small.code())
}

/// Tells what the history of `seed` does, made small if it breaks a law.
fn tell(seed: u64) {
    let (mut history, result) = play(&mut Generator::new(seed));
    if let Err(first) = result {
        history = shrink::shrink(history, first).0;
    }
    println!("{}\n", history.code());
    trace::begin();
    if let Err(why) = play(&mut Known::new(&history)).1 {
        panic!("{why}");
    }
    println!("no law is broken; a history that races with the clock may break one another time");
}

#[test]
fn laws_hold_over_the_histories_of_fixed_seeds() {
    explore(1, 1_000, Duration::from_secs(20));
}

/// `SYNCMGR_MODEL_SEED`: this history alone, step by step. `SYNCMGR_MODEL_MINUTES`: how long to play new ones.
#[test]
#[ignore = "new seeds each time, for minutes: cargo xtask histories"]
fn laws_hold_over_the_histories_of_new_seeds() {
    let number = |name: &str| -> Option<u64> { Some(std::env::var(name).ok()?.parse().expect("a number")) };
    match number("SYNCMGR_MODEL_SEED") {
        Some(seed) => tell(seed),
        None => explore(fresh_seed(), u64::MAX >> 1, Duration::from_mins(number("SYNCMGR_MODEL_MINUTES").unwrap_or(1))),
    }
}
