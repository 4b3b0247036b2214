//! From a module to instances of a class, and what a module must refuse.

use std::path::Path;
use std::sync::Arc;

use mobsync::interfaces::{IClassFactory, ISyncMgrSynchronize};
use mobsync::{GUID, HRESULT, IUnknown, Interface, Module};
use syncmgr_proto::{Code, Guid};

use super::instance::Instance;
use super::marks::Slot;
use super::memory;
use super::witness::Witness;
use crate::com_host::conversions::{code, from_guid};
use crate::conformance::recorder::Recorder;
use crate::conformance::trace::{Fact, Given, Method, Refusable};
use crate::conformance::trials::Driven;

/// An id that nothing has.
const NOTHING: GUID = GUID::from_values(0x5EED_0002, 0xC0DE, 0x4BAD, [0x8B, 0xAD, 0xF0, 0x0D, 0, 0, 0, 2]);

/// A class of a loaded module.
pub struct Class {
    /// The pen.
    pub recorder: Arc<Recorder>,
    module: Module,
    clsid: GUID,
    /// How many threads there were before the module was loaded.
    threads: i64,
    /// The callbacks.
    witnesses: [&'static Witness; 2],
}

impl Class {
    /// Loads the module. `None`: it cannot be loaded, which is written down.
    pub fn load(recorder: &Arc<Recorder>, path: &Path, clsid: Guid) -> Option<Self> {
        let threads = memory::threads().unwrap_or_default();
        let mut loaded = None;
        recorder.call(Method::Start, Given::Nothing, || {
            // SAFETY: this process is made to find out what the module does; it has nothing to lose.
            loaded = unsafe { Module::load(path) }.ok();
            if loaded.is_some() { Code::OK } else { Code::FAIL }
        });
        let witnesses = [1, 2].map(|number| Witness::new(number, Arc::clone(recorder)));
        Some(Self { recorder: Arc::clone(recorder), module: loaded?, clsid: from_guid(clsid), threads, witnesses })
    }

    /// The callback with a number from 1.
    pub fn witness(&self, number: u8) -> &'static Witness {
        self.witnesses[usize::from(number.saturating_sub(1)).min(1)]
    }

    /// `DllGetClassObject`, written down.
    fn class_object(&self, class: GUID, iid: GUID) -> (HRESULT, Slot) {
        let (mut slot, mut result) = (Slot::new(), mobsync::codes::E_UNEXPECTED);
        self.recorder.call(Method::DllGetClassObject, Given::Nothing, || {
            // SAFETY: two ids and a slot for one pointer.
            result = unsafe { (self.module.entry())(&raw const class, &raw const iid, slot.place()) };
            code(result)
        });
        (result, slot)
    }

    /// The class factory.
    pub fn factory(&self) -> Option<IClassFactory> {
        let (result, slot) = self.class_object(self.clsid, IClassFactory::IID);
        // SAFETY: success promises a factory with a reference for us.
        result.is_ok().then(|| slot.stored().map(|place| unsafe { IClassFactory::from_raw(place) }))?
    }

    /// `CreateInstance`, written down.
    fn create(&self, factory: &IClassFactory, outer: Option<&IUnknown>, iid: GUID) -> (HRESULT, Slot) {
        let (mut slot, mut result) = (Slot::new(), mobsync::codes::E_UNEXPECTED);
        self.recorder.call(Method::CreateInstance, Given::Nothing, || {
            // SAFETY: NULL or an object, an id, and a slot for one pointer.
            result = unsafe { factory.CreateInstance(outer, &raw const iid, slot.place()) };
            code(result)
        });
        (result, slot)
    }

    /// An instance, made as a manager makes it.
    pub fn instance(&self) -> Option<Instance<'_>> {
        let factory = self.factory()?;
        let (result, slot) = self.create(&factory, None, IUnknown::IID);
        // SAFETY: success promises an object with a reference for us.
        let unknown = result.is_ok().then(|| slot.stored().map(|place| unsafe { IUnknown::from_raw(place) }))??;
        let (result, handler) = self.query(&unknown, ISyncMgrSynchronize::IID);
        self.recorder.fact(Fact::Interface { name: "ISyncMgrSynchronize".into(), code: code(result) });
        // SAFETY: success promises the interface with a reference for us.
        let handler =
            result.is_ok().then(|| handler.stored().map(|at| unsafe { ISyncMgrSynchronize::from_raw(at) }))??;
        Some(Instance::new(self, handler))
    }

    /// As [`instance`](Self::instance), to be driven.
    pub fn make(&self) -> Option<Box<dyn Driven + '_>> {
        self.instance().map(|instance| Box::new(instance) as Box<dyn Driven + '_>)
    }

    /// `QueryInterface`, written down.
    pub fn query(&self, object: &IUnknown, iid: GUID) -> (HRESULT, Slot) {
        let (mut slot, mut result) = (Slot::new(), mobsync::codes::E_UNEXPECTED);
        self.recorder.call(Method::QueryInterface, Given::Nothing, || {
            // SAFETY: an id and a slot for one pointer.
            result = unsafe { (object.vtable().QueryInterface)(object.as_raw(), &raw const iid, slot.place()) };
            code(result)
        });
        (result, slot)
    }

    fn refusal(&self, what: Refusable, (result, slot): (HRESULT, Slot)) {
        self.recorder.fact(Fact::Refusal { what, code: code(result), is_null: slot.is_null() });
        if result.is_ok()
            && let Some(place) = slot.stored()
        {
            // SAFETY: success promises an object with a reference for us.
            drop(unsafe { IUnknown::from_raw(place) });
        }
    }

    /// What a module must refuse, and that an object is itself.
    pub fn try_out(&self) {
        self.refusal(Refusable::OtherClass, self.class_object(NOTHING, IClassFactory::IID));
        self.refusal(Refusable::OtherInterfaceOfFactory, self.class_object(self.clsid, NOTHING));
        let Some(factory) = self.factory() else { return };
        let outer = IUnknown::from(self.witness(1).interface());
        self.refusal(Refusable::Aggregation, self.create(&factory, Some(&outer), IUnknown::IID));
        self.refusal(Refusable::OtherInterfaceOfNew, self.create(&factory, None, NOTHING));
        let Some(instance) = self.instance() else { return };
        let handler = IUnknown::from(instance.handler());
        self.refusal(Refusable::OtherInterfaceOfInstance, self.query(&handler, NOTHING));
        let identities = [handler.clone(), handler.clone()].map(|asked| self.identity(&asked));
        self.recorder.fact(Fact::Identity { is_kept: identities[0].is_some() && identities[0] == identities[1] });
        drop(handler);
        Box::new(instance).release();
    }

    /// The address of an object's `IUnknown`, asked for through another of its interfaces.
    fn identity(&self, object: &IUnknown) -> Option<usize> {
        let handler = self.asked(object, ISyncMgrSynchronize::IID)?;
        let unknown = self.asked(&handler, IUnknown::IID)?;
        let again = self.asked(&unknown, IUnknown::IID)?;
        (unknown.as_raw() == again.as_raw()).then(|| unknown.as_raw().addr())
    }

    fn asked(&self, object: &IUnknown, iid: GUID) -> Option<IUnknown> {
        let (result, slot) = self.query(object, iid);
        // SAFETY: success promises an interface with a reference for us; each begins with the methods of IUnknown.
        result.is_ok().then(|| slot.stored().map(|place| unsafe { IUnknown::from_raw(place) }))?
    }

    /// What `DllCanUnloadNow` says, written down as a call.
    pub fn can_unload(&self) -> Option<Code> {
        let entry = self.module.unload_entry()?;
        // SAFETY: no arguments.
        Some(self.recorder.call(Method::DllCanUnloadNow, Given::Nothing, || code(unsafe { entry() })))
    }

    /// How many threads the handler has started that still run.
    pub fn threads_left(&self) -> i64 {
        memory::threads().map_or(0, |now| now - self.threads)
    }
}
