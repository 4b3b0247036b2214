//! A file is named after what it holds, and `mod.rs` holds nothing.

use super::violation::Violation;
use crate::source::{Place, RustFile, Tree, functions};

const RULE: &str = "names";

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc"];

/// Looks at the name of every Rust file and folder, tests too.
pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.rust.iter().flat_map(|file| empty_name(file).into_iter().chain(logic_in_mod(file))).collect()
}

fn empty_name(file: &RustFile) -> Option<Violation> {
    let path = file.path.with_extension("");
    let name = path.iter().filter_map(|part| part.to_str()).find(|part| EMPTY_NAMES.contains(part))?;
    Some(Violation::error(RULE, &file.path, 1, format!("`{name}` says nothing: name the file after what it holds")))
}

fn logic_in_mod(file: &RustFile) -> Option<Violation> {
    if !file.path.ends_with("mod.rs") || file.place == Place::Test {
        return None;
    }
    let function = functions(file).into_iter().next()?;
    let message = format!("`{}`: a mod.rs holds only `mod`, `pub use` and the module's documentation", function.name);
    Some(Violation::error(RULE, &file.path, function.line, message))
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(path: &str, source: &str) -> Vec<String> {
        places(&check(&Tree::of(&[(path, source)])))
    }

    #[test]
    fn names_that_say_nothing_fail_as_file_and_as_folder() {
        assert_eq!(found("crates/a/src/utils.rs", ""), ["crates/a/src/utils.rs:1 names"]);
        assert_eq!(found("crates/a/tests/common/tree.rs", ""), ["crates/a/tests/common/tree.rs:1 names"]);
        assert_eq!(found("crates/a/src/utility_meter.rs", ""), [""; 0]);
    }

    #[test]
    fn a_mod_file_declares_only() {
        assert_eq!(found("crates/a/src/x/mod.rs", "//! X.\nmod a;\npub use a::A;\n"), [""; 0]);
        assert_eq!(found("crates/a/src/x/mod.rs", "mod a;\nfn b() {}\n"), ["crates/a/src/x/mod.rs:2 names"]);
        assert_eq!(found("crates/a/src/x/tests/mod.rs", "mod a;\nfn b() {}\n"), [""; 0]);
        assert_eq!(found("crates/a/src/x/mod.rs", "mod a;\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n"), [""; 0]);
    }
}
