//! A program as something that can be driven.

use std::sync::Arc;

use syncmgr_proto::protocol::{
    Call, Done, Fault, HandlerDescription, Initialize, Initialized, ItemDescription, ItemList, PrepareForSync,
    SetItemStatus, SetProgressCallback, ShowError, ShowProperties, Status,
};
use syncmgr_proto::{Code, Guid, InitFlags, ItemId, ItemStatus};

use super::driver::Driver;
use super::pipe::cancel;
use crate::conformance::recorder::Recorder;
use crate::conformance::trace::{Described, Fact, Given, Listed, Method};
use crate::conformance::trials::Driven;

/// Starts a program.
pub fn start<'a>(recorder: &Arc<Recorder>, words: &[String]) -> Option<Box<dyn Driven + 'a>> {
    Driver::start(recorder, words).map(|driver| Box::new(Instance(driver)) as Box<dyn Driven + 'a>)
}

struct Instance(Driver);

impl Instance {
    fn done(&mut self, call: Call, otherwise: Code) -> Code {
        self.0.call::<Done>(call).map_or_else(|fault| refused(&fault, otherwise), |done| done.code)
    }
}

/// What a fault means: a method that is not known has its default, anything else has failed.
fn refused(fault: &Fault, otherwise: Code) -> Code {
    if fault.code == Fault::METHOD_NOT_FOUND { otherwise } else { Code::FAIL }
}

impl Driven for Instance {
    fn initialize(&mut self, flags: u32) -> Code {
        let call = Call::Initialize(Initialize::new(InitFlags(flags), None));
        self.0.call::<Initialized>(call).map_or_else(|fault| refused(&fault, Code::NOT_IMPLEMENTED), |done| done.code)
    }

    fn info(&mut self) {
        let recorder = Arc::clone(&self.0.recorder);
        let mut seen = None;
        let code = recorder.call(Method::GetHandlerInfo, Given::Nothing, || {
            match self.0.call::<HandlerDescription>(Call::GetHandlerInfo) {
                Ok(described) => {
                    let code = described.code;
                    seen = Some(described);
                    code
                }
                Err(fault) => refused(&fault, Code::NOT_IMPLEMENTED),
            }
        });
        if let Some(HandlerDescription { name, flags, .. }) = seen.filter(|_| code.is_success()) {
            let name = name.unwrap_or_default();
            recorder.fact(Fact::Info(Described {
                is_there: true,
                size: 0,
                known_size: 0,
                flags,
                name,
                is_terminated: true,
            }));
        }
    }

    fn items(&mut self) -> Vec<Guid> {
        let recorder = Arc::clone(&self.0.recorder);
        let mut list = Vec::new();
        let code = recorder.call(Method::EnumSyncMgrItems, Given::Nothing, || {
            match self.0.call::<ItemList>(Call::EnumSyncMgrItems) {
                Ok(listed) => {
                    list = listed.items;
                    listed.code
                }
                Err(fault) => refused(&fault, Code::NOT_IMPLEMENTED),
            }
        });
        recorder.fact(Fact::Interface { name: "EnumSyncMgrItems".into(), code });
        let ids = list.iter().map(|item| item.id.0).collect();
        if code.is_success() {
            recorder.fact(Fact::Listed(list.into_iter().map(listed).collect()));
        }
        ids
    }

    fn set_callback(&mut self, number: u8) -> Code {
        self.done(Call::SetProgressCallback(SetProgressCallback { set: number > 0 }), Code::OK)
    }

    fn prepare(&mut self, items: &[Guid]) -> Code {
        let items = items.iter().copied().map(ItemId).collect();
        self.done(Call::PrepareForSync(PrepareForSync { items }), Code::NOT_IMPLEMENTED)
    }

    fn synchronize(&mut self) -> Code {
        self.done(Call::Synchronize, Code::NOT_IMPLEMENTED)
    }

    /// A cancel comes as well, as from the manager.
    fn skip(&mut self, item: Guid) -> Code {
        self.0.input.send(&cancel(Some(item)));
        let (item, status) = (ItemId(item), Status::from(ItemStatus::Skipped));
        self.done(Call::SetItemStatus(SetItemStatus { item, status }), Code::OK)
    }

    fn show_error(&mut self, error: Guid) -> Code {
        self.done(Call::ShowError(ShowError { error }), Code::NOT_IMPLEMENTED)
    }

    fn show_properties(&mut self, item: Guid) -> Code {
        let item = (!item.is_null()).then_some(ItemId(item));
        self.done(Call::ShowProperties(ShowProperties { item }), Code::NOT_IMPLEMENTED)
    }

    fn release(self: Box<Self>) {
        self.0.end();
    }
}

fn listed(item: ItemDescription) -> Listed {
    let ItemDescription { id, name, flags, checked, .. } = item;
    Listed { id: id.0, name, size: 0, known_size: 0, flags, state: u32::from(checked), is_terminated: true }
}
