//! `--checksum`: compares the contents of what nobody seems to have touched.
//!
//! A file that rots on a disk, or is written to behind the system's back, keeps its size and times. Everything
//! that neither side reports as changed is compared byte by byte; what differs is handed to reconcile as seen on
//! both sides, unchanged as it looks: a conflict, because nobody can tell which side is right.

use super::compare::Comparer;
use super::open::Pair;
use super::settings::Settings;
use crate::archive::{Damage, Reader, Record};
use crate::reconcile::{Contents, Question, Sameness};
use crate::{Change, Kind, Problem, RelPath, Side, Sides, Sink, Snapshot, Time};

/// Files that are compared before what was found is looked at.
const BATCH: usize = 4096;

impl Pair {
    /// Compares everything that `snapshots` take for unchanged, and adds what differs to them. Stops early when the
    /// user wants the run to end.
    pub(super) fn verify(
        &self,
        settings: &Settings,
        snapshots: &mut Sides<Snapshot>,
        problems: &mut Vec<Problem>,
        sink: &dyn Sink,
    ) -> Result<(), Damage> {
        let Some(mut reader) = Reader::open(self.state())? else { return Ok(()) };
        self.doubt_retouched(settings, snapshots, problems);
        let mut different = Vec::new();
        let mut more = true;
        while more && !sink.stopping() {
            let mut batch = Vec::new();
            more = false;
            while batch.len() < BATCH && reader.advance()? {
                more = true;
                let path = RelPath::from_bytes(reader.path());
                if matches!(reader.record().kind, Kind::File | Kind::Symlink) && looks_untouched(snapshots, &path) {
                    batch.push((path, *reader.record()));
                }
            }
            different.append(&mut self.compare_all(settings, batch, problems));
        }
        for (path, record) in different {
            self.add(snapshots, &path, &record, problems);
        }
        for snapshot in [&mut snapshots.left, &mut snapshots.right] {
            snapshot.changes.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(())
    }

    /// Of files of which only the change time, permissions or owner are new, the content may be new as well: where it
    /// differs, the change is made to say that the content is in doubt.
    fn doubt_retouched(&self, settings: &Settings, snapshots: &mut Sides<Snapshot>, problems: &mut Vec<Problem>) {
        for side in Side::BOTH {
            let other = &snapshots.get(side.other()).changes;
            let asked = snapshots.get(side).changes.iter().filter_map(|change| {
                let record = change.was.as_deref().filter(|record| looks_as_recorded(record, side, change))?;
                let elsewhere = other.binary_search_by(|other| other.path.cmp(&change.path)).ok();
                // What changed over there, too, is compared anyway, or was asked about from that side.
                let alone = elsewhere.is_none_or(|at| looks_as_recorded(record, side.other(), &other[at]));
                alone.then(|| (change.path.clone(), *record))
            });
            let asked: Vec<_> = asked.collect();
            for (path, _) in self.compare_all(settings, asked, problems) {
                let changes = &mut snapshots.get_mut(side).changes;
                if let Ok(at) = changes.binary_search_by(|change| change.path.cmp(&path))
                    && let Some(was) = changes[at].was.as_mut()
                {
                    was.seen.get_mut(side).ctime = Time::default();
                }
            }
        }
    }

    fn compare_all(
        &self,
        settings: &Settings,
        batch: Vec<(RelPath, Record)>,
        problems: &mut Vec<Problem>,
    ) -> Vec<(RelPath, Record)> {
        // One for each batch: millions of equal files need not be remembered.
        let comparer = Comparer::new(self.roots(), settings.policy.links);
        let ask = |(path, record): &(RelPath, Record)| Question {
            left: path.clone(),
            right: path.clone(),
            size: record.size,
        };
        comparer.answer(&batch.iter().map(ask).collect::<Vec<_>>(), settings.jobs);
        let different =
            batch.into_iter().filter(|(path, _)| comparer.same(path, path) == Sameness::Different).collect();
        problems.extend(comparer.into_problems());
        different
    }

    fn add(&self, snapshots: &mut Sides<Snapshot>, path: &RelPath, record: &Record, problems: &mut Vec<Problem>) {
        for (root, snapshot) in [(&self.roots.left, &mut snapshots.left), (&self.roots.right, &mut snapshots.right)] {
            match root.stat(path) {
                Ok(now) => {
                    snapshot.changes.push(Change { path: path.clone(), was: Some(Box::new(*record)), now });
                }
                Err(error) => problems.push(crate::apply::explain(root.side(), path, "look at it", &error)),
            }
        }
    }
}

/// Whether `change` is a file whose size, time and identity are those of `record`.
fn looks_as_recorded(record: &Record, side: Side, change: &Change) -> bool {
    let seen = record.seen.get(side);
    change.now.is_some_and(|now| {
        now.kind == Kind::File
            && record.kind == now.kind
            && (record.size, seen.mtime, seen.id) == (now.size, now.mtime, now.id)
    })
}

/// Whether neither side says anything of `path`.
fn looks_untouched(snapshots: &Sides<Snapshot>, path: &RelPath) -> bool {
    [&snapshots.left, &snapshots.right].into_iter().all(|snapshot| {
        let mut unknown = snapshot.unseen.iter().chain(&snapshot.ignored);
        snapshot.changes.binary_search_by(|change| change.path.cmp(path)).is_err()
            && !unknown.any(|above| path.starts_with(above))
    })
}
