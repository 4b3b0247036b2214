//! What a rule reports.

use std::fmt;
use std::path::{Path, PathBuf};

/// Whether a finding fails the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Printed only.
    Warning,
    /// Fails the check.
    Error,
}

/// One finding of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// File the finding is in, relative to the root of the workspace.
    pub file: PathBuf,
    /// Line, numbered from 1.
    pub line: usize,
    /// Name of the rule, as ARCHITECTURE.md calls it.
    pub rule: &'static str,
    /// What is wrong and what to do about it.
    pub message: String,
    /// Whether it fails the check.
    pub severity: Severity,
}

impl Violation {
    /// A finding that fails the check.
    pub fn error(rule: &'static str, file: impl AsRef<Path>, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.as_ref().into(), line, rule, message: message.into(), severity: Severity::Error }
    }

    /// A finding that is only printed.
    pub fn warning(rule: &'static str, file: impl AsRef<Path>, line: usize, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, file, line, message) }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.severity == Severity::Warning { "warning: " } else { "" };
        write!(f, "{}:{}: {}: {mark}{}", self.file.display(), self.line, self.rule, self.message)
    }
}

#[cfg(test)]
pub mod testing {
    //! Findings in the form in which tests compare them.

    use super::Violation;

    /// `file:line rule` of each finding.
    pub fn places(violations: &[Violation]) -> Vec<String> {
        violations.iter().map(|v| format!("{}:{} {}", v.file.display(), v.line, v.rule)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_an_editor_can_jump_to() {
        let error = Violation::error("names", "a/b.rs", 3, "wrong");
        assert_eq!(error.to_string(), "a/b.rs:3: names: wrong");
        assert_eq!(Violation { severity: Severity::Warning, ..error }.to_string(), "a/b.rs:3: names: warning: wrong");
    }
}
