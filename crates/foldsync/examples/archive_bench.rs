//! Measures the archive: `cargo run --release -p foldsync --example archive_bench -- [ENTRIES] [FOLDER]`.
#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that prints rounded numbers for people"
)]

use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use foldsync::archive::{Committed, Reader, Record, Root, Roots, Seen, commit};
use foldsync::{FileId, Kind, RelPath, Sides, Time};

const ROUNDS: usize = 5;
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
    entries
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

fn measure(dir: &std::path::Path, entries: &[(RelPath, Record)]) -> Result<(), Box<dyn Error>> {
    let per_entry = |start: Instant| start.elapsed().as_nanos() as f64 / entries.len() as f64;
    let path_bytes: usize = entries.iter().map(|(path, _)| path.as_bytes().len()).sum();
    let (mut write, mut rewrite, mut read, mut size) = (f64::MAX, f64::MAX, f64::MAX, 0);
    for round in 0..ROUNDS as u64 {
        let _ = std::fs::remove_file(dir.join("archive"));
        let roots = |inode| Roots::new(Root { identity: [1; 16], inode }, Root::default());
        let start = Instant::now();
        let all = entries.iter().map(|(path, record)| (path, Some(*record)));
        if let Committed::Rewritten { bytes, .. } = commit(dir, &roots(round), all)? {
            size = bytes;
        }
        write = write.min(per_entry(start));

        let start = Instant::now();
        commit(dir, &roots(round + 100), [])?;
        rewrite = rewrite.min(per_entry(start));

        let start = Instant::now();
        let mut reader = Reader::open(dir)?.ok_or("no archive")?;
        let mut seen = 0;
        while reader.advance()? {
            black_box((reader.path(), reader.record()));
            seen += 1;
        }
        read = read.min(per_entry(start));
        assert_eq!(seen, entries.len());
    }
    let start = Instant::now();
    for (path, record) in entries.iter().step_by(entries.len() / 100 + 1) {
        assert_eq!(Reader::lookup(dir, path.as_bytes())?, Some(*record));
    }
    let lookup = start.elapsed() / 100;
    println!("{} entries, {:.1} bytes per path", entries.len(), path_bytes as f64 / entries.len() as f64);
    println!("size     {:8.1} bytes per entry", size as f64 / entries.len() as f64);
    println!("write    {write:8.1} ns per entry, durable");
    println!("rewrite  {rewrite:8.1} ns per entry, durable");
    println!("read     {read:8.1} ns per entry");
    println!("lookup   {lookup:8.1?} per path");
    Ok(())
}
