//! One instance of a module's class, driven call by call.

use std::ffi::c_void;
use std::time::{Duration, Instant};

use mobsync::interfaces::{ISyncMgrEnumItems, ISyncMgrSynchronize};
use mobsync::memory::TaskBox;
use mobsync::structures::{SYNCMGRHANDLERINFO, SYNCMGRITEM};
use mobsync::{GUID, HRESULT, IUnknown, Interface, constants, utf16};
use syncmgr_proto::{Code, Guid};

use super::class::Class;
use super::marks::{Slot, UNFILLED};
use super::memory::{self, ROUNDS};
use crate::com_host::conversions::{code, from_guid, guid};
use crate::conformance::trace::{Described, Fact, Given, Listed, Method};
use crate::conformance::trials::Driven;

/// How many items are asked for at a time, and how often.
const BATCH: usize = 16;
const BATCHES: usize = 4096;
/// How long threads get to end after the last `Release`.
const SETTLE: Duration = Duration::from_millis(300);

/// An instance of a module's class, called by its raw interface.
pub struct Instance<'a> {
    class: &'a Class,
    handler: ISyncMgrSynchronize,
    reserved: u32,
}

impl<'a> Instance<'a> {
    /// An instance that is fresh from its class factory.
    pub fn new(class: &'a Class, handler: ISyncMgrSynchronize) -> Self {
        Self { class, handler, reserved: 0 }
    }

    /// Its interface.
    pub fn handler(&self) -> &ISyncMgrSynchronize {
        &self.handler
    }

    /// `Initialize` with a cookie anywhere.
    pub fn initialize_with(&self, flags: u32, length: u32, cookie: *const u8) -> Code {
        let given = Given::Flags(flags);
        // SAFETY: the bytes can be read, or may not be read: that is what is tried.
        let call = || code(unsafe { self.handler.Initialize(0, flags, length, cookie) });
        self.class.recorder.call(Method::Initialize, given, call)
    }

    /// `GetHandlerInfo`; the structure is freed.
    fn describe(&self) -> (HRESULT, Option<Described>) {
        let mut slot = Slot::new();
        // SAFETY: a slot for one pointer.
        let result = unsafe { self.handler.GetHandlerInfo(slot.place().cast()) };
        let Some(place) = slot.stored().filter(|_| result.is_ok()) else { return (result, None) };
        let place = place.cast::<SYNCMGRHANDLERINFO>();
        // SAFETY: after success it is a structure in task memory that is ours now.
        let Some(info) = (unsafe { TaskBox::from_raw(place) }) else { return (result, None) };
        // SAFETY: the first member is there in any case.
        let size = unsafe { (&raw const (*info.as_ptr()).cbSize).read_unaligned() };
        let known_size = size_of::<SYNCMGRHANDLERINFO>() as u32;
        let mut seen =
            Described { is_there: true, size, known_size, flags: 0, name: String::new(), is_terminated: true };
        if size >= known_size {
            // SAFETY: the structure says that it is this large.
            let info = unsafe { info.as_ptr().read_unaligned() };
            seen.flags = info.SyncMgrHandlerFlags;
            seen.name = utf16::read(&info.wszHandlerName);
            seen.is_terminated = info.wszHandlerName.contains(&0);
        }
        (result, Some(seen))
    }

    /// `EnumSyncMgrItems`, written down.
    pub fn enumerator(&self) -> Option<ISyncMgrEnumItems> {
        let (mut slot, mut result) = (Slot::new(), mobsync::codes::E_UNEXPECTED);
        self.class.recorder.call(Method::EnumSyncMgrItems, Given::Nothing, || {
            // SAFETY: a slot for one pointer.
            result = unsafe { self.handler.EnumSyncMgrItems(slot.place()) };
            code(result)
        });
        let place = slot.stored().filter(|_| result.is_ok());
        let answered = if result.is_ok() && place.is_none() { Code::POINTER } else { code(result) };
        self.class.recorder.fact(Fact::Interface { name: "ISyncMgrEnumItems".into(), code: answered });
        // SAFETY: success promises an enumerator with a reference for us.
        place.map(|place| unsafe { ISyncMgrEnumItems::from_raw(place) })
    }

    /// `GetItemObject`; the answer, and what was stored.
    pub fn item_object(&self, item: Guid, iid: GUID) -> (Code, Slot) {
        let (mut slot, item) = (Slot::new(), from_guid(item));
        let answer = self.class.recorder.call(Method::GetItemObject, Given::Ids(vec![guid(item)]), || {
            // SAFETY: two ids and a slot for one pointer.
            code(unsafe { self.handler.GetItemObject(&raw const item, &raw const iid, slot.place()) })
        });
        (answer, slot)
    }

    /// By how much the heap grows when it is asked again and again.
    pub fn measure(&self, method: Method) {
        let grown = match method {
            Method::GetHandlerInfo => memory::growth(|| drop(self.describe())),
            Method::EnumSyncMgrItems => memory::growth(|| {
                let mut slot = Slot::new();
                // SAFETY: a slot for one pointer.
                let result = unsafe { self.handler.EnumSyncMgrItems(slot.place()) };
                if let Some(place) = slot.stored().filter(|_| result.is_ok()) {
                    // SAFETY: success promises an enumerator with a reference for us.
                    drop(unsafe { ISyncMgrEnumItems::from_raw(place) });
                }
            }),
            _ => None,
        };
        if let Some(bytes) = grown {
            self.class.recorder.fact(Fact::Growth { method, rounds: ROUNDS, bytes });
        }
    }
}

/// Reads an enumerator to its end, written down.
fn read_all(class: &Class, enumerator: &ISyncMgrEnumItems) -> Vec<Listed> {
    let mut list = Vec::new();
    for _ in 0..BATCHES {
        let mut room = [UNFILLED; BATCH];
        let mut fetched = 0;
        let answer = class.recorder.call(Method::Next, Given::Nothing, || {
            // SAFETY: room for that many items, and for their number.
            code(unsafe { enumerator.Next(BATCH as u32, room.as_mut_ptr(), &raw mut fetched) })
        });
        let stored = if answer.is_failure() { 0 } else { BATCH.min(fetched as usize) };
        list.extend(room[..stored].iter().map(listed));
        if stored == 0 || answer == Code::FALSE {
            break;
        }
    }
    list
}

fn listed(item: &SYNCMGRITEM) -> Listed {
    Listed {
        id: guid(item.ItemID),
        name: utf16::read(&item.wszItemName),
        size: item.cbSize,
        known_size: size_of::<SYNCMGRITEM>() as u32,
        flags: item.dwFlags,
        state: item.dwItemState,
        is_terminated: item.wszItemName.contains(&0),
    }
}

/// A GUID that nothing has: what a handler finds that kept the address of the array and not what stood there.
pub const OVERWRITTEN: GUID = GUID::from_values(0xDDDD_DDDD, 0xDDDD, 0xDDDD, [0xDD; 8]);
/// No window.
const NO_WINDOW: *mut c_void = std::ptr::null_mut();

impl Driven for Instance<'_> {
    fn initialize(&mut self, flags: u32) -> Code {
        // SAFETY: no cookie.
        code(unsafe { self.handler.Initialize(0, flags, 0, std::ptr::null()) })
    }

    fn info(&mut self) {
        let mut seen = None;
        let answer = self.class.recorder.call(Method::GetHandlerInfo, Given::Nothing, || {
            let (result, described) = self.describe();
            seen = described;
            code(result)
        });
        let nothing =
            Described { is_there: false, size: 0, known_size: 0, flags: 0, name: String::new(), is_terminated: true };
        if answer.is_success() {
            self.class.recorder.fact(Fact::Info(seen.unwrap_or(nothing)));
        }
    }

    fn items(&mut self) -> Vec<Guid> {
        let Some(enumerator) = self.enumerator() else { return Vec::new() };
        let list = read_all(self.class, &enumerator);
        let ids = list.iter().map(|item| item.id).collect();
        self.class.recorder.fact(Fact::Listed(list));
        self.class.recorder.call(Method::Release, Given::Nothing, || {
            drop(enumerator);
            Code::OK
        });
        ids
    }

    fn set_callback(&mut self, number: u8) -> Code {
        let callback = (number > 0).then(|| self.class.witness(number).interface());
        // SAFETY: the interface lives until the call ends; the handler counts its own reference.
        code(unsafe { self.handler.SetProgressCallback(callback.as_ref()) })
    }

    fn reserve(&mut self, reserved: u32) {
        self.reserved = reserved;
    }

    fn prepare(&mut self, items: &[Guid]) -> Code {
        let mut ids: Vec<GUID> = items.iter().map(|item| from_guid(*item)).collect();
        // SAFETY: that many ids, valid during the call.
        let result = unsafe { self.handler.PrepareForSync(ids.len() as u32, ids.as_ptr(), NO_WINDOW, self.reserved) };
        // The array was valid during the call. It stays readable, so that its reader is found, and not a crash.
        ids.fill(OVERWRITTEN);
        std::mem::forget(std::hint::black_box(ids));
        code(result)
    }

    fn synchronize(&mut self) -> Code {
        // SAFETY: no pointers that are followed.
        code(unsafe { self.handler.Synchronize(NO_WINDOW) })
    }

    fn skip(&mut self, item: Guid) -> Code {
        let item = from_guid(item);
        // SAFETY: the id lives until the call ends.
        code(unsafe { self.handler.SetItemStatus(&raw const item, constants::SYNCMGRSTATUS_SKIPPED) })
    }

    fn show_error(&mut self, error: Guid) -> Code {
        let error = from_guid(error);
        // SAFETY: the id lives until the call ends.
        code(unsafe { self.handler.ShowError(NO_WINDOW, &raw const error) })
    }

    fn show_properties(&mut self, item: Guid) -> Code {
        let item = from_guid(item);
        // SAFETY: the id lives until the call ends.
        code(unsafe { self.handler.ShowProperties(NO_WINDOW, &raw const item) })
    }

    fn release(self: Box<Self>) {
        let Self { class, handler, .. } = *self;
        let while_alive = class.can_unload();
        let unknown = IUnknown::from(handler).into_raw();
        let mut left = 0;
        class.recorder.call(Method::Release, Given::Nothing, || {
            // SAFETY: the last reference of ours is given back by Release and nothing else.
            left = unsafe {
                let object = std::mem::ManuallyDrop::new(IUnknown::from_raw(unknown));
                (object.vtable().Release)(unknown)
            };
            Code::OK
        });
        class.recorder.fact(Fact::Left(left));
        let until = Instant::now() + SETTLE;
        while class.threads_left() > 0 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        let (at_the_end, threads) = (class.can_unload(), class.threads_left());
        class.recorder.fact(Fact::Unloading { while_alive, at_the_end, threads });
    }
}
