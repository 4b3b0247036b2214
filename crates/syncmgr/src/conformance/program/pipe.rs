//! The two ends of a program: what is written to it, and what it says, as it says it.

use std::io::{self, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use syncmgr_proto::protocol::{
    Answer, Ask, Cancel, Done, Fault, HandlerMessage, Id, LineReader, LogError, ManagerMessage, Notice, Notify,
};
use syncmgr_proto::{Code, Guid, ItemId, MessageLevel};

use crate::conformance::recorder::Recorder;
use crate::conformance::trace::{Fact, Logged, News, Said};

/// How much of a line is quoted.
const EXCERPT: usize = 60;

/// What is written to a program, by the thread that calls and by the one that reads.
#[derive(Clone)]
pub struct Input(Arc<Mutex<Option<ChildStdin>>>);

impl Input {
    /// Takes over the pipe.
    pub fn new(pipe: ChildStdin) -> Self {
        Self(Arc::new(Mutex::new(Some(pipe))))
    }

    /// Writes a message. A program that does not read any more is found by its end or its silence.
    pub fn send(&self, message: &ManagerMessage) {
        if let Ok(line) = message.write() {
            self.send_line(&line);
        }
    }

    /// Writes a line, its end included.
    pub fn send_line(&self, line: &[u8]) {
        let mut pipe = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipe) = &mut *pipe {
            let _: io::Result<()> = pipe.write_all(line).and_then(|()| pipe.flush());
        }
    }

    /// Ends it.
    pub fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// Reads what a program says.
pub struct Reader {
    /// The pen.
    pub recorder: Arc<Recorder>,
    /// Where answers go.
    pub input: Input,
    /// Where the caller waits for the program's answers; hung up at the end of its output.
    pub answers: Sender<Answer>,
}

impl Reader {
    /// Reads to the end.
    pub fn read(self, output: ChildStdout) {
        let mut lines = LineReader::new(output);
        while let Ok(Some(line)) = lines.next_line() {
            if let Ok(message) = HandlerMessage::read(&line) {
                self.take(message);
            } else {
                let text: String = String::from_utf8_lossy(&line).chars().take(EXCERPT).collect();
                self.recorder.fact(Fact::Stray(text));
            }
        }
    }

    fn take(&self, message: HandlerMessage) {
        match message {
            // The caller waits as long as this thread reads.
            HandlerMessage::Answer(answer) => drop(self.answers.send(answer)),
            HandlerMessage::Notice(notice) => self.notice(notice),
            HandlerMessage::Ask(id, ask) => {
                let code = self.recorder.report(1, asked(&ask));
                self.answer(id, code);
            }
            HandlerMessage::Unknown(id, method) => {
                self.recorder.report(1, Said::Unknown(method.clone()));
                if let Some(id) = id {
                    let fault = Answer::fault(id, Fault::method_not_found(&method));
                    self.input.send(&ManagerMessage::Answer(fault));
                }
            }
        }
    }

    fn answer(&self, id: Id, code: Code) {
        if let Ok(answer) = Answer::new(id, &Done { code }) {
            self.input.send(&ManagerMessage::Answer(answer));
        }
    }

    /// Reports have no answer here: a cancel is pushed.
    fn notice(&self, notice: Notice) {
        let said = told(notice);
        let item = if let Said::Progress(news) = &said { Some(news.item) } else { None };
        let cancelled = match self.recorder.report(1, said) {
            Code::CANCEL_ALL => None,
            Code::CANCEL_ITEM => item,
            _ => return,
        };
        self.input.send(&cancel(cancelled));
    }
}

/// A cancel of an item, or of all.
pub fn cancel(item: Option<Guid>) -> ManagerMessage {
    ManagerMessage::Notify(Notify::Cancel(Cancel { item: item.map(ItemId) }))
}

fn asked(ask: &Ask) -> Said {
    match ask {
        Ask::EnableModeless(ask) => Said::EnableModeless(ask.enable),
        Ask::EstablishConnection(_) => Said::EstablishConnection { reserved: 0 },
    }
}

fn told(notice: Notice) -> Said {
    match notice {
        Notice::Progress(news) => Said::Progress(News {
            item: news.item.0,
            size: Some(0),
            status: news.status.map(|status| status.0),
            value: news.value,
            max: news.max,
        }),
        Notice::LogError(message) => Said::LogError(logged(&message)),
        Notice::DeleteLogError(_) => Said::DeleteLogError,
        Notice::PrepareForSyncCompleted(done) => Said::PrepareForSyncCompleted(done.code),
        Notice::SynchronizeCompleted(done) => Said::SynchronizeCompleted(done.code),
        Notice::ShowPropertiesCompleted(done) => Said::ShowPropertiesCompleted(done.code),
        Notice::ShowErrorCompleted(done) => {
            Said::ShowErrorCompleted(done.code, done.items.into_iter().map(|item| item.0).collect())
        }
    }
}

fn logged(message: &LogError) -> Logged {
    let level = match message.level {
        MessageLevel::Information => 1,
        MessageLevel::Warning => 2,
        MessageLevel::Error => 3,
    };
    Logged { level, has_text: true, size: Some(0), jumps: message.jump, error: message.error }
}
