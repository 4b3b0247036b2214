//! What goes out: one line at a time, and progress not more often than anyone can see.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::ids::ItemId;
use crate::protocol::{HandlerMessage, Notice, Progress};

/// How often one item's progress is sent at most.
pub(super) const PACE: Duration = Duration::from_millis(20);

/// The way out, shared by all threads of the handler.
#[derive(Clone)]
pub(super) struct Outgoing(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    output: Box<dyn Write + Send>,
    /// Progress that waits for its time.
    waiting: BTreeMap<ItemId, Progress>,
    /// When each item's progress was sent last.
    sent: BTreeMap<ItemId, Instant>,
    /// Nobody listens any more.
    closed: bool,
}

impl Outgoing {
    /// Starts the thread that sends what waited.
    pub fn new(output: impl Write + Send + 'static) -> std::io::Result<Self> {
        let state = State { output: Box::new(output), waiting: BTreeMap::new(), sent: BTreeMap::new(), closed: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let flusher = Arc::clone(&shared);
        std::thread::Builder::new().name("progress".into()).spawn(move || flusher.flush_in_time())?;
        Ok(Self(shared))
    }

    /// Sends a message, after the progress that was reported before it.
    pub fn send(&self, message: &HandlerMessage) {
        let mut state = self.0.lock();
        state.flush();
        state.write(message);
    }

    /// Sends progress now or, if that was done a moment ago, soon together with what comes meanwhile.
    pub fn progress(&self, progress: Progress) {
        let mut state = self.0.lock();
        if state.closed {
            return;
        }
        let (item, now) = (progress.item, Instant::now());
        let was_idle = state.waiting.is_empty();
        match state.waiting.get_mut(&item) {
            Some(waiting) => waiting.merge(progress),
            None => drop(state.waiting.insert(item, progress)),
        }
        if state.sent.get(&item).is_none_or(|sent| now.duration_since(*sent) >= PACE) {
            state.send_waiting(item, now);
        } else if was_idle {
            self.0.changed.notify_one();
        }
    }

    /// From now on everything is dropped.
    pub fn close(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        state.waiting.clear();
        self.0.changed.notify_one();
    }

    /// Tells whether anyone listens.
    pub fn is_closed(&self) -> bool {
        self.0.lock().closed
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flush_in_time(&self) {
        let mut state = self.lock();
        while !state.closed {
            state = if state.waiting.is_empty() {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            } else {
                let (mut state, _) = self.changed.wait_timeout(state, PACE).unwrap_or_else(PoisonError::into_inner);
                state.flush_due(Instant::now());
                state
            };
        }
    }
}

impl State {
    fn flush(&mut self) {
        let now = Instant::now();
        while let Some(&item) = self.waiting.keys().next() {
            self.send_waiting(item, now);
        }
    }

    /// Sends what has waited long enough; the rest was sent a moment ago by who reported it.
    fn flush_due(&mut self, now: Instant) {
        let due = |item: &&ItemId| self.sent.get(item).is_none_or(|sent| now.duration_since(*sent) >= PACE);
        for item in self.waiting.keys().filter(due).copied().collect::<Vec<_>>() {
            self.send_waiting(item, now);
        }
    }

    fn send_waiting(&mut self, item: ItemId, now: Instant) {
        if let Some(progress) = self.waiting.remove(&item) {
            self.sent.insert(item, now);
            self.write(&HandlerMessage::Notice(Notice::Progress(progress)));
        }
    }

    fn write(&mut self, message: &HandlerMessage) {
        if self.closed {
            return;
        }
        // A pipe that nobody reads means that the manager is gone; there is no one to tell.
        let written = message.write().map(|line| self.output.write_all(&line).and_then(|()| self.output.flush()));
        if !matches!(written, Ok(Ok(()))) {
            self.closed = true;
            self.waiting.clear();
        }
    }
}
