//! Nothing unfinished is committed.

use super::violation::Violation;
use crate::source::{RustFile, Tree, has_word};

const RULE: &str = "unfinished";

const IN_CODE: &[&str] = &["todo!", "unimplemented!"];
const IN_COMMENTS: &[&str] = &["FIXME", "TODO", "XXX"];

/// Looks through code and comments of every Rust file, tests too.
pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.rust.iter().flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Violation> {
    let code = marks(file, file.code(), IN_CODE, "do it, or leave the feature out");
    let comments = marks(file, file.comments(), IN_COMMENTS, "do it, or write it down as an issue");
    [code, comments].concat()
}

fn marks<'a>(
    file: &RustFile,
    lines: impl Iterator<Item = (usize, &'a str)>,
    words: &[&str],
    remedy: &str,
) -> Vec<Violation> {
    let mut found = Vec::new();
    for (number, line) in lines {
        for word in words.iter().filter(|word| has_word(line, word)) {
            found.push(Violation::error(RULE, &file.path, number, format!("`{word}`: {remedy}")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(source: &str) -> Vec<String> {
        places(&check(&Tree::of(&[("a.rs", source)])))
    }

    #[test]
    fn marks_in_code_and_comments_fail() {
        for source in ["fn a() { todo!() }", "fn a() { std::unimplemented!(\"x\") }", "// FIXME: later", "/* TODO */"] {
            assert_eq!(found(source), ["a.rs:1 unfinished"], "{source}");
        }
    }

    #[test]
    fn the_words_as_data_or_names_pass() {
        assert_eq!(found("let x = \"TODO\"; let todo = 1; fn is_todo() {}"), [""; 0]);
    }
}
