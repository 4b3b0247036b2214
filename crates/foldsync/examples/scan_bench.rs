//! Measures a scan: `scan_bench DIR` prints nanoseconds per entry without a base and with one where
//! nothing changed.

#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::env;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use foldsync::archive::Record;
use foldsync::scan::{KeepAll, Rows, ScanRequest, scan};
use foldsync::sys::Folder;
use foldsync::{Event, Links, RelPath, Side, Sink, Snapshot};

/// Nobody listens.
struct Silence;

impl Sink for Silence {
    fn event(&self, _event: Event) {}
}

const ROUNDS: u32 = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let dir = env::args_os().nth(1).ok_or("usage: scan_bench DIR")?;
    let root = Folder::open(Path::new(&dir))?;
    let (snapshot, fresh) = best(&root, &[])?;
    report("no base", snapshot.scanned, fresh);
    let rows: Vec<_> = snapshot
        .changes
        .into_iter()
        .filter_map(|change| change.now.map(|now| (change.path, Record::of(&now, &now))))
        .collect();
    let (snapshot, unchanged) = best(&root, &rows)?;
    report("nothing changed", snapshot.scanned, unchanged);
    println!("{} changes, {} problems", snapshot.changes.len(), snapshot.problems.len());
    Ok(())
}

fn best(root: &Folder, rows: &[(RelPath, Record)]) -> Result<(Snapshot, Duration), Box<dyn Error>> {
    let mut best = Duration::MAX;
    let mut last = Snapshot::default();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        last = scan(ScanRequest {
            root,
            side: Side::Left,
            base: &mut Rows::new(rows),
            filter: &KeepAll,
            links: Links::Keep,
            sink: &Silence,
        })?;
        best = best.min(start.elapsed());
    }
    Ok((last, best))
}

fn report(what: &str, entries: u64, time: Duration) {
    let each = time.as_nanos() / u128::from(entries.max(1));
    println!("{what:16} {entries:>9} entries {:>8.1} ms {each:>6} ns/entry", time.as_secs_f64() * 1000.0);
}
