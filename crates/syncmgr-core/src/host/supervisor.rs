//! The thread that serves one child: reads and writes its pipes, passes on what it says, sees it die.

use std::collections::BTreeMap;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use syncmgr_proto::protocol::{
    Answer, DeleteLogError, Fault, HandlerMessage, LineBuffer, LogError, MAX_LINE, Notice, Progress, ProtocolError,
};
use syncmgr_proto::{Code, Guid, HandlerId, ItemId, MessageLevel};

use super::death::{Cause, Death};
use super::lanes::Lanes;
use super::process::{Process, Turn};
use super::quarantine::{CrashLog, Retry};
use super::shared::Shared;
use super::tail::Tail;
use crate::handler::{self, LogMessage};

/// How many messages of one run are passed on.
pub(super) const MESSAGES: u32 = 10_000;
/// How long a program may live with its standard output closed.
const CLOSED_PATIENCE: Duration = Duration::from_secs(1);
/// How much is still read from a program that has ended.
const LAST_BYTES: usize = 2 << 20;

/// The record of a handler's crashes.
pub(super) struct Record {
    pub log: Arc<dyn CrashLog>,
    /// There are some to forget.
    pub has_crashes: bool,
    /// Whether they count.
    pub retry: Retry,
}

pub(super) struct Supervisor {
    pub handler: HandlerId,
    pub process: Process,
    pub shared: Arc<Shared>,
    pub silence: Option<Duration>,
    pub crashes: Option<Record>,
    lines: LineBuffer,
    tail: Tail,
    lanes: Lanes,
    /// Progress of this turn, not passed on yet.
    fresh: BTreeMap<ItemId, Progress>,
    closed: Option<Instant>,
}

impl Supervisor {
    pub fn new(handler: HandlerId, process: Process, shared: Arc<Shared>, silence: Option<Duration>) -> Self {
        let (lines, tail, lanes) = (LineBuffer::new(MAX_LINE), Tail::default(), Lanes::default());
        Self {
            handler,
            process,
            shared,
            silence,
            crashes: None,
            lines,
            tail,
            lanes,
            fresh: BTreeMap::new(),
            closed: None,
        }
    }

    /// Serves the child until it is gone.
    pub fn run(mut self) {
        let mut turn = Turn::default();
        while !turn.exited {
            match self.process.wait(self.patience(), &mut turn) {
                Ok(()) => self.take(&turn),
                Err(error) => {
                    self.shared.kill(Cause::Unreachable(error.to_string()));
                    break;
                }
            }
            self.judge(&turn);
        }
        // What it said before it ended counts; but a grandchild may go on talking for ever.
        let mut rest = LAST_BYTES;
        while rest > 0 && self.process.wait(Some(Duration::ZERO), &mut turn).is_ok() {
            let came = turn.output.len() + turn.errors.len();
            if came == 0 {
                break;
            }
            self.take(&turn);
            rest = rest.saturating_sub(came);
        }
        self.bury();
    }

    /// How long nothing may happen.
    fn patience(&self) -> Option<Duration> {
        let state = self.shared.lock();
        let silence = self.silence.filter(|_| !state.work.is_empty() && !state.is_held_up()).zip(state.heard);
        let silent = silence.and_then(|(limit, heard)| heard.checked_add(limit));
        let closed = self.closed.map(|since| since + CLOSED_PATIENCE);
        let due = [silent, closed].into_iter().flatten().min();
        due.map(|due| due.saturating_duration_since(Instant::now()))
    }

    /// Ends a child that is silent for too long or cannot speak any more.
    fn judge(&mut self, turn: &Turn) {
        if turn.output_ended {
            self.closed.get_or_insert_with(Instant::now);
        }
        let now = Instant::now();
        let state = self.shared.lock();
        let closed = self.closed.is_some_and(|since| now >= since + CLOSED_PATIENCE);
        let method = state.work.last().copied().filter(|_| !state.is_held_up());
        let quiet = state.heard.map_or(Duration::ZERO, |heard| now.duration_since(heard));
        let ending = state.ending;
        drop(state);
        match (self.silence, method) {
            (Some(limit), Some(method)) if quiet >= limit => self.shared.kill(Cause::Silent { method, limit }),
            _ if closed && !ending => self.shared.kill(Cause::Closed),
            // It was told to end and is given its time.
            _ if closed => self.closed = Some(now),
            _ => {}
        }
    }

    fn take(&mut self, turn: &Turn) {
        self.tail.push(&turn.errors);
        if !turn.output.is_empty() || !turn.errors.is_empty() {
            self.shared.lock().heard = Some(Instant::now());
        }
        if !turn.output.is_empty() {
            self.lines.extend(&turn.output);
            if let Err(error) = self.take_lines() {
                self.shared.kill(Cause::Protocol(error));
                self.lines = LineBuffer::new(MAX_LINE);
            }
            self.pass_on_progress();
        }
    }

    fn take_lines(&mut self) -> Result<(), ProtocolError> {
        while let Some(line) = self.lines.next_line()? {
            // After the first offence nothing that it says is taken for true.
            if matches!(self.shared.lock().cause, Some(Cause::Protocol(_))) {
                continue;
            }
            match HandlerMessage::read(line)? {
                HandlerMessage::Notice(Notice::Progress(progress)) => match self.fresh.get_mut(&progress.item) {
                    Some(fresh) => fresh.merge(progress),
                    None => drop(self.fresh.insert(progress.item, progress)),
                },
                // What was reported before counts before.
                message => {
                    self.pass_on_progress();
                    self.handle(message);
                }
            }
        }
        Ok(())
    }

    fn pass_on_progress(&mut self) {
        for (item, progress) in std::mem::take(&mut self.fresh) {
            let Progress { status, text, value, max, .. } = progress;
            let progress = handler::Progress { text, status: status.map(|status| status.0), value, max };
            self.shared.call_back(|callback| callback.progress(item, Some(&progress)).err().unwrap_or(Code::OK));
        }
    }

    fn handle(&mut self, message: HandlerMessage) {
        match message {
            HandlerMessage::Notice(notice) => self.notice(notice),
            HandlerMessage::Ask(id, ask) => self.lanes.ask(&self.shared, id, ask),
            HandlerMessage::Answer(answer) => self.shared.answered(answer),
            HandlerMessage::Unknown(Some(id), method) => {
                self.shared.answer(Ok(Answer::fault(id, Fault::method_not_found(&method))));
            }
            HandlerMessage::Unknown(None, _) => {}
        }
    }

    fn notice(&mut self, notice: Notice) {
        let shared = Arc::clone(&self.shared);
        match notice {
            // Gathered where the lines are read.
            Notice::Progress(_) => {}
            Notice::LogError(message) => self.log(message),
            Notice::DeleteLogError(DeleteLogError { error }) => {
                shared.call_back(|callback| callback.delete_log_error(error.unwrap_or(Guid::NULL)));
            }
            Notice::PrepareForSyncCompleted(done) => {
                self.completed("PrepareForSync");
                shared.call_back(|callback| callback.prepare_completed(done.code));
            }
            Notice::SynchronizeCompleted(done) => {
                self.completed("Synchronize");
                let code = shared.call_back(|callback| callback.synchronize_completed(done.code));
                if code == Code::OK && done.code.is_success() {
                    self.recover();
                }
            }
            Notice::ShowPropertiesCompleted(done) => {
                self.completed("ShowProperties");
                shared.call_back(|callback| callback.show_properties_completed(done.code));
            }
            Notice::ShowErrorCompleted(done) => {
                self.completed("ShowError");
                shared.call_back(|callback| callback.show_error_completed(done.code, &done.items));
            }
        }
    }

    fn completed(&self, method: &str) {
        self.shared.lock().work.retain(|work| *work != method);
    }

    /// Passes a message on; of a flood only the beginning, and one message that says so.
    fn log(&self, message: LogError) {
        let count = {
            let mut state = self.shared.lock();
            state.logged = state.logged.saturating_add(1);
            state.logged
        };
        let LogError { level, text, item, error, jump } = message;
        let message = match count {
            ..=MESSAGES => LogMessage { level, text, item, error_id: error, jump },
            count if count == MESSAGES + 1 => LogMessage {
                level: MessageLevel::Warning,
                text: format!("the handler logged more than {MESSAGES} messages; the rest of this run is left out"),
                item: None,
                error_id: None,
                jump: false,
            },
            _ => return,
        };
        self.shared.call_back(|callback| callback.log_error(message));
    }

    fn recover(&mut self) {
        if let Some(record) = &mut self.crashes
            && std::mem::take(&mut record.has_crashes)
        {
            record.log.recovered(self.handler);
        }
    }

    /// Takes the leavings away and says what happened.
    fn bury(self) {
        let Self { handler, process, shared, crashes, tail, .. } = self;
        let status: Option<ExitStatus> = process.reap().ok();
        let words = tail.words();
        let mut state = shared.lock();
        let (cause, during) = (state.cause.clone(), state.during());
        let death = Death { cause: cause.as_ref(), status, during, words: words.as_deref() }.to_string();
        // A program that ends well with nothing to do, or because it was told to, is no surprise.
        let well = cause.is_none() && during.is_none() && status.is_some_and(|status| status.success());
        let surprise = !state.ending && !well;
        let callback = state.callback.clone().filter(|_| surprise);
        state.told = state.ending || callback.is_some();
        drop(state);
        let counts = surprise && cause != Some(Cause::Terminated);
        if let Some(record) = crashes.filter(|record| counts && record.retry == Retry::ByItself) {
            record.log.crashed(handler, Timestamp::now(), &death);
        }
        if let Some(callback) = callback {
            callback.died(&death);
        }
        shared.lock().death = Some(death);
        shared.changed();
    }
}
