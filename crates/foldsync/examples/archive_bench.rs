//! Measures the archive: `cargo run --release -p foldsync --example archive_bench -- [ENTRIES] [FOLDER]`.
#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that prints rounded numbers for people"
)]

use std::error::Error;
use std::fmt;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use foldsync::archive::{Committed, Reader, Record, Root, Roots, Seen, commit};
use foldsync::{FileId, Kind, RelPath, Sides, Time};
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: u64 = 5;
const LOOKUPS: usize = 100;
const WORDS: [&str; 12] =
    ["src", "main", "photos", "2026-05", "letters", "invoice", "target", "lib", "IMG", "report", "notes", "draft"];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 16
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// A tree as a copied home folder looks: 20 files to a folder, three levels, preserved modification times.
fn tree(count: usize) -> Vec<(RelPath, Record)> {
    let mut dice = Dice(7);
    let mut entries = Vec::with_capacity(count);
    let mut folder = String::new();
    for number in 0..count {
        let kind = if number % 21 == 0 { Kind::Folder } else { Kind::File };
        let path = if kind == Kind::Folder {
            let word = |dice: &mut Dice| WORDS[dice.below(12) as usize];
            folder = format!("{:03}{}/{:02}{}", number / 42_000, word(&mut dice), number / 420 % 100, word(&mut dice));
            folder = format!("{folder}/{:02}-{}", number / 21 % 20, word(&mut dice));
            folder.clone()
        } else {
            format!("{folder}/{}-{:03}.txt", WORDS[dice.below(12) as usize], number % 21)
        };
        entries.push((RelPath::from(path.as_str()), record(&mut dice, number as u64, kind)));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries.dedup_by(|a, b| a.0 == b.0);
    // Paths lie in memory in the order in which a scan finds them, not in that in which they were made up.
    entries.iter().map(|(path, record)| (RelPath::from_bytes(path.as_bytes()), *record)).collect()
}

fn record(dice: &mut Dice, number: u64, kind: Kind) -> Record {
    let mtime = Time::new(1_700_000_000 + dice.below(50_000_000) as i64, dice.below(1_000_000_000) as u32);
    let mut seen = |inode: u64, ctime: i64| Seen {
        id: FileId { inode: inode + number + dice.below(40), birth: dice.next() as u32 },
        mtime,
        ctime: Time::new(ctime + (number / 5000) as i64, dice.below(1_000_000_000) as u32),
        mode: if kind == Kind::Folder { 0o755 } else { 0o644 },
        uid: 1000,
        gid: 1000,
    };
    let seen = Sides::new(seen(5_000_000, 1_750_000_000), seen(90_000, 1_760_000_000));
    let size = if kind == Kind::Folder { 0 } else { 1 << dice.below(20) };
    Record { kind, size, linked: false, seen }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let base = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let dir = base.join(format!("archive-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let measured = measure(&dir, &tree(count));
    std::fs::remove_dir_all(&dir)?;
    measured
}

/// Time that passed, and time that the processor spent on this thread: on a busy machine only the latter repeats.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
}

impl Cost {
    const UNKNOWN: Self = Self { wall: f64::MAX, cpu: f64::MAX };

    /// The lower of `self` and what `work` costs for each of `count` entries, in nanoseconds.
    fn or_of(self, count: usize, work: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<Self, Box<dyn Error>> {
        let cpu = || {
            let time = clock_gettime(ClockId::ThreadCPUTime);
            time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
        };
        let (start, cpu_start) = (Instant::now(), cpu());
        work()?;
        let wall = start.elapsed().as_nanos() as f64 / count as f64;
        Ok(Self { wall: self.wall.min(wall), cpu: self.cpu.min((cpu() - cpu_start) / count as f64) })
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:7.1} ns per entry, {:7.1} of them on the processor", self.wall, self.cpu)
    }
}

fn measure(dir: &Path, entries: &[(RelPath, Record)]) -> Result<(), Box<dyn Error>> {
    let count = entries.len();
    let (mut write, mut rewrite, mut read, mut size) = (Cost::UNKNOWN, Cost::UNKNOWN, Cost::UNKNOWN, 0);
    let roots = |inode| Roots::new(Root { identity: [1; 16], inode }, Root::default());
    for round in 0..ROUNDS {
        let _ = std::fs::remove_file(dir.join("archive"));
        write = write.or_of(count, || {
            let all = entries.iter().map(|(path, record)| (path, Some(*record)));
            if let Committed::Rewritten { bytes, .. } = commit(dir, &roots(round), all)? {
                size = bytes;
            }
            Ok(())
        })?;
        // Other roots make it write everything anew.
        rewrite = rewrite.or_of(count, || Ok(commit(dir, &roots(ROUNDS + round), []).map(drop)?))?;
        read = read.or_of(count, || {
            let mut reader = Reader::open(dir)?.ok_or("no archive")?;
            while reader.advance()? {
                black_box((reader.path(), reader.record()));
            }
            Ok(())
        })?;
    }
    let some = || entries.iter().step_by(count / LOOKUPS + 1);
    let lookup = Cost::UNKNOWN.or_of(some().count(), || {
        for (path, record) in some() {
            assert_eq!(Reader::lookup(dir, path.as_bytes())?, Some(*record));
        }
        Ok(())
    })?;
    let path_bytes: usize = entries.iter().map(|(path, _)| path.as_bytes().len()).sum();
    println!("{count} entries, {:.1} bytes per path", path_bytes as f64 / count as f64);
    println!("size    {:7.1} bytes per entry", size as f64 / count as f64);
    for (what, cost) in [("write", write), ("rewrite", rewrite), ("read", read), ("lookup", lookup)] {
        println!("{what:7} {cost}");
    }
    Ok(())
}
