//! The page that describes the protocol is true.

use syncmgr_proto::protocol::{HandlerMessage, ManagerMessage};

use super::schema::Lines;
use super::text;

/// The lines of the code blocks of the protocol's page that begin with `fence`.
fn examples(fence: &str) -> Vec<&'static str> {
    const PAGE: &str = include_str!("../../../../docs/formats/handler-protocol.md");
    let mut inside = None;
    let mut lines = Vec::new();
    for line in PAGE.lines() {
        match inside {
            None if line.starts_with("```") => inside = Some(line == fence),
            Some(_) if line == "```" => inside = None,
            Some(true) => lines.push(line),
            _ => {}
        }
    }
    lines
}

#[test]
fn every_example_of_the_page_is_understood() {
    let (manager, handler) = (examples("```json"), examples("```json handler"));
    let methods = |lines: &[&str], method: &str| lines.iter().any(|line| line.contains(&format!("\"{method}\"")));
    for method in ["Initialize", "EnumSyncMgrItems", "PrepareForSync", "Synchronize", "ShowError", "Cancel"] {
        assert!(methods(&manager, method), "{method} has an example");
    }
    for method in ["Progress", "LogError", "SynchronizeCompleted", "ShowErrorCompleted", "EnableModeless"] {
        assert!(methods(&handler, method), "{method} has an example");
    }
    for line in manager {
        assert_eq!(Lines::of_the_manager().complaint(line), None, "{line}");
        let message = ManagerMessage::read(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(text(&message.write().unwrap()), line);
    }
    for line in handler {
        assert_eq!(Lines::of_a_handler().complaint(line), None, "{line}");
        match HandlerMessage::read(line.as_bytes()) {
            Ok(HandlerMessage::Unknown(..)) | Err(_) => panic!("not understood: {line}"),
            Ok(_) => {}
        }
    }
}
