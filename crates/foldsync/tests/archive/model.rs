//! Sequences of commits equal a map; crashes while appending leave the state before or after.

use std::fs;
use std::path::Path;

use foldsync::RelPath;
use foldsync::archive::{Committed, Reader, Record, commit};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use tempfile::tempdir;

use super::records::{Model, ROOTS, commit_all, listed, model, path, plain, plain_model, read, record};

type Changes = std::collections::BTreeMap<RelPath, Option<Record>>;

fn changes() -> impl Strategy<Value = Changes> {
    btree_map(path(), option::weighted(0.7, record()), 0..12)
}

fn apply(dir: &Path, model: &mut Model, changes: &Changes) -> Committed {
    for (path, record) in changes {
        match record {
            Some(record) => model.insert(path.clone(), *record),
            None => model.remove(path),
        };
    }
    commit(dir, &ROOTS, changes.iter().map(|(path, record)| (path, *record))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn commits_equal_a_map(mut model in model(30), rounds in vec(changes(), 0..6), deletions in vec(any::<prop::sample::Index>(), 0..8)) {
        let dir = tempdir().unwrap();
        commit_all(dir.path(), &model);
        for mut changes in rounds {
            // Paths that exist meet deletions and replacements too.
            let known: Vec<_> = model.keys().cloned().collect();
            for index in deletions.iter().filter(|_| !known.is_empty()) {
                changes.insert(index.get(&known).clone(), None);
            }
            apply(dir.path(), &mut model, &changes);
            prop_assert_eq!(read(dir.path()).unwrap(), listed(&model));
            for path in changes.keys() {
                prop_assert_eq!(Reader::lookup(dir.path(), path.as_bytes()).unwrap(), model.get(path).copied());
            }
        }
    }
}

#[test]
fn small_commits_are_appended_until_the_journal_is_long() {
    let dir = tempdir().unwrap();
    let mut model = plain_model(2000);
    commit_all(dir.path(), &model);
    let archive = fs::read(dir.path().join("archive")).unwrap();
    let mut appended = 0;
    loop {
        let path = RelPath::from(format!("folder-{:02}/new-{appended}", appended % 40).as_str());
        match apply(dir.path(), &mut model, &[(path, Some(plain(appended)))].into()) {
            Committed::Appended { changes, bytes } => {
                assert_eq!(changes, 1);
                assert!(bytes < 300);
                assert_eq!(fs::read(dir.path().join("archive")).unwrap(), archive);
            }
            Committed::Rewritten { entries, .. } => {
                assert_eq!(entries, model.len() as u64);
                break;
            }
            Committed::Unchanged => panic!("a change was dropped"),
        }
        appended += 1;
    }
    assert!(appended > 400, "{appended} commits fit");
    assert!(!dir.path().join("archive.journal").exists());
    assert_eq!(read(dir.path()).unwrap(), listed(&model));
}

#[test]
fn many_changes_rewrite_at_once() {
    let dir = tempdir().unwrap();
    let mut model = plain_model(1000);
    commit_all(dir.path(), &model);
    let changes: Changes = model.keys().step_by(3).map(|path| (path.clone(), None)).collect();
    assert!(matches!(apply(dir.path(), &mut model, &changes), Committed::Rewritten { entries: 666, .. }));
    assert_eq!(read(dir.path()).unwrap(), listed(&model));
}

#[test]
fn a_crash_while_appending_leaves_the_state_before_or_after() {
    let dir = tempdir().unwrap();
    let journal = dir.path().join("archive.journal");
    let mut model = plain_model(5);
    commit_all(dir.path(), &model);
    let mut states = vec![(0, listed(&model))];
    for number in 0..4u64 {
        let changes = [
            (RelPath::from("folder-00/file-000002.txt"), (number % 2 == 0).then(|| plain(number))),
            (RelPath::from(format!("z{number}").as_str()), Some(plain(number))),
        ];
        apply(dir.path(), &mut model, &changes.into());
        states.push((fs::metadata(&journal).unwrap().len(), listed(&model)));
    }
    let whole = fs::read(&journal).unwrap();
    for length in 0..=whole.len() {
        let (_, expected) = states.iter().rfind(|(end, _)| *end <= length as u64).unwrap();
        // The file ends there, or the rest was never written, or something else lay there.
        for rest in [vec![], vec![0; whole.len() - length], vec![0xa5; whole.len() - length]] {
            fs::write(&journal, [&whole[..length], &rest].concat()).unwrap();
            assert_eq!(&read(dir.path()).unwrap(), expected, "{length} bytes were written");
        }
    }
}

#[test]
fn the_commit_after_a_crash_replaces_the_torn_frame() {
    let dir = tempdir().unwrap();
    let journal = dir.path().join("archive.journal");
    let mut model = plain_model(5);
    commit_all(dir.path(), &model);
    apply(dir.path(), &mut model, &[(RelPath::from("first"), Some(plain(1)))].into());
    let claimed = fs::read(&journal).unwrap();
    commit(dir.path(), &ROOTS, [(&RelPath::from("torn"), Some(plain(2)))]).unwrap();
    let torn = fs::read(&journal).unwrap();
    for length in [0, 10, claimed.len(), claimed.len() + 1, claimed.len() + 50, torn.len() - 1] {
        fs::write(&journal, &torn[..length]).unwrap();
        let mut model = if length < claimed.len() { plain_model(5) } else { model.clone() };
        apply(dir.path(), &mut model, &[(RelPath::from("x"), Some(plain(3)))].into());
        apply(dir.path(), &mut model, &[(RelPath::from("y"), Some(plain(4)))].into());
        assert_eq!(read(dir.path()).unwrap(), listed(&model), "torn at {length}");
    }
}

#[test]
fn a_stale_journal_never_applies_to_a_newer_archive() {
    let dir = tempdir().unwrap();
    let journal = dir.path().join("archive.journal");
    let mut model = plain_model(5);
    commit_all(dir.path(), &model);
    apply(dir.path(), &mut model, &[(RelPath::from("a"), Some(plain(1)))].into());
    let stale = fs::read(&journal).unwrap();
    // A rewrite, after which the crash left the old journal in place.
    let many = plain_model(600);
    model.extend(many.clone());
    commit_all(dir.path(), &many);
    model.remove(&RelPath::from("a"));
    apply(dir.path(), &mut model, &[(RelPath::from("a"), None)].into());
    fs::write(&journal, &stale).unwrap();
    model.insert(RelPath::from("a"), plain(1));
    assert_eq!(read(dir.path()).unwrap(), listed(&model), "the rewritten archive, without the lost journal");
    apply(dir.path(), &mut model, &[(RelPath::from("b"), Some(plain(2)))].into());
    assert_eq!(read(dir.path()).unwrap(), listed(&model), "the stale journal was replaced");
}
