//! The portable system sees what the native one sees.

use super::*;
use crate::sys::portable;

const TREE: &[&str] = &["a/b/c", "d", "e/", "link -> d", "loop -> loop", "out -> /", "s/in -> ../a/b"];

fn scan_portably(site: &Site, base: &Recorded, links: Links) -> Snapshot {
    let (native, root) = (site.root(), portable::Folder::open(site.dir.path()).unwrap());
    let (base, sink) = (&mut Rows::new(base), &Heard::default());
    let request = ScanRequest { root: &native, side: Side::Left, base, filter: &Filter::none(), links, sink };
    Walk::new(portable::Native::new(), request).unwrap().run(&root).unwrap()
}

#[test]
fn both_systems_give_the_same_snapshot() {
    let site = Site::new(TREE);
    for links in [Links::Keep, Links::Skip, Links::Follow] {
        let native = site.scan_with(&Vec::new(), &Filter::none(), links);
        let portable = scan_portably(&site, &Vec::new(), links);
        assert_eq!(portable.changes, native.changes, "{links:?}");
        assert_eq!((&portable.unseen, portable.scanned), (&native.unseen, native.scanned), "{links:?}");
    }
}

#[test]
fn what_the_native_system_recorded_is_unchanged_for_the_portable_one() {
    let site = Site::new(TREE);
    let base = site.record();
    assert_eq!(scan_portably(&site, &base, Links::Keep).changes, []);
    site.remove("a");
    assert_eq!(lines(&scan_portably(&site, &base, Links::Keep)), ["-a", "-a/b", "-a/b/c"]);
}

#[test]
fn a_file_is_no_root() {
    let site = Site::new(&["f"]);
    assert!(Folder::open(&site.at("f")).is_err());
    assert!(portable::Folder::open(&site.at("f")).is_err());
    assert!(portable::Folder::open(&site.at("missing")).is_err());
}
