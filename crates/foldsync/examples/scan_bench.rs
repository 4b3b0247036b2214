//! Measures a scan: `scan_bench DIR` prints nanoseconds per entry, by the clock on the wall and by that of
//! the processor (which other programs disturb less), without a base and with one where nothing changed.
//!
//! `scan_bench DIR ARCHIVE` keeps the archive of a first run in the folder `ARCHIVE`; a second run then
//! measures nothing but one scan of the unchanged tree with it, and its peak memory.

#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use foldsync::archive::{Reader, Record, Root, Roots, commit};
use foldsync::scan::{Base, Rows, ScanError, ScanRequest, scan};
use foldsync::sys::Folder;
use foldsync::{Event, Filter, Links, RelPath, Side, Sink, Snapshot};
use rustix::time::{ClockId, clock_gettime};

/// Nobody listens.
struct Silence;

impl Sink for Silence {
    fn event(&self, _event: Event) {}
}

/// The best of all rounds.
struct Times {
    wall: Duration,
    processor: Duration,
}

const ROUNDS: u32 = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let dir = env::args_os().nth(1).ok_or("usage: scan_bench DIR")?;
    let root = Folder::open(Path::new(&dir))?;
    let archive = env::args_os().nth(2).map(PathBuf::from);
    if let Some(mut base) = archive.as_deref().map(Reader::open).transpose()?.flatten() {
        return with_archive(&root, &mut base);
    }
    let (snapshot, fresh) = best(&root, &[])?;
    report("no base", snapshot.scanned, &fresh);
    let rows: Vec<_> = snapshot
        .changes
        .into_iter()
        .filter_map(|change| change.now.map(|now| (change.path, Record::of(&now, &now))))
        .collect();
    let (snapshot, unchanged) = best(&root, &rows)?;
    report("nothing changed", snapshot.scanned, &unchanged);
    println!("{} changes, {} problems", snapshot.changes.len(), snapshot.problems.len());
    if let Some(archive) = archive {
        let anywhere = Root { identity: [0; 16], inode: 0 };
        commit(&archive, &Roots::new(anywhere, anywhere), rows.iter().map(|(path, record)| (path, Some(*record))))?;
    }
    Ok(())
}

fn with_archive(root: &Folder, base: &mut Reader) -> Result<(), Box<dyn Error>> {
    let (start, busy) = (Instant::now(), processor_time());
    let snapshot = look_at(root, base)?;
    let times = Times { wall: start.elapsed(), processor: processor_time().saturating_sub(busy) };
    report("with an archive", snapshot.scanned, &times);
    println!("{} changes, {} problems", snapshot.changes.len(), snapshot.problems.len());
    let status = fs::read_to_string("/proc/self/status")?;
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("no peak is known"));
    Ok(())
}

fn look_at(root: &Folder, base: &mut dyn Base) -> Result<Snapshot, ScanError> {
    let filter = &Filter::none();
    scan(ScanRequest { root, side: Side::Left, base, filter, links: Links::Keep, sink: &Silence })
}

fn best(root: &Folder, rows: &[(RelPath, Record)]) -> Result<(Snapshot, Times), Box<dyn Error>> {
    let mut best = Times { wall: Duration::MAX, processor: Duration::MAX };
    let mut last = Snapshot::default();
    for _ in 0..ROUNDS {
        let (start, busy) = (Instant::now(), processor_time());
        last = look_at(root, &mut Rows::new(rows))?;
        best.wall = best.wall.min(start.elapsed());
        best.processor = best.processor.min(processor_time().saturating_sub(busy));
    }
    Ok((last, best))
}

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn report(what: &str, entries: u64, times: &Times) {
    let each = |time: Duration| time.as_nanos() / u128::from(entries.max(1));
    println!(
        "{what:16} {entries:>9} entries {:>8.1} ms, per entry {:>5} ns, {:>5} ns of the processor",
        times.wall.as_secs_f64() * 1000.0,
        each(times.wall),
        each(times.processor)
    );
}
