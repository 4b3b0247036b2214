//! Who holds the callback when.

use std::thread;
use std::time::{Duration, Instant};

use super::class::Class;
use crate::conformance::trace::{CallbackStep, Fact, Given, Method};
use crate::conformance::trials::Driven;

/// How long a reference may take to come back.
const SETTLE: Duration = Duration::from_millis(300);

/// Sets the first callback, the second one twice, NULL twice; and releases another instance without NULL.
pub fn count(class: &Class, flags: u32) {
    let Some(mut instance) = class.instance() else { return };
    let base = [1, 2].map(|number| class.witness(number).references());
    let held = |after, expected: [i64; 2]| {
        let now = || [1, 2].map(|number: u8| class.witness(number).references() - base[usize::from(number) - 1]);
        let until = Instant::now() + SETTLE;
        while now() != expected && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        let [first, second] = now();
        class.recorder.fact(Fact::Held { after, first, second });
    };
    let set = |instance: &mut dyn Driven, number: u8| {
        let given = Given::Callback(number);
        class.recorder.call(Method::SetProgressCallback, given, || instance.set_callback(number));
    };
    class.recorder.call(Method::Initialize, Given::Flags(flags), || instance.initialize(flags));
    for (number, after, expected) in [
        (1, CallbackStep::First, [1, 0]),
        (2, CallbackStep::Second, [0, 1]),
        (2, CallbackStep::SecondAgain, [0, 1]),
        (0, CallbackStep::Null, [0, 0]),
        (0, CallbackStep::NullAgain, [0, 0]),
    ] {
        set(&mut instance, number);
        held(after, expected);
    }
    Box::new(instance).release();
    let Some(mut instance) = class.instance() else { return };
    class.recorder.call(Method::Initialize, Given::Flags(flags), || instance.initialize(flags));
    set(&mut instance, 1);
    Box::new(instance).release();
    held(CallbackStep::ReleasedWithout, [0, 0]);
}
