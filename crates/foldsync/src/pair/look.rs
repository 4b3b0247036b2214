//! Scanning both sides at once, each against its own stream of the archive.

use std::io;

use super::back::Unsettled;
use super::open::Pair;
use super::settings::Settings;
use super::unproven::{Doubt, Doubting};
use crate::archive::{CommitError, Damage, Reader, Record, Roots, Seen, set_aside};
use crate::scan::{Base, ScanError, ScanRequest, scan};
use crate::undo::LogError;
use crate::{Failure, FailureKind, Problem, RelPath, Side, Sides, Sink, Snapshot};

/// What both sides look like.
#[derive(Debug)]
pub(super) struct Looked {
    pub snapshots: Sides<Snapshot>,
    pub problems: Vec<Problem>,
    /// The roots that the archive remembers; `None` on a first run.
    pub known: Option<Roots>,
}

/// Why there is no look.
pub(super) enum LookError {
    /// The archive cannot be trusted, for this reason.
    Damaged(String),
    Failed(Failure),
}

impl From<Damage> for LookError {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage.to_string())
    }
}

impl From<Unsettled> for LookError {
    fn from(unsettled: Unsettled) -> Self {
        let message = format!("an undoing was interrupted, and the archive does not tell how far it came: {unsettled}");
        match unsettled {
            Unsettled::Known(LogError::Damaged { .. })
            | Unsettled::Damaged(_)
            | Unsettled::Archive(CommitError::Damaged(_)) => Self::Damaged(message),
            _ => Self::Failed(other(message)),
        }
    }
}

/// A side's stream of the archive; empty when there is no archive.
struct Stream(Option<Reader>);

impl Base for Stream {
    fn advance(&mut self) -> Result<bool, Damage> {
        self.0.as_mut().map_or(Ok(false), Reader::advance)
    }

    fn path(&self) -> &[u8] {
        self.0.as_ref().map_or(b"", Reader::path)
    }

    fn record(&self) -> &Record {
        // A record is asked for only after it was announced; without an archive none is.
        self.0.as_ref().map_or(&NOTHING, Reader::record)
    }
}

const NOTHING: Record =
    Record { kind: crate::Kind::Special, size: 0, linked: false, seen: Sides::new(Seen::NOTHING, Seen::NOTHING) };

impl Pair {
    /// Scans both sides against the archive.
    pub(super) fn look(&self, settings: &Settings, doubt: &Doubt, sink: &dyn Sink) -> Result<Looked, LookError> {
        let streams = Sides::new(Reader::open(&self.state)?, Reader::open(&self.state)?);
        let known = streams.left.as_ref().map(|reader| *reader.roots());
        let snapshots = self.scan_both(settings, doubt, streams, sink)?;
        Ok(looked(snapshots, known))
    }

    /// Scans both sides as on a first run, because the archive is damaged: contents are compared, nothing is
    /// deleted.
    pub(super) fn look_afresh(&self, settings: &Settings, sink: &dyn Sink, damage: &str) -> Result<Looked, Failure> {
        let snapshots = self.scan_both(settings, &Doubt::none(), Sides::new(None, None), sink);
        let snapshots = snapshots.map_err(|error| match error {
            LookError::Failed(failure) => failure,
            LookError::Damaged(damage) => other(damage),
        })?;
        let mut looked = looked(snapshots, None);
        looked.problems.push(Problem {
            path: RelPath::root(),
            side: None,
            message: format!("{damage}; both folders were compared by content, nothing is deleted in this run"),
            hint: Some("nothing to do: a new archive is made by this run".to_owned()),
        });
        Ok(looked)
    }

    /// Moves a damaged archive out of the way of the new one.
    pub(super) fn set_damaged_aside(&self) -> Result<(), Failure> {
        set_aside(&self.state)
            .map(|_| ())
            .map_err(|error| other(format!("cannot set the damaged archive aside: {error}")))
    }

    fn scan_both(
        &self,
        settings: &Settings,
        doubt: &Doubt,
        streams: Sides<Option<Reader>>,
        sink: &dyn Sink,
    ) -> Result<Sides<Snapshot>, LookError> {
        let scan_side = |side: Side, stream: Option<Reader>| {
            let mut base = Doubting::new(Stream(stream), side, doubt);
            scan(ScanRequest {
                root: self.roots.get(side).handle(),
                side,
                base: &mut base,
                filter: &settings.filter,
                links: settings.policy.links,
                sink,
            })
        };
        let (left, right) = std::thread::scope(|scope| {
            let left = scope.spawn(|| scan_side(Side::Left, streams.left));
            let right = scan_side(Side::Right, streams.right);
            (left.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), right)
        });
        let left = left.map_err(|error| self.cannot_scan(Side::Left, error))?;
        let right = right.map_err(|error| self.cannot_scan(Side::Right, error))?;
        Ok(Sides::new(left, right))
    }

    fn cannot_scan(&self, side: Side, error: ScanError) -> LookError {
        let location = self.roots.get(side).location().display();
        LookError::Failed(match error {
            ScanError::Base(damage) => return damage.into(),
            ScanError::Root(error) => cannot_read(&location, side, &error),
            ScanError::Interrupted => Failure {
                kind: FailureKind::Interrupted,
                message: "interrupted while scanning; nothing was changed".to_owned(),
                hint: None,
            },
        })
    }
}

fn cannot_read(location: &dyn std::fmt::Display, side: Side, error: &io::Error) -> Failure {
    Failure {
        kind: FailureKind::Usage,
        message: format!("cannot read the {} folder {location}: {error}", side.name()),
        hint: Some(format!("check its permissions: ls -ld {location}")),
    }
}

fn other(message: String) -> Failure {
    Failure { kind: FailureKind::Other, message, hint: None }
}

fn looked(mut snapshots: Sides<Snapshot>, known: Option<Roots>) -> Looked {
    let mut problems = std::mem::take(&mut snapshots.left.problems);
    problems.append(&mut snapshots.right.problems);
    Looked { snapshots, problems, known }
}
