//! Instructions of one scan of an unchanged tree against its archive: `cargo xtask bench counts`.

use std::error::Error;
use std::fs;
use std::hint::black_box;

use foldsync::archive::Record;
use foldsync::scan::{Rows, ScanRequest, scan};
use foldsync::sys::Folder;
use foldsync::{Event, Filter, Links, RelPath, Side, Sink, Snapshot};

const FOLDERS: usize = 40;
const FILES: usize = 50;

/// Nobody listens.
struct Silence;

impl Sink for Silence {
    fn event(&self, _event: Event) {}
}

fn look(root: &Folder, rows: &[(RelPath, Record)]) -> Option<Snapshot> {
    let request = ScanRequest {
        root,
        side: Side::Left,
        base: &mut Rows::new(rows),
        filter: &Filter::none(),
        links: Links::Keep,
        sink: &Silence,
    };
    scan(request).ok()
}

#[inline(never)]
fn measured_scan(root: &Folder, rows: &[(RelPath, Record)]) -> Option<Snapshot> {
    look(root, rows)
}

fn main() -> Result<(), Box<dyn Error>> {
    let home = tempfile::tempdir()?;
    for folder in 0..FOLDERS {
        let folder = home.path().join(format!("folder-{folder:03}"));
        fs::create_dir(&folder)?;
        for file in 0..FILES {
            fs::write(folder.join(format!("file-{file:03}.txt")), b"content")?;
        }
    }
    let root = Folder::open(home.path())?;
    let all = look(&root, &[]).ok_or("no scan")?;
    let rows: Vec<_> = all
        .changes
        .into_iter()
        .filter_map(|change| change.now.map(|now| (change.path, Record::of(&now, &now))))
        .collect();
    let snapshot = measured_scan(&root, &rows).ok_or("no scan")?;
    if snapshot.scanned != rows.len() as u64 || !snapshot.changes.is_empty() {
        return Err(
            format!("{} of {} entries, {} changes", snapshot.scanned, rows.len(), snapshot.changes.len()).into()
        );
    }
    black_box(snapshot);
    Ok(())
}
