//! What tests say that they prove: `/// Proves: R-…` above a test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::source::Tree;

const MARK: &str = "Proves: ";

/// A test that names a requirement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// The file's name without `.rs`.
    pub file: String,
    /// The function.
    pub test: String,
    /// The folder of its crate.
    pub package: String,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}::{}`", self.file, self.test)
    }
}

/// The tests that prove each requirement and each decision.
pub type Proofs = BTreeMap<String, BTreeSet<Proof>>;

/// Collects them from all sources but the tools' own.
pub fn proofs(tree: &Tree) -> Proofs {
    let mut proofs = Proofs::new();
    for file in tree.rust.iter().filter(|file| !file.path.starts_with("xtask")) {
        let stem = file.path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
        let mut claims = file.comments().filter_map(|(at, text)| Some((at, text.split_once(MARK)?.1))).peekable();
        for (at, code) in file.code() {
            let Some((_, rest)) = code.split_once("fn ") else { continue };
            let name = rest.split('(').next().unwrap_or_default();
            let proof = Proof { file: stem.to_string(), test: name.into(), package: file.crate_name().to_owned() };
            while let Some((_, ids)) = claims.next_if(|(claim, _)| *claim < at) {
                for id in ids.split([',', ' ', '.']).filter(|id| is_id(id)) {
                    proofs.entry(id.to_owned()).or_default().insert(proof.clone());
                }
            }
        }
    }
    proofs
}

/// Whether a word names a requirement (`R-SYN-1`) or a decision (`D-4`) of the specification.
pub fn is_id(word: &str) -> bool {
    let numbered = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix("D-").is_some_and(numbered)
        || word.strip_prefix("R-").and_then(|rest| rest.split_once('-')).is_some_and(|(_, number)| numbered(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_other_words() {
        for (word, is) in [("R-SYN-1", true), ("D-48", true), ("R-SYN", false), ("D-", false), ("A5", false)] {
            assert_eq!(is_id(word), is, "{word}");
        }
    }

    #[test]
    fn a_test_proves_what_stands_above_it() {
        let text = "/// Proves: R-A-1, D-2\n/// and R-A-9 not\n#[test]\nfn holds() {}\nfn other() {}\n";
        let proofs = proofs(&Tree::of(&[("crates/x/tests/a.rs", text)]));
        let proof = Proof { file: "a".into(), test: "holds".into(), package: "x".into() };
        let expected = ["D-2", "R-A-1"].map(|id| (id.to_owned(), BTreeSet::from([proof.clone()])));
        assert_eq!(proofs, Proofs::from(expected));
    }
}
