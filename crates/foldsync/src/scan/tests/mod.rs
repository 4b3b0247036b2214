//! Real trees in temporary folders; faults come from a decorator around the system.

mod changes;
mod depth;
mod exclusion;
mod faults;
mod links;
mod model;
mod platform;
mod rigged;

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use tempfile::TempDir;

use super::walk::Walk;
use super::{Rows, ScanError, ScanRequest, scan};
use crate::archive::Record;
use crate::filter::Filter;
use crate::sys::{Folder, Native, System};
use crate::{Change, Event, Kind, Links, RelPath, Side, Sink, Snapshot};

/// What the archive holds in a test.
type Recorded = Vec<(RelPath, Record)>;

/// A sink that keeps what it hears.
#[derive(Default)]
struct Heard(Mutex<Vec<Event>>);

impl Sink for Heard {
    fn event(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// Excludes the listed paths; those with a separator at the end only when they are folders.
fn excluding(patterns: &[&str]) -> Filter {
    let patterns: Vec<_> = patterns.iter().map(|pattern| format!("/{pattern}")).collect();
    Filter::build(&patterns, &[], &[], None).unwrap()
}

/// A folder to scan.
struct Site {
    dir: TempDir,
}

impl Site {
    /// Makes each path of `what`: a folder when it ends with a separator, a link when it holds ` -> `,
    /// else a file that holds its own name.
    fn new(what: &[&str]) -> Self {
        let site = Self { dir: TempDir::new().unwrap() };
        site.make(what);
        site
    }

    fn make(&self, what: &[&str]) {
        for path in what {
            if let Some((link, target)) = path.split_once(" -> ") {
                self.parents(link);
                std::os::unix::fs::symlink(target, self.at(link)).unwrap();
            } else if path.ends_with('/') {
                fs::create_dir_all(self.at(path)).unwrap();
            } else {
                self.parents(path);
                fs::write(self.at(path), path).unwrap();
            }
        }
    }

    fn parents(&self, path: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn remove(&self, path: &str) {
        let at = self.at(path);
        if at.symlink_metadata().unwrap().is_dir() { fs::remove_dir_all(at) } else { fs::remove_file(at) }.unwrap();
    }

    fn root(&self) -> Folder {
        Folder::open(self.dir.path()).unwrap()
    }

    fn scan(&self, base: &Recorded) -> Snapshot {
        self.scan_with(base, &Filter::none(), Links::Keep)
    }

    fn scan_with(&self, base: &Recorded, filter: &Filter, links: Links) -> Snapshot {
        let (root, base) = (&self.root(), &mut Rows::new(base));
        scan(ScanRequest { root, side: Side::Left, base, filter, links, sink: &Heard::default() }).unwrap()
    }

    /// Scans through `system`, whose handle for the root is `root`.
    fn scan_through<S: System>(&self, system: S, root: &S::Folder, base: &Recorded) -> Result<Snapshot, ScanError> {
        let (sink, native) = (Heard::default(), self.root());
        let base = &mut Rows::new(base);
        let request = ScanRequest {
            root: &native,
            side: Side::Left,
            base,
            filter: &Filter::none(),
            links: Links::Keep,
            sink: &sink,
        };
        Walk::new(system, request)?.run(root)
    }

    /// What the archive would hold if both sides agreed on what is there now.
    fn record(&self) -> Recorded {
        recorded(self.scan(&Vec::new()))
    }
}

fn recorded(snapshot: Snapshot) -> Recorded {
    let keep = |change: Change| change.now.map(|now| (change.path, Record::of(&now, &now)));
    snapshot.changes.into_iter().filter_map(keep).collect()
}

/// One line per change: `+` new, `-` gone, `~` changed, `!` another kind. A folder that only got other
/// times is left out: it follows from what happened inside.
fn lines(snapshot: &Snapshot) -> Vec<String> {
    snapshot.changes.iter().filter_map(line).collect()
}

fn line(change: &Change) -> Option<String> {
    let mark = match (change.was.as_ref().map(|was| was.kind), change.now.map(|now| now.kind)) {
        (Some(Kind::Folder), Some(Kind::Folder)) => return None,
        (Some(was), Some(now)) if was == now => '~',
        (Some(_), Some(_)) => '!',
        (Some(_), None) => '-',
        (None, _) => '+',
    };
    Some(format!("{mark}{}", change.path.display()))
}

fn paths(of: &[RelPath]) -> Vec<String> {
    of.iter().map(|path| path.display().into_owned()).collect()
}

/// `path: message` of each problem.
fn problems(snapshot: &Snapshot) -> Vec<String> {
    snapshot.problems.iter().map(|problem| format!("{}: {}", problem.path.display(), problem.message)).collect()
}

fn assert_sorted(snapshot: &Snapshot) {
    assert!(snapshot.changes.is_sorted_by(|a, b| a.path < b.path), "changes are not in walk order");
}
