//! A handler with as many items as one likes, for measuring: `cargo xtask bench handlers`.
//!
//! The module gives a handler of any class. `CROWD_ITEMS` says how many items each has, `CROWD_STARTED` names a file that gets
//! the time of `Initialize`, in nanoseconds since 1970.

#![expect(unsafe_code, reason = "the module answers for every class, which the macro does not do")]

use std::ffi::c_void;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use mobsync::codes::S_OK;
use mobsync::constants::{SYNCMGRSTATUS_SUCCEEDED, SYNCMGRSTATUS_UPDATING};
use mobsync::{
    ClassFactory, GUID, HRESULT, HandlerInfo, Icon, Initialization, Item, Items, Progress, Reporter, SyncHandler,
    Window, can_unload_now, get_class_object,
};

/// One of the crowd; its items have ids that begin with those of its class.
struct Crowd {
    class: GUID,
    chosen: Mutex<Vec<GUID>>,
}

impl SyncHandler for Crowd {
    fn initialize(&self, _: &Initialization<'_>) -> HRESULT {
        if let (Ok(file), Ok(now)) = (std::env::var("CROWD_STARTED"), SystemTime::now().duration_since(UNIX_EPOCH)) {
            // Whoever asked for the file sees that it is missing.
            let _ = std::fs::write(file, now.as_nanos().to_string());
        }
        S_OK
    }

    fn info(&self) -> Result<HandlerInfo, HRESULT> {
        Ok(HandlerInfo { name: format!("Crowd {:x}", self.class.data1), flags: 0, icon: Icon::NONE })
    }

    fn items(&self) -> Result<Items, HRESULT> {
        let count = std::env::var("CROWD_ITEMS").ok().and_then(|count| count.parse().ok()).unwrap_or(1);
        let first = self.class.to_u128() & !0xFFFF_FFFF;
        let item = |n: u128| Item::new(GUID::from_u128(first + n), format!("item {n} of {:x}", self.class.data1));
        Ok(Items::complete((1..=count).map(item).collect()))
    }

    fn prepare_for_sync(&self, items: Vec<GUID>, _: Window, reporter: &Reporter) -> HRESULT {
        if let Ok(mut chosen) = self.chosen.lock() {
            *chosen = items;
        }
        let _ = reporter.prepare_for_sync_completed(S_OK);
        S_OK
    }

    fn synchronize(&self, _: Window, reporter: &Reporter) -> HRESULT {
        let chosen = self.chosen.lock().map(|chosen| chosen.clone()).unwrap_or_default();
        for item in chosen {
            let updating = Progress {
                text: Some("half way".into()),
                value: Some(1),
                max: Some(2),
                ..Progress::status(SYNCMGRSTATUS_UPDATING)
            };
            // Nobody cancels a measurement.
            let _ = reporter.progress(item, &updating);
            let _ = reporter.progress(item, &Progress::status(SYNCMGRSTATUS_SUCCEEDED));
        }
        let _ = reporter.synchronize_completed(S_OK);
        S_OK
    }

    fn set_item_status(&self, _: GUID, _: u32) -> HRESULT {
        S_OK
    }
}

/// Hands out a class factory, whatever the class.
///
/// # Safety
/// As COM demands: two ids and a slot for one pointer.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn DllGetClassObject(
    class: *const GUID,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    let factory_of = |class: &GUID| {
        let class = *class;
        Some(ClassFactory::of_handlers(move || Crowd { class, chosen: Mutex::default() }))
    };
    // SAFETY: demanded from the caller.
    unsafe { get_class_object(class, iid, out, factory_of) }
}

/// `S_OK` when no object of this module lives.
#[unsafe(no_mangle)]
pub extern "system" fn DllCanUnloadNow() -> HRESULT {
    can_unload_now()
}
