//! The test as manager: a `com-host` at the other end of two pipes.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use syncmgr_proto::Code;
use tempfile::TempDir;

use crate::build;

/// The class of the test handler.
pub const CLASS: &str = "{0badf00d-0001-0002-0003-000000000000}";
/// Long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_mins(1);
/// What ends at all has ended by then, on a busy machine too; what does not never ends.
pub const SOON: Duration = Duration::from_secs(20);

pub const CANCEL_ITEM: &str = "0x00040203";
pub const CANCEL_ALL: &str = "0x00040204";

/// The n-th id of the test handler; 0 is the class.
pub fn id(n: u8) -> String {
    format!("{{0badf00d-0001-0002-0003-0000000000{n:02x}}}")
}

/// A running `com-host`.
pub struct Host {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    complaints: Option<JoinHandle<String>>,
    log: PathBuf,
    calls: i64,
    is_deaf: Arc<AtomicBool>,
    /// What came while an answer was awaited, in order.
    pub heard: Vec<Value>,
    _folder: TempDir,
}

/// How a `com-host` ended.
pub struct Ended {
    pub status: ExitStatus,
    pub complaints: String,
    pub log: Vec<(u64, String)>,
    pub took: Duration,
}

/// A line of the handler's log.
pub type Line = (u64, String);

impl Host {
    /// Starts the test handler with a script (`tests/cpp/script.hpp`).
    pub fn start(script: &str) -> Self {
        Self::start_module(&build::handler(), CLASS, script)
    }

    /// Starts any module.
    pub fn start_module(module: &Path, class: &str, script: &str) -> Self {
        Self::start_with(module, class, &[("TEST_HANDLER", script)])
    }

    /// Starts any module in an environment.
    pub fn start_with(module: &Path, class: &str, environment: &[(&str, &str)]) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_syncmgr")), module, class, environment)
    }

    /// Starts the test handler below valgrind, which ends with 99 if anything misuses or loses memory.
    pub fn under_valgrind(script: &str) -> Self {
        let mut valgrind = Command::new("valgrind");
        // What is found only through pointers into its middle, as tables of hashes are, is not lost.
        let lost = ["--show-possibly-lost=no", "--errors-for-leak-kinds=definite,indirect"];
        valgrind.args(["--quiet", "--error-exitcode=99", "--leak-check=full"]).args(lost);
        valgrind.arg(env!("CARGO_BIN_EXE_syncmgr"));
        Self::start_by(valgrind, &build::handler(), CLASS, &[("TEST_HANDLER", script)])
    }

    fn start_by(mut command: Command, module: &Path, class: &str, environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        command.arg("com-host").arg(module).arg(class).envs(environment.iter().copied()).env("TEST_HANDLER_LOG", &log);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, messages) = channel();
        let is_deaf = Arc::new(AtomicBool::new(false));
        let deaf = Arc::clone(&is_deaf);
        let output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                while deaf.load(Ordering::Acquire) {
                    thread::park();
                }
                let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not the protocol: {line}"));
                let _ = sender.send(message);
            }
        });
        let mut errors = child.stderr.take().unwrap();
        let complaints = Some(thread::spawn(move || {
            let mut text = Vec::new();
            let _ = errors.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        }));
        let input = child.stdin.take();
        Self { child, input, messages, complaints, log, calls: 0, is_deaf, heard: Vec::new(), _folder: folder }
    }

    /// A session up to `SetProgressCallback`, which takes part with two items.
    pub fn loaded(script: &str) -> Self {
        Self::load(Self::start(script))
    }

    /// Brings a fresh host up to `SetProgressCallback`.
    pub fn load(mut host: Self) -> Self {
        assert_eq!(host.code("Initialize", json!({"protocol": 1, "flags": 3, "event": "manual"})), Code::OK);
        assert_eq!(host.code("EnumSyncMgrItems", json!({})), Code::OK);
        assert_eq!(host.code("SetProgressCallback", json!({"set": true})), Code::OK);
        host
    }

    /// As [`loaded`](Self::loaded), then `PrepareForSync` of both items, until it has completed.
    pub fn prepared(script: &str) -> Self {
        let mut host = Self::loaded(script);
        assert_eq!(host.prepare(&[1, 2]), Code::OK);
        host.until("PrepareForSyncCompleted");
        host
    }

    /// As [`prepared`](Self::prepared), but from then on nothing is read.
    pub fn prepared_quietly(script: &str) -> Self {
        let host = Self::prepared(script);
        host.is_deaf.store(true, Ordering::Release);
        host
    }

    pub fn write(&mut self, message: &Value) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{message}").and_then(|()| input.flush()).unwrap();
    }

    /// Sends a call; returns its number.
    #[expect(clippy::needless_pass_by_value, reason = "`json!` at every call reads better without a borrow")]
    pub fn send(&mut self, method: &str, params: Value) -> i64 {
        self.calls += 1;
        let id = self.calls;
        self.write(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The next message; `None`: there will be no more.
    pub fn hear(&mut self) -> Option<Value> {
        use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
        match self.messages.recv_timeout(PATIENCE) {
            Ok(message) => Some(message),
            Err(Disconnected) => None,
            Err(Timeout) => panic!("com-host says nothing; the handler's log:\n{:#?}", self.log()),
        }
    }

    /// Waits for the answer to a call; the rest goes to `heard`.
    pub fn answer_to(&mut self, id: i64) -> Value {
        loop {
            let message = self.hear().unwrap_or_else(|| panic!("com-host ended, log: {:#?}", self.log()));
            if message.get("method").is_none() && message["id"] == id {
                return message;
            }
            self.heard.push(message);
        }
    }

    /// Makes a call; returns its result.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let answer = self.answer_to(id);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    /// Makes a call; returns its code.
    pub fn code(&mut self, method: &str, params: Value) -> Code {
        let result = self.call(method, params);
        Code::deserialize(&result["code"]).unwrap_or_else(|why| panic!("{method}: {why} in {result}"))
    }

    pub fn prepare(&mut self, items: &[u8]) -> Code {
        let items: Vec<_> = items.iter().map(|n| id(*n)).collect();
        self.code("PrepareForSync", json!({ "items": items }))
    }

    /// Waits for a message of this method; what came before goes to `heard`, it itself too.
    pub fn until(&mut self, method: &str) -> Value {
        if let Some(message) = self.heard.iter().find(|message| message["method"] == method) {
            return message.clone();
        }
        loop {
            let message = self.hear().unwrap_or_else(|| panic!("ended before {method}, log: {:#?}", self.log()));
            self.heard.push(message.clone());
            if message["method"] == method {
                return message;
            }
        }
    }

    /// Answers a question of the handler.
    pub fn reply(&mut self, question: &Value, code: Code) {
        self.write(&json!({"jsonrpc": "2.0", "id": question["id"], "result": {"code": code}}));
    }

    /// Pushes a cancel; `None`: of everything.
    pub fn cancel(&mut self, item: Option<u8>) {
        self.write(&json!({"jsonrpc": "2.0", "method": "Cancel", "params": {"item": item.map(id)}}));
    }

    /// What was heard, in short, and forgets it.
    pub fn story(&mut self) -> Vec<String> {
        std::mem::take(&mut self.heard).iter().map(brief).collect()
    }

    /// The handler's log so far: thread and text.
    pub fn log(&self) -> Vec<Line> {
        read_log(&self.log)
    }

    /// Waits until the handler's log has a line that begins so; returns the line.
    pub fn logged(&self, beginning: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let log = self.log();
            if let Some((_, text)) = log.iter().find(|(_, text)| text.starts_with(beginning)) {
                return text.clone();
            }
            assert!(Instant::now() < until, "no `{beginning}` in {log:#?}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Says no more and waits for the end.
    pub fn end(mut self) -> Ended {
        drop(self.input.take());
        self.ended()
    }

    /// Waits for the end of the process alone: others may still hold its pipes.
    pub fn ended_of_process(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Waits for an end that comes by itself.
    pub fn ended(mut self) -> Ended {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begin.elapsed() < PATIENCE, "com-host does not end, log: {:#?}", self.log());
            thread::sleep(Duration::from_millis(1));
        };
        let took = begin.elapsed();
        let log = self.log();
        let complaints = self.complaints.take().unwrap().join().unwrap();
        Ended { status, complaints, log, took }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Ended already, or a failed test.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn read_log(path: &Path) -> Vec<Line> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = |line: &str| {
        let (thread, text) = line.split_once(' ').unwrap();
        (thread.parse().unwrap(), text.to_owned())
    };
    text.lines().map(line).collect()
}

/// The texts of a log that begin so.
pub fn texts<'a>(log: &'a [Line], beginning: &str) -> Vec<&'a str> {
    log.iter().map(|(_, text)| text.as_str()).filter(|text| text.starts_with(beginning)).collect()
}

/// A message in short: method and parameters, or `answer` and what it holds; ids as their numbers.
pub fn brief(message: &Value) -> String {
    let method = message["method"].as_str();
    let content = if method.is_some() { &message["params"] } else { &message["result"] };
    let mut text = format!("{} {content}", method.unwrap_or("answer"));
    for n in 0..=u8::MAX {
        text = text.replace(&format!("\"{}\"", id(n)), &n.to_string());
    }
    text
}
