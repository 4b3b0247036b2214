//! `docs/conformance.md`: which test proves which requirement of the contract.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::source::Tree;

/// The page; its first column says which requirements there are.
pub const PAGE: &str = "docs/conformance.md";
const MARK: &str = "Proves: ";

/// The page as it should be, given the page as it is; `None` where there is none.
pub fn page(tree: &Tree) -> Option<String> {
    let page = tree.pages.iter().find(|page| page.path == Path::new(PAGE))?;
    let proofs = proofs(tree);
    let lines = page.text.lines().map(|line| match cells(line) {
        Some((id, who)) => format!("| {id} | {who} | {} |", proofs.get(id).map(listed).unwrap_or_default()),
        None => line.to_owned(),
    });
    Some(lines.fold(String::new(), |page, line| page + &line + "\n"))
}

fn cells(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix("| ")?.split('|').map(str::trim);
    let id = cells.next().filter(|id| id.starts_with("R-"))?;
    Some((id, cells.next()?))
}

fn listed(tests: &BTreeSet<String>) -> String {
    tests.iter().map(|test| format!("`{test}`")).collect::<Vec<_>>().join(" ")
}

/// For each requirement the tests that name it, as `file::test`.
fn proofs(tree: &Tree) -> BTreeMap<&str, BTreeSet<String>> {
    let mut proofs = BTreeMap::<_, BTreeSet<_>>::new();
    for file in tree.rust.iter().filter(|file| !file.path.starts_with("xtask")) {
        let stem = file.path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
        let mut claims = file.comments().filter_map(|(at, text)| Some((at, text.split_once(MARK)?.1))).peekable();
        for (at, code) in file.code() {
            let Some((_, rest)) = code.split_once("fn ") else { continue };
            let name = rest.split('(').next().unwrap_or_default();
            while let Some((_, ids)) = claims.next_if(|(claim, _)| *claim < at) {
                for id in ids.split([',', ' ', '.']).filter(|id| id.starts_with("R-")) {
                    proofs.entry(id).or_default().insert(format!("{stem}::{name}"));
                }
            }
        }
    }
    proofs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_listed_beside_what_it_proves() {
        let tree = Tree::of(&[
            (PAGE, "# C\n| requirement | who | proved by |\n| R-A-1 | M | `old::test` |\n| R-A-2 | H |  |\n"),
            ("crates/x/tests/a.rs", "/// Proves: R-A-1, D-2\n#[test]\nfn holds() {}\nfn other() {}\n"),
        ]);
        let expected = "# C\n| requirement | who | proved by |\n| R-A-1 | M | `a::holds` |\n| R-A-2 | H |  |\n";
        assert_eq!(page(&tree).as_deref(), Some(expected));
    }
}
