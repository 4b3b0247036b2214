//! What is left alone, and what is never synchronized.

use std::os::unix::net::UnixListener;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::rigged::Rigged;
use super::*;

fn fifo(site: &Site, path: &str) {
    mknodat(CWD, site.at(path), FileType::Fifo, Mode::RUSR, 0).unwrap();
}

#[test]
fn excluding_what_the_archive_knows_ignores_its_topmost_path_and_deletes_nothing() {
    let site = Site::new(&["a/b/c", "a/d", "e", "f"]);
    let base = site.record();
    let cases: &[(&[&str], &[&str])] = &[
        (&["a"], &["a"]),
        (&["a/"], &["a"]),
        (&["a/b"], &["a/b"]),
        (&["a/b/c", "e"], &["a/b/c", "e"]),
        (&["e/"], &[]),
        (&["unknown"], &[]),
    ];
    for (excluded, ignored) in cases {
        let filter = excluding(excluded);
        let snapshot = site.scan_with(&base, &filter, Links::Keep);
        assert_eq!(snapshot.changes, [], "{excluded:?}");
        assert_eq!(paths(&snapshot.ignored), *ignored, "{excluded:?}");
        // The same when it is gone from the disk meanwhile.
        let empty = Site::new(&[]);
        let snapshot = empty.scan_with(&base, &filter, Links::Keep);
        assert_eq!(paths(&snapshot.ignored), *ignored, "gone, {excluded:?}");
        let below = |line: &String| ignored.iter().any(|i| RelPath::from(&line[1..]).starts_with(&(*i).into()));
        assert!(!lines(&snapshot).iter().any(below), "{excluded:?}: {:?}", lines(&snapshot));
    }
}

#[test]
fn what_is_excluded_is_neither_looked_at_nor_counted() {
    let site = Site::new(&["a/b/c", "e", "f"]);
    let rigged = Rigged::new();
    let (named, log) = (rigged.root(&site), rigged.log.clone());
    let (native, base) = (site.root(), &mut Rows::new(&[]));
    let (filter, sink) = (&excluding(&["a/", "e"]), &Heard::default());
    let request = ScanRequest { root: &native, side: Side::Left, base, filter, links: Links::Keep, sink };
    let snapshot = Walk::new(rigged, request).unwrap().run(&named).unwrap();
    assert_eq!((lines(&snapshot), snapshot.scanned), (vec!["+f".to_owned()], 1));
    assert_eq!(*log.borrow(), ["open .", "inside .", "list .", "look f"]);
}

#[test]
fn including_again_shows_what_the_archive_does_not_know() {
    let site = Site::new(&["a/b", "c"]);
    let base = recorded(site.scan_with(&Vec::new(), &excluding(&["a"]), Links::Keep));
    assert_eq!(lines(&site.scan(&base)), ["+a", "+a/b"]);
}

#[test]
fn a_file_in_the_place_of_an_excluded_folder_leaves_the_folder_known() {
    let site = Site::new(&["x/y"]);
    let base = site.record();
    site.remove("x");
    site.make(&["x"]);
    let snapshot = site.scan_with(&base, &excluding(&["x/"]), Links::Keep);
    assert_eq!((snapshot.changes, paths(&snapshot.ignored)), (vec![], vec!["x".to_owned()]));
}

#[test]
fn the_engines_own_folder_is_skipped_in_the_root_and_in_roots_inside() {
    let site = Site::new(&[".syncmgr/trash/x", "a/.syncmgr/y", "a/.syncmgr2", "a/b.syncmgr"]);
    let base = site.record();
    assert_eq!(lines(&site.scan(&Vec::new())), ["+a", "+a/.syncmgr2", "+a/b.syncmgr"]);
    site.remove(".syncmgr");
    assert_eq!(site.scan(&base).changes, []);
    site.remove("a/.syncmgr");
    assert_eq!(lines(&site.scan(&base)), [""; 0]);
}

#[test]
fn a_record_of_the_engines_own_folder_deletes_nothing() {
    let site = Site::new(&["f"]);
    let mut base = site.record();
    let folder = Site::new(&["d/"]).record()[0].1;
    base.insert(0, (RelPath::from(".syncmgr"), folder));
    base.insert(1, (RelPath::from(".syncmgr/trash"), folder));
    for there in [&[][..], &[".syncmgr/trash/"]] {
        site.make(there);
        let snapshot = site.scan(&base);
        assert_eq!((snapshot.changes, paths(&snapshot.ignored)), (vec![], vec![".syncmgr".to_owned()]));
    }
}

#[test]
fn a_record_of_the_folder_of_an_inner_root_deletes_nothing() {
    let site = Site::new(&["a/f"]);
    let mut base = site.record();
    let folder = Site::new(&["d/"]).record()[0].1;
    for (at, path) in ["a/.syncmgr", "a/.syncmgr/trash"].into_iter().enumerate() {
        base.insert(1 + at, (RelPath::from(path), folder));
    }
    for there in [&[][..], &["a/.syncmgr/trash/"]] {
        site.make(there);
        let snapshot = site.scan(&base);
        let changed: Vec<_> =
            snapshot.changes.iter().map(|change| &change.path).filter(|path| **path != "a".into()).collect();
        assert_eq!((changed, paths(&snapshot.ignored)), (vec![], vec!["a/.syncmgr".to_owned()]));
    }
}

#[test]
fn special_files_are_problems_and_unknown() {
    let site = Site::new(&["a/", "z"]);
    fifo(&site, "a/pipe");
    let _listener = UnixListener::bind(site.at("sock")).unwrap();
    let snapshot = site.scan(&Vec::new());
    assert_eq!(lines(&snapshot), ["+a", "+z"]);
    assert_eq!(snapshot.scanned, 2);
    assert_eq!(problems(&snapshot), ["a/pipe: is a fifo; not synchronized", "sock: is a socket; not synchronized"]);
    assert_eq!(paths(&snapshot.unseen), ["a/pipe", "sock"]);
    assert_eq!(snapshot.problems[0].side, Some(Side::Left));
}

#[test]
fn a_special_file_in_the_place_of_something_deletes_nothing() {
    let site = Site::new(&["d/x/y", "f"]);
    let base = site.record();
    for path in ["d", "f"] {
        site.remove(path);
        fifo(&site, path);
    }
    let snapshot = site.scan(&base);
    assert_eq!((snapshot.changes.len(), paths(&snapshot.unseen)), (0, vec!["d".to_owned(), "f".to_owned()]));
}

#[test]
fn an_excluded_special_file_is_silent() {
    let site = Site::new(&[]);
    fifo(&site, "pipe");
    let snapshot = site.scan_with(&Vec::new(), &excluding(&["pipe"]), Links::Keep);
    assert!(snapshot.problems.is_empty() && snapshot.unseen.is_empty());
}
