//! Instructions of reading an archive of ten thousand entries through: `cargo xtask bench counts`.

use std::error::Error;
use std::hint::black_box;

use foldsync::archive::{Damage, Reader, Record, Root, Roots, commit};
use foldsync::{FileId, Kind, RelPath, Stat, Time};

const ENTRIES: u64 = 10_000;

fn entry(number: u64) -> (RelPath, Record) {
    let look = |inode: u64| Stat {
        kind: Kind::File,
        id: FileId { inode, birth: 7 },
        size: number * 31 % 65_536,
        mtime: Time::new(1_700_000_000 + number as i64, 5),
        ctime: Time::new(1_700_000_001 + number as i64, 6),
        mode: 0o644,
        uid: 1000,
        gid: 1000,
        links: 1,
    };
    let path = format!("folder-{:03}/file-{number:06}.txt", number / 100);
    (RelPath::from_bytes(path.into_bytes()), Record::of(&look(number + 1), &look(number + 1_000_000)))
}

#[inline(never)]
fn measured_read(reader: &mut Reader) -> Result<u64, Damage> {
    let mut size = 0;
    while reader.advance()? {
        size += reader.record().size + reader.path().len() as u64;
    }
    Ok(size)
}

fn main() -> Result<(), Box<dyn Error>> {
    let home = tempfile::tempdir()?;
    let anywhere = Root { identity: [0; 16], inode: 0 };
    let entries: Vec<_> = (0..ENTRIES).map(entry).collect();
    let changes = entries.iter().map(|(path, record)| (path, Some(*record)));
    commit(home.path(), &Roots::new(anywhere, anywhere), changes)?;
    let mut reader = Reader::open(home.path())?.ok_or("no archive")?;
    if black_box(measured_read(&mut reader)?) == 0 {
        return Err("an empty archive".into());
    }
    Ok(())
}
