//! Arbitrary records, and the plain map that the archive must equal.

use std::collections::BTreeMap;
use std::path::Path;

use foldsync::archive::{Committed, Damage, Reader, Record, Root, Roots, Seen, commit};
use foldsync::{FileId, Kind, RelPath, Sides, Time};
use proptest::prelude::*;

/// What an archive must yield.
pub type Model = BTreeMap<RelPath, Record>;

pub const ROOTS: Roots =
    Roots::new(Root { identity: *b"the left archive", inode: 2 }, Root { identity: *b"right side of it", inode: 99 });

pub fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::File), Just(Kind::Folder), Just(Kind::Symlink), Just(Kind::Special)]
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 0..300u64, any::<u32>().prop_map(u64::from), any::<u64>()]
}

fn time() -> impl Strategy<Value = Time> {
    let secs = prop_oneof![Just(0), 1_700_000_000..1_700_000_100i64, any::<i64>()];
    (secs, prop_oneof![Just(0), 0..1_000_000_000u32]).prop_map(|(secs, nanos)| Time { secs, nanos })
}

fn seen() -> impl Strategy<Value = Seen> {
    let id = (number(), prop_oneof![Just(0), any::<u32>()]).prop_map(|(inode, birth)| FileId { inode, birth });
    let mode = prop_oneof![Just(0o644), Just(0o755), any::<u16>()];
    let owner = || prop_oneof![Just(1000), any::<u32>()];
    (id, time(), time(), mode, owner(), owner()).prop_map(|(id, mtime, ctime, mode, uid, gid)| Seen {
        id,
        mtime,
        ctime,
        mode,
        uid,
        gid,
    })
}

pub fn record() -> impl Strategy<Value = Record> {
    (kind(), number(), any::<bool>(), seen(), seen(), any::<bool>()).prop_map(
        |(kind, size, linked, left, right, same)| Record {
            kind,
            size,
            linked,
            seen: Sides::new(left, if same { left } else { right }),
        },
    )
}

/// Paths that share prefixes often, of arbitrary bytes sometimes, and rarely very long.
pub fn path() -> impl Strategy<Value = RelPath> {
    let name = prop_oneof![
        8 => "[ab.!]{1,3}".prop_map(String::into_bytes),
        2 => proptest::collection::vec(1..=255u8, 1..12),
        1 => (200..400usize).prop_map(|length| vec![b'n'; length]),
    ];
    proptest::collection::vec(name, 1..5).prop_map(|names| {
        let bytes = names.join(&b'/');
        RelPath::parse(&bytes).filter(|path| !path.is_root()).unwrap_or_else(|| RelPath::from("dots"))
    })
}

pub fn model(size: usize) -> impl Strategy<Value = Model> {
    proptest::collection::btree_map(path(), record(), 0..size)
}

/// Record number `number` of a tame tree.
pub fn plain(number: u64) -> Record {
    let seen = |base: u64| Seen {
        id: FileId { inode: base + number, birth: 7 },
        mtime: Time::new(1_700_000_000, number as u32),
        ctime: Time::new(1_700_000_001, 5),
        mode: 0o644,
        uid: 1000,
        gid: 1000,
    };
    Record { kind: Kind::File, size: number * 100, linked: false, seen: Sides::new(seen(10), seen(5000)) }
}

/// A tame tree of `count` files.
pub fn plain_model(count: u64) -> Model {
    (0..count).map(|n| (RelPath::from(format!("folder-{:02}/file-{n:06}.txt", n / 50).as_str()), plain(n))).collect()
}

pub fn commit_all(dir: &Path, model: &Model) -> Committed {
    commit(dir, &ROOTS, model.iter().map(|(path, record)| (path, Some(*record)))).unwrap()
}

pub fn drain<S: foldsync::archive::ReadAt>(mut reader: Reader<S>) -> Result<Vec<(RelPath, Record)>, Damage> {
    let mut out = Vec::new();
    while reader.advance()? {
        out.push((RelPath::from_bytes(reader.path()), *reader.record()));
    }
    assert!(!reader.advance()?, "the end stays the end");
    assert_eq!(reader.path(), b"");
    Ok(out)
}

/// What the archive in `dir` yields.
pub fn read(dir: &Path) -> Result<Vec<(RelPath, Record)>, Damage> {
    drain(Reader::open(dir)?.expect("an archive"))
}

/// What the two files yield as bytes.
pub fn read_bytes(archive: &[u8], journal: Option<&[u8]>) -> Result<Vec<(RelPath, Record)>, Damage> {
    drain(Reader::from_sources(archive, journal)?)
}

pub fn listed(model: &Model) -> Vec<(RelPath, Record)> {
    model.iter().map(|(path, record)| (path.clone(), *record)).collect()
}
