//! What is emitted for what happened.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use super::rigged::Rigged;
use super::*;

const TREE: &[&str] = &["a/b/c", "a/b/d", "a/e", "a!", "a-b/x", "empty/", "link -> a/e", "z"];

#[test]
fn a_first_scan_shows_everything_in_walk_order() {
    let snapshot = Site::new(TREE).scan(&Vec::new());
    let expected =
        ["+a", "+a/b", "+a/b/c", "+a/b/d", "+a/e", "+a!", "+a-b", "+a-b/x", "+empty", "+link", "+z"].map(String::from);
    assert_eq!(lines(&snapshot), expected);
    assert_sorted(&snapshot);
    assert_eq!(snapshot.scanned, 11);
    assert!(snapshot.unseen.is_empty() && snapshot.ignored.is_empty() && snapshot.problems.is_empty());
}

#[test]
fn stats_are_what_the_system_tells() {
    use std::os::unix::fs::MetadataExt;

    let site = Site::new(&["f", "d/", "l -> some/where"]);
    fs::set_permissions(site.at("f"), fs::Permissions::from_mode(0o4710)).unwrap();
    fs::hard_link(site.at("f"), site.at("g")).unwrap();
    let snapshot = site.scan(&Vec::new());
    let stat = |path: &str| snapshot.changes.iter().find(|c| c.path == path.into()).and_then(|c| c.now).unwrap();
    let (f, meta) = (stat("f"), fs::metadata(site.at("f")).unwrap());
    assert_eq!((f.kind, f.size, f.mode, f.links), (Kind::File, 1, 0o4710, 2));
    assert_eq!((f.id.inode, f.uid, f.gid), (meta.ino(), meta.uid(), meta.gid()));
    assert_eq!((f.mtime.secs, i64::from(f.mtime.nanos)), (meta.mtime(), meta.mtime_nsec()));
    assert_eq!((f.ctime.secs, i64::from(f.ctime.nanos)), (meta.ctime(), meta.ctime_nsec()));
    assert_eq!(stat("g").id, f.id);
    assert_eq!((stat("l").kind, stat("l").size), (Kind::Symlink, "some/where".len() as u64));
    assert_eq!((stat("d").kind, stat("d").size, stat("d").links), (Kind::Folder, 0, 1));
}

#[test]
fn an_unchanged_tree_emits_nothing_and_costs_one_look_per_entry() {
    let site = Site::new(TREE);
    let base = site.record();
    let rigged = Rigged::new();
    let (root, log) = (rigged.root(&site), rigged.log.clone());
    let snapshot = site.scan_through(rigged, &root, &base).unwrap();
    assert_eq!(snapshot.changes, []);
    assert_eq!(snapshot.scanned, 11);
    let log = log.borrow();
    let count = |verb: &str| log.iter().filter(|call| call.split(' ').next() == Some(verb)).count();
    let (folders, others) = (4 + 1, 7);
    assert_eq!([count("open"), count("inside"), count("list")], [folders; 3]);
    assert_eq!((count("look"), log.len()), (others, 3 * folders + others));
}

#[test]
fn each_edit_is_emitted_as_what_it_is() {
    type Edit = fn(&Site);
    let cases: &[(&str, Edit, &[&str])] = &[
        ("nothing", |_| (), &[]),
        ("a new file", |s| s.make(&["a/b/cc"]), &["+a/b/cc"]),
        ("a new tree", |s| s.make(&["m/n/o"]), &["+m", "+m/n", "+m/n/o"]),
        ("other content", |s| fs::write(s.at("a/e"), "other").unwrap(), &["~a/e"]),
        ("a file replaced by rename", |s| replace(s, "a/e"), &["~a/e"]),
        ("permissions", |s| fs::set_permissions(s.at("z"), fs::Permissions::from_mode(0o600)).unwrap(), &["~z"]),
        ("a deletion", |s| s.remove("a/b/c"), &["-a/b/c"]),
        ("the last name", |s| s.remove("z"), &["-z"]),
        ("a deleted tree", |s| s.remove("a"), &["-a", "-a/b", "-a/b/c", "-a/b/d", "-a/e"]),
        ("a rename", |s| fs::rename(s.at("a!"), s.at("y")).unwrap(), &["-a!", "+y"]),
        ("a file for a folder", |s| swap(s, "a/b", &["a/b"]), &["!a/b", "-a/b/c", "-a/b/d"]),
        ("a folder for a file", |s| swap(s, "a!", &["a!/n/o"]), &["!a!", "+a!/n", "+a!/n/o"]),
        ("a link for a folder", |s| swap(s, "a-b", &["a-b -> a"]), &["!a-b", "-a-b/x"]),
        ("a file for a link", |s| swap(s, "link", &["link"]), &["!link"]),
        ("another target", |s| swap(s, "link", &["link -> z"]), &["~link"]),
        ("everything gone", |s| TREE_TOP.iter().for_each(|p| s.remove(p)), ALL_GONE),
    ];
    for (name, edit, expected) in cases {
        let site = Site::new(TREE);
        let base = site.record();
        edit(&site);
        let snapshot = site.scan(&base);
        assert_eq!(lines(&snapshot), *expected, "{name}");
        assert_sorted(&snapshot);
        assert!(snapshot.problems.is_empty() && snapshot.unseen.is_empty(), "{name}");
        let after = site.record();
        assert_eq!(site.scan(&after).changes, [], "{name}: the next scan");
    }
}

const TREE_TOP: &[&str] = &["a", "a!", "a-b", "empty", "link", "z"];
const ALL_GONE: &[&str] = &["-a", "-a/b", "-a/b/c", "-a/b/d", "-a/e", "-a!", "-a-b", "-a-b/x", "-empty", "-link", "-z"];

fn swap(site: &Site, path: &str, what: &[&str]) {
    site.remove(path);
    site.make(what);
}

fn replace(site: &Site, path: &str) {
    let content = fs::read(site.at(path)).unwrap();
    fs::write(site.at("new"), content).unwrap();
    fs::rename(site.at("new"), site.at(path)).unwrap();
}

#[test]
fn a_change_carries_the_record_and_the_stat() {
    let site = Site::new(&["f", "g"]);
    let base = site.record();
    fs::write(site.at("f"), "longer than before").unwrap();
    site.remove("g");
    let snapshot = site.scan(&base);
    let [f, g] = &snapshot.changes[..] else { panic!("{:?}", lines(&snapshot)) };
    assert_eq!(f.was.as_deref(), Some(&base[0].1));
    assert_eq!(f.now.map(|now| now.size), Some(18));
    assert_eq!((g.was.as_deref(), g.now), (Some(&base[1].1), None));
}

#[test]
fn any_bytes_make_a_name() {
    let long = vec![b'n'; 255];
    let names: [&[u8]; 7] = [b"\n", b"\xff\xfe", b"\xe2\x28", b"a b\tc", &long, b"-", "é".as_bytes()];
    let site = Site::new(&[]);
    for name in names {
        let folder = site.dir.path().join(OsStr::from_bytes(name));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(OsStr::from_bytes(name)), "x").unwrap();
    }
    let base = site.record();
    let mut expected: Vec<RelPath> =
        names.iter().flat_map(|n| [RelPath::from_bytes(*n), RelPath::from_bytes(*n).join(n)]).collect();
    expected.sort();
    assert_eq!(base.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(site.scan(&base).changes, []);
}

#[test]
fn names_that_differ_in_case_or_normalization_are_different() {
    let site = Site::new(&["a", "A", "e\u{301}", "é"]);
    let base = site.record();
    assert_eq!(base.len(), 4);
    site.remove("A");
    assert_eq!(lines(&site.scan(&base)), ["-A"]);
}

#[test]
fn a_wide_folder_is_compared_name_by_name() {
    let site = Site::new(&["w/"]);
    for n in 0..20_000 {
        fs::write(site.at(&format!("w/{n}")), "").unwrap();
    }
    let base = site.record();
    assert_eq!(base.len(), 20_001);
    assert!(base.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(site.scan(&base).changes, []);
    site.remove("w/777");
    site.make(&["w/7777x"]);
    assert_eq!(lines(&site.scan(&base)), ["-w/777", "+w/7777x"]);
}

#[test]
fn each_side_is_compared_with_its_own_record() {
    let (left, right) = (Site::new(&["f"]), Site::new(&["f"]));
    let stat = |site: &Site| site.scan(&Vec::new()).changes[0].now.unwrap();
    let base = vec![(RelPath::from("f"), Record::of(&stat(&left), &stat(&right)))];
    let scan_as = |site: &Site, side| {
        let (root, base) = (&site.root(), &mut Rows::new(&base));
        scan(ScanRequest { root, side, base, filter: &Filter::none(), links: Links::Keep, sink: &Heard::default() })
            .unwrap()
    };
    assert_eq!(scan_as(&left, Side::Left).changes, []);
    assert_eq!(scan_as(&right, Side::Right).changes, []);
    assert_eq!(lines(&scan_as(&right, Side::Left)), ["~f"]);
}

#[test]
fn the_same_root_handle_serves_any_number_of_scans() {
    let site = Site::new(TREE);
    let (root, base) = (site.root(), site.record());
    for _ in 0..3 {
        let (base, sink) = (&mut Rows::new(&base), &Heard::default());
        let request =
            ScanRequest { root: &root, side: Side::Left, base, filter: &Filter::none(), links: Links::Keep, sink };
        let snapshot = scan(request).unwrap();
        assert_eq!((snapshot.changes.len(), snapshot.scanned), (0, 11));
    }
}

#[test]
fn a_scan_writes_nothing_not_even_access_times() {
    let site = Site::new(&["d/f"]);
    let times = || {
        let meta = fs::metadata(site.at("d")).unwrap();
        (meta.accessed().unwrap(), meta.modified().unwrap())
    };
    let before = times();
    site.scan(&Vec::new());
    assert_eq!(times(), before);
}
