//! How long handlers are waited for outside of sessions, and who is told that they are.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// After so long people are told which handler is waited for.
pub(super) const SILENCE: Duration = Duration::from_secs(2);

/// Called with the name of a handler that is waited for, from any thread.
type Tell<'a> = &'a (dyn Fn(&str) + Sync);

/// How long handlers are waited for.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    limit: Duration,
    tell: Tell<'a>,
}

impl From<Duration> for Patience<'_> {
    /// So long, in silence.
    fn from(limit: Duration) -> Self {
        Self { limit, tell: &|_| {} }
    }
}

impl<'a> Patience<'a> {
    /// So long; calls `tell` with the name of each handler that has not listed its items after two seconds.
    pub fn telling(limit: Duration, tell: &'a (dyn Fn(&str) + Sync)) -> Self {
        Self { limit, tell }
    }

    /// Begins to wait.
    pub(super) fn begin(&self) -> Waiting<'a> {
        let now = Instant::now();
        Waiting { deadline: now + self.limit, notice: Some((now + SILENCE, self.tell)) }
    }
}

/// A wait for one handler.
#[derive(Clone, Copy)]
pub(super) struct Waiting<'a> {
    deadline: Instant,
    /// When to tell, unless that was done.
    notice: Option<(Instant, Tell<'a>)>,
}

impl Waiting<'_> {
    /// In silence until then.
    pub fn until(deadline: Instant) -> Self {
        Self { deadline, notice: None }
    }

    /// The next thing that is sent; `None`: the time is up, or nobody sends any more.
    pub fn next<T>(&mut self, signals: &Receiver<T>, name: &str) -> Option<T> {
        loop {
            let due = self.notice.map_or(self.deadline, |(at, _)| at.min(self.deadline));
            match signals.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(signal) => return Some(signal),
                Err(RecvTimeoutError::Timeout) if due < self.deadline => {
                    if let Some((_, tell)) = self.notice.take() {
                        tell(name);
                    }
                }
                Err(_) => return None,
            }
        }
    }
}
