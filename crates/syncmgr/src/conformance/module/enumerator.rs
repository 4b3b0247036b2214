//! The enumerator, step by step.

use mobsync::Interface;
use mobsync::interfaces::ISyncMgrEnumItems;
use syncmgr_proto::{Code, Guid};

use super::class::Class;
use super::instance::Instance;
use super::marks::{Slot, UNFILLED, is_unfilled};
use crate::com_host::conversions::{code, guid};
use crate::conformance::trace::{Fact, Given, Method, Step};

/// How many entries more than there are is too many.
const TOO_MANY: u32 = 3;
/// How many entries behind those that were asked for are looked after.
const BEHIND: usize = 3;

/// Whether the number of entries is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    Wanted,
    LeftOut,
}

/// An enumerator, and the pen.
struct Walk<'a> {
    class: &'a Class,
    list: ISyncMgrEnumItems,
}

/// Goes through everything that an enumerator must do. `count` is how many items there are.
pub fn walk(class: &Class, instance: &Instance<'_>, count: u32) {
    let on = || instance.enumerator().map(|list| Walk { class, list });
    let Some(walk) = on() else { return };
    walk.next(Step::Nothing, 0, Number::Wanted);
    walk.next(Step::First, 1, Number::Wanted);
    walk.next(Step::Rest, count + TOO_MANY, Number::Wanted);
    walk.next(Step::PastEnd, 1, Number::Wanted);
    walk.reset();
    walk.next(Step::AfterReset, count.max(1), Number::Wanted);

    let Some(walk) = on() else { return };
    walk.next(Step::First, 1, Number::Wanted);
    if let Some(twin) = walk.clone(Step::Clone) {
        twin.next(Step::OfClone, count.max(1), Number::Wanted);
        walk.next(Step::OfOriginal, count.max(1), Number::Wanted);
    }

    let Some(walk) = on() else { return };
    walk.skip(Step::SkipOne, 1);
    walk.next(Step::AfterSkip, 1, Number::Wanted);
    walk.skip(Step::SkipTooMany, count + TOO_MANY);
    walk.next(Step::AfterSkipTooMany, 1, Number::Wanted);

    let Some(walk) = on() else { return };
    if let Some(twin) = walk.clone(Step::Clone) {
        drop(walk);
        twin.next(Step::OfOrphan, 1, Number::Wanted);
    }
}

/// `Next` of one entry without a place for their number.
pub fn walk_without_number(class: &Class, instance: &Instance<'_>) {
    if let Some(list) = instance.enumerator() {
        Walk { class, list }.next(Step::WithoutNumber, 1, Number::LeftOut);
    }
}

impl Walk<'_> {
    fn next(&self, step: Step, celt: u32, number: Number) {
        let mut room = vec![UNFILLED; celt as usize + BEHIND];
        let mut fetched = 0;
        let place = if number == Number::Wanted { &raw mut fetched } else { std::ptr::null_mut() };
        let answer = self.class.recorder.call(Method::Next, Given::Nothing, || {
            // SAFETY: room for more items than are asked for, and for their number unless that is left out.
            code(unsafe { self.list.Next(celt, room.as_mut_ptr(), place) })
        });
        let fetched = if number == Number::LeftOut && answer == Code::OK { celt } else { fetched };
        let ids = room.iter().take(fetched.min(celt) as usize).map(|item| guid(item.ItemID)).collect();
        let overran = room[celt as usize..].iter().any(|item| !is_unfilled(item));
        self.tell(step, answer, fetched, ids, overran);
    }

    fn skip(&self, step: Step, celt: u32) {
        // SAFETY: no pointers.
        let call = || code(unsafe { self.list.Skip(celt) });
        let answer = self.class.recorder.call(Method::Skip, Given::Nothing, call);
        self.tell(step, answer, 0, Vec::new(), false);
    }

    fn reset(&self) {
        // SAFETY: no pointers.
        let answer = self.class.recorder.call(Method::Reset, Given::Nothing, || code(unsafe { self.list.Reset() }));
        self.tell(Step::Reset, answer, 0, Vec::new(), false);
    }

    fn clone(&self, step: Step) -> Option<Self> {
        let mut slot = Slot::new();
        // SAFETY: a slot for one pointer.
        let call = || code(unsafe { self.list.Clone(slot.place()) });
        let answer = self.class.recorder.call(Method::Clone, Given::Nothing, call);
        let place = slot.stored().filter(|_| answer.is_success());
        let answer = if answer.is_success() && place.is_none() { Code::POINTER } else { answer };
        self.tell(step, answer, 0, Vec::new(), false);
        // SAFETY: success promises an enumerator with a reference for us.
        let list = unsafe { ISyncMgrEnumItems::from_raw(place?) };
        Some(Self { class: self.class, list })
    }

    fn tell(&self, step: Step, code: Code, fetched: u32, ids: Vec<Guid>, overran: bool) {
        self.class.recorder.fact(Fact::Enumerated { step, code, fetched, ids, overran });
    }
}
