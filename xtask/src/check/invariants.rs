//! Each invariant of ARCHITECTURE.md names the rule that checks it, and that rule exists.

use std::path::Path;

use super::violation::Violation;
use crate::source::Tree;

const RULE: &str = "invariants";
const PAGE: &str = "ARCHITECTURE.md";

/// Every rule of this check, by the name it reports.
const RULES: &[&str] = &[
    "bans",
    "commands",
    "dependencies",
    "formats",
    "generated",
    "invariants",
    "licences",
    "links",
    "names",
    "outlet",
    "platform",
    "runtime",
    "sizes",
    "suppression",
    "targets",
    "unfinished",
    "unsafe-code",
];

/// Reads the paragraphs that begin with `**Invariant`.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let Some(page) = tree.pages.iter().find(|page| page.path == Path::new(PAGE)) else { return Vec::new() };
    let mut found = Vec::new();
    for (number, paragraph) in paragraphs(&page.text).filter(|(_, paragraph)| paragraph.starts_with("**Invariant")) {
        match checked_by(&paragraph) {
            Some(rule) if RULES.contains(&rule) => {}
            Some(rule) => found.push(Violation::error(RULE, PAGE, number, format!("there is no rule `{rule}`"))),
            None => found.push(Violation::error(
                RULE,
                PAGE,
                number,
                "name what checks it: \"Checked by `rule`\" or \"Tested by …\"",
            )),
        }
    }
    found
}

/// The rule a paragraph names; a paragraph that names tests instead needs no rule.
fn checked_by(paragraph: &str) -> Option<&str> {
    if paragraph.contains("Tested by ") {
        return Some(RULE);
    }
    let (_, rest) = paragraph.split_once("Checked by `")?;
    rest.split_once('`').map(|(rule, _)| rule)
}

/// Paragraphs with the line they begin on, their lines joined by blanks.
fn paragraphs(text: &str) -> impl Iterator<Item = (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<usize> =
        (0..lines.len()).filter(|&n| !lines[n].is_empty() && (n == 0 || lines[n - 1].is_empty())).collect();
    starts.into_iter().map(move |start| {
        let body: Vec<&str> = lines[start..].iter().take_while(|line| !line.is_empty()).copied().collect();
        (start + 1, body.join(" "))
    })
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        places(&check(&Tree::of(&[(PAGE, text)])))
    }

    #[test]
    fn an_invariant_that_nothing_checks_fails() {
        assert_eq!(found("# A\n\n**Invariant:** so.\nAnd so.\n"), ["ARCHITECTURE.md:3 invariants"]);
        assert_eq!(found("**Invariant:** so. Checked by `magic`."), ["ARCHITECTURE.md:1 invariants"]);
    }

    #[test]
    fn a_rule_or_a_test_is_enough() {
        assert_eq!(
            found("**Invariant:** so.\nChecked by `outlet`.\n\n**Invariant:** so. Tested by `crates/a/tests/b.rs`."),
            [""; 0]
        );
    }
}
