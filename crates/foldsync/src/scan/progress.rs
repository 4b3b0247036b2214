//! Reports how far a scan is and asks whether it should stop, without costing time.

use std::time::{Duration, Instant};

use super::ScanError;
use crate::{Event, Side, Sink};

/// Steps between two looks at the clock and at the sink.
const STRIDE: u64 = 64;
/// The least time between two reports.
const PAUSE: Duration = Duration::from_millis(50);

pub(super) struct Progress<'a> {
    sink: &'a dyn Sink,
    side: Side,
    steps: u64,
    reported: Instant,
}

impl<'a> Progress<'a> {
    pub(super) fn new(sink: &'a dyn Sink, side: Side) -> Self {
        Self { sink, side, steps: 0, reported: Instant::now() }
    }

    /// Counts one step; `entries` were seen so far.
    pub(super) fn step(&mut self, entries: u64) -> Result<(), ScanError> {
        self.steps += 1;
        if self.steps % STRIDE == 1 { self.look_up(entries) } else { Ok(()) }
    }

    /// The last report.
    pub(super) fn finish(&self, entries: u64) {
        self.sink.event(Event::Scanned { side: self.side, entries });
    }

    #[cold]
    fn look_up(&mut self, entries: u64) -> Result<(), ScanError> {
        if self.sink.stopping() {
            return Err(ScanError::Interrupted);
        }
        let now = Instant::now();
        if now.duration_since(self.reported) >= PAUSE {
            self.reported = now;
            self.sink.event(Event::Scanned { side: self.side, entries });
        }
        Ok(())
    }
}
