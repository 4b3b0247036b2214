//! The trials that are made the same way with modules and programs.

use std::sync::Arc;

use syncmgr_proto::{Code, Guid, InitFlags, Trigger};

use super::driven::Driven;
use super::stage::{Opened, Stage, linger};
use super::trial::Kind;
use crate::conformance::answers::Interference;
use crate::conformance::trace::{Given, Method};

const MAY_BOTHER_USER: u32 = InitFlags::MAY_BOTHER_USER.0;
/// An event that does not exist.
const UNKNOWN_EVENT: u32 = 0x7B;
/// A value of the reserved argument of `PrepareForSync` that a handler shall ignore.
const RESERVED: u32 = 0xBADC_0FFE;
/// An item that no handler lists, and the id of a message that no handler logs.
pub const NEVER_LISTED: Guid = Guid::from_fields(0x5EED_0001, 0xC0DE, 0x4BAD, [0x8B, 0xAD, 0xF0, 0x0D, 0, 0, 0, 1]);

/// `Initialize` with each event and with an unknown one, each on an instance of its own.
pub fn events(stage: &Stage<'_>) {
    let known = Trigger::ALL.into_iter().map(Trigger::code);
    for flags in known.chain([UNKNOWN_EVENT, Trigger::Manual.code() | MAY_BOTHER_USER]) {
        let Some(mut instance) = stage.make() else { return };
        stage.initialize(&mut *instance, flags);
        instance.release();
    }
}

/// Name and abilities.
pub fn info(stage: &Stage<'_>) {
    let Some(Opened { mut instance, .. }) = stage.open(MAY_BOTHER_USER) else { return };
    instance.info();
    instance.release();
}

/// The list.
pub fn items(stage: &Stage<'_>) {
    let Some(Opened { instance, .. }) = stage.open(MAY_BOTHER_USER) else { return };
    instance.release();
}

/// Prepares what was never listed. A handler may refuse it or do nothing about it; the rules of completion hold.
pub fn unlisted(stage: &Stage<'_>) {
    let Some(Opened { mut instance, .. }) = stage.open(0) else { return };
    stage.set_callback(&mut *instance, 1);
    run(stage, &mut *instance, &[NEVER_LISTED], Interference::None);
    stage.close(instance);
}

/// Everything that may happen in a session that nobody disturbs, with two callbacks after each other.
pub fn session(stage: &Stage<'_>) {
    let Some(Opened { mut instance, items }) = stage.open(MAY_BOTHER_USER) else { return };
    stage.set_callback(&mut *instance, 1);
    if stage.kind == Kind::Module {
        stage.set_callback(&mut *instance, 2);
    }
    if !items.is_empty() {
        run(stage, &mut *instance, &items, Interference::None);
    }
    if let Some(error) = stage.recorder.clickable() {
        show_error(stage, &mut *instance, error);
    }
    show_error(stage, &mut *instance, NEVER_LISTED);
    stage.close(instance);
}

/// Asks for more about a message, and synchronizes again if that is what comes of it.
fn show_error(stage: &Stage<'_>, instance: &mut dyn Driven, error: Guid) {
    let call = |instance: &mut dyn Driven| instance.show_error(error);
    let given = Given::Ids(vec![error]);
    let shown = stage.promised(Method::ShowError, given, instance, call, Code::is_success);
    if shown == Some(Code::RETRY_SYNC) {
        let items = stage.recorder.completed(Method::ShowError).items;
        let permitted: Vec<_> = items.into_iter().filter(|item| stage.specification.permits(*item)).collect();
        if !permitted.is_empty() {
            run(stage, instance, &permitted, Interference::None);
        }
    }
}

/// One item, without leave to bother the user, while another instance, made later, has that leave.
pub fn quiet(stage: &Stage<'_>) {
    let Some(Opened { mut instance, items }) = stage.open(0) else { return };
    let loud = stage.open(MAY_BOTHER_USER);
    stage.set_callback(&mut *instance, 1);
    if let Some(first) = items.first() {
        // Here and nowhere else, so that a handler that minds it is found and its sessions are seen all the same.
        instance.reserve(RESERVED);
        run(stage, &mut *instance, &[*first], Interference::None);
    }
    stage.close(instance);
    if let Some(Opened { instance, .. }) = loud {
        instance.release();
    }
}

/// All items, and something is cancelled.
pub fn cancelled(stage: &Stage<'_>, interference: Interference) {
    let Some(Opened { mut instance, items }) = stage.open(MAY_BOTHER_USER) else { return };
    stage.set_callback(&mut *instance, 1);
    if !items.is_empty() {
        run(stage, &mut *instance, &items, interference);
    }
    stage.close(instance);
}

/// All items, and the last one is skipped as soon as there is work that can be seen.
pub fn skipped(stage: &Stage<'_>) {
    let Some(Opened { mut instance, items }) = stage.open(MAY_BOTHER_USER) else { return };
    stage.set_callback(&mut *instance, 1);
    if let Some(last) = items.last()
        && stage.prepare(&mut *instance, &items)
    {
        skip_during_work(stage, &mut *instance, *last);
    }
    stage.close(instance);
}

fn skip_during_work(stage: &Stage<'_>, instance: &mut dyn Driven, item: Guid) {
    let (recorder, patience) = (Arc::clone(&stage.recorder), stage.specification.patience);
    let before = recorder.completed(Method::Synchronize).count;
    recorder.begin_work(Interference::None);
    recorder.arm_gate();
    let code = recorder.call(Method::Synchronize, Given::Nothing, || instance.synchronize());
    if code != Code::OK {
        return linger();
    }
    if recorder.await_held(Method::Synchronize, before, patience) {
        recorder.cancel(item);
        recorder.call(Method::SetItemStatus, Given::Ids(vec![item]), || instance.skip(item));
    }
    recorder.open_gate();
    recorder.await_completion(Method::Synchronize, before, patience);
}

/// Prepares and synchronizes, as far as the handler goes along.
fn run(stage: &Stage<'_>, instance: &mut dyn Driven, items: &[Guid], interference: Interference) {
    if stage.prepare(instance, items) {
        stage.recorder.begin_work(interference);
        let call = |instance: &mut dyn Driven| instance.synchronize();
        stage.promised(Method::Synchronize, Given::Nothing, instance, call, |code| code == Code::OK);
    }
}

/// The property sheets of the handler and of its first items with and without one.
pub fn properties(stage: &Stage<'_>) {
    let Some(Opened { mut instance, items }) = stage.open(MAY_BOTHER_USER) else { return };
    stage.set_callback(&mut *instance, 1);
    for item in [Guid::NULL].into_iter().chain(items.into_iter().take(SHEETS)) {
        let call = |instance: &mut dyn Driven| instance.show_properties(item);
        stage.promised(Method::ShowProperties, Given::Ids(vec![item]), &mut *instance, call, Code::is_success);
    }
    stage.close(instance);
}

/// So many property sheets a person closes without becoming angry.
const SHEETS: usize = 4;
