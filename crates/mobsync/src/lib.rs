//! The COM interfaces of `mobsync.h`, bit for bit, on every platform.
//!
//! # Theory of operation
//!
//! A *handler* (foreign code in a shared library, the *module*) lists *items* and synchronizes them; the *manager*
//! decides when, and shows what the handler reports. They meet in two interfaces:
//!
//! ```text
//!   manager                                              handler
//!   Module::load ── DllGetClassObject ─► IClassFactory ─► object
//!   Instance     ── ISyncMgrSynchronize ────────────────► SyncHandler
//!   SyncCallback ◄─────────── ISyncMgrSynchronizeCallback ── Reporter
//! ```
//!
//! Both roles exist here in safe Rust. As manager: load a [`Module`], [`create`](Module::create) an [`Instance`], call
//! it, and hand it a [`SyncCallback`] made an object by [`expose_callback`]. As handler: implement [`SyncHandler`] and
//! export it by [`export_handlers!`]; what it has to say goes through the [`Reporter`] that its methods get. What programs
//! ask of the manager is a [`SyncManager`], made an object by [`expose_manager`].
//!
//! Four layers, each only above the ones before:
//!
//! 1. *What is published*: [`constants`], [`codes`], [`structures`], [`interfaces`]. Layout and order of methods are
//!    asserted at compile time for 64 and 32 bits. The header for C and C++ is `include/mobsync.h`; a test compiles
//!    the same facts in both languages.
//! 2. *Crossing*: [`utf16`] (bounded), [`memory`] (one allocator for both sides), [`guard`] (no panic leaves a
//!    method), [`object`] (a Rust value behind an interface; `Send + Sync` by type).
//! 3. *Values*: [`HandlerInfo`], [`Item`], [`Progress`], [`Message`], each with both of its directions. Foreign
//!    structures are read only as far as their size says.
//! 4. *Roles*: the wrappers above.
//!
//! Two rules shape the roles. A callback may come from any thread and before the call that it answers returns, so
//! **no lock is held across a call**. And codes are data: `S_FALSE` and the `S_SYNCMGR_…` codes are successes with
//! a meaning, so **methods hand `HRESULT`s through**.
//!
//! What cannot be contained here: a C++ exception or a memory error of a module ends the process. Who loads foreign
//! modules does it in a process of its own.

#![expect(unsafe_code, reason = "this crate is where foreign pointers become values; each block says why it is sound")]

#[cfg(all(target_arch = "x86", not(windows)))]
compile_error!("methods are stdcall on 32-bit x86, but windows-core makes them cdecl on this system");

mod callback;
mod class_factory;
pub mod codes;
pub mod constants;
mod enumerator;
pub mod guard;
mod guids;
mod handler;
mod instance;
pub mod interfaces;
mod manager;
pub mod memory;
mod module;
pub mod object;
mod reporter;
pub mod structures;
pub mod utf16;
mod values;

pub use callback::{CallbackObject, SyncCallback, expose_callback};
pub use class_factory::{ClassFactory, can_unload_now, get_class_object};
pub use enumerator::Enumerator;
pub use guids::{CLSID_SyncMgr, GUID_NULL};
pub use handler::{HandlerObject, SyncHandler, expose_handler};
pub use instance::Instance;
pub use manager::{ManagerObject, SyncManager, expose_manager};
pub use module::{CanUnloadNow, GetClassObject, LoadError, Module};
pub use reporter::Reporter;
pub use values::{
    Dialog, Event, HandlerInfo, Icon, Initialization, Item, Items, Level, Message, Progress, Verdict, Window,
    from_file_time, to_file_time,
};
pub use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface};
