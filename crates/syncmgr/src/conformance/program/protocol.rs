//! What a program does with what it does not know.

use std::sync::Arc;

use serde_json::json;
use syncmgr_proto::protocol::{Call, Fault, Initialize, ManagerMessage};
use syncmgr_proto::{Code, InitFlags, Trigger};

use super::driver::Driver;
use crate::conformance::recorder::{LINGER, Recorder};
use crate::conformance::trace::{Fact, Given, Method};

/// Calls an unknown method, tells an unknown thing, and ends the input.
pub fn try_protocol(recorder: &Arc<Recorder>, words: &[String]) {
    let Some(mut driver) = Driver::start(recorder, words) else { return };
    let flags = InitFlags::event(Trigger::Manual);
    recorder.call(Method::Initialize, Given::Flags(flags.0), || {
        let call = Call::Initialize(Initialize::new(flags, None));
        match driver.answer(|id| ManagerMessage::Call(id, call).write().unwrap_or_default()) {
            Ok(result) => {
                let result: serde_json::Value = serde_json::from_str(result.get()).unwrap_or_default();
                let version = result["protocol"].as_u64().and_then(|version| u32::try_from(version).ok());
                recorder.fact(Fact::Version(version));
                result["code"].as_str().map_or(Code::OK, |code| code.parse().unwrap_or(Code::OK))
            }
            Err(_) => Code::FAIL,
        }
    });
    driver.input.send_line(&line(&json!({"jsonrpc": "2.0", "method": "NoSuchNotification", "params": {"a": 1}})));
    recorder.call(Method::Unknown, Given::Nothing, || {
        let call = |id| line(&json!({"jsonrpc": "2.0", "id": id, "method": "NoSuchMethod"}));
        let fault = driver.answer(call).err().map(|Fault { code, .. }| code);
        recorder.fact(Fact::Fault(fault));
        Code::OK
    });
    driver.look_for_more(LINGER);
    driver.end();
}

fn line(message: &serde_json::Value) -> Vec<u8> {
    format!("{message}\n").into_bytes()
}
