//! Reads arbitrary bytes as an undo log: no panic, no allocation by a length that was not checked.
//!
//! The checksum keeps a fuzzer from getting anywhere, so the input is also read with a valid one around it
//! (`docs/formats/undo.md`).
#![no_main]

use foldsync::undo::UndoLog;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Some(log) = UndoLog::parse(input) {
        look(&log, input.len());
    }
    for version in [b"smundo2\n", b"smundo3\n"] {
        let mut sealed = version.to_vec();
        sealed.extend_from_slice(input);
        let hash = blake3::hash(&sealed);
        sealed.extend_from_slice(hash.as_bytes());
        if let Some(log) = UndoLog::parse(&sealed) {
            look(&log, input.len());
            sealed.pop();
            assert!(UndoLog::parse(&sealed).is_none(), "a log that is cut short is damaged");
        }
    }
});

fn look(log: &UndoLog, bytes: usize) {
    // No entry is shorter than its six fields.
    assert!(log.entries.len() <= bytes / 6);
    for entry in &log.entries {
        assert!(entry.path.len() <= bytes);
        // A path that leads out of the folder must not be followed.
        let _ = entry.path().display();
    }
}
