//! Programs as handlers, and a callback that remembers.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use syncmgr_core::host::{Limits, Program};
use syncmgr_core::{Callback, Detail, Dialog, Handler, HandlerFactory, LogMessage, Progress, Verdict};
use syncmgr_proto::{Code, Guid, HandlerId, InitFlags, ItemId, Trigger};

/// The item of `faulty.py`.
pub fn item() -> ItemId {
    "{6295df27-35ee-11d1-8707-00c04fd93327}".parse().unwrap()
}

pub fn handler_id() -> HandlerId {
    HandlerId::derived(b"faulty")
}

pub fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

/// The factory of `faulty.py` with its faults.
pub fn faulty(faults: &[&str]) -> Program {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/programs/faulty.py");
    let mut argv = vec![OsString::from("python3"), script.into_os_string()];
    argv.extend(faults.iter().map(OsString::from));
    Program::new(handler_id(), "Registered", argv)
}

/// Generous where a test must not miss, so that only broken code runs into them.
pub fn patient() -> Limits {
    let long = Duration::from_secs(30);
    Limits { initialize: long, info: long, items: long, prepare: long, synchronize: long, ..Limits::default() }
}

/// What a callback heard.
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    Progress(ItemId, Progress),
    Logged(LogMessage),
    Deleted(Guid),
    Prepared(Code),
    Synchronized(Code),
    Properties(Code),
    Error(Code, Vec<ItemId>),
    Dialog(Dialog),
    Connection(Option<String>),
    Died(String),
}

/// A callback that remembers; after the first completion of a kind it refuses others, as the session does.
#[derive(Default)]
pub struct Ear {
    heard: Mutex<Vec<Heard>>,
    changed: Condvar,
    /// Dialogs may be shown.
    pub allows_dialogs: AtomicBool,
}

/// How long it takes until the connection `slow` is there.
pub const SLOW: Duration = Duration::from_millis(1200);

impl Ear {
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    fn hear(&self, heard: Heard) -> Code {
        let mut all = self.heard.lock().unwrap();
        let again = matches!(heard, Heard::Synchronized(_)) && all.iter().any(|h| matches!(h, Heard::Synchronized(_)));
        if again {
            return Code::UNEXPECTED;
        }
        all.push(heard);
        self.changed.notify_all();
        Code::OK
    }

    /// Waits until something is heard.
    pub fn wait_for(&self, wanted: impl Fn(&Heard) -> bool) -> Heard {
        let patience = Instant::now() + Duration::from_mins(1);
        let mut heard = self.heard.lock().unwrap();
        loop {
            if let Some(found) = heard.iter().find(|h| wanted(h)) {
                return found.clone();
            }
            let rest = patience.saturating_duration_since(Instant::now());
            assert!(!rest.is_zero(), "not heard; only {heard:?}");
            heard = self.changed.wait_timeout(heard, rest).unwrap().0;
        }
    }

    pub fn death(&self) -> String {
        match self.wait_for(|h| matches!(h, Heard::Died(_))) {
            Heard::Died(why) => why,
            other => panic!("{other:?}"),
        }
    }

    pub fn completion(&self) -> Code {
        match self.wait_for(|h| matches!(h, Heard::Synchronized(_))) {
            Heard::Synchronized(code) => code,
            other => panic!("{other:?}"),
        }
    }

    pub fn has_died(&self) -> bool {
        self.heard().iter().any(|h| matches!(h, Heard::Died(_)))
    }
}

impl Callback for Ear {
    fn progress(&self, item: ItemId, progress: Option<&Progress>) -> Result<Verdict, Code> {
        if let Some(progress) = progress {
            self.hear(Heard::Progress(item, progress.clone()));
        }
        Ok(Verdict::Continue)
    }

    fn log_error(&self, message: LogMessage) -> Code {
        self.hear(Heard::Logged(message))
    }

    fn delete_log_error(&self, error: Guid) -> Code {
        self.hear(Heard::Deleted(error))
    }

    fn prepare_completed(&self, result: Code) -> Code {
        self.hear(Heard::Prepared(result))
    }

    fn synchronize_completed(&self, result: Code) -> Code {
        self.hear(Heard::Synchronized(result))
    }

    fn show_properties_completed(&self, result: Code) -> Code {
        self.hear(Heard::Properties(result))
    }

    fn show_error_completed(&self, result: Code, items: &[ItemId]) -> Code {
        self.hear(Heard::Error(result, items.to_vec()))
    }

    fn enable_modeless(&self, dialog: Dialog) -> Code {
        self.hear(Heard::Dialog(dialog));
        if self.allows_dialogs.load(Ordering::SeqCst) { Code::OK } else { Code::FALSE }
    }

    fn establish_connection(&self, name: Option<&str>) -> Code {
        self.hear(Heard::Connection(name.map(str::to_owned)));
        if name == Some("slow") {
            std::thread::sleep(SLOW);
        }
        Code::ACCESS_DENIED
    }

    fn report(&self, _item: ItemId, _detail: Detail) -> Code {
        Code::NOT_IMPLEMENTED
    }

    fn died(&self, message: &str) {
        self.hear(Heard::Died(message.to_owned()));
    }
}

/// An instance with its callback set.
pub fn loaded(program: &Program) -> (Box<dyn Handler>, Arc<Ear>) {
    let mut handler = program.create().unwrap();
    let ear = Arc::new(Ear::default());
    assert_eq!(handler.initialize(InitFlags::event(Trigger::Manual), None), Code::OK);
    assert_eq!(handler.set_progress_callback(Some(Arc::clone(&ear) as Arc<dyn Callback>)), Code::OK);
    (handler, ear)
}

/// An instance that has prepared its item.
pub fn prepared(program: &Program) -> (Box<dyn Handler>, Arc<Ear>) {
    let (mut handler, ear) = loaded(program);
    assert_eq!(handler.prepare(&[item()]), Code::OK);
    ear.wait_for(|h| *h == Heard::Prepared(Code::OK));
    (handler, ear)
}
