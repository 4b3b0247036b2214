//! The object of `CLSID_SyncMgr`: every call is one question to the program.

use mobsync::codes::E_OUTOFMEMORY;
use mobsync::{ClassFactory, GUID, HRESULT, SyncManager, expose_manager};
use syncmgr_proto::library::{Call, Reply};
use syncmgr_proto::protocol::{Cookie, MAX_COOKIE};
use syncmgr_proto::{Code, Guid, HandlerId};

use crate::program;

/// Has no state: what it answers stands in the store, which every process shares.
struct Manager;

/// The factory of the class.
pub fn factory() -> ClassFactory {
    ClassFactory::new(|| Ok(expose_manager(Manager).into_interface().into()))
}

impl SyncManager for Manager {
    fn update_items(&self, flags: u32, class: GUID, cookie: Option<&[u8]>) -> HRESULT {
        if cookie.is_some_and(|bytes| bytes.len() > MAX_COOKIE) {
            return E_OUTOFMEMORY;
        }
        let cookie = cookie.map(|bytes| Cookie(bytes.to_vec()));
        code(&ask(&Call::UpdateItems { clsid: handler(class), flags, cookie }))
    }

    fn update_all(&self) -> HRESULT {
        code(&ask(&Call::UpdateAll))
    }

    fn register(&self, class: GUID, description: Option<String>, flags: u32) -> HRESULT {
        code(&ask(&Call::Register { clsid: handler(class), description, flags }))
    }

    fn unregister(&self, class: GUID) -> HRESULT {
        code(&ask(&Call::Unregister { clsid: handler(class) }))
    }

    fn registration(&self, class: GUID) -> Result<Option<u32>, HRESULT> {
        let reply = ask(&Call::Info { clsid: handler(class) });
        match (Code(reply.hresult), reply.flags) {
            (Code::OK, Some(events)) => Ok(Some(events)),
            (Code::FALSE, _) => Ok(None),
            (failure, _) if !failure.is_success() => Err(code(&reply)),
            _ => Err(HRESULT(Code::FAIL.0)),
        }
    }
}

/// What the program says. What keeps it from saying anything is a failure like others.
fn ask(call: &Call) -> Reply {
    program::ask(call).unwrap_or_else(|error| match error.kind() {
        std::io::ErrorKind::OutOfMemory => Code::OUT_OF_MEMORY.into(),
        _ => Code::FAIL.into(),
    })
}

fn code(reply: &Reply) -> HRESULT {
    HRESULT(reply.hresult)
}

fn handler(class: GUID) -> HandlerId {
    HandlerId(Guid::from_fields(class.data1, class.data2, class.data3, class.data4))
}
