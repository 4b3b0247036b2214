//! Whatever happens to the files: an error, or a state that was committed. Never a wrong record.

use std::fs;
use std::path::Path;

use foldsync::RelPath;
use foldsync::archive::{CommitError, Committed, Fault, Reader, Record, commit, set_aside};
use proptest::prelude::*;
use tempfile::tempdir;

use super::records::{ROOTS, commit_all, listed, model, plain, plain_model, read, read_bytes};

type State = Vec<(RelPath, Record)>;

/// A small archive with a journal of three frames, and the states after each commit.
struct Small {
    archive: Vec<u8>,
    journal: Vec<u8>,
    last_frame: usize,
    states: Vec<State>,
}

fn small(dir: &Path) -> Small {
    let mut model = plain_model(6);
    commit_all(dir, &model);
    let mut states = vec![listed(&model)];
    let mut last_frame = 0;
    for number in 0..3 {
        last_frame = fs::metadata(dir.join("archive.journal")).map_or(0, |file| file.len() as usize);
        let path = RelPath::from(format!("new-{number}").as_str());
        commit(dir, &ROOTS, [(&path, Some(plain(number)))]).unwrap();
        model.insert(path, plain(number));
        states.push(listed(&model));
    }
    let file = |name| fs::read(dir.join(name)).unwrap();
    Small { archive: file("archive"), journal: file("archive.journal"), last_frame, states }
}

#[test]
fn every_flipped_bit_of_the_flat_file_is_detected_or_harmless() {
    let dir = tempdir().unwrap();
    let Small { archive, journal, states, .. } = small(dir.path());
    let mut detected = 0;
    for at in 0..archive.len() * 8 {
        let mut flipped = archive.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        match read_bytes(&flipped, Some(&journal)) {
            Ok(entries) => assert_eq!(entries, states[3], "bit {at}"),
            Err(_) => detected += 1,
        }
        for (path, record) in &states[3] {
            if let Ok(found) = Reader::find_in(&flipped[..], Some(&journal[..]), path.as_bytes()) {
                assert_eq!(found, Some(*record), "bit {at}, {path:?}");
            }
        }
    }
    // Only the index is not looked at by a stream.
    let index = 10 + "folder-00/file-000000.txt".len() + 8;
    assert_eq!(detected, (archive.len() - index) * 8);
}

#[test]
fn every_flipped_bit_of_the_journal_is_detected_or_hides_the_last_commit() {
    let dir = tempdir().unwrap();
    let Small { archive, journal, last_frame, states } = small(dir.path());
    for at in 0..journal.len() * 8 {
        let mut flipped = journal.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        match read_bytes(&archive, Some(&flipped)) {
            Ok(entries) => {
                assert!(at / 8 >= last_frame, "bit {at} went unnoticed");
                assert_eq!(entries, states[2], "bit {at}");
            }
            Err(damage) => assert!(at / 8 < last_frame, "{damage} for the last frame, bit {at}"),
        }
    }
}

#[test]
fn every_truncation_of_the_flat_file_is_detected_when_it_is_opened() {
    let dir = tempdir().unwrap();
    let Small { archive, .. } = small(dir.path());
    for length in 0..archive.len() {
        assert!(Reader::from_sources(&archive[..length], None).is_err(), "{length} bytes");
    }
    let longer = [&archive[..], b"x"].concat();
    assert!(Reader::from_sources(&longer[..], None).is_err());
}

#[test]
fn blocks_that_changed_places_or_came_from_another_archive_are_detected() {
    let (one, two) = (tempdir().unwrap(), tempdir().unwrap());
    let model = plain_model(6000);
    let file = |dir: &Path| fs::read(dir.join("archive")).unwrap();
    commit_all(one.path(), &model);
    commit_all(two.path(), &model);
    let (one, two) = (file(one.path()), file(two.path()));
    let start = 152;
    let first = 16 + u32::from_le_bytes(one[start..start + 4].try_into().unwrap()) as usize + 8;
    let second = start + first;
    assert!(second + 1000 < one.len());
    assert_eq!(one.len(), two.len());

    let mut mixed = one.clone();
    mixed[start..second].copy_from_slice(&two[start..second]);
    assert!(read_bytes(&mixed, None).is_err());

    let length = 16 + u32::from_le_bytes(one[second..second + 4].try_into().unwrap()) as usize + 8;
    let swapped = [&one[..start], &one[second..second + length], &one[start..second], &one[second + length..]].concat();
    assert!(read_bytes(&swapped, None).is_err());
}

#[test]
fn damage_names_file_byte_and_fault_and_the_reader_goes_on_failing() {
    let dir = tempdir().unwrap();
    commit_all(dir.path(), &plain_model(6000));
    let path = dir.path().join("archive");
    let mut bytes = fs::read(&path).unwrap();
    let second = 152 + 16 + u64::from(u32::from_le_bytes(bytes[152..156].try_into().unwrap())) + 8;
    bytes[second as usize + 100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let mut reader = Reader::open(dir.path()).unwrap().unwrap();
    let damage = loop {
        match reader.advance() {
            Ok(more) => assert!(more),
            Err(damage) => break damage,
        }
    };
    assert_eq!((damage.file(), damage.at()), (path.as_path(), second));
    assert!(matches!(damage.fault(), Fault::Checksum));
    assert!(reader.advance().is_err());
    assert!(reader.advance().is_err());

    bytes[8] = 2;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Reader::open(dir.path()).err().unwrap().fault(), Fault::Version(2)));
    fs::write(&path, "something else entirely").unwrap();
    assert!(matches!(Reader::open(dir.path()).err().unwrap().fault(), Fault::Foreign));
}

#[test]
fn a_commit_refuses_a_damaged_archive_until_it_is_set_aside() {
    let dir = tempdir().unwrap();
    let model = plain_model(6);
    let path = dir.path().join("archive");
    commit_all(dir.path(), &model);
    let mut bytes = fs::read(&path).unwrap();
    bytes[200] ^= 1;
    fs::write(&path, &bytes).unwrap();
    // The block is read by a rewrite only; what it meets there stops it.
    let many = plain_model(1000);
    let changes = || many.iter().map(|(path, record)| (path, Some(*record)));
    assert!(matches!(commit(dir.path(), &ROOTS, changes()), Err(CommitError::Damaged(_))));
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert!(!dir.path().join("archive.new").exists());

    let kept = set_aside(dir.path()).unwrap().unwrap();
    assert_eq!(fs::read(kept).unwrap(), bytes);
    assert!(Reader::open(dir.path()).unwrap().is_none());
    assert!(matches!(commit(dir.path(), &ROOTS, changes()).unwrap(), Committed::Rewritten { entries: 1000, .. }));
    assert_eq!(read(dir.path()).unwrap(), listed(&many));
}

#[test]
fn a_full_disk_leaves_the_old_archive_valid() {
    let dir = tempdir().unwrap();
    let model = plain_model(6);
    commit_all(dir.path(), &model);
    let many = plain_model(1000);
    std::os::unix::fs::symlink("/dev/full", dir.path().join("archive.new")).unwrap();
    let failed = commit(dir.path(), &ROOTS, many.iter().map(|(path, record)| (path, Some(*record))));
    let Err(CommitError::Io { error, .. }) = failed else { panic!("{failed:?}") };
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    assert!(fs::symlink_metadata(dir.path().join("archive.new")).is_err());
    assert_eq!(read(dir.path()).unwrap(), listed(&model));
    commit_all(dir.path(), &many);
    assert_eq!(read(dir.path()).unwrap().len(), 1000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_are_no_archive(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Reader::from_sources(&bytes[..], None).is_err());
    }

    #[test]
    fn arbitrary_bytes_behind_a_journal_are_ignored(model in model(5), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let dir = tempdir().unwrap();
        commit_all(dir.path(), &model);
        fs::write(dir.path().join("archive.journal"), &bytes).unwrap();
        prop_assert_eq!(read(dir.path()).unwrap(), listed(&model));
    }
}
