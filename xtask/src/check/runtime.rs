//! No async runtime is linked into the engine, the COM types or the protocol.

use super::dependencies::manifest;
use super::violation::Violation;
use crate::workspace::Metadata;

const RULE: &str = "runtime";

/// Crates of threads and plain calls.
const SYNCHRONOUS: &[&str] = &["foldsync", "mobsync", "syncmgr-proto"];

/// Crates that bring an executor.
const RUNTIMES: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "async-executor",
    "futures-executor",
    "glommio",
    "monoio",
    "compio",
    "embassy-executor",
];

/// Follows normal dependencies to the end.
pub fn check(metadata: &Metadata) -> Vec<Violation> {
    let mut found = Vec::new();
    for package in metadata.members().filter(|package| SYNCHRONOUS.contains(&&*package.name)) {
        for runtime in metadata.linked(package).into_iter().filter(|name| RUNTIMES.contains(name)) {
            let message = format!(
                "`{runtime}` is linked into `{}`; find out by which way: cargo tree -i {runtime}",
                package.name
            );
            found.push(Violation::error(RULE, manifest(&package.name), 1, message));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;
    use crate::workspace::testing::graph;

    #[test]
    fn a_runtime_behind_another_crate_is_found() {
        let metadata = graph(&["foldsync -> ignore", "~ignore -> tokio", "~tokio ->"]);
        assert_eq!(places(&check(&metadata)), ["crates/foldsync/Cargo.toml:1 runtime"]);
    }

    #[test]
    fn the_manager_and_the_tests_may_have_one() {
        let metadata = graph(&["syncmgr-core -> tokio", "foldsync -> dev tokio", "~tokio ->"]);
        assert_eq!(check(&metadata), []);
    }
}
