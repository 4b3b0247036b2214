use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use syncmgr_proto::{Code, InitFlags, ItemStatus, MessageLevel};

use super::desk::{Desk, callback};
use crate::handler::{Callback, Handler, LogMessage, Terminate};
use crate::registry::HandlerFactory;
use crate::session::{Answer, Call, Completion, Step};

/// What can end an instance's work from outside, once the instance exists.
type Terminator = Arc<Mutex<Option<Arc<dyn Terminate>>>>;

/// One instance of a handler with the thread that makes all its calls (D-3).
///
/// Dropping it releases the handler; with [`Instance::dismiss`] one can wait for that.
pub(super) struct Instance {
    pub desk: Arc<Desk>,
    calls: Sender<Option<Call>>,
    terminator: Terminator,
    over: Receiver<()>,
}

impl Instance {
    /// Starts the thread; the first order makes the instance.
    pub fn start(factory: Arc<dyn HandlerFactory>, desk: Arc<Desk>) -> Result<Self, String> {
        let (calls, orders) = channel();
        let (alive, over) = channel();
        let terminator = Terminator::default();
        let worker = Worker {
            desk: Arc::clone(&desk),
            terminator: Arc::clone(&terminator),
            handler: None,
            flags: InitFlags(0),
            ran: false,
            has_callback: false,
        };
        let body = move || {
            worker.serve(factory.as_ref(), &orders);
            drop(alive);
        };
        let spawned = std::thread::Builder::new().name("handler".into()).spawn(body);
        spawned.map_err(|e| format!("no thread for the handler: {e}"))?;
        Ok(Self { desk, calls, terminator, over })
    }

    /// Has the instance made.
    pub fn create(&self) {
        let _ = self.calls.send(None);
    }

    /// Has a call made.
    pub fn call(&self, call: Call) {
        let _ = self.calls.send(Some(call));
    }

    /// Ends the work at once.
    pub fn terminate(&self) {
        let terminator = self.terminator.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(terminator) = terminator {
            terminator.terminate();
        }
    }

    /// Has the handler released; the thread sees to it when its present call returns.
    pub fn dismiss(self) -> Leaving {
        self.desk.relink(None);
        Leaving(self.over)
    }
}

/// An instance on its way out.
pub(super) struct Leaving(Receiver<()>);

impl Leaving {
    /// Waits until the handler is gone, or not any longer: one that hangs is left behind (D-34).
    pub fn is_gone_by(&self, patience: Instant) -> bool {
        let wait = patience.saturating_duration_since(Instant::now());
        self.0.recv_timeout(wait) == Err(RecvTimeoutError::Disconnected)
    }
}

/// The thread's side.
struct Worker {
    desk: Arc<Desk>,
    terminator: Terminator,
    handler: Option<Box<dyn Handler>>,
    flags: InitFlags,
    /// `prepare` was called before: this is a retry.
    ran: bool,
    has_callback: bool,
}

impl Worker {
    fn serve(mut self, factory: &dyn HandlerFactory, orders: &Receiver<Option<Call>>) {
        for order in orders {
            let made = catch_unwind(AssertUnwindSafe(|| match order {
                None => Some(self.create(factory)),
                Some(call) => self.call(call),
            }));
            match made {
                Ok(Some(answer)) => {
                    if !self.has_callback {
                        self.say_why();
                    }
                    self.desk.send(|at| Step::Returned(at, answer));
                }
                Ok(None) => {}
                Err(panic) => self.desk.died(&panic_text(panic.as_ref())),
            }
        }
        self.desk.close();
        let _ = catch_unwind(AssertUnwindSafe(|| {
            if let Some(mut handler) = self.handler.take()
                && self.has_callback
            {
                handler.set_progress_callback(None);
            }
        }));
    }

    /// As long as there is no callback, nobody else can say why a call failed.
    fn say_why(&mut self) {
        let Some(handler) = &mut self.handler else { return };
        if let Some(text) = handler.complaint() {
            let (level, item, error_id, jump) = (MessageLevel::Error, None, None, false);
            self.desk.log_error(LogMessage { level, text, item, error_id, jump });
        }
        if let Some(why) = handler.died() {
            self.desk.died(&why);
        }
    }

    fn create(&mut self, factory: &dyn HandlerFactory) -> Answer {
        let made = factory.create().map(|handler| {
            *self.terminator.lock().unwrap_or_else(PoisonError::into_inner) = handler.terminator();
            self.desk.set_canceller(handler.canceller());
            self.handler = Some(handler);
        });
        Answer::Created(made)
    }

    fn call(&mut self, call: Call) -> Option<Answer> {
        let (desk, handler) = (&self.desk, self.handler.as_mut()?);
        Some(match call {
            Call::Initialize(flags, cookie) => {
                self.flags = flags;
                Answer::Initialize(handler.initialize(flags, cookie.as_deref()))
            }
            Call::Info => Answer::Info(handler.info()),
            Call::Items => Answer::Items(handler.items()),
            Call::SetCallback => {
                self.has_callback = true;
                Answer::SetCallback(handler.set_progress_callback(Some(callback(desk))))
            }
            Call::Prepare(items) => {
                if std::mem::replace(&mut self.ran, true) {
                    desk.gate().again();
                }
                desk.let_show(self.flags);
                let code = outer(desk, Completion::Prepare, |c| c == Code::OK, || handler.prepare(&items));
                Answer::Prepare(code)
            }
            Call::Synchronize => {
                desk.let_show(self.flags);
                let code = outer(desk, Completion::Synchronize, |c| c == Code::OK, || handler.synchronize());
                Answer::Synchronize(code)
            }
            Call::Skip(item) => {
                // R-SIS-1: the completion may have come since the session decided.
                let open = desk.gate().window_open();
                Answer::Skip(item, open.then(|| handler.set_item_status(item, ItemStatus::Skipped)))
            }
            Call::ShowError(error) => {
                desk.let_show(InitFlags::MAY_BOTHER_USER);
                let code = outer(desk, Completion::Error, Code::is_success, || handler.show_error(error));
                Answer::ShowError(code)
            }
            Call::ShowProperties(item) => {
                desk.let_show(InitFlags::MAY_BOTHER_USER);
                let code = outer(desk, Completion::Properties, Code::is_success, || handler.show_properties(item));
                Answer::ShowProperties(code)
            }
        })
    }
}

/// Makes a call that a completion belongs to; the completion may come before the call returns (3.5).
fn outer(desk: &Desk, completion: Completion, promises: fn(Code) -> bool, call: impl FnOnce() -> Code) -> Code {
    desk.gate().arm(completion);
    let code = call();
    desk.gate().returned(completion, promises(code));
    code
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    match text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)) {
        Some(text) => format!("the handler panicked: {text}"),
        None => "the handler panicked".to_owned(),
    }
}
