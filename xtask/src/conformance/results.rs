//! How tests ended, from the report that nextest writes.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use super::proofs::Proof;

/// Where nextest leaves its report (`.config/nextest.toml`), from the root of the workspace.
const REPORT: &str = "target/nextest/default/junit.xml";

/// Reads the report of the run that has just ended.
pub fn report(root: &Path) -> Result<String> {
    let path = root.join(REPORT);
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// Removes the report of an earlier run, so that nobody takes it for that of the next.
pub fn forget(root: &Path) {
    // There may be none.
    let _ = std::fs::remove_file(root.join(REPORT));
}

/// How a test or all tests of a requirement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It ran and passed.
    Passed,
    /// It did not run.
    NotRun,
    /// It ran and failed.
    Failed,
}

impl Ending {
    /// As the page has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::NotRun => "not run",
            Self::Failed => "failed",
        }
    }
}

/// A test as nextest names it, in parts: the package, then the test binary, the modules and the function.
type Name = Vec<String>;

/// The tests of one run.
#[derive(Debug, Default)]
pub struct Results(BTreeMap<Name, Ending>);

impl Results {
    /// Reads the report of the last run.
    pub fn load(root: &Path) -> Result<Self> {
        Self::parse(&report(root)?).with_context(|| format!("cannot read {REPORT}"))
    }

    /// Reads a report.
    pub fn parse(junit: &str) -> Result<Self> {
        let document = roxmltree::Document::parse(junit)?;
        let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
        let ended = cases.filter_map(|case| {
            let parts = [case.attribute("classname")?, case.attribute("name")?];
            let name = parts.iter().flat_map(|part| part.split("::")).map(str::to_owned).collect();
            let failed = case.children().any(|child| child.has_tag_name("failure") || child.has_tag_name("error"));
            let skipped = case.children().any(|child| child.has_tag_name("skipped"));
            Some((
                name,
                if failed {
                    Ending::Failed
                } else if skipped {
                    Ending::NotRun
                } else {
                    Ending::Passed
                },
            ))
        });
        Ok(Self(ended.collect()))
    }

    /// How a test ended.
    pub fn of(&self, proof: &Proof) -> Ending {
        let found = self.0.iter().filter(|(name, _)| is_name_of(name, proof)).map(|(_, ending)| *ending);
        found.max().unwrap_or(Ending::NotRun)
    }
}

/// The file of a test is one of the parts of its name, unless it is the root of a binary.
fn is_name_of(name: &Name, proof: &Proof) -> bool {
    let [package, within @ .., test] = name.as_slice() else { return false };
    let is_root = ["main", "lib", "mod"].contains(&proof.file.as_str());
    *package == proof.package && *test == proof.test && (is_root || within.contains(&proof.file))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUNIT: &str = r#"<testsuites><testsuite name="mobsync::abi">
        <testcase name="header::holds" classname="mobsync::abi"/>
        <testcase name="header::fails" classname="mobsync::abi"><failure type="test failure"/></testcase>
        </testsuite><testsuite name="x"><testcase name="values::item::tests::fits" classname="mobsync"/>
        <testcase name="whole" classname="mobsync::runs"/></testsuite></testsuites>"#;

    #[test]
    fn a_test_is_found_by_package_file_and_name() {
        let results = Results::parse(JUNIT).unwrap();
        for (package, file, test, ending) in [
            ("mobsync", "header", "holds", Ending::Passed),
            ("mobsync", "header", "fails", Ending::Failed),
            ("mobsync", "item", "fits", Ending::Passed),
            ("mobsync", "runs", "whole", Ending::Passed),
            ("mobsync", "main", "whole", Ending::Passed),
            ("mobsync", "other", "holds", Ending::NotRun),
            ("syncmgr", "header", "holds", Ending::NotRun),
        ] {
            let proof = Proof { file: file.into(), test: test.into(), package: package.into() };
            assert_eq!(results.of(&proof), ending, "{proof}");
        }
        assert!(Results::parse("<testsuites>").is_err());
    }
}
