//! The calls: one thread makes all of them, in the order in which the manager asks (`D-3`).

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mobsync::codes::S_OK;
use mobsync::constants::{SYNCMGRITEM_LASTUPDATETIME, SYNCMGRSTATUS_SKIPPED};
use mobsync::object::Owned;
use mobsync::{CallbackObject, GUID_NULL, HRESULT, Instance, Item, Items, Window, expose_callback};
use syncmgr_proto::protocol::{
    Answer, Call, HandlerDescription, HandlerMessage, Id, Initialize, Initialized, ItemDescription, ItemList, MAX_LINE,
    PrepareForSync, ProtocolError, SetItemStatus,
};
use syncmgr_proto::{Code, ItemId};

use super::conversions::{code, from_guid, guid};
use super::desk::{Completion, Desk};
use super::manager::{answer, done, fault};
use super::process::trace;
use super::reports::{Link, Reports};

/// How long threads of the handler get to release the callback after it was taken back.
const LAST_RELEASE: Duration = Duration::from_millis(200);
/// Room that is left in a line for what surrounds the items.
const LINE_RESERVE: usize = 256;

/// An instance and the callback that it holds.
pub struct Server {
    link: Arc<Link>,
    instance: Instance,
    callback: Option<Owned<CallbackObject<Reports>>>,
}

impl Server {
    /// Serves an instance that is fresh from its class factory.
    pub fn new(link: Arc<Link>, instance: Instance) -> Self {
        Self { link, instance, callback: None }
    }

    /// Makes the calls until the manager asks for no more.
    pub fn run(&mut self, calls: &Receiver<(Id, Call)>) {
        for (id, call) in calls {
            let answer = self.call(id, call);
            self.link.outlet.send(answer);
            self.make_up_for_skips();
        }
    }

    fn call(&mut self, id: Id, call: Call) -> HandlerMessage {
        match call {
            Call::Initialize(initialize) => self.initialize(id, &initialize),
            Call::GetHandlerInfo => answer(id, &self.info()),
            Call::EnumSyncMgrItems => self.items(id),
            Call::SetProgressCallback(callback) => {
                let result = if callback.set { self.give_callback() } else { self.take_callback() };
                done(id, code(result))
            }
            Call::PrepareForSync(prepare) => done(id, self.prepare(&prepare)),
            Call::Synchronize => {
                let call = |instance: &Instance| instance.synchronize(Window::NONE);
                done(id, self.promised(Completion::Synchronize, call, |code| code == S_OK))
            }
            Call::SetItemStatus(status) => done(id, self.set_item_status(status)),
            Call::ShowProperties(show) => {
                let item = show.item.map(|item| from_guid(item.0));
                let call = |instance: &Instance| instance.show_properties(item, Window::NONE);
                done(id, self.promised(Completion::Properties, call, HRESULT::is_ok))
            }
            Call::ShowError(show) => {
                let error = from_guid(show.error);
                self.link.outlet.with(|desk| desk.learn_error(error));
                let call = |instance: &Instance| instance.show_error(error, Window::NONE);
                done(id, self.promised(Completion::Error, call, HRESULT::is_ok))
            }
        }
    }

    fn initialize(&self, id: Id, asked: &Initialize) -> HandlerMessage {
        if let Err(error) = ProtocolError::check_version(asked.protocol) {
            return HandlerMessage::Answer(Answer::fault(id, fault(format!("the manager {error}"))));
        }
        let cookie = asked.cookie.as_ref().map(|cookie| cookie.0.as_slice());
        answer(id, &Initialized::from(code(self.instance.initialize(asked.flags.0, cookie))))
    }

    fn info(&self) -> HandlerDescription {
        match self.instance.info() {
            Ok(info) => {
                let name = (!info.name.is_empty()).then_some(info.name);
                HandlerDescription { code: Code::OK, name, flags: info.flags }
            }
            Err(refused) => code(refused).into(),
        }
    }

    fn items(&self, id: Id) -> HandlerMessage {
        let mut list = match self.instance.items() {
            Ok(items) => listed(items),
            Err(refused) => code(refused).into(),
        };
        shorten(&mut list);
        self.link.outlet.with(|desk| desk.admit(list.items.iter().map(|item| from_guid(item.id.0))));
        answer(id, &list)
    }

    /// Each time an object of its own, so that calls through an earlier one are known to be late.
    fn give_callback(&mut self) -> HRESULT {
        let callback = expose_callback(Reports::new(Arc::clone(&self.link)));
        let result = self.instance.set_progress_callback(Some(&callback.interface()));
        if let Some(old) = self.callback.replace(callback) {
            old.0.close();
        }
        result
    }

    fn take_callback(&mut self) -> HRESULT {
        let result = self.instance.set_progress_callback(None);
        if let Some(callback) = &self.callback {
            callback.0.close();
        }
        result
    }

    fn prepare(&self, prepare: &PrepareForSync) -> Code {
        let items: Vec<_> = prepare.items.iter().map(|item| from_guid(item.0)).collect();
        let call = |instance: &Instance| instance.prepare_for_sync(&items, Window::NONE);
        self.promised(Completion::Prepare, call, |code| code == S_OK)
    }

    /// Makes a call that may be answered before it returns, from any thread: so nothing is locked meanwhile (`D-1`).
    fn promised(
        &self,
        completion: Completion,
        call: impl FnOnce(&Instance) -> HRESULT,
        is_promise: impl FnOnce(HRESULT) -> bool,
    ) -> Code {
        self.link.outlet.with(|desk| desk.arm(completion));
        let result = call(&self.instance);
        self.link.outlet.with(|desk| desk.returned(completion, is_promise(result)));
        code(result)
    }

    /// The manager asked in time; by now the completion may have come (`S7`), and then it has no effect before the next window.
    fn set_item_status(&self, asked: SetItemStatus) -> Code {
        let item = from_guid(asked.item.0);
        let is_allowed = self.link.outlet.with(|desk| desk.may_skip(item));
        let result =
            if is_allowed { code(self.instance.set_item_status(item, asked.status.0)) } else { Code::UNEXPECTED };
        self.link.outlet.with(|desk| desk.skip_delivered(item));
        result
    }

    /// Tells the handler what is skipped since a window closed too early for it.
    fn make_up_for_skips(&self) {
        for item in self.link.outlet.with(Desk::take_due_skips) {
            // What it says to that is of no consequence, as for any skip.
            let _ = self.instance.set_item_status(item, SYNCMGRSTATUS_SKIPPED);
        }
    }

    /// Takes the callback back, releases the instance, and says what the handler did not give back.
    pub fn end(self) {
        let Self { instance, callback, .. } = self;
        let left = instance.release();
        if left > 0 {
            trace(format_args!("the handler still counts {left} references to itself"));
        }
        let Some(callback) = callback else { return };
        callback.0.close();
        let until = Instant::now() + LAST_RELEASE;
        while callback.references() > 1 && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        let (kept, late) = (callback.references() - 1, callback.0.late());
        if kept > 0 {
            trace(format_args!("the handler did not release the callback: {kept} references are left"));
        }
        if late > 0 {
            trace(format_args!("the handler used the callback {late} times after it was taken back"));
        }
        // Whoever still holds it may call it until the process ends.
        std::mem::forget(callback);
    }
}

/// The first of each id; what cannot be chosen is left out (`D-16`, `D-38`).
fn listed(items: Items) -> ItemList {
    let given = items.list.len() + items.unreadable;
    let mut known = HashSet::from([GUID_NULL]);
    let list: Vec<_> = items.list.into_iter().filter(|item| known.insert(item.id)).map(described).collect();
    if list.len() < given {
        trace(format_args!("{} of {given} items have a size or an id that cannot be", given - list.len()));
    }
    ItemList { code: code(items.code), items: list }
}

fn described(item: Item) -> ItemDescription {
    let last_update = item.last_update.and_then(|time| Timestamp::try_from(time).ok());
    let time_flag = if last_update.is_some() { SYNCMGRITEM_LASTUPDATETIME } else { 0 };
    let (id, flags) = (ItemId(guid(item.id)), item.flags | time_flag);
    ItemDescription { id, name: item.name, flags, checked: item.checked, last_update }
}

/// Leaves out what does not fit a line; such a list is not complete, so nobody's choices are forgotten.
fn shorten(list: &mut ItemList) {
    let mut room = MAX_LINE - LINE_RESERVE;
    let mut fits = |item: &ItemDescription| {
        let length = serde_json::to_vec(item).map_or(usize::MAX, |text| text.len() + 1);
        room.checked_sub(length).inspect(|rest| room = *rest).is_some()
    };
    let count = list.items.iter().take_while(|item| fits(item)).count();
    if count < list.items.len() {
        trace(format_args!("only {count} of {} items can be told", list.items.len()));
        list.items.truncate(count);
        list.code = Code::MISSING_ITEMS;
    }
}

#[cfg(test)]
mod tests {
    use mobsync::GUID;

    use super::*;

    /// Proves: D-16, D-38
    #[test]
    fn of_each_id_the_first_item_counts_and_null_does_not() {
        let item = |id, name| Item::new(GUID::from_u128(id), name);
        let list = vec![item(1, "one"), item(0, "null"), item(2, "two"), item(1, "again")];
        let list = listed(Items { code: S_OK, list, unreadable: 1 });
        let names: Vec<_> = list.items.iter().map(|item| item.name.as_str()).collect();
        assert_eq!((names, list.code), (vec!["one", "two"], Code::OK));
    }

    #[test]
    fn a_list_that_is_too_long_for_a_line_is_cut_and_incomplete() {
        let described = |n| described(Item::new(GUID::from_u128(n), "\u{1}".repeat(127)));
        let mut list = ItemList { code: Code::OK, items: (1..=10_000).map(described).collect() };
        shorten(&mut list);
        assert_eq!((list.items.len(), list.code), (10_000, Code::OK));
        list.items = (1..30_000).map(described).collect();
        shorten(&mut list);
        assert_eq!(list.code, Code::MISSING_ITEMS);
        assert!(list.items.len() > 10_000 && list.items.len() < 20_000);
        assert!(serde_json::to_vec(&list).unwrap().len() <= MAX_LINE);
    }
}
