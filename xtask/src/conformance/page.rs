//! The page itself: its first columns and its prose are written by people, the rest of its tables here.

use std::collections::BTreeSet;
use std::path::Path;

use super::proofs::{Proof, Proofs, is_id, proofs};
use super::results::{Ending, Results};
use crate::source::Tree;

/// The page; its first column says which requirements there are.
pub const PAGE: &str = "docs/conformance.md";
/// From here on the page says why what has no test has none.
const REASONS: &str = "## What no test can observe";
const EXPLAINED: &str = "see below";

/// The page as it should be, given the page as it is; `None` where there is none. Without results of a run, those that the page
/// tells are kept for rows whose tests are the same.
pub fn page(tree: &Tree, results: Option<&Results>) -> Option<String> {
    let page = &tree.pages.iter().find(|page| page.path == Path::new(PAGE))?.text;
    let (table, reasons) = page.split_at(page.find(REASONS).unwrap_or(page.len()));
    let (proofs, explained) = (proofs(tree), explained(reasons));
    let lines = table.lines().map(|line| match Row::read(line) {
        Some(row) => row.rewritten(&proofs, &explained, results),
        None => line.to_owned(),
    });
    Some(lines.fold(String::new(), |page, line| page + &line + "\n") + reasons)
}

/// What the page, as it is, lacks: requirements with neither test nor reason or with both, and tests that did not pass.
pub fn gaps(tree: &Tree) -> Vec<String> {
    let Some(page) = tree.pages.iter().find(|page| page.path == Path::new(PAGE)) else { return Vec::new() };
    let (table, reasons) = page.text.split_at(page.text.find(REASONS).unwrap_or(page.text.len()));
    let explained = explained(reasons);
    let mut known = BTreeSet::new();
    let mut gaps = Vec::new();
    for row in table.lines().filter_map(Row::read) {
        known.insert(row.id);
        gaps.extend(row.gap(&explained).map(|gap| format!("{} {gap}", row.id)));
    }
    gaps.extend(explained.difference(&known).map(|id| format!("{id} is explained but not in the table")));
    gaps
}

/// The ids that have a row below the heading of reasons.
fn explained(reasons: &str) -> BTreeSet<&str> {
    let cells = reasons.lines().filter_map(|line| line.strip_prefix("| ")?.split('|').next());
    cells.map(str::trim).filter(|id| is_id(id)).collect()
}

/// `| id | who | tests | result |`
struct Row<'a> {
    id: &'a str,
    who: &'a str,
    tests: &'a str,
    result: &'a str,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut cells = line.strip_prefix("| ")?.split('|').map(str::trim);
        let id = cells.next().filter(|id| is_id(id))?;
        let mut next = || cells.next().unwrap_or_default();
        Some(Self { id, who: next(), tests: next(), result: next() })
    }

    fn rewritten(&self, proofs: &Proofs, explained: &BTreeSet<&str>, results: Option<&Results>) -> String {
        let proving = proofs.get(self.id);
        let tests = proving.map(listed).unwrap_or_default();
        let result = match (proving, results) {
            (None, _) if explained.contains(self.id) => EXPLAINED,
            (None, _) => "",
            (Some(proving), Some(results)) => ending(proving, results).word(),
            (Some(_), None) if tests == self.tests => self.result,
            (Some(_), None) => Ending::NotRun.word(),
        };
        format!("| {} | {} | {tests} | {result} |", self.id, self.who)
    }

    fn gap(&self, explained: &BTreeSet<&str>) -> Option<&'static str> {
        match (self.tests.is_empty(), explained.contains(self.id)) {
            (true, false) => Some("has neither a test nor a reason why it has none"),
            (false, true) => Some("has a test and a reason why it has none"),
            (false, false) if self.result != Ending::Passed.word() => {
                Some("has tests that did not pass yet: run `cargo xtask conformance`")
            }
            _ => None,
        }
    }
}

fn listed(tests: &BTreeSet<Proof>) -> String {
    tests.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A requirement is as good as its worst test.
fn ending(tests: &BTreeSet<Proof>, results: &Results) -> Ending {
    tests.iter().map(|test| results.of(test)).max().unwrap_or(Ending::NotRun)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "# C\n| requirement | who | proved by | result |\n";
    const TEST: (&str, &str) = ("crates/x/tests/a.rs", "/// Proves: R-A-1, D-2\n#[test]\nfn holds() {}\n");

    fn tree(rows: &str) -> Tree {
        Tree::of(&[(PAGE, &(PROSE.to_owned() + rows)), TEST])
    }

    fn written(rows: &str, results: Option<&Results>) -> String {
        page(&tree(rows), results).unwrap().strip_prefix(PROSE).unwrap().to_owned()
    }

    #[test]
    fn a_test_is_listed_beside_what_it_proves() {
        let rows = "| R-A-1 | M | `old::test` | passed |\n| R-A-2 | H |  |  |\n";
        assert_eq!(written(rows, None), "| R-A-1 | M | `a::holds` | not run |\n| R-A-2 | H |  |  |\n");
        let kept = "| R-A-1 | M | `a::holds` | passed |\n";
        assert_eq!(written(kept, None), kept);
    }

    #[test]
    fn a_run_tells_the_result() {
        let rows = "| R-A-1 | M |  |  |\n";
        let passed = r#"<t><testcase classname="x::a" name="holds"/></t>"#;
        for (junit, result) in [
            (passed.to_owned(), "passed"),
            (passed.replace("/>", "><failure/></testcase>"), "failed"),
            (passed.replace("holds", "other"), "not run"),
        ] {
            let results = Results::parse(&junit).unwrap();
            assert_eq!(written(rows, Some(&results)), format!("| R-A-1 | M | `a::holds` | {result} |\n"));
        }
    }

    #[test]
    fn what_has_no_test_has_a_reason() {
        let reasons = format!("\n{REASONS}\n| R-A-2 | nobody sees it |\n| R-A-9 | unknown |\n");
        let rows = format!(
            "| R-A-1 | M | `a::holds` | passed |\n| R-A-2 | H |  | see below |\n| R-A-3 | M |  |  |\n| D-2 | M | `a::holds` | not run |\n{reasons}"
        );
        assert_eq!(written(&rows, None), rows);
        assert_eq!(
            gaps(&tree(&rows)),
            [
                "R-A-3 has neither a test nor a reason why it has none",
                "D-2 has tests that did not pass yet: run `cargo xtask conformance`",
                "R-A-9 is explained but not in the table",
            ]
        );
    }
}
