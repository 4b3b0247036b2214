//! The engine's events become progress of an item.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use foldsync::{Event, Phase, Sink};
use syncmgr_core::{Amounts, Callback, Detail, Progress, Verdict};
use syncmgr_proto::ItemId;

/// Milliseconds between two reports: what people can see.
const EVERY: u64 = 100;

/// Counts what the engine does and reports it now and then; learns from the answers whether to stop.
pub(super) struct Reporter {
    item: ItemId,
    callback: Arc<dyn Callback>,
    start: Instant,
    reported: AtomicU64,
    stop: AtomicBool,
    scanned: AtomicU64,
    files: AtomicU64,
    files_total: AtomicU64,
    bytes: AtomicU64,
    bytes_total: AtomicU64,
}

impl Reporter {
    pub fn new(item: ItemId, callback: &Arc<dyn Callback>) -> Self {
        Self {
            item,
            callback: Arc::clone(callback),
            start: Instant::now(),
            reported: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            scanned: AtomicU64::new(0),
            files: AtomicU64::new(0),
            files_total: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            bytes_total: AtomicU64::new(0),
        }
    }

    /// Whether it is time for a report; true for one caller only.
    fn is_due(&self) -> bool {
        let now = self.start.elapsed().as_millis() as u64;
        let last = self.reported.load(Ordering::Relaxed);
        now >= last + EVERY && self.reported.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    fn tell(&self, progress: &Progress) {
        let amount = |value: &AtomicU64| Some(value.load(Ordering::Relaxed)).filter(|value| *value > 0);
        let amounts = Amounts {
            files: amount(&self.files),
            files_total: amount(&self.files_total),
            bytes: amount(&self.bytes),
            bytes_total: amount(&self.bytes_total),
        };
        self.callback.report(self.item, Detail::Amounts(amounts));
        let answer = self.callback.progress(self.item, Some(progress));
        if answer != Ok(Verdict::Continue) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn tell_if_due(&self) {
        if self.is_due() {
            let (done, total) = (self.files.load(Ordering::Relaxed), self.files_total.load(Ordering::Relaxed));
            let small = |value: u64| i32::try_from(value).unwrap_or(i32::MAX);
            let (value, max) = if total > 0 { (Some(small(done)), Some(small(total))) } else { (None, None) };
            let text = (total == 0).then(|| format!("scanning: {} entries", self.scanned.load(Ordering::Relaxed)));
            self.tell(&Progress { text, value, max, ..Progress::default() });
        }
    }
}

impl Sink for Reporter {
    fn event(&self, event: Event) {
        match event {
            Event::Advanced { operations, bytes } => {
                self.files.fetch_add(operations, Ordering::Relaxed);
                self.bytes.fetch_add(bytes, Ordering::Relaxed);
                self.tell_if_due();
            }
            Event::Scanned { entries, .. } => {
                self.scanned.fetch_max(entries, Ordering::Relaxed);
                self.tell_if_due();
            }
            Event::Planned { operations, bytes } => {
                self.files_total.store(operations, Ordering::Relaxed);
                self.bytes_total.store(bytes, Ordering::Relaxed);
            }
            Event::Phase(phase) if phase != Phase::Scan && self.is_due() => {
                self.tell(&Progress { text: Some(words(phase).to_owned()), ..Progress::default() });
            }
            Event::Phase(_) | Event::Problem(_) | Event::Reached(_) => {}
        }
    }

    fn stopping(&self) -> bool {
        self.tell_if_due();
        self.stop.load(Ordering::Relaxed)
    }
}

fn words(phase: Phase) -> &'static str {
    match phase {
        Phase::Scan => "scanning",
        Phase::Reconcile => "comparing",
        Phase::Apply => "copying",
        Phase::Commit => "finishing",
    }
}
