//! A running program and the calls that it is asked to answer.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use syncmgr_proto::Code;
use syncmgr_proto::protocol::{Answer, Call, Fault, Id, ManagerMessage};

use super::pipe::{Input, Reader};
use crate::com_host::process;
use crate::conformance::recorder::{Recorder, micros};
use crate::conformance::trace::{Fact, Given, Method};

/// How long a program may take to end after its input has ended; a manager waits as long.
const GRACE: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(5);

/// A running program.
pub struct Driver {
    /// The pen.
    pub recorder: Arc<Recorder>,
    /// What is written to it.
    pub input: Input,
    child: Child,
    answers: Receiver<Answer>,
    calls: i64,
}

impl Driver {
    /// Starts the program. `None`: it cannot be started, which is written down.
    pub fn start(recorder: &Arc<Recorder>, words: &[String]) -> Option<Self> {
        let mut started = None;
        let (program, arguments) = words.split_first()?;
        recorder.call(Method::Start, Given::Nothing, || {
            let mut command = Command::new(program);
            started = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok();
            if started.is_some() { Code::OK } else { Code::FAIL }
        });
        let mut child = started?;
        let (input, output) = (Input::new(child.stdin.take()?), child.stdout.take()?);
        let (sender, answers) = channel();
        let reader = Reader { recorder: Arc::clone(recorder), input: input.clone(), answers: sender };
        thread::spawn(move || reader.read(output));
        Some(Self { recorder: Arc::clone(recorder), input, child, answers, calls: 0 })
    }

    /// Makes a call and waits for its answer. A program that is gone ends the trial.
    pub fn call<T: DeserializeOwned>(&mut self, call: Call) -> Result<T, Fault> {
        let result = self.answer(|id| ManagerMessage::Call(id, call).write().unwrap_or_default())?;
        Answer::read(&result).map_err(|error| Fault { code: Fault::INVALID_PARAMS, message: error.to_string() })
    }

    /// Sends a line that is made with the id of a call, and waits for the answer.
    pub fn answer(&mut self, line: impl FnOnce(Id) -> Vec<u8>) -> Result<Box<RawValue>, Fault> {
        self.calls += 1;
        let id = Id::Number(self.calls);
        self.input.send_line(&line(id.clone()));
        loop {
            match self.answers.recv() {
                Ok(answer) if answer.id == id => return answer.outcome,
                Ok(answer) => self.unasked(&answer),
                Err(_) => self.gone(),
            }
        }
    }

    fn unasked(&self, answer: &Answer) {
        self.recorder.fact(Fact::Unasked(format!("{:?}", answer.id)));
    }

    /// Looks for answers that nobody waits for.
    pub fn look_for_more(&self, patience: Duration) {
        let until = Instant::now() + patience;
        loop {
            match self.answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(answer) => self.unasked(&answer),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Its output has ended in the middle of a call: the trial is over.
    fn gone(&mut self) -> ! {
        let how = match wait(&mut self.child) {
            Some(status) => status.to_string(),
            None => "it closed its standard output".to_owned(),
        };
        self.recorder.fact(Fact::Gone(how));
        // Whether it runs on or not, it is of no use; the group is ended by who started this trial.
        process::end(0)
    }

    /// Ends the input, and waits for the program to end.
    pub fn end(mut self) {
        let begin = Instant::now();
        let recorder = Arc::clone(&self.recorder);
        let mut ended = None;
        recorder.call(Method::EndOfInput, Given::Nothing, || {
            self.input.close();
            ended = wait(&mut self.child).map(|_| micros(begin.elapsed()));
            Code::OK
        });
        if ended.is_none() {
            // It may have ended just now.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        self.look_for_more(Duration::ZERO);
        recorder.fact(Fact::Ended(ended));
    }
}

/// How the program ended; `None`: it did not.
fn wait(child: &mut Child) -> Option<std::process::ExitStatus> {
    let until = Instant::now() + GRACE;
    while Instant::now() < until {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(LOOK);
    }
    None
}
