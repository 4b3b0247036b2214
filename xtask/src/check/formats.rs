//! Each page of `docs/formats/` says which version of the format it describes.

use super::violation::Violation;
use crate::source::Tree;

const RULE: &str = "formats";

/// How far down the version may stand.
const HEAD: usize = 12;

/// Looks for "version N" near the top of each page but the index.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let pages =
        tree.pages.iter().filter(|page| page.path.starts_with("docs/formats") && !page.path.ends_with("README.md"));
    let silent = pages.filter(|page| !page.text.lines().take(HEAD).any(names_version));
    silent
        .map(|page| Violation::error(RULE, &page.path, 1, format!("no \"Version N\" in the first {HEAD} lines")))
        .collect()
}

fn names_version(line: &str) -> bool {
    let line = line.to_lowercase();
    let Some((_, rest)) = line.split_once("version") else { return false };
    rest.trim_start_matches([' ', ':', '*', '`', '|', '_']).starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        places(&check(&Tree::of(&[("docs/formats/archive.md", text)])))
    }

    #[test]
    fn a_page_without_version_fails() {
        assert_eq!(found("# Archive\n\nNo version yet.\n"), ["docs/formats/archive.md:1 formats"]);
        let too_low = format!("# Archive\n{}Version 1\n", "\n".repeat(20));
        assert_eq!(found(&too_low), ["docs/formats/archive.md:1 formats"]);
    }

    #[test]
    fn each_way_to_write_it_counts() {
        for text in ["# Archive, version 3", "# A\n\n**Version:** 1", "# A\n\nVersion: `2`", "| version | 1 |"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_index_and_other_pages_need_none() {
        assert_eq!(check(&Tree::of(&[("docs/formats/README.md", ""), ("docs/tenets.md", "")])), []);
    }
}
