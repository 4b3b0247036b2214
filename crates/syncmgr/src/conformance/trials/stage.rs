use std::sync::Arc;
use std::thread;

use syncmgr_proto::{Code, Guid, InitFlags, Trigger};

use super::driven::Driven;
use super::trial::Kind;
use crate::conformance::recorder::{LINGER, Recorder};
use crate::conformance::specification::Specification;
use crate::conformance::trace::{Given, Method};

/// Makes an instance; `None`: there is none, and why is written down.
pub type Make<'a> = dyn Fn() -> Option<Box<dyn Driven>> + 'a;

/// Where a trial is made: handlers can be made, and everything is written down.
pub struct Stage<'a> {
    /// The pen.
    pub recorder: Arc<Recorder>,
    /// What was asked for.
    pub specification: &'a Specification,
    /// What kind of handler it is.
    pub kind: Kind,
    make: &'a Make<'a>,
}

/// An instance that takes part, and the items that may be synchronized.
pub struct Opened {
    /// The instance.
    pub instance: Box<dyn Driven>,
    /// The items.
    pub items: Vec<Guid>,
}

/// The events in the order in which an author expects them.
const EVENTS: [Trigger; 6] =
    [Trigger::Manual, Trigger::Invoke, Trigger::Scheduled, Trigger::Connect, Trigger::Idle, Trigger::PendingDisconnect];

impl<'a> Stage<'a> {
    /// A stage.
    pub fn new(recorder: Arc<Recorder>, specification: &'a Specification, kind: Kind, make: &'a Make<'a>) -> Self {
        Self { recorder, specification, kind, make }
    }

    /// Makes an instance.
    pub fn make(&self) -> Option<Box<dyn Driven>> {
        (self.make)()
    }

    /// `Initialize`, written down.
    pub fn initialize(&self, instance: &mut dyn Driven, flags: u32) -> Code {
        self.recorder.call(Method::Initialize, Given::Flags(flags), || instance.initialize(flags))
    }

    /// An instance that takes part in the first event that it takes part in at all, with its items.
    pub fn open(&self, options: u32) -> Option<Opened> {
        for event in EVENTS {
            let mut instance = self.make()?;
            let code = self.initialize(&mut *instance, InitFlags::event(event).0 | options);
            if code.is_success() && code != Code::FALSE {
                let mut items = instance.items();
                items.retain(|item| !item.is_null() && self.specification.permits(*item));
                return Some(Opened { instance, items });
            }
            instance.release();
        }
        None
    }

    /// `SetProgressCallback`, written down.
    pub fn set_callback(&self, instance: &mut dyn Driven, number: u8) -> Code {
        self.recorder.call(Method::SetProgressCallback, Given::Callback(number), || instance.set_callback(number))
    }

    /// `PrepareForSync` until its completion, written down; whether `Synchronize` may follow.
    pub fn prepare(&self, instance: &mut dyn Driven, items: &[Guid]) -> bool {
        let call = |instance: &mut dyn Driven| instance.prepare(items);
        self.promised(Method::PrepareForSync, Given::Ids(items.to_vec()), instance, call, |code| code == Code::OK)
            .is_some_and(|code| code == Code::OK)
    }

    /// Makes a call and, if it promises that, waits for its completion; gives the result of that.
    pub fn promised(
        &self,
        method: Method,
        given: Given,
        instance: &mut dyn Driven,
        call: impl FnOnce(&mut dyn Driven) -> Code,
        is_promise: impl FnOnce(Code) -> bool,
    ) -> Option<Code> {
        let before = self.recorder.completed(method).count;
        let code = self.recorder.call(method, given, || call(instance));
        if !is_promise(code) {
            linger();
            return None;
        }
        let is_completed = self.recorder.await_completion(method, before, self.specification.patience);
        is_completed.then(|| self.recorder.completed(method).code)
    }

    /// Takes the callback back and releases the instance, and sees what comes too late.
    pub fn close(&self, mut instance: Box<dyn Driven>) {
        self.set_callback(&mut *instance, 0);
        linger();
        instance.release();
        linger();
    }
}

/// Waits for what should not come.
pub fn linger() {
    thread::sleep(LINGER);
}
