//! What cannot be looked at is unknown, and the unknown is never deleted.

use std::cell::Cell;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustix::io::Errno;
use rustix::thread::set_thread_res_uid;

use super::rigged::Rigged;
use super::*;
use crate::archive::{Damage, Reader};
use crate::scan::Base;

const TREE: &[&str] = &["a/b/c", "a/b/d/e", "f", "g/h"];

/// Scans the unchanged `TREE` through a rigged system.
fn rig<'a>(rigging: impl FnOnce(&'a Site, Rigged<'a>) -> Rigged<'a>, site: &'a Site) -> Snapshot {
    let base = site.record();
    let rigged = rigging(site, Rigged::new());
    let root = rigged.root(site);
    site.scan_through(rigged, &root, &base).unwrap()
}

#[test]
fn a_fault_makes_one_path_unseen_and_deletes_nothing() {
    let cases: &[(&str, Errno, &str, &str)] = &[
        ("open b", Errno::ACCESS, "a/b", "cannot be read: permission denied"),
        ("inside b", Errno::ACCESS, "a/b", "cannot be read: permission denied"),
        ("list b", Errno::IO, "a/b", "cannot be read: Input/output error (os error 5)"),
        ("list a", Errno::STALE, "a", "cannot be read: stale file handle"),
        ("open g", Errno::NOENT, "g", "disappeared during the scan"),
        ("open g", Errno::MFILE, "g", "cannot be read: too many open files"),
        ("inside g", Errno::NOENT, "g", "disappeared during the scan"),
        ("list g", Errno::NOENT, "g", "disappeared during the scan"),
        ("look f", Errno::IO, "f", "cannot be read: Input/output error (os error 5)"),
        ("look c", Errno::ACCESS, "a/b/c", "cannot be read: permission denied"),
    ];
    for (call, errno, path, message) in cases {
        let site = Site::new(TREE);
        let snapshot = rig(|_, rigged| rigged.failing(call, *errno), &site);
        assert_eq!(snapshot.changes, [], "{call}");
        assert_eq!(paths(&snapshot.unseen), [*path], "{call}");
        assert_eq!(problems(&snapshot), [format!("{path}: {message}")], "{call}");
        assert!(snapshot.problems[0].hint.is_some(), "{call}");
    }
}

#[test]
fn what_failed_is_unseen_also_when_it_is_new() {
    let site = Site::new(TREE);
    let rigged = Rigged::new().failing("list b", Errno::IO);
    let root = rigged.root(&site);
    let snapshot = site.scan_through(rigged, &root, &Vec::new()).unwrap();
    assert_eq!(lines(&snapshot), ["+a", "+f", "+g", "+g/h"]);
    assert_eq!(paths(&snapshot.unseen), ["a/b"]);
}

#[test]
fn a_real_unreadable_folder_is_unseen() {
    for mode in [0o000, 0o444, 0o111] {
        let site = Site::new(&["a/b/c", "d"]);
        let base = site.record();
        fs::set_permissions(site.dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(site.at("a/b"), fs::Permissions::from_mode(mode)).unwrap();
        let snapshot = as_nobody(|| site.scan(&base));
        fs::set_permissions(site.at("a/b"), fs::Permissions::from_mode(0o755)).unwrap();
        let Some(snapshot) = snapshot else { return };
        assert_eq!(lines(&snapshot), [""; 0], "{mode:o}");
        assert_eq!(problems(&snapshot), ["a/b: cannot be read: permission denied"], "{mode:o}");
        assert_eq!(paths(&snapshot.unseen), ["a/b"], "{mode:o}");
    }
}

#[test]
fn folders_of_other_users_are_scanned() {
    let site = Site::new(&["a/b", "c"]);
    fs::set_permissions(site.dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let base = site.record();
    // O_NOATIME is refused to others than the owner.
    let Some(snapshot) = as_nobody(|| site.scan(&base)) else { return };
    assert_eq!((snapshot.changes.len(), snapshot.problems.len(), snapshot.scanned), (0, 0, 3));
}

/// Runs `work` in a thread that obeys permissions, which the superuser does not; `None` where it may not
/// change its user.
fn as_nobody<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    let thread = || {
        if rustix::process::geteuid().is_root() {
            let nobody = rustix::process::Uid::from_raw(65534);
            if let Err(error) = set_thread_res_uid(nobody, nobody, nobody) {
                eprintln!("skipped: this superuser may not become someone else: {error}");
                return None;
            }
        }
        Some(work())
    };
    std::thread::scope(|scope| scope.spawn(thread).join().unwrap())
}

#[test]
fn a_file_that_vanishes_between_listing_and_look_is_gone() {
    let site = Site::new(TREE);
    let vanish = |site: &Site, call: &str| {
        if call == "look c" && site.at("a/b/c").exists() {
            site.remove("a/b/c");
        }
        Ok(())
    };
    let snapshot = rig(|site, rigged| rigged.before(|call| vanish(site, call)), &site);
    assert_eq!(lines(&snapshot), ["-a/b/c"]);
    assert!(snapshot.problems.is_empty());
}

#[test]
fn a_folder_that_turns_into_a_file_or_link_under_the_walk_is_what_it_is_now() {
    for what in ["g", "g -> f"] {
        let site = Site::new(TREE);
        let turn = |site: &Site, call: &str| {
            if call == "open g" && site.at("g/h").exists() {
                site.remove("g");
                site.make(&[what]);
            }
            Ok(())
        };
        let snapshot = rig(|site, rigged| rigged.before(move |call| turn(site, call)), &site);
        assert_eq!(lines(&snapshot), ["!g", "-g/h"], "{what}");
    }
}

#[test]
fn a_file_that_turns_into_a_folder_under_the_walk_is_entered() {
    let site = Site::new(TREE);
    let turn = |site: &Site, call: &str| {
        if call == "look f" && site.at("f").is_file() {
            site.remove("f");
            site.make(&["f/n"]);
        }
        Ok(())
    };
    let snapshot = rig(|site, rigged| rigged.before(|call| turn(site, call)), &site);
    assert_eq!(lines(&snapshot), ["!f", "+f/n"]);
}

#[test]
fn a_name_that_the_listing_missed_is_not_taken_for_deleted() {
    for missed in [&b"a"[..], b"f", b"g"] {
        let (site, again) = (Site::new(TREE), Cell::new(false));
        let miss_once = |folder: &str, listing: &mut rigged::Listing| {
            if folder == "." && !again.replace(true) {
                listing.retain(|(name, _)| name != missed);
            }
        };
        let snapshot = rig(|_, rigged| rigged.listed(miss_once), &site);
        assert_eq!((lines(&snapshot), snapshot.scanned), (vec![], 8), "{missed:?}");
    }
}

#[test]
fn a_name_that_is_listed_twice_is_visited_once() {
    let site = Site::new(TREE);
    let snapshot = rig(|_, rigged| rigged.listed(|_, listing| listing.extend(listing.clone())), &site);
    assert_eq!((lines(&snapshot), snapshot.scanned), (vec![], 8));
}

#[test]
fn file_systems_that_tell_no_kinds_are_scanned_all_the_same() {
    let site = Site::new(TREE);
    let forget = |listing: &mut rigged::Listing| listing.iter_mut().for_each(|(_, kind)| *kind = None);
    let snapshot = rig(|_, rigged| rigged.listed(move |_, listing| forget(listing)), &site);
    assert_eq!((lines(&snapshot), snapshot.scanned), (vec![], 8));
}

#[test]
fn a_name_that_is_none_makes_its_folder_unseen() {
    for name in [&b""[..], b"x/y", b"..", b"nul\0"] {
        let site = Site::new(TREE);
        let add = |folder: &str, listing: &mut rigged::Listing| {
            if folder == "b" {
                listing.push((name.to_vec(), None));
            }
        };
        let snapshot = rig(|_, rigged| rigged.listed(add), &site);
        assert_eq!(lines(&snapshot), [""; 0], "{name:?}");
        assert_eq!(problems(&snapshot), ["a/b: holds an entry whose name is not valid"], "{name:?}");
        assert_eq!(paths(&snapshot.unseen), ["a/b"], "{name:?}");
    }
}

#[test]
fn a_root_that_cannot_be_read_ends_the_scan() {
    let cases = ["open .", "inside .", "list ."].map(|call| (call, Errno::IO));
    for (call, errno) in cases {
        let site = Site::new(TREE);
        let rigged = Rigged::new().failing(call, errno);
        let root = rigged.root(&site);
        let answer = site.scan_through(rigged, &root, &Vec::new());
        assert!(matches!(answer, Err(ScanError::Root(_))), "{call}: {answer:?}");
    }
    let site = Site::new(TREE);
    let rigged = Rigged::new().listed(|_, listing| listing.push((Vec::new(), None)));
    let root = rigged.root(&site);
    assert!(matches!(site.scan_through(rigged, &root, &Vec::new()), Err(ScanError::Root(_))));
}

#[test]
fn a_root_that_was_deleted_is_no_empty_folder() {
    let site = Site::new(&["f"]);
    let (root, base) = (site.root(), site.record());
    fs::remove_dir_all(site.dir.path()).unwrap();
    let (base, sink) = (&mut Rows::new(&base), &Heard::default());
    let request =
        ScanRequest { root: &root, side: Side::Left, base, filter: &Filter::none(), links: Links::Keep, sink };
    assert!(matches!(scan(request), Err(ScanError::Root(_))));
    assert!(Folder::open(site.dir.path()).is_err());
}

/// An archive that breaks after some records.
struct Breaking<'a>(Rows<'a>, usize);

impl Base for Breaking<'_> {
    fn advance(&mut self) -> Result<bool, Damage> {
        self.1 = self.1.checked_sub(1).ok_or_else(damage)?;
        self.0.advance()
    }

    fn path(&self) -> &[u8] {
        self.0.path()
    }

    fn record(&self) -> &Record {
        self.0.record()
    }
}

/// What reading a file tells that is no archive.
fn damage() -> Damage {
    let dir = tempfile::TempDir::new().unwrap();
    fs::write(dir.path().join("archive"), "nonsense").unwrap();
    Reader::open(dir.path()).err().unwrap()
}

#[test]
fn a_damaged_archive_ends_the_scan_wherever_it_breaks() {
    let site = Site::new(TREE);
    let rows = site.record();
    for good in 0..=rows.len() {
        let (root, base) = (&site.root(), &mut Breaking(Rows::new(&rows), good));
        let sink = &Heard::default();
        let answer =
            scan(ScanRequest { root, side: Side::Left, base, filter: &Filter::none(), links: Links::Keep, sink });
        assert!(matches!(answer, Err(ScanError::Base(_))), "{good}");
    }
}

/// Stops after it was asked some times.
struct Stopper {
    patience: AtomicUsize,
    asked_after: AtomicBool,
}

impl Sink for Stopper {
    fn event(&self, _event: Event) {}

    fn stopping(&self) -> bool {
        let left = self.patience.load(Ordering::Relaxed);
        self.asked_after.fetch_or(left == 0, Ordering::Relaxed);
        self.patience.store(left.saturating_sub(1), Ordering::Relaxed);
        left == 0
    }
}

#[test]
fn a_scan_stops_when_asked_also_among_deletions() {
    let full = Site::new(&[]);
    for n in 0..500 {
        full.make(&[&format!("{n}")]);
    }
    let rows = full.record();
    for (site, base) in [(&full, &[][..]), (&Site::new(&[]), &rows[..])] {
        let sink = &Stopper { patience: AtomicUsize::new(3), asked_after: AtomicBool::new(false) };
        let (root, base) = (&site.root(), &mut Rows::new(base));
        let answer =
            scan(ScanRequest { root, side: Side::Left, base, filter: &Filter::none(), links: Links::Keep, sink });
        assert!(matches!(answer, Err(ScanError::Interrupted)));
        assert!(sink.asked_after.load(Ordering::Relaxed));
    }
}

#[test]
fn the_last_report_is_the_total() {
    let site = Site::new(TREE);
    let (root, base, sink) = (&site.root(), &mut Rows::new(&[]), &Heard::default());
    scan(ScanRequest { root, side: Side::Right, base, filter: &Filter::none(), links: Links::Keep, sink }).unwrap();
    assert_eq!(sink.0.lock().unwrap().last(), Some(&Event::Scanned { side: Side::Right, entries: 8 }));
}
