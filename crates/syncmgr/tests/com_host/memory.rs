//! The host misuses and loses no memory, whatever the handler does: a whole session below valgrind.

use serde_json::json;
use syncmgr_proto::Code;

use crate::child::{Host, id};

/// Proves: R-GHI-2, R-CB-9, R-SEC-4, R-SEC-5
#[test]
fn a_session_with_all_that_can_be_said_is_clean_under_valgrind() {
    let script = "in.PrepareForSync=progress:1:2:0:7:euro,done:prepare;\
                  other.Synchronize=work,flood:100,log:3:half:7:1:9:1,small,larger,done:sync;\
                  in.ShowError=modeless:1,modeless:0,delete:9,done:error:0x40202:1:2;\
                  in.ShowProperties=done:properties:0x40211;item.name=euro;name=half";
    let mut host = Host::load(Host::under_valgrind(script));
    for _ in 0..3 {
        assert_eq!(host.call("GetHandlerInfo", json!({}))["code"], "S_OK");
        assert_eq!(host.call("EnumSyncMgrItems", json!({}))["items"].as_array().unwrap().len(), 2);
    }
    assert_eq!(host.prepare(&[1, 2]), Code::OK);
    host.until("PrepareForSyncCompleted");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted");
    assert_eq!(host.code("ShowProperties", json!({"item": null})), Code::OK);
    let asked = host.send("ShowError", json!({"error": id(9)}));
    for _ in 0..2 {
        host.heard.retain(|message| message["method"] != "EnableModeless");
        let question = host.until("EnableModeless");
        host.reply(&question, Code::OK);
    }
    assert_eq!(host.answer_to(asked)["result"]["code"], "S_OK");
    assert_eq!(host.until("ShowErrorCompleted")["params"]["items"], json!([id(1), id(2)]));
    assert_eq!(host.code("SetProgressCallback", json!({"set": true})), Code::OK);
    let ended = host.end();
    assert!(ended.status.success() && ended.complaints.is_empty(), "{}: {}", ended.status, ended.complaints);
}
