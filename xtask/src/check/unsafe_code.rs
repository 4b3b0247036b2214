//! `unsafe` stands in five places only, and each block says why it is sound.

use super::violation::Violation;
use crate::source::{RustFile, Tree, has_word, word_at};

const RULE: &str = "unsafe-code";

/// Path prefixes under which `unsafe` may stand.
const PLACES: &[&str] = &[
    "crates/mobsync/",
    "crates/libsyncmgr/",
    "crates/syncmgr/src/com_host",
    "crates/syncmgr/src/conformance/module/",
    "crates/foldsync/src/sys/",
];

/// Looks through every Rust file, tests too.
pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.rust.iter().flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Violation> {
    let path = file.path.to_string_lossy();
    let permitted = PLACES.iter().any(|place| path.starts_with(place));
    let mut found = Vec::new();
    for (number, line) in file.code().filter(|(_, line)| has_word(line, "unsafe")) {
        if !permitted {
            found.push(Violation::error(
                RULE,
                &file.path,
                number,
                "`unsafe` outside mobsync, libsyncmgr, com_host, conformance::module, foldsync::sys",
            ));
        } else if asserts_soundness(line) && !file.comment_above_contains(number, "SAFETY:") {
            found.push(Violation::error(RULE, &file.path, number, "`unsafe` without a `// SAFETY:` comment"));
        }
    }
    found
}

/// Blocks and impls assert something; `unsafe fn`, `unsafe extern` and `#[unsafe(…)]` only declare.
fn asserts_soundness(line: &str) -> bool {
    let rest = word_at(line, "unsafe").map_or("", |at| line[at + "unsafe".len()..].trim_start());
    rest.starts_with('{') || rest.starts_with("impl ") || rest.starts_with("impl<")
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(path: &str, source: &str) -> Vec<String> {
        places(&check(&Tree::of(&[(path, source)])))
    }

    #[test]
    fn unsafe_elsewhere_fails_even_with_a_reason_and_in_tests() {
        assert_eq!(
            found("crates/foldsync/src/scan.rs", "// SAFETY: so\nunsafe { a() }"),
            ["crates/foldsync/src/scan.rs:2 unsafe-code"]
        );
        assert_eq!(found("crates/syncmgr/tests/a.rs", "unsafe { a() }"), ["crates/syncmgr/tests/a.rs:1 unsafe-code"]);
        assert_eq!(
            found("crates/syncmgr-proto/src/a.rs", "#[unsafe(no_mangle)]"),
            ["crates/syncmgr-proto/src/a.rs:1 unsafe-code"]
        );
    }

    #[test]
    fn each_block_says_why_it_is_sound() {
        let path = "crates/foldsync/src/sys/linux.rs";
        assert_eq!(found(path, "// SAFETY: fd is open\nunsafe { a() }"), [""; 0]);
        assert_eq!(found(path, "unsafe { a() }"), ["crates/foldsync/src/sys/linux.rs:1 unsafe-code"]);
        assert_eq!(found(path, "unsafe impl Send for A {}"), ["crates/foldsync/src/sys/linux.rs:1 unsafe-code"]);
        assert_eq!(found(path, "pub unsafe fn a() {}\nunsafe extern \"C\" {}"), [""; 0]);
    }

    #[test]
    fn the_word_in_text_or_in_a_lint_is_not_code() {
        assert_eq!(found("crates/a/src/x.rs", "// unsafe\n#![deny(unsafe_code)]\nlet x = \"unsafe\";"), [""; 0]);
    }
}
