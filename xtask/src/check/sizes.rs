//! Files and functions stay small enough to be read at one go.

use super::violation::Violation;
use crate::source::{RustFile, Tree, functions};

const RULE: &str = "sizes";

/// Lines of a source file, without its inline tests, that earn a warning.
const FILE_AIM: usize = 400;
/// Lines of a source file, without its inline tests, that fail.
const FILE_CEILING: usize = 600;
/// Lines of a function that fail.
const FUNCTION_CEILING: usize = 80;

/// Measures every source file outside tests.
pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources().flat_map(|file| check_file(file).into_iter().chain(check_functions(file))).collect()
}

fn check_file(file: &RustFile) -> Option<Violation> {
    let lines = file.product_lines();
    let message = |limit| format!("{lines} lines without tests, {limit}: split it by noun or verb");
    match lines {
        ..=FILE_AIM => None,
        _ if lines <= FILE_CEILING => Some(Violation::warning(RULE, &file.path, 1, message(format!("aim {FILE_AIM}")))),
        _ => Some(Violation::error(RULE, &file.path, 1, message(format!("ceiling {FILE_CEILING}")))),
    }
}

fn check_functions(file: &RustFile) -> impl Iterator<Item = Violation> {
    let long = functions(file).into_iter().filter(|function| function.length > FUNCTION_CEILING);
    long.map(|function| {
        let message = format!("`{}` has {} lines, ceiling {FUNCTION_CEILING}", function.name, function.length);
        Violation::error(RULE, &file.path, function.line, message)
    })
}

#[cfg(test)]
mod tests {
    use super::super::violation::Severity;
    use super::*;

    fn found(source: &str) -> Vec<(usize, Severity)> {
        check(&Tree::of(&[("crates/a/src/x.rs", source)])).into_iter().map(|v| (v.line, v.severity)).collect()
    }

    #[test]
    fn files_are_warned_of_and_then_refused() {
        assert_eq!(found(&"//\n".repeat(400)), []);
        assert_eq!(found(&"//\n".repeat(401)), [(1, Severity::Warning)]);
        assert_eq!(found(&"//\n".repeat(600)), [(1, Severity::Warning)]);
        assert_eq!(found(&"//\n".repeat(601)), [(1, Severity::Error)]);
    }

    #[test]
    fn inline_tests_do_not_count() {
        let tests = format!("#[cfg(test)]\nmod tests {{\n    fn a() {{\n{}    }}\n}}\n", "        x();\n".repeat(900));
        assert_eq!(found(&tests), []);
    }

    #[test]
    fn functions_have_a_ceiling() {
        let function = |lines: usize| format!("\nfn a() {{\n{}}}\n", "    x();\n".repeat(lines - 2));
        assert_eq!(found(&function(80)), []);
        assert_eq!(found(&function(81)), [(2, Severity::Error)]);
    }

    #[test]
    fn test_files_have_no_ceiling() {
        assert_eq!(check(&Tree::of(&[("crates/a/tests/x.rs", &"//\n".repeat(2000))])), []);
    }
}
