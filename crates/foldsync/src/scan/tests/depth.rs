//! Trees deeper than a path and than the number of open files.

use std::ffi::CString;
use std::os::fd::OwnedFd;

use rustix::fs::{Mode, OFlags, mkdirat, openat};

use super::rigged::Rigged;
use super::*;

/// Far below the limit on open files that any system has.
const FEW: usize = 70;

/// Builds `levels` folders called `name` inside each other, each with a file `z` beside the next folder.
fn dig(site: &Site, name: &str, levels: usize) {
    let name = CString::new(name).unwrap();
    let mut at: OwnedFd = openat(rustix::fs::CWD, site.dir.path(), OFlags::DIRECTORY, Mode::empty()).unwrap();
    for _ in 0..levels {
        mkdirat(&at, name.as_c_str(), Mode::RWXU).unwrap();
        at = openat(&at, name.as_c_str(), OFlags::DIRECTORY, Mode::empty()).unwrap();
        openat(&at, c"z", OFlags::CREATE | OFlags::WRONLY, Mode::RUSR).unwrap();
    }
}

/// Takes a deep tree down by moving the inner folder up again and again: paths stay short.
fn fill_in(site: &Site, name: &str) {
    let (top, next) = (site.at(name), site.at("next"));
    loop {
        let inner = top.join(name);
        let more = inner.is_dir();
        if more {
            fs::rename(&inner, &next).unwrap();
        }
        fs::remove_dir_all(&top).unwrap();
        if !more {
            return;
        }
        fs::rename(&next, &top).unwrap();
    }
}

#[test]
fn a_tree_deeper_than_the_longest_path_is_scanned() {
    let (site, name) = (Site::new(&[]), "n".repeat(200));
    dig(&site, &name, 200);
    let base = site.record();
    assert_eq!(base.len(), 400);
    let longest = base.iter().map(|(path, _)| path.as_bytes().len()).max();
    assert_eq!(longest, Some(200 * 201 + 1));
    let snapshot = site.scan(&base);
    assert_eq!((snapshot.changes.len(), snapshot.problems.len(), snapshot.scanned), (0, 0, 400));
    fill_in(&site, &name);
}

#[test]
fn five_thousand_levels_need_few_open_files() {
    let site = Site::new(&[]);
    dig(&site, "d", 5000);
    let base = site.record();
    assert_eq!(base.len(), 10_000);
    let rigged = Rigged::new();
    let (root, most, log) = (rigged.root(&site), rigged.most_open.clone(), rigged.log.clone());
    let snapshot = site.scan_through(rigged, &root, &base).unwrap();
    assert_eq!((snapshot.changes.len(), snapshot.problems.len(), snapshot.scanned), (0, 0, 10_000));
    assert!(most.get() <= FEW, "{} open at once", most.get());
    let opens = log.borrow().iter().filter(|call| *call == "open d").count();
    assert!(opens < 5000 * (5000 / 64 / 2 + 2), "{opens} folders opened");
    fill_in(&site, "d");
}

#[test]
fn a_deep_folder_that_was_exchanged_during_the_scan_becomes_unseen() {
    let site = Site::new(&[]);
    dig(&site, "d", 100);
    let base = site.record();
    let deepest = "d/".repeat(100) + "z";
    // By then the folders near the root are closed. What is below the new ones is not what was listed.
    let rigged = Rigged::new().before(|call| {
        if call == "look z" && site.at(&deepest).exists() {
            fs::rename(site.at("d"), site.at("moved")).unwrap();
            fs::create_dir_all(site.at(&"d/".repeat(100))).unwrap();
        }
        Ok(())
    });
    let root = rigged.root(&site);
    let snapshot = site.scan_through(rigged, &root, &base).unwrap();
    assert!(lines(&snapshot).is_empty(), "{:?}", lines(&snapshot).first());
    assert_eq!(paths(&snapshot.unseen).last().map(String::as_str), Some("d"));
    assert!(snapshot.problems.iter().all(|problem| problem.message == "disappeared during the scan"));
    fs::remove_dir_all(site.at("moved")).unwrap();
}
