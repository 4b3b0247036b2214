//! Events as lines of JSON.

use std::io::{self, Write};

use syncmgr_core::EventSink;
use syncmgr_proto::Event;

/// Prints each event as one line as soon as it is there.
#[derive(Debug)]
pub struct JsonLines;

impl EventSink for JsonLines {
    fn event(&self, event: &Event) {
        let Ok(mut line) = serde_json::to_vec(event) else { return };
        line.push(b'\n');
        let mut out = io::stdout().lock();
        // Nobody reads any more: the work goes on all the same.
        let _ = out.write_all(&line).and_then(|()| out.flush());
    }
}
