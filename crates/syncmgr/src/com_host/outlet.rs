//! The way to the manager: handlers leave things on the desk and never wait, one thread carries them away.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use syncmgr_proto::protocol::HandlerMessage;

use super::conversions::notice;
use super::desk::{Desk, Outgoing};

/// News are collected for this long after the last ones were sent, so that a state that stands is seen soon.
const PACE: Duration = Duration::from_millis(15);

/// What the carrying thread waits for, so that others wake it only when it has to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// It works, and looks at the desk afterwards.
    No,
    /// For anything.
    ForAnything,
    /// For the next time at which news go out, or for what must not wait.
    ForItsTime,
}

struct State {
    desk: Desk<HandlerMessage>,
    waiting: Waiting,
    is_ending: bool,
}

/// The desk, and the way from there to the manager.
pub struct Outlet {
    state: Mutex<State>,
    wake: Condvar,
}

impl Default for Outlet {
    fn default() -> Self {
        let state = State { desk: Desk::default(), waiting: Waiting::No, is_ending: false };
        Self { state: Mutex::new(state), wake: Condvar::new() }
    }
}

impl Outlet {
    /// Does something at the desk. Never waits for the manager, and `work` must not either.
    pub fn with<R>(&self, work: impl FnOnce(&mut Desk<HandlerMessage>) -> R) -> R {
        let mut state = self.lock();
        let result = work(&mut state.desk);
        let must_wake = match state.waiting {
            Waiting::No => false,
            Waiting::ForAnything => state.desk.has_queue() || state.desk.has_news(),
            Waiting::ForItsTime => state.desk.has_queue(),
        };
        if must_wake {
            state.waiting = Waiting::No;
            drop(state);
            self.wake.notify_one();
        }
        result
    }

    /// Sends something that must arrive.
    pub fn send(&self, message: HandlerMessage) {
        self.with(|desk| desk.send(message));
    }

    /// No more will come: [`carry`](Self::carry) ends when all is sent.
    pub fn end(&self) {
        self.lock().is_ending = true;
        self.wake.notify_one();
    }

    /// Carries everything to the manager until the end.
    ///
    /// # Errors
    /// The manager does not listen any more.
    pub fn carry(&self, to: &mut impl Write) -> io::Result<()> {
        let mut last = None;
        let mut lines = Vec::new();
        loop {
            let batch = self.wait(last);
            if batch.is_empty() {
                return Ok(());
            }
            lines.clear();
            encode(batch, &mut lines);
            to.write_all(&lines)?;
            to.flush()?;
            last = Some(Instant::now());
        }
    }

    /// Waits for something to carry; nothing at the end.
    fn wait(&self, last: Option<Instant>) -> VecDeque<Outgoing<HandlerMessage>> {
        let mut state = self.lock();
        while !state.desk.has_queue() && !state.is_ending {
            let remaining = last.map_or(Duration::ZERO, |last| PACE.saturating_sub(last.elapsed()));
            if !state.desk.has_news() {
                state.waiting = Waiting::ForAnything;
                state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else if !remaining.is_zero() {
                state.waiting = Waiting::ForItsTime;
                state = self.wake.wait_timeout(state, remaining).unwrap_or_else(PoisonError::into_inner).0;
            } else {
                break;
            }
        }
        state.waiting = Waiting::No;
        state.desk.take()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes lines one after the other.
fn encode(batch: VecDeque<Outgoing<HandlerMessage>>, lines: &mut Vec<u8>) {
    for outgoing in batch {
        let message = match outgoing {
            Outgoing::News(item, progress) => notice::progress(item, progress),
            Outgoing::Message(message) => notice::message(*message),
            Outgoing::Other(message) => message,
        };
        // The messages of the protocol can be written.
        if let Ok(line) = message.write() {
            lines.extend(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread;

    use mobsync::{GUID, Progress};
    use syncmgr_proto::Code;
    use syncmgr_proto::protocol::{Completed, Notice};

    use super::*;

    /// A manager that reads.
    struct Reader(Sender<Vec<u8>>);

    impl Write for Reader {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.send(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn carried() -> (Arc<Outlet>, Receiver<Vec<u8>>, thread::JoinHandle<io::Result<()>>) {
        let (sender, receiver) = channel();
        let outlet = Arc::new(Outlet::default());
        let carrier = Arc::clone(&outlet);
        let thread = thread::spawn(move || carrier.carry(&mut Reader(sender)));
        (outlet, receiver, thread)
    }

    fn report(outlet: &Outlet, value: i32) {
        let item = GUID::from_u128(1);
        outlet.with(|desk| {
            desk.admit([item]);
            desk.progress(item, Some(Progress { value: Some(value), ..Progress::default() })).unwrap();
        });
    }

    fn completion() -> HandlerMessage {
        HandlerMessage::Notice(Notice::SynchronizeCompleted(Completed::from(Code::OK)))
    }

    #[test]
    fn a_state_that_stands_is_sent_without_being_asked_for() {
        let (outlet, lines, thread) = carried();
        for value in 0..3 {
            report(&outlet, value);
            let begin = Instant::now();
            let line = lines.recv_timeout(Duration::from_secs(5)).unwrap();
            assert!(String::from_utf8_lossy(&line).contains(&format!("\"value\":{value}")), "{line:?}");
            assert!(begin.elapsed() < Duration::from_secs(1));
        }
        outlet.end();
        thread.join().unwrap().unwrap();
    }

    #[test]
    fn the_rest_is_sent_at_the_end_and_in_order() {
        let (outlet, lines, thread) = carried();
        for value in 0..1000 {
            report(&outlet, value);
        }
        outlet.send(completion());
        outlet.end();
        thread.join().unwrap().unwrap();
        let all: Vec<u8> = lines.iter().flatten().collect();
        let all = String::from_utf8(all).unwrap();
        let lines: Vec<&str> = all.lines().collect();
        let last_news = lines[lines.len() - 2];
        assert!(
            last_news.contains("\"value\":999") && lines[lines.len() - 1].contains("SynchronizeCompleted"),
            "{all}"
        );
        assert!(lines.len() < 500, "{} lines for a thousand reports", lines.len());
    }

    #[test]
    fn a_manager_that_is_gone_ends_it() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let outlet = Outlet::default();
        outlet.send(completion());
        assert_eq!(outlet.carry(&mut Gone).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
