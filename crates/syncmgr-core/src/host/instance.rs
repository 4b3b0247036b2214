//! One instance: the calls of the contract, made to a child.

use std::sync::Arc;
use std::time::{Duration, Instant};

use syncmgr_proto::protocol::{
    Call, Cancel as CancelParams, Done, HandlerDescription, Initialize, Initialized, ItemList, ManagerMessage, Notify,
    PrepareForSync, ProtocolError, SetItemStatus, SetProgressCallback, ShowError, ShowProperties,
};
use syncmgr_proto::{Code, Guid, InitFlags, ItemId, ItemStatus, MessageLevel};

use super::death::Cause;
use super::process::Blow;
use super::program::Limits;
use super::shared::{Failure, Shared};
use crate::handler::{Callback, Cancel, Handler, HandlerInfo, ItemInfo, Items, LogMessage, Terminate, Verdict};

/// How long a program that was asked with `SIGTERM` has left.
const LAST_CHANCE: Duration = Duration::from_millis(300);
/// How long the system may take to end a killed program.
const KILL_TIME: Duration = Duration::from_secs(1);

pub(super) struct Instance {
    shared: Arc<Shared>,
    limits: Limits,
    /// The registered name.
    name: String,
    /// When it was told that it will not be needed any more.
    ending: Option<Instant>,
}

impl Instance {
    pub fn new(shared: Arc<Shared>, limits: Limits, name: String) -> Self {
        Self { shared, limits, name, ending: None }
    }

    /// Makes a call whose result is a code; `missing` is what counts if the program does not know the method.
    fn code(&self, call: Call, limit: Option<Duration>, missing: Code) -> Code {
        match self.shared.ask::<Done>(call, limit) {
            Ok(done) => done.code,
            Err(Failure::NotFound) => missing,
            Err(failure) => self.failed(failure),
        }
    }

    /// Makes a call that a completion belongs to.
    fn outer(&self, call: Call, limit: Option<Duration>, missing: Code, promises: fn(Code) -> bool) -> Code {
        let method = call.method();
        self.shared.lock().work.push(method);
        let code = self.code(call, limit, missing);
        if !promises(code) {
            self.shared.lock().work.retain(|work| *work != method);
        }
        code
    }

    /// Turns a failure into a code; what the program said about it goes to the user.
    fn failed(&self, failure: Failure) -> Code {
        match failure {
            Failure::NotFound => Code::NOT_IMPLEMENTED,
            Failure::Gone => Code::UNEXPECTED,
            Failure::Fault(fault) => {
                let (level, text) = (MessageLevel::Error, fault.to_string());
                let mut state = self.shared.lock();
                if state.callback.is_none() {
                    state.complaint = Some(text);
                    return Code::FAIL;
                }
                drop(state);
                let message = LogMessage { level, text, item: None, error_id: None, jump: false };
                self.shared.call_back(|callback| callback.log_error(message));
                Code::FAIL
            }
        }
    }

    /// A cancel that came while the program was told to prepare anew must not get lost.
    fn repeat_cancels(&self, items: &[ItemId]) {
        let Some(callback) = self.shared.lock().callback.clone() else { return };
        for &item in items {
            match callback.progress(item, None) {
                Ok(Verdict::CancelAll) => return push(&self.shared, None),
                Ok(Verdict::CancelItem) => push(&self.shared, Some(item)),
                Ok(Verdict::Continue) | Err(_) => {}
            }
        }
    }
}

fn push(shared: &Shared, item: Option<ItemId>) {
    shared.write(&ManagerMessage::Notify(Notify::Cancel(CancelParams { item })));
}

impl Handler for Instance {
    fn initialize(&mut self, flags: InitFlags, cookie: Option<&[u8]>) -> Code {
        let call = Call::Initialize(Initialize::new(flags, cookie));
        match self.shared.ask::<Initialized>(call, Some(self.limits.initialize)) {
            Ok(Initialized { code, protocol }) => match ProtocolError::check_version(protocol) {
                Ok(()) => code,
                Err(error) => {
                    let failure = self.shared.give_up(Cause::Protocol(error));
                    self.failed(failure)
                }
            },
            Err(failure) => self.failed(failure),
        }
    }

    fn info(&mut self) -> Result<HandlerInfo, Code> {
        match self.shared.ask::<HandlerDescription>(Call::GetHandlerInfo, Some(self.limits.info)) {
            Ok(HandlerDescription { code, .. }) if code.is_failure() => Err(code),
            Ok(HandlerDescription { name, flags, .. }) => {
                Ok(HandlerInfo { name: name.unwrap_or_else(|| self.name.clone()), flags })
            }
            Err(Failure::NotFound) => Ok(HandlerInfo { name: self.name.clone(), flags: 0 }),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    fn items(&mut self) -> Result<Items, Code> {
        let list: ItemList =
            self.shared.ask(Call::EnumSyncMgrItems, Some(self.limits.items)).map_err(|failure| self.failed(failure))?;
        if list.code.is_failure() {
            return Err(list.code);
        }
        let info = |item: syncmgr_proto::protocol::ItemDescription| ItemInfo {
            id: item.id,
            name: item.name,
            flags: item.flags,
            checked: item.checked,
            last_update: item.last_update,
        };
        Ok(Items { code: list.code, list: list.items.into_iter().map(info).collect() })
    }

    fn set_progress_callback(&mut self, callback: Option<Arc<dyn Callback>>) -> Code {
        let set = callback.is_some();
        let limit = if set {
            self.limits.info
        } else {
            self.ending = Some(Instant::now());
            self.limits.end
        };
        {
            let mut state = self.shared.lock();
            state.callback = callback;
            state.ending = !set;
        }
        self.code(Call::SetProgressCallback(SetProgressCallback { set }), Some(limit), Code::OK)
    }

    fn prepare(&mut self, items: &[ItemId]) -> Code {
        {
            let mut state = self.shared.lock();
            (state.logged, state.dialogs, state.heard) = (0, 0, Some(Instant::now()));
        }
        let call = Call::PrepareForSync(PrepareForSync { items: items.to_vec() });
        let code = self.outer(call, Some(self.limits.prepare), Code::NOT_IMPLEMENTED, |code| code == Code::OK);
        self.repeat_cancels(items);
        code
    }

    fn synchronize(&mut self) -> Code {
        self.outer(Call::Synchronize, Some(self.limits.synchronize), Code::NOT_IMPLEMENTED, |code| code == Code::OK)
    }

    /// Does not wait: a handler of one thread answers when it is done, and the cancel was pushed anyway.
    fn set_item_status(&mut self, item: ItemId, status: ItemStatus) -> Code {
        self.shared.post(Call::SetItemStatus(SetItemStatus { item, status: status.into() }));
        Code::OK
    }

    fn show_properties(&mut self, item: Option<ItemId>) -> Code {
        let call = Call::ShowProperties(ShowProperties { item });
        self.outer(call, self.limits.show, Code::NOT_IMPLEMENTED, Code::is_success)
    }

    fn show_error(&mut self, error: Guid) -> Code {
        self.outer(Call::ShowError(ShowError { error }), self.limits.show, Code::NOT_IMPLEMENTED, Code::is_success)
    }

    fn terminator(&self) -> Option<Arc<dyn Terminate>> {
        Some(Arc::new(Handle(Arc::clone(&self.shared))))
    }

    fn canceller(&self) -> Option<Arc<dyn Cancel>> {
        Some(Arc::new(Handle(Arc::clone(&self.shared))))
    }

    fn complaint(&mut self) -> Option<String> {
        self.shared.lock().complaint.take()
    }

    fn died(&self) -> Option<String> {
        self.shared.lock().death.clone()
    }
}

/// The reach of other threads.
struct Handle(Arc<Shared>);

impl Terminate for Handle {
    fn terminate(&self) {
        self.0.kill(Cause::Terminated);
    }
}

impl Cancel for Handle {
    fn cancel(&self, item: Option<ItemId>) {
        push(&self.0, item);
    }
}

/// The graceful end: its input is closed, it gets its time, then it is asked, then it is ended (A16).
impl Drop for Instance {
    fn drop(&mut self) {
        self.shared.lock().ending = true;
        self.shared.remote.close_input();
        let begun = self.ending.unwrap_or_else(Instant::now);
        let gone = |patience| self.shared.await_death(patience);
        if gone(begun + self.limits.end) {
            return;
        }
        self.shared.remote.strike(Blow::Term);
        if gone(Instant::now() + LAST_CHANCE) {
            return;
        }
        self.shared.remote.strike(Blow::Kill);
        gone(Instant::now() + KILL_TIME);
    }
}
