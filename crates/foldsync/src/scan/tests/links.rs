//! Symbolic links: kept, skipped, followed.

use super::*;

fn follow(site: &Site, base: &Recorded) -> Snapshot {
    site.scan_with(base, &Filter::none(), Links::Follow)
}

#[test]
fn kept_links_are_links_whatever_they_point_to() {
    let site = Site::new(&["d/f", "l -> d", "m -> missing", "n -> n", "o -> /etc"]);
    let snapshot = site.scan(&Vec::new());
    assert_eq!(lines(&snapshot), ["+d", "+d/f", "+l", "+m", "+n", "+o"]);
    assert!(snapshot.problems.is_empty());
    assert!(snapshot.changes[2..].iter().all(|change| change.now.unwrap().kind == Kind::Symlink));
}

#[test]
fn skipped_links_are_as_if_excluded() {
    let site = Site::new(&["f", "l -> f"]);
    let base = site.record();
    let skip = |base: &Recorded| site.scan_with(base, &Filter::none(), Links::Skip);
    assert_eq!(lines(&skip(&Vec::new())), ["+f"]);
    let known = skip(&base);
    assert_eq!((known.changes, paths(&known.ignored), known.scanned), (vec![], vec!["l".to_owned()], 1));
    site.remove("l");
    let gone = skip(&base);
    assert_eq!((gone.changes.len(), paths(&gone.ignored)), (0, vec!["l".to_owned()]));
    site.remove("f");
    site.make(&["f -> l"]);
    let turned = skip(&base);
    assert_eq!((lines(&turned).len(), paths(&turned.ignored)), (0, vec!["f".to_owned(), "l".to_owned()]));
}

#[test]
fn followed_links_are_what_they_lead_to() {
    let site = Site::new(&["d/e/f", "l -> d/e", "m -> d/e/f", "s/up -> ../d", "t -> m"]);
    let snapshot = follow(&site, &Vec::new());
    let expected =
        ["+d", "+d/e", "+d/e/f", "+l", "+l/f", "+m", "+s", "+s/up", "+s/up/e", "+s/up/e/f", "+t"].map(String::from);
    assert_eq!(lines(&snapshot), expected);
    assert!(snapshot.problems.is_empty(), "{:?}", problems(&snapshot));
    assert!(snapshot.changes.iter().all(|change| change.now.unwrap().kind != Kind::Symlink));
    let base = recorded(snapshot);
    assert_eq!(follow(&site, &base).changes, []);
    std::fs::write(site.at("d/e/f"), "changed there").unwrap();
    assert_eq!(lines(&follow(&site, &base)), ["~d/e/f", "~l/f", "~m", "~s/up/e/f", "~t"]);
}

#[test]
fn links_that_cannot_be_followed_are_problems_and_unknown() {
    let outside = Site::new(&["x"]);
    let site = Site::new(&["f", "abs -> /", "dangling -> nowhere", "self -> self", "pin -> f/g"]);
    std::os::unix::fs::symlink(outside.at("x"), site.at("there")).unwrap();
    site.make(&["up -> ../"]);
    let base = site.record();
    let snapshot = follow(&site, &base);
    assert_eq!(snapshot.changes, []);
    assert_eq!(paths(&snapshot.unseen), ["abs", "dangling", "pin", "self", "there", "up"]);
    let told = problems(&snapshot);
    assert_eq!(told[0], "abs: is a link that points outside the folder");
    assert_eq!(told[1], "dangling: is a link that points to nothing");
    assert!(told[2].starts_with("pin: is a link that cannot be followed"), "{}", told[2]);
    assert!(told[3].starts_with("self: is a link that cannot be followed"), "{}", told[3]);
    assert_eq!(told[4], "there: is a link that points outside the folder");
    assert_eq!(told[5], "up: is a link that points outside the folder");
    assert!(snapshot.problems.iter().all(|problem| problem.hint.is_some()));
}

#[test]
fn following_in_circles_ends() {
    let site = Site::new(&["a/b/back -> ../..", "a/b/f", "a/b/here -> .", "top -> ."]);
    let snapshot = follow(&site, &Vec::new());
    assert_eq!(lines(&snapshot), ["+a", "+a/b", "+a/b/f"]);
    assert_eq!(paths(&snapshot.unseen), ["a/b/back", "a/b/here", "top"]);
    assert!(problems(&snapshot).iter().all(|told| told.ends_with("leads back into a folder that it lies in")));
}

#[test]
fn a_filter_judges_what_a_followed_link_leads_to() {
    let site = Site::new(&["d/f", "l -> d"]);
    let snapshot = site.scan_with(&Vec::new(), &excluding(&["l/"]), Links::Follow);
    assert_eq!(lines(&snapshot), ["+d", "+d/f"]);
}
