//! Reads arbitrary text as a configuration: no panic, errors that say something, and edits that change what they name
//! and nothing else.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| syncmgr::fuzzing::config(text));
