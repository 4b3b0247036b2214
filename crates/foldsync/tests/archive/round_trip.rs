//! What is committed is what is read.

use std::fs;

use foldsync::archive::{CommitError, Committed, Reader, Record, Root, Roots, commit};
use foldsync::{RelPath, walk_order};
use proptest::prelude::*;
use tempfile::tempdir;

use super::records::{ROOTS, commit_all, listed, model, plain, plain_model, read};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn arbitrary_entries_come_back(model in model(60)) {
        let dir = tempdir().unwrap();
        commit_all(dir.path(), &model);
        prop_assert_eq!(read(dir.path()).unwrap(), listed(&model));
        for (path, record) in &model {
            prop_assert_eq!(Reader::lookup(dir.path(), path.as_bytes()).unwrap(), Some(*record));
        }
    }
}

#[test]
fn many_blocks_come_back_and_single_paths_are_found() {
    let dir = tempdir().unwrap();
    let model = plain_model(20_000);
    let Committed::Rewritten { entries, bytes } = commit_all(dir.path(), &model) else { panic!("appended") };
    assert_eq!(entries, 20_000);
    assert_eq!(bytes, fs::metadata(dir.path().join("archive")).unwrap().len());
    assert!(bytes < 60 * entries, "{} bytes per entry", bytes / entries);
    assert_eq!(read(dir.path()).unwrap(), listed(&model));
    for (path, record) in model.iter().step_by(97) {
        assert_eq!(Reader::lookup(dir.path(), path.as_bytes()).unwrap(), Some(*record));
        for missing in [path.join(b"x"), RelPath::from_bytes([path.as_bytes(), b"x"].concat())] {
            assert_eq!(Reader::lookup(dir.path(), missing.as_bytes()).unwrap(), None);
        }
    }
    for missing in ["", "a", "zzz", "folder-00"] {
        assert_eq!(Reader::lookup(dir.path(), missing.as_bytes()).unwrap(), None);
    }
}

#[test]
fn no_archive_is_none_and_an_empty_one_remembers_its_roots() {
    let dir = tempdir().unwrap();
    assert!(Reader::open(dir.path()).unwrap().is_none());
    assert_eq!(Reader::lookup(dir.path(), b"a").unwrap(), None);
    assert!(matches!(commit(dir.path(), &ROOTS, []).unwrap(), Committed::Rewritten { entries: 0, .. }));
    let reader = Reader::open(dir.path()).unwrap().unwrap();
    assert_eq!(*reader.roots(), ROOTS);
    assert_eq!(reader.entries(), 0);
    assert_eq!(read(dir.path()).unwrap(), []);
    assert_eq!(Reader::lookup(dir.path(), b"a").unwrap(), None);
}

#[test]
fn no_changes_write_nothing() {
    let dir = tempdir().unwrap();
    commit_all(dir.path(), &plain_model(10));
    let before = fs::read(dir.path().join("archive")).unwrap();
    assert_eq!(commit(dir.path(), &ROOTS, []).unwrap(), Committed::Unchanged);
    assert_eq!(fs::read(dir.path().join("archive")).unwrap(), before);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn other_roots_are_stored_and_the_entries_kept() {
    let dir = tempdir().unwrap();
    let model = plain_model(10);
    commit_all(dir.path(), &model);
    let moved = Roots::new(Root { identity: [9; 16], inode: 1 }, ROOTS.right);
    assert!(matches!(commit(dir.path(), &moved, []).unwrap(), Committed::Rewritten { entries: 10, .. }));
    assert_eq!(*Reader::open(dir.path()).unwrap().unwrap().roots(), moved);
    assert_eq!(read(dir.path()).unwrap(), listed(&model));
}

#[test]
fn the_longest_paths_fit_and_longer_ones_are_refused() {
    let dir = tempdir().unwrap();
    let longest: Vec<_> =
        (b'a'..b'f').map(|first| (RelPath::from_bytes([vec![first], vec![b'x'; 65_534]].concat()), plain(1))).collect();
    commit_all(dir.path(), &longest.iter().cloned().collect());
    assert_eq!(read(dir.path()).unwrap(), longest);
    for (path, record) in &longest {
        assert_eq!(Reader::lookup(dir.path(), path.as_bytes()).unwrap(), Some(*record));
    }
    let too_long = RelPath::from_bytes(vec![b'y'; 65_536]);
    let refused = commit(dir.path(), &ROOTS, [(&too_long, Some(plain(1)))]).unwrap_err();
    assert!(matches!(refused, CommitError::PathTooLong { length: 65_536, .. }));
    assert_eq!(read(dir.path()).unwrap(), longest);
}

#[test]
fn unsorted_changes_are_refused_and_leave_the_archive_alone() {
    let dir = tempdir().unwrap();
    let model = plain_model(10);
    let [a, b] = ["a", "b"].map(RelPath::from);
    // The first round meets no archive (a rewrite), the second one (an append).
    for _ in 0..2 {
        for wrong in
            [[(&b, Some(plain(1))), (&a, Some(plain(2)))], [(&a, None), (&a, Some(plain(2)))], [(&b, None), (&a, None)]]
        {
            assert!(matches!(commit(dir.path(), &ROOTS, wrong), Err(CommitError::Unsorted { .. })));
        }
        assert!(!dir.path().join("archive.new").exists());
        commit_all(dir.path(), &model);
    }
    assert_eq!(read(dir.path()).unwrap(), listed(&model));
}

#[test]
fn a_left_over_temporary_file_is_in_nobodys_way() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("archive.new"), vec![7; 1_000_000]).unwrap();
    assert!(Reader::open(dir.path()).unwrap().is_none());
    let model = plain_model(3);
    commit_all(dir.path(), &model);
    assert_eq!(read(dir.path()).unwrap(), listed(&model));
    assert!(!dir.path().join("archive.new").exists());
}

#[test]
fn skip_below_stands_on_the_first_entry_behind_a_folder() {
    let dir = tempdir().unwrap();
    let names = ["a", "a/b", "a/b/c", "a/d", "a!", "ab", "b", "c/d"];
    let changes: Vec<(RelPath, Record)> = names.iter().map(|name| (RelPath::from(*name), plain(1))).collect();
    assert!(changes.windows(2).all(|pair| walk_order(pair[0].0.as_bytes(), pair[1].0.as_bytes()).is_lt()));
    commit(dir.path(), &ROOTS, changes[..4].iter().map(|(path, record)| (path, Some(*record)))).unwrap();
    // The rest comes from the journal.
    commit(dir.path(), &ROOTS, changes[4..].iter().map(|(path, record)| (path, Some(*record)))).unwrap();
    for (start, folder, stop) in [
        (0, "a", "a!"),
        (1, "a/b", "a/d"),
        (3, "a/d", "a!"),
        (4, "a", "a!"),
        (6, "b", "c/d"),
        (7, "c", ""),
        (2, "", ""),
    ] {
        let mut reader = Reader::open(dir.path()).unwrap().unwrap();
        for _ in 0..=start {
            assert!(reader.advance().unwrap());
        }
        let stands = reader.skip_below(folder.as_bytes()).unwrap();
        assert_eq!((stands, reader.path()), (!stop.is_empty(), stop.as_bytes()), "from {start} below {folder:?}");
    }
}

#[test]
fn a_reader_goes_on_with_the_archive_it_opened() {
    let dir = tempdir().unwrap();
    let model = plain_model(20_000);
    commit_all(dir.path(), &model);
    let mut reader = Reader::open(dir.path()).unwrap().unwrap();
    assert!(reader.advance().unwrap());
    let all_gone: Vec<_> = model.keys().map(|path| (path, None)).collect();
    commit(dir.path(), &ROOTS, all_gone).unwrap();
    let mut count = 1;
    while reader.advance().unwrap() {
        count += 1;
    }
    assert_eq!(count, model.len());
    assert_eq!(read(dir.path()).unwrap(), []);
}
