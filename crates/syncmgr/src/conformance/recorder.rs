//! The child's pen: writes down what happens while it happens, and knows what is awaited.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Write;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use syncmgr_proto::{Code, Guid, ItemStatus};

use super::answers::{Answers, Interference};
use super::specification::Dialogs;
use super::trace::{Entry, Fact, Given, Method, Report, Said, What};
use crate::com_host::process;

/// How long a second completion, or a report that comes too late, is waited for.
pub const LINGER: Duration = Duration::from_millis(100);
/// How long a report is held at most, so that something can be done while it waits for its answer.
const HOLD: Duration = Duration::from_secs(2);

/// Whether the next report of work is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gate {
    Open,
    /// The next news from another thread wait for their answer.
    Armed,
    /// They wait.
    Holding,
}

/// How often a call was completed, and how the last time.
#[derive(Clone, Debug)]
pub struct Completed {
    /// How often.
    pub count: usize,
    /// The code of the last time.
    pub code: Code,
    /// The items of the last time.
    pub items: Vec<Guid>,
}

impl Default for Completed {
    fn default() -> Self {
        Self { count: 0, code: Code::OK, items: Vec::new() }
    }
}

/// Whether who reports can be made to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reporting {
    /// A thread of the handler makes the report.
    OnItsThreads,
    /// It comes through a pipe, and what comes behind it must be read.
    ThroughPipe,
}

struct State {
    out: File,
    threads: HashMap<ThreadId, u32>,
    completed: BTreeMap<Method, Completed>,
    clickable: Option<Guid>,
    last: Instant,
    answers: Answers,
    gate: Gate,
}

/// Writes the trace of one trial.
pub struct Recorder {
    reporting: Reporting,
    begin: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

impl Recorder {
    /// Writes to `out`. The thread that makes it is number 0: it makes the calls.
    pub fn new(out: File, dialogs: Dialogs, reporting: Reporting) -> Self {
        let state = State {
            out,
            threads: HashMap::from([(thread::current().id(), 0)]),
            completed: BTreeMap::new(),
            clickable: None,
            last: Instant::now(),
            answers: Answers::new(dialogs),
            gate: Gate::Open,
        };
        Self { reporting, begin: Instant::now(), state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Makes a call: written down before and after it.
    pub fn call(&self, method: Method, given: Given, call: impl FnOnce() -> Code) -> Code {
        self.write(What::Call(method, given));
        let code = call();
        self.write(What::Return(method, code));
        code
    }

    /// Writes down something that was measured.
    pub fn fact(&self, fact: Fact) {
        self.write(What::Fact(fact));
    }

    fn write(&self, what: What) {
        self.lock().write(self.begin, what);
    }

    /// The handler said something, on this thread; returns what it is answered.
    pub fn report(&self, through: u8, said: Said) -> Code {
        let mut state = self.lock();
        let code = state.answers.answer(&said);
        if let Said::LogError(logged) = &said
            && logged.jumps
        {
            state.clickable = logged.error.or(state.clickable);
        }
        let is_news = is_work(&said);
        state.note_completion(&said);
        state.write(self.begin, What::Report(Report { through, said }, code));
        let is_seen = is_news && state.gate == Gate::Armed && state.thread() != 0;
        if is_seen {
            state.gate = Gate::Holding;
        }
        self.changed.notify_all();
        if is_seen && self.reporting == Reporting::OnItsThreads {
            let waits = |state: &mut State| state.gate == Gate::Holding;
            let (mut state, _) =
                self.changed.wait_timeout_while(state, HOLD, waits).unwrap_or_else(PoisonError::into_inner);
            state.gate = Gate::Open;
        }
        code
    }

    /// From here on the handler works: what is done to that takes effect.
    pub fn begin_work(&self, interference: Interference) {
        let mut state = self.lock();
        state.answers.interference = interference;
        state.answers.begin_work();
    }

    /// How often a call was completed until now, and how.
    pub fn completed(&self, method: Method) -> Completed {
        self.lock().completed.get(&method).cloned().unwrap_or_default()
    }

    /// Waits until a call is completed that was completed `before` times, as long as the handler gives signs of life.
    /// Then a little longer, to see whether it completes it again.
    pub fn await_completion(&self, method: Method, before: usize, patience: Duration) -> bool {
        let is_there = |state: &State, more: usize| state.count(method) > before + more;
        let mut state = self.lock();
        state.last = Instant::now();
        while !is_there(&state, 0) {
            let quiet = state.last.elapsed();
            if quiet >= patience {
                state.write(self.begin, What::Missed(method));
                return false;
            }
            state = self
                .changed
                .wait_timeout(state, patience.saturating_sub(quiet))
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let waits = |state: &mut State| !is_there(state, 1);
        drop(self.changed.wait_timeout_while(state, LINGER, waits));
        true
    }

    /// The next news from another thread shall wait for their answer.
    pub fn arm_gate(&self) {
        self.lock().gate = Gate::Armed;
    }

    /// Waits until news are held; `false`: the call was completed before, or nothing came.
    pub fn await_held(&self, method: Method, before: usize, patience: Duration) -> bool {
        let waits = |state: &mut State| state.gate == Gate::Armed && state.count(method) == before;
        let (state, _) =
            self.changed.wait_timeout_while(self.lock(), patience, waits).unwrap_or_else(PoisonError::into_inner);
        state.gate == Gate::Holding
    }

    /// The user skips an item.
    pub fn cancel(&self, item: Guid) {
        self.lock().answers.cancel(item);
    }

    /// Lets news go on that are held.
    pub fn open_gate(&self) {
        self.lock().gate = Gate::Open;
        self.changed.notify_all();
    }

    /// The id of a message that a click leads from.
    pub fn clickable(&self) -> Option<Guid> {
        self.lock().clickable
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn count(&self, method: Method) -> usize {
        self.completed.get(&method).map_or(0, |completed| completed.count)
    }

    fn note_completion(&mut self, said: &Said) {
        let (Some(method), Some(code)) = (said.completes(), said.code()) else { return };
        let completed = self.completed.entry(method).or_default();
        completed.count += 1;
        completed.code = code;
        if let Said::ShowErrorCompleted(_, items) = said {
            completed.items.clone_from(items);
        }
    }

    fn thread(&mut self) -> u32 {
        let next = self.threads.len() as u32;
        *self.threads.entry(thread::current().id()).or_insert(next)
    }

    /// One line, at once: what is not written when the process dies is lost.
    fn write(&mut self, begin: Instant, what: What) {
        let (now, thread) = (Instant::now(), self.thread());
        self.last = now;
        let entry = Entry { at: micros(now - begin), thread, what };
        if let Ok(mut line) = serde_json::to_vec(&entry) {
            line.push(b'\n');
            if self.out.write_all(&line).is_err() {
                // Who listened is gone: for whom should the trial go on?
                process::end(1);
            }
        }
    }
}

/// Microseconds, as a trace counts them.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// News of an item that has not ended.
fn is_work(said: &Said) -> bool {
    let Said::Progress(news) = said else { return false };
    !news.status.and_then(ItemStatus::from_code).is_some_and(ItemStatus::is_final)
}
