//! An archive that version 1 wrote, read for ever.
//!
//! `cargo test -p foldsync --test archive -- --ignored write_the_fixture` writes it anew; that is only
//! ever right for a new format version, in a folder of its own.

use std::fs;
use std::path::PathBuf;

use foldsync::archive::{Reader, Record, Seen, commit};
use foldsync::{FileId, Kind, RelPath, Sides, Time};

use super::records::{ROOTS, read};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/archive-v1")
}

const LEFT: Seen = Seen {
    id: FileId { inode: 4711, birth: 0xdead_beef },
    mtime: Time { secs: 1_700_000_000, nanos: 123_456_789 },
    ctime: Time { secs: 1_700_000_060, nanos: 5 },
    mode: 0o640,
    uid: 1000,
    gid: 100,
};
const RIGHT: Seen = Seen {
    id: FileId { inode: 1 << 40, birth: 0 },
    mtime: Time { secs: 1_700_000_000, nanos: 123_000_000 },
    ctime: Time { secs: 0, nanos: 0 },
    mode: 0o644,
    uid: 0,
    gid: 0,
};

fn record(kind: Kind, size: u64, linked: bool) -> Record {
    Record { kind, size, linked, seen: Sides::new(LEFT, RIGHT) }
}

fn flat() -> Vec<(RelPath, Record)> {
    let old = Time::new(-1, 999_999_999);
    let mut before_1970 = record(Kind::Symlink, 7, false);
    before_1970.seen.left.mtime = old;
    before_1970.seen.right.mtime = old;
    let long = "long/".to_owned() + &"n".repeat(300);
    vec![
        (RelPath::from("a"), record(Kind::Folder, 0, false)),
        (RelPath::from("a/empty"), record(Kind::File, 0, false)),
        (RelPath::from("a/linked"), record(Kind::File, 70_000, true)),
        (RelPath::from("a.huge"), record(Kind::File, u64::MAX, false)),
        (RelPath::from("gone"), record(Kind::File, 1, false)),
        (RelPath::from("link"), before_1970),
        (RelPath::from(long.as_str()), record(Kind::File, 20_000_000, false)),
        (
            RelPath::from_bytes(*b"\xff\xfe"),
            Record { seen: Sides::new(RIGHT, LEFT), ..record(Kind::Special, 0, false) },
        ),
    ]
}

fn amendments() -> [Vec<(RelPath, Option<Record>)>; 2] {
    [
        vec![(RelPath::from("gone"), None), (RelPath::from("new"), Some(record(Kind::File, 5, false)))],
        vec![(RelPath::from("a/empty"), Some(record(Kind::File, 6, false)))],
    ]
}

fn expected() -> Vec<(RelPath, Record)> {
    let mut model: std::collections::BTreeMap<_, _> = flat().into_iter().collect();
    for (path, record) in amendments().into_iter().flatten() {
        match record {
            Some(record) => model.insert(path, record),
            None => model.remove(&path),
        };
    }
    model.into_iter().collect()
}

#[test]
#[ignore = "writes the fixture"]
fn write_the_fixture() {
    let folder = folder();
    fs::create_dir_all(&folder).unwrap();
    commit(&folder, &ROOTS, flat().iter().map(|(path, record)| (path, Some(*record)))).unwrap();
    for changes in amendments() {
        commit(&folder, &ROOTS, changes.iter().map(|(path, record)| (path, *record))).unwrap();
    }
}

#[test]
fn what_version_1_wrote_is_read() {
    assert_eq!(read(&folder()).unwrap(), expected());
    let reader = Reader::open(&folder()).unwrap().unwrap();
    assert_eq!(*reader.roots(), ROOTS);
    assert_eq!(reader.entries(), 8);
    for (path, record) in expected() {
        assert_eq!(Reader::lookup(&folder(), path.as_bytes()).unwrap(), Some(record));
    }
    assert_eq!(Reader::lookup(&folder(), b"gone").unwrap(), None);
}

#[test]
fn the_damaged_ones_are_found_damaged() {
    for (name, message) in
        [("truncated", "it ends too early"), ("flipped", "checksum mismatch"), ("journal-flipped", "checksum mismatch")]
    {
        let folder = folder().join("damaged").join(name);
        let damage = match Reader::open(&folder) {
            Ok(Some(_)) => read(&folder).unwrap_err(),
            Ok(None) => panic!("{name}: no archive"),
            Err(damage) => damage,
        };
        assert!(damage.to_string().ends_with(message), "{name}: {damage}");
    }
}
