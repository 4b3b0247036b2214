//! The trials that only modules have.

use std::io;

use mobsync::interfaces::ISyncMgrSynchronize;
use mobsync::{IUnknown, Interface};
use syncmgr_proto::{Guid, InitFlags, Trigger};

use super::class::Class;
use super::instance::Instance;
use super::memory::Trap;
use super::{callback, enumerator};
use crate::conformance::trace::{Fact, Given, Method, Refusable};
use crate::conformance::trials::{Driven, Trial};

const MANUAL: u32 = Trigger::Manual.code() | InitFlags::MAY_BOTHER_USER.0;
const INVOKE: u32 = Trigger::Invoke.code() | InitFlags::MAY_BOTHER_USER.0;
const COOKIE: &[u8] = b"a cookie that is gone after the call";

/// Makes a trial if it is one of those that only modules have; whether it is.
pub fn perform(trial: Trial, class: &Class) -> bool {
    match trial {
        Trial::Class => class.try_out(),
        Trial::Cookie => cookie(class),
        Trial::Info => info(class),
        Trial::Items => items(class),
        Trial::Enumerator => {
            opened(class, |instance, items| enumerator::walk(class, instance, items.len() as u32));
        }
        Trial::WithoutNumber => opened(class, |instance, items| {
            if !items.is_empty() {
                enumerator::walk_without_number(class, instance);
            }
        }),
        Trial::ItemObject => opened(class, |instance, items| item_objects(class, instance, items)),
        Trial::Callback => callback::count(class, MANUAL),
        _ => return false,
    }
    true
}

/// Does something with an instance that was asked for its items.
fn opened(class: &Class, work: impl FnOnce(&Instance<'_>, &[Guid])) {
    let Some(mut instance) = class.instance() else { return };
    class.recorder.call(Method::Initialize, Given::Flags(MANUAL), || instance.initialize(MANUAL));
    let items = instance.items();
    work(&instance, &items);
    Box::new(instance).release();
}

fn cookie(class: &Class) {
    // A process that may map no memory shows nothing about handlers.
    let _: io::Result<()> = (|| {
        let closed = Trap::closed(COOKIE)?;
        let Some(mut instance) = class.instance() else { return Ok(()) };
        instance.initialize_with(MANUAL, COOKIE.len() as u32, closed.place());
        instance.items();
        Box::new(instance).release();
        let lent = Trap::open(COOKIE)?;
        let Some(mut instance) = class.instance() else { return Ok(()) };
        let code = instance.initialize_with(INVOKE, COOKIE.len() as u32, lent.place());
        lent.close()?;
        if code.is_success() {
            instance.items();
        }
        Box::new(instance).release();
        Ok(())
    })();
}

fn info(class: &Class) {
    let Some(mut instance) = class.instance() else { return };
    class.recorder.call(Method::Initialize, Given::Flags(MANUAL), || instance.initialize(MANUAL));
    instance.info();
    instance.measure(Method::GetHandlerInfo);
    Box::new(instance).release();
}

fn items(class: &Class) {
    opened(class, |instance, _| instance.measure(Method::EnumSyncMgrItems));
}

fn item_objects(class: &Class, instance: &Instance<'_>, items: &[Guid]) {
    for item in items.iter().take(3).copied().chain([Guid::NULL]) {
        for iid in [IUnknown::IID, ISyncMgrSynchronize::IID] {
            let (code, slot) = instance.item_object(item, iid);
            class.recorder.fact(Fact::Refusal { what: Refusable::ItemObject, code, is_null: slot.is_null() });
        }
    }
}
