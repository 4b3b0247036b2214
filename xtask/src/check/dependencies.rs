//! Our crates depend on each other exactly as drawn in ARCHITECTURE.md.

use super::violation::Violation;
use crate::workspace::{Dependency, Metadata, Package};

const RULE: &str = "dependencies";

/// Each of our crates with those of ours it may use. A crate that is not here does not exist in the design.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "syncmgr",
        &["syncmgr-server", "syncmgr-fleet", "syncmgr-core", "foldsync-cloud", "foldsync", "mobsync", "syncmgr-proto"],
    ),
    ("syncmgr-server", &["syncmgr-core", "syncmgr-proto"]),
    ("syncmgr-fleet", &["syncmgr-core", "syncmgr-proto"]),
    ("syncmgr-core", &["syncmgr-proto"]),
    ("foldsync-cloud", &["foldsync"]),
    ("libsyncmgr", &["mobsync", "syncmgr-proto"]),
    ("foldsync", &[]),
    ("mobsync", &[]),
    ("syncmgr-proto", &[]),
    ("testfs", &[]),
    ("xtask", &[]),
];

/// What the tests of every crate may use besides.
const FOR_TESTS: &[&str] = &["testfs"];

/// Compares each member's manifest with the drawing.
pub fn check(metadata: &Metadata) -> Vec<Violation> {
    let ours: Vec<&str> = metadata.members().map(|package| package.name.as_str()).collect();
    metadata.members().flat_map(|package| check_package(package, &ours)).collect()
}

fn check_package(package: &Package, ours: &[&str]) -> Vec<Violation> {
    let manifest = manifest(&package.name);
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
        return vec![Violation::error(RULE, manifest, 1, format!("`{}` is not in the table of crates", package.name))];
    };
    let wrong = |dep: &&Dependency| {
        let for_tests =
            dep.kind.as_deref() == Some("dev") && (FOR_TESTS.contains(&&*dep.name) || dep.name == package.name);
        ours.contains(&&*dep.name) && !allowed.contains(&&*dep.name) && !for_tests
    };
    let message = |dep: &Dependency| format!("`{}` must not depend on `{}`", package.name, dep.name);
    package.dependencies.iter().filter(wrong).map(|dep| Violation::error(RULE, &manifest, 1, message(dep))).collect()
}

/// The manifest of one of our crates.
pub fn manifest(package: &str) -> String {
    if package == "xtask" { "xtask/Cargo.toml".into() } else { format!("crates/{package}/Cargo.toml") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::graph;

    fn messages(lines: &[&str]) -> Vec<String> {
        check(&graph(lines)).into_iter().map(|v| v.message).collect()
    }

    #[test]
    fn arrows_as_drawn_pass() {
        let drawn = [
            "syncmgr -> syncmgr-core, foldsync",
            "syncmgr-core -> syncmgr-proto, tokio",
            "syncmgr-proto ->",
            "foldsync -> dev testfs",
            "testfs ->",
        ];
        assert_eq!(messages(&drawn), [""; 0]);
    }

    #[test]
    fn an_arrow_upwards_or_sideways_fails() {
        assert_eq!(
            messages(&["foldsync -> syncmgr-proto", "syncmgr-core -> foldsync", "syncmgr-proto ->"]),
            ["`foldsync` must not depend on `syncmgr-proto`", "`syncmgr-core` must not depend on `foldsync`"]
        );
    }

    #[test]
    fn testfs_is_for_tests_only() {
        assert_eq!(messages(&["foldsync -> testfs", "testfs ->"]), ["`foldsync` must not depend on `testfs`"]);
        assert_eq!(messages(&["foldsync -> build testfs", "testfs ->"]), ["`foldsync` must not depend on `testfs`"]);
    }

    #[test]
    fn a_crate_that_was_not_drawn_fails() {
        assert_eq!(messages(&["foldsync-extras ->"]), ["`foldsync-extras` is not in the table of crates"]);
    }

    #[test]
    fn tests_of_the_manager_do_not_reach_for_the_engine() {
        assert_eq!(
            messages(&["syncmgr-core -> dev foldsync", "foldsync ->"]),
            ["`syncmgr-core` must not depend on `foldsync`"]
        );
    }
}
