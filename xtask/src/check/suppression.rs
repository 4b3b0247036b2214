//! A lint is suppressed by `#[expect(…, reason = "…")]`, which complains when it is no longer needed.

use super::violation::Violation;
use crate::source::{RustFile, Tree, has_word};

const RULE: &str = "suppression";

/// How many lines an attribute may have.
const ATTRIBUTE: usize = 8;

/// Looks through every Rust file, tests too.
pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.rust.iter().flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Violation> {
    let lines: Vec<(usize, &str)> = file.code().collect();
    let mut found = Vec::new();
    for (index, (number, line)) in lines.iter().enumerate().filter(|(_, (_, line))| is_attribute(line)) {
        if has_word(line, "allow(") {
            found.push(Violation::error(RULE, &file.path, *number, "`allow`: use #[expect(…, reason = \"…\")]"));
        }
        let attribute = lines[index..].iter().take(ATTRIBUTE).map(|(_, line)| *line);
        if has_word(line, "expect(") && !has_reason(attribute) {
            found.push(Violation::error(RULE, &file.path, *number, "`expect` without a reason"));
        }
    }
    found
}

fn is_attribute(line: &str) -> bool {
    line.contains("#[") || line.contains("#![")
}

fn has_reason<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    for line in lines {
        if has_word(line, "reason") {
            return true;
        }
        if line.contains(")]") {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(source: &str) -> Vec<String> {
        places(&check(&Tree::of(&[("a.rs", source)])))
    }

    #[test]
    fn allow_fails_in_each_form() {
        for source in ["#[allow(dead_code)]", "#![allow(x, reason = \"y\")]", "#[cfg_attr(unix, allow(x))]"] {
            assert_eq!(found(source), ["a.rs:1 suppression"], "{source}");
        }
    }

    #[test]
    fn expect_needs_its_reason() {
        assert_eq!(found("#[expect(dead_code)]\nfn a() { reason() }"), ["a.rs:1 suppression"]);
        assert_eq!(found("#[expect(dead_code, reason = \"so\")]"), [""; 0]);
        assert_eq!(found("#[expect(\n    dead_code,\n    reason = \"so\"\n)]"), [""; 0]);
    }

    #[test]
    fn the_method_is_something_else() {
        assert_eq!(found("x.expect(\"no reason\"); y[allow(1)];"), [""; 0]);
    }
}
