//! Only `sys` talks to the operating system, and which platform answers is decided in one file.

use super::violation::Violation;
use crate::source::{RustFile, Tree, has_word};

const RULE: &str = "platform";

const ENGINE: &str = "crates/foldsync/src/";
const SYS: &str = "crates/foldsync/src/sys/";
/// Where a platform is chosen.
const CHOICE: &str = "crates/foldsync/src/sys/mod.rs";

/// Looks through the engine, tests excepted.
pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources().filter(|file| file.path.to_string_lossy().starts_with(ENGINE)).flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Violation> {
    let path = file.path.to_string_lossy();
    let mut found = Vec::new();
    for (number, line) in file.product_code() {
        if !path.starts_with(SYS)
            && let Some(word) = ["rustix", "std::os"].into_iter().find(|word| has_word(line, word))
        {
            let message = format!("`{word}` outside foldsync::sys: ask `crate::sys`");
            found.push(Violation::error(RULE, &file.path, number, message));
        }
        if path != CHOICE && (has_word(line, "cfg(") || has_word(line, "cfg_attr(") || has_word(line, "cfg!(")) {
            let message = format!("a platform is chosen outside {CHOICE}");
            found.push(Violation::error(RULE, &file.path, number, message));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(path: &str, source: &str) -> Vec<String> {
        places(&check(&Tree::of(&[(path, source)])))
    }

    #[test]
    fn the_engine_asks_sys() {
        let path = "crates/foldsync/src/apply/steps.rs";
        for code in [
            "use rustix::fs::openat;",
            "use std::os::fd::AsFd;",
            "let a = std::os::fd::AsFd;",
            "#[cfg(unix)]\nfn a() {}",
        ] {
            assert_eq!(found(path, code), [format!("{path}:1 platform")], "{code}");
        }
        assert_eq!(found(path, "// rustix\nuse std::ops::Range;"), [""; 0]);
        assert_eq!(found(path, "#[cfg(test)]\nmod tests {\n    use std::os::unix::fs::symlink;\n}"), [""; 0]);
    }

    #[test]
    fn sys_talks_to_the_system_and_chooses_in_one_file() {
        assert_eq!(found("crates/foldsync/src/sys/linux/place.rs", "use rustix::fs::openat;"), [""; 0]);
        assert_eq!(found("crates/foldsync/src/sys/mod.rs", "#[cfg(unix)]\nmod a;"), [""; 0]);
        let path = "crates/foldsync/src/sys/look.rs";
        assert_eq!(found(path, "#[cfg_attr(unix, path = \"x\")]\nmod a;"), [format!("{path}:1 platform")]);
    }

    #[test]
    fn other_crates_have_their_own_ways() {
        assert_eq!(found("crates/testfs/src/a.rs", "use rustix::io::Errno;"), [""; 0]);
    }
}
