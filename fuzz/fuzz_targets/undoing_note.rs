//! Reads arbitrary bytes as the note of an undoing and as what it took down: no panic, nothing made up.
//!
//! The checksum keeps a fuzzer from getting anywhere, so the input is also read with a valid one around it, and as the letters
//! beside a note that is whole (`docs/formats/undo.md`).
#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use foldsync::undo::{Begun, Ending, Extent};
use libfuzzer_sys::fuzz_target;

/// Notes are read from a state folder.
static STATE: LazyLock<PathBuf> = LazyLock::new(|| state("note"));

/// One with a note of this machine.
static BEGUN: LazyLock<PathBuf> = LazyLock::new(|| {
    let state = state("letters");
    Begun::begin(&state, SESSION).expect("a note of this machine");
    state
});

const SESSION: &str = "session";

fn state(name: &str) -> PathBuf {
    let state = std::env::temp_dir().join(format!("syncmgr-fuzz-{}-{name}", std::process::id()));
    fs::create_dir_all(state.join("undo")).expect("a folder for the note");
    fs::write(state.join("undo").join(SESSION), "").expect("a log to undo");
    state
}

fuzz_target!(|input: &[u8]| {
    let state = STATE.as_path();
    read(state, input, input.len());
    for version in [b"smback1\n", b"smback2\n"] {
        let mut sealed = version.to_vec();
        sealed.extend_from_slice(input);
        let hash = blake3::hash(&sealed);
        sealed.extend_from_slice(hash.as_bytes());
        if read(state, &sealed, input.len()) {
            sealed.pop();
            assert!(!read(state, &sealed, input.len()), "a note that is cut short is damaged");
        }
    }
    letters(BEGUN.as_path(), input);
});

/// Reads `note`; tells whether it is whole.
fn read(state: &Path, note: &[u8], bytes: usize) -> bool {
    fs::write(state.join("undoing"), note).expect("a place for the note");
    let Ok(begun) = Begun::read(state) else { return false };
    assert!(begun.expect("it is there").session.len() <= bytes);
    true
}

/// Reads `letters` beside a whole note: those before the first that is none.
fn letters(state: &Path, letters: &[u8]) {
    fs::write(state.join("undoing.progress"), letters).expect("a place for the letters");
    let begun = Begun::read(state).expect("the note is whole").expect("it is there");
    // Where the system does not tell its boot and mount nothing is known.
    let Extent::Told(endings) = begun.extent else { return };
    let letter = |ending: &Ending| match ending {
        Ending::TakenBack => b'+',
        Ending::Doubtful => b'?',
        Ending::LeftAlone => b'-',
    };
    let told: Vec<u8> = endings.iter().map(letter).collect();
    assert!(letters.starts_with(&told));
    assert!(!matches!(letters.get(told.len()), Some(b'+' | b'?' | b'-')), "the first other byte ends them");
}
