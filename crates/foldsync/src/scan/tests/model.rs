//! Random trees and edits against a naive model that reads whole paths.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::sys::Look;

/// One random act; what is impossible is skipped.
#[derive(Clone, Debug)]
enum Act {
    Write(String, u8),
    Folder(String),
    Link(String, String),
    Remove(String),
    Rename(String, String),
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "a!", "a.b", "B", "ä", "a b"]), 1..4)
        .prop_map(|parts| parts.join("/"))
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (path(), any::<u8>()).prop_map(|(p, n)| Act::Write(p, n)),
        3 => path().prop_map(Act::Folder),
        1 => (path(), path()).prop_map(|(p, t)| Act::Link(p, t)),
        2 => path().prop_map(Act::Remove),
        2 => (path(), path()).prop_map(|(p, q)| Act::Rename(p, q)),
    ]
}

fn perform(site: &Site, acts: &[Act]) {
    for act in acts {
        // An impossible act, such as writing over a folder, changes nothing.
        let _ = match act {
            Act::Write(path, n) => fs::write(site.at(path), vec![b'x'; usize::from(*n)]),
            Act::Folder(path) => fs::create_dir_all(site.at(path)),
            Act::Link(path, target) => std::os::unix::fs::symlink(target, site.at(path)),
            Act::Remove(path) => fs::remove_dir_all(site.at(path)).or_else(|_| fs::remove_file(site.at(path))),
            Act::Rename(from, to) => fs::rename(site.at(from), site.at(to)),
        };
    }
}

/// Every path below `folder` with a look at it, by the standard library.
fn naive(folder: &Path, prefix: &RelPath, out: &mut BTreeMap<RelPath, Look>) {
    use std::os::unix::ffi::OsStrExt;

    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = prefix.join(entry.file_name().as_bytes());
        let look = Native::new()
            .look(&Folder::open(folder).unwrap(), &std::ffi::CString::new(entry.file_name().as_bytes()).unwrap())
            .unwrap();
        if look.stat.kind == Kind::Folder {
            naive(&entry.path(), &path, out);
        }
        out.insert(path, look);
    }
}

fn survey(site: &Site) -> BTreeMap<RelPath, Look> {
    let mut out = BTreeMap::new();
    naive(site.dir.path(), &RelPath::root(), &mut out);
    out
}

fn rows(of: &BTreeMap<RelPath, Look>) -> Recorded {
    of.iter().map(|(path, look)| (path.clone(), Record::of(&look.stat, &look.stat))).collect()
}

fn expected(base: &Recorded, now: &BTreeMap<RelPath, Look>) -> Vec<Change> {
    let mut out = BTreeMap::new();
    for (path, record) in base {
        out.insert(path.clone(), Change { path: path.clone(), was: Some(Box::new(*record)), now: None });
    }
    for (path, look) in now {
        let new = || Change { path: path.clone(), was: None, now: None };
        out.entry(path.clone()).or_insert_with(new).now = Some(look.stat);
    }
    let differs = |change: &Change| match (&change.was, &change.now) {
        (Some(was), Some(now)) => !was.matches(Side::Left, now),
        _ => true,
    };
    out.into_values().filter(differs).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_scan_finds_exactly_what_a_naive_comparison_finds(
        before in prop::collection::vec(act(), 0..40),
        after in prop::collection::vec(act(), 0..12),
    ) {
        let site = Site::new(&[]);
        perform(&site, &before);
        let base = rows(&survey(&site));
        prop_assert_eq!(site.scan(&base).changes, vec![]);
        perform(&site, &after);
        let now = survey(&site);
        let snapshot = site.scan(&base);
        prop_assert_eq!(&snapshot.changes, &expected(&base, &now));
        prop_assert_eq!(snapshot.scanned, now.len() as u64);
        prop_assert!(snapshot.unseen.is_empty() && snapshot.ignored.is_empty() && snapshot.problems.is_empty());
    }
}
