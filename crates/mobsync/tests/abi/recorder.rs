//! A manager that writes down what handlers say.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use mobsync::codes::{E_UNEXPECTED, S_OK};
use mobsync::object::Owned;
use mobsync::{CallbackObject, Dialog, GUID, HRESULT, Message, Progress, SyncCallback, Verdict, expose_callback};

/// One call of a handler.
#[derive(Clone, PartialEq, Debug)]
pub enum Call {
    PropertiesCompleted(HRESULT),
    PrepareCompleted(HRESULT),
    SynchronizeCompleted(HRESULT),
    ErrorCompleted(HRESULT, Vec<GUID>),
    Modeless(Dialog),
    Progress(GUID, Option<Progress>),
    Log(Message),
    Delete(GUID),
    Connect(Option<String>),
}

/// Answers go on, yes and done, except for what is set here.
pub struct Recorder {
    calls: Mutex<Vec<Call>>,
    completions: Mutex<Sender<()>>,
    verdict: Mutex<Result<Verdict, HRESULT>>,
    /// Panic in every method.
    pub is_broken: bool,
}

/// The recorder as an object, and a signal for each `…Completed`.
pub struct Manager {
    pub object: Owned<CallbackObject<Recorder>>,
    completed: Receiver<()>,
}

impl Manager {
    pub fn new() -> Self {
        Self::with(false)
    }

    pub fn broken() -> Self {
        Self::with(true)
    }

    fn with(is_broken: bool) -> Self {
        let (sender, completed) = channel();
        let verdict = Mutex::new(Ok(Verdict::Continue));
        let recorder = Recorder { calls: Mutex::default(), completions: Mutex::new(sender), verdict, is_broken };
        Self { object: expose_callback(recorder), completed }
    }

    /// Waits for the next `…Completed`.
    pub fn wait(&self) {
        self.completed.recv_timeout(Duration::from_mins(1)).expect("a completion");
    }

    /// What the handler said since the last time.
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut self.object.0.calls())
    }

    /// What to answer to progress from now on.
    pub fn answer(&self, verdict: Result<Verdict, HRESULT>) {
        *self.object.0.verdict.lock().unwrap() = verdict;
    }
}

impl Recorder {
    fn calls(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap()
    }

    fn note(&self, call: Call) -> HRESULT {
        assert!(!self.is_broken, "a manager that panics");
        self.calls().push(call);
        S_OK
    }

    fn complete(&self, call: Call) -> HRESULT {
        let code = self.note(call);
        self.completions.lock().unwrap().send(()).map_or(E_UNEXPECTED, |()| code)
    }
}

impl SyncCallback for Recorder {
    fn show_properties_completed(&self, result: HRESULT) -> HRESULT {
        self.complete(Call::PropertiesCompleted(result))
    }
    fn prepare_for_sync_completed(&self, result: HRESULT) -> HRESULT {
        self.complete(Call::PrepareCompleted(result))
    }
    fn synchronize_completed(&self, result: HRESULT) -> HRESULT {
        self.complete(Call::SynchronizeCompleted(result))
    }
    fn show_error_completed(&self, result: HRESULT, items: Vec<GUID>) -> HRESULT {
        self.complete(Call::ErrorCompleted(result, items))
    }
    fn enable_modeless(&self, dialog: Dialog) -> HRESULT {
        self.note(Call::Modeless(dialog))
    }
    fn progress(&self, item: GUID, progress: Option<Progress>) -> Result<Verdict, HRESULT> {
        let _ = self.note(Call::Progress(item, progress));
        *self.verdict.lock().unwrap()
    }
    fn log_error(&self, message: Message) -> HRESULT {
        self.note(Call::Log(message))
    }
    fn delete_log_error(&self, error: GUID) -> HRESULT {
        self.note(Call::Delete(error))
    }
    fn establish_connection(&self, name: Option<String>) -> HRESULT {
        self.note(Call::Connect(name))
    }
}
