//! The tests that passed because they could not do here what they are for, as they said themselves.

use std::collections::BTreeMap;

use anyhow::Result;

/// How what such a test prints begins.
const MARK: &str = "skipped";

/// Tests by the reason they gave.
#[derive(Debug, PartialEq)]
pub struct Skipped(BTreeMap<String, Vec<String>>);

impl Skipped {
    /// Looks through a report of nextest that holds what tests printed.
    pub fn parse(junit: &str) -> Result<Self> {
        let document = roxmltree::Document::parse(junit)?;
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for case in document.descendants().filter(|node| node.has_tag_name("testcase")) {
            let output = case.children().filter_map(|node| node.text());
            let reason = output
                .flat_map(str::lines)
                .find_map(|line| Some(line.strip_prefix(MARK)?.trim_start_matches([':', ',', ' '])));
            if let (Some(reason), Some(name)) = (reason, case.attribute("name")) {
                found.entry(reason.to_owned()).or_default().push(name.to_owned());
            }
        }
        Ok(Self(found))
    }

    /// A line for each reason, another for its tests; nothing where every test did its work.
    pub fn lines(&self) -> Vec<String> {
        let of_reason = |(reason, tests): (&String, &Vec<String>)| {
            [format!("skipped {}: {reason}", tests.len()), format!("  {}", tests.join(", "))]
        };
        self.0.iter().flat_map(of_reason).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_listed_by_the_reason_they_gave() {
        let report = r#"<testsuites><testsuite name="a">
            <testcase name="x::acls"><system-out>
running 1 test
</system-out><system-err>skipped: for root only
</system-err></testcase>
            <testcase name="x::full"><system-err>nothing was skipped here</system-err></testcase>
            <testcase name="x::owners"><system-err>skipped: for root only</system-err></testcase>
            <testcase name="cut"><system-err>skipped, this test needs FUSE: none</system-err></testcase>
            </testsuite></testsuites>"#;
        let expected =
            ["skipped 2: for root only", "  x::acls, x::owners", "skipped 1: this test needs FUSE: none", "  cut"];
        assert_eq!(Skipped::parse(report).unwrap().lines(), expected);
        assert_eq!(Skipped::parse("<testsuites/>").unwrap().lines(), [""; 0]);
        assert!(Skipped::parse("<testsuites>").is_err());
    }
}
