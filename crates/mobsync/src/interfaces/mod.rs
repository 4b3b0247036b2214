//! The interfaces, in the order of their methods (`R-ABI-2` to `R-ABI-8`), and `IClassFactory`, which
//! `windows-core` lacks.
//!
//! Arguments are raw: what may be NULL and who owns what is checked by the adapters, once for every caller.

#![expect(
    non_snake_case,
    missing_docs,
    reason = "the published names; the contract of each method stands in its trait"
)]

mod callback;
mod class_factory;
mod enum_items;
mod invoke;
mod register;
mod synchronize;

pub use callback::{ISyncMgrSynchronizeCallback, ISyncMgrSynchronizeCallback_Impl, ISyncMgrSynchronizeCallback_Vtbl};
pub use class_factory::{IClassFactory, IClassFactory_Impl, IClassFactory_Vtbl};
pub use enum_items::{ISyncMgrEnumItems, ISyncMgrEnumItems_Impl, ISyncMgrEnumItems_Vtbl};
pub use invoke::{ISyncMgrSynchronizeInvoke, ISyncMgrSynchronizeInvoke_Impl, ISyncMgrSynchronizeInvoke_Vtbl};
pub use register::{ISyncMgrRegister, ISyncMgrRegister_Impl, ISyncMgrRegister_Vtbl};
pub use synchronize::{ISyncMgrSynchronize, ISyncMgrSynchronize_Impl, ISyncMgrSynchronize_Vtbl};

/// Asserts the slots of a table of methods: each takes one pointer, in this order.
macro_rules! slots {
    ($table:ident, $count:literal, $($slot:literal $method:ident),* $(,)?) => {
        const _: () = {
            assert!(size_of::<$table>() == $count * size_of::<usize>());
            $(assert!(std::mem::offset_of!($table, $method) == $slot * size_of::<usize>());)*
        };
    };
}
use slots;
